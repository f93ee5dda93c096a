"""Somebody with several roles: picks one at sign-in, changes it later, and never holds two at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.access import accounts, audit, invitations, second_factor, steps, store, tables
from dashboard.access.sign_in import APART
from tests.small_trust import SmallTrust, form_token, sign_in

pytestmark = pytest.mark.safety


@pytest.fixture
def both(small_trust: SmallTrust) -> SmallTrust:
    """The small trust, whose governor is a SENDCO of another school too."""
    small_trust.change(
        accounts.give, username="governor", role="senco", school="100002", now=small_trust.clock(), granted_by="test",
    )  # fmt: skip
    return small_trust


def choose(client: FlaskClient, role: str, *, at: str = "/sign-in/role") -> Any:
    return client.post(at, data={"role": role, "csrf_token": form_token(client.get(at).text)})


def test_the_role_is_chosen_after_the_password_and_nothing_opens_before(both: SmallTrust) -> None:
    client = both.client()
    answer = sign_in(client, username="governor", next="/progress")
    assert answer.headers["Location"] == "/sign-in/role?next=/progress"
    assert client.get_cookie("afa") is None
    page = client.get("/sign-in/role").text
    assert "Local-committee SEND governor" in page
    assert "SENDCO" in page
    assert "Birch Primary" in page
    assert choose(client, "senco").headers["Location"] == "/overview?place=school:100002"
    assert client.get("/_dash-layout").status_code == 200
    assert client.get("/releases").status_code == 404


def test_a_role_not_held_is_not_had_by_asking(both: SmallTrust) -> None:
    client = both.client()
    sign_in(client, username="governor")
    for role in ("trust_executive", "headteacher", "", "governor senco"):
        assert choose(client, role).status_code == 400
    assert client.get_cookie("afa") is None


def test_the_choice_lasts_ten_minutes_and_is_nobody_elses(both: SmallTrust) -> None:
    client = both.client()
    sign_in(client, username="governor")
    token = form_token(client.get("/sign-in/role").text)
    stranger = both.client()
    assert stranger.get("/sign-in/role").headers["Location"] == "/sign-in"
    both.clock.on(minutes=10)
    late = client.post("/sign-in/role", data={"role": "senco", "csrf_token": token})
    assert (late.headers["Location"], client.get_cookie("afa")) == ("/sign-in", None)


def test_S3_changing_the_role_needs_no_password_and_kills_the_old_token(both: SmallTrust) -> None:
    client = both.client()
    sign_in(client, username="governor")
    choose(client, "governor")
    assert "Change role" not in both.client("senco").get("/releases").text
    old = client.get_cookie("afa").value
    assert choose(client, "senco", at="/role").headers["Location"] == "/overview?place=school:100002"
    assert client.get_cookie("afa").value != old
    assert client.get("/overview").status_code == 200
    replay = both.client()
    replay.set_cookie("afa", old)
    assert replay.get("/_dash-layout").status_code == 401
    assert [act for act in both.audited() if act != "refused"][:2] == ["role_chosen", "signed_in"]


def test_whoever_has_one_role_has_nothing_to_change(small_trust: SmallTrust) -> None:
    assert small_trust.client("senco").get("/role").status_code == 404


def test_S5_a_role_ended_in_an_open_page_is_gone_at_the_next_request(both: SmallTrust) -> None:
    client = both.client()
    sign_in(client, username="governor")
    choose(client, "senco")

    def last(connection: sa.Connection) -> int:
        return int(connection.execute(sa.select(sa.func.max(tables.role_grant.c.grant_id))).scalar_one())

    both.change(accounts.end_grant, grant_id=both.change(last), now=both.clock())
    assert client.get("/_dash-layout").status_code == 401
    assert sign_in(client, username="governor").headers["Location"] == "/releases"


def test_Z10_roles_that_never_meet_are_refused_at_sign_in_and_noted(small_trust: SmallTrust) -> None:
    today = small_trust.clock().date()

    def plant(connection: sa.Connection) -> None:
        both = {"account_id": 8, "role": "data_manager", "from_date": today, "granted_by": "nobody"}
        connection.execute(sa.insert(tables.role_grant).values(both))

    small_trust.change(plant)
    answer = sign_in(small_trust.client(), username="administrator")
    assert (answer.status_code, APART.split(".")[0] in answer.text) == (403, True)
    newest = small_trust.change(audit.entries)[0]
    assert (newest.action, newest.detail) == (
        audit.Action.GRANTS_CONFLICT, {"roles": "administrator data_manager"},
    )  # fmt: skip


def test_what_is_used_once_is_used_once_on_either_database(empty_database_url: str) -> None:
    """A link, a recovery code, a step: SQLite and PostgreSQL alike."""
    store.migrate(empty_database_url)
    engines, now = store.open_accounts(empty_database_url), datetime(2026, 3, 20, 9, 0)
    with engines.writes.begin() as connection:
        first = invitations.set_up(connection, now=now) or ""
        invitation = invitations.opened(connection, token=first, now=now)
        assert invitation is not None
        person = {"username": "first", "name": "First", "password": "plum kettle orbit"}
        account_id = invitations.use(connection, invitation=invitation, now=now, **person)
        assert invitations.set_up(connection, now=now) is None
        again = invitations.invite_again(connection, username="first", now=now, by="first")
        link = invitations.opened(connection, token=again, now=now)
        assert link is not None
        assert invitations.use(connection, invitation=link, now=now, password="violet anchor thimble") == account_id
        with pytest.raises(accounts.AccountError):
            invitations.use(connection, invitation=link, now=now, password="quartz anchor thimble")
        codes = second_factor.new_recovery_codes(connection, account_id=account_id)
        given = {"account_id": account_id, "key": "k" * 32, "now": now}
        assert [second_factor.accepts(connection, code=codes[0], **given) for _ in range(2)] == [True, False]
        token = steps.begin(connection, account_id=account_id, now=now)
        step = steps.read(connection, token=token, now=now)
        assert step is not None
        steps.end(connection, step=step)
        assert steps.read(connection, token=token, now=now) is None
    engines.close()
