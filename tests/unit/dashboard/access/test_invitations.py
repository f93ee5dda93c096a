"""One-time links: once, for three days, for one account; they set a password and open nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask.testing import FlaskClient

from dashboard.__main__ import afa
from dashboard.access import accounts, invitations, store, tables
from tests.small_trust import PASSWORD, SmallTrust, form_token, served, sign_in

pytestmark = pytest.mark.safety
NEW = "violet anchor thimble"


def link(trust: SmallTrust, username: str = "senco") -> str:
    token = trust.change(invitations.invite_again, username=username, now=trust.clock(), by="test")
    return f"/invitation/{token}"


def use(client: FlaskClient, address: str, **form: str) -> Any:
    page = client.get(address)
    if page.status_code != 200:
        return page
    return client.post(address, data={"csrf_token": form_token(page.text), "new_password": NEW, **form})


def test_A7_a_link_sets_the_password_once_and_does_not_sign_in(small_trust: SmallTrust) -> None:
    address, client = link(small_trust), small_trust.client()
    answer = use(client, address)
    assert (answer.status_code, answer.headers["Location"], client.get_cookie("afa")) == (303, "/sign-in", None)
    assert use(small_trust.client(), address, new_password="quite another thing").status_code == 404
    assert sign_in(small_trust.client(), username="senco").status_code == 401
    assert sign_in(small_trust.client(), username="senco", password=NEW).status_code == 303


def test_A7_a_link_lasts_three_days(small_trust: SmallTrust) -> None:
    address, other = link(small_trust), link(small_trust, "headteacher")
    small_trust.clock.on(hours=72, seconds=-1)
    assert use(small_trust.client(), other).status_code == 303
    small_trust.clock.on(seconds=1)
    assert use(small_trust.client(), address).status_code == 404


def test_A7_a_link_ends_every_session_and_the_links_before_it(small_trust: SmallTrust) -> None:
    client, first = small_trust.client("senco"), link(small_trust)
    second = link(small_trust)
    assert use(small_trust.client(), first).status_code == 404
    assert client.get("/_dash-layout").status_code == 200
    assert use(small_trust.client(), second).status_code == 303
    assert client.get("/_dash-layout").status_code == 401


def test_A7_the_database_holds_no_link(small_trust: SmallTrust) -> None:
    token = link(small_trust).rsplit("/", 1)[1]

    def kept(connection: sa.Connection) -> str:
        return str(connection.execute(sa.select(tables.invitation)).all())

    assert token not in small_trust.change(kept)
    assert len(token) * 6 >= 256


def test_a_weak_password_leaves_the_link(small_trust: SmallTrust) -> None:
    address = link(small_trust)
    for weak in ("short", "ash primary 2026", "sendsendsend2026"):
        refused = use(small_trust.client(), address, new_password=weak)
        assert (refused.status_code, 'role="alert"' in refused.text) == (400, True)
    assert use(small_trust.client(), address).status_code == 303


def test_a_guessed_link_and_a_closed_account_are_one_answer(small_trust: SmallTrust) -> None:
    address = link(small_trust)
    small_trust.change(accounts.disable, username="senco", now=small_trust.clock())
    closed, guessed = (small_trust.client().get(each) for each in (address, "/invitation/" + "a" * 43))
    assert (closed.status_code, closed.text) == (guessed.status_code, guessed.text)
    assert closed.status_code == 404


def test_the_form_needs_its_token(small_trust: SmallTrust) -> None:
    assert small_trust.client().post(link(small_trust), data={"new_password": NEW}).status_code == 400


def test_who_is_invited_has_a_password_that_nobody_knows(small_trust: SmallTrust) -> None:
    small_trust.change(invitations.invite, username="New.Person", name="New", now=small_trust.clock(), by="test")
    for guess in ("", PASSWORD, "new.person"):
        assert sign_in(small_trust.client(), username="new.person", password=guess).status_code == 401


@pytest.mark.parametrize("username", ["o'brien", "two words", "a" * 81, "", "line\nbreak"])
def test_a_username_is_plain(small_trust: SmallTrust, username: str) -> None:
    with pytest.raises(accounts.AccountError):
        small_trust.change(invitations.invite, username=username, name="New", now=small_trust.clock(), by="test")


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing has been done, and the commands' environment."""
    monkeypatch.setenv("AFA_HOME", str(tmp_path))
    monkeypatch.setattr("dashboard.commands.serving.waitress.serve", lambda *_, **__: None)
    return tmp_path


def set_up_link(said: str) -> str:
    return re.search(r"http://127\.0\.0\.1:8050(/invitation/\S+)", said)[1]  # type: ignore[index]


def test_A8_a_fresh_install_prints_a_link_for_the_first_administrator(fresh: Path) -> None:
    first = set_up_link(CliRunner().invoke(afa, ["serve"]).output)
    second = set_up_link(CliRunner().invoke(afa, ["serve"]).output)
    person = {"username": "first", "name": "First Person"}
    for trust in served(fresh):
        assert sign_in(trust.client(), username="first", password=NEW).status_code == 401
        assert use(trust.client(), first, **person).status_code == 404, "a newer link was printed"
        assert use(trust.client(), second, **person, new_password="short").status_code == 400
        assert use(trust.client(), second, **person).headers["Location"] == "/sign-in"
        assert use(trust.client(), second, username="other", name="Other").status_code == 404
        assert sign_in(trust.client(), username="first", password=NEW).headers["Location"] == "/accounts"
    assert "invitation" not in CliRunner().invoke(afa, ["serve"]).output


def test_A8_the_link_is_dead_once_there_is_an_account(fresh: Path) -> None:
    address = set_up_link(CliRunner().invoke(afa, ["serve"]).output)
    for trust in served(fresh):
        trust.change(accounts.add, username="other", name="Other", password=NEW, now=store.utc_now())
        assert use(trust.client(), address, username="first", name="First").status_code == 404


def test_the_command_prints_the_link_once(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFA_HOME", str(small_trust.settings.home))
    told = CliRunner().invoke(
        afa, ["user", "invite", "new", "--name", "New", "--address", "https://afa.example/"]
    ).output  # fmt: skip
    address = re.search(r"https://afa\.example(/invitation/\S+)", told)[1]  # type: ignore[index]
    assert use(small_trust.client(), address).status_code == 303
    again = CliRunner().invoke(afa, ["user", "invite", "new"])
    assert "/invitation/" in again.output
    assert "no account nobody" in CliRunner().invoke(afa, ["user", "invite", "nobody"]).output
