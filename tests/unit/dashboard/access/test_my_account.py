"""One's own account: sessions listed and ended, the password changed, what one may do and why."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.access import accounts
from tests.small_trust import PASSWORD, SmallTrust, form_token, sign_in

pytestmark = pytest.mark.safety
NEW = "violet anchor thimble"


def act(client: FlaskClient, name: str, **form: str) -> Any:
    sent = {"act": name, "csrf_token": form_token(client.get("/my-account").text), **form}
    return client.post("/my-account", data=sent)


def is_in(client: FlaskClient) -> bool:
    return bool(client.get("/_dash-layout").status_code == 200)


def numbers(client: FlaskClient) -> list[str]:
    """The other sessions that the page offers to end."""
    return re.findall(r'name="session"\s+value="([0-9a-f]{64})"', client.get("/my-account").text)


def test_S7_ones_own_sessions_are_listed_and_ended_one_by_one(small_trust: SmallTrust) -> None:
    first, second, third = (small_trust.client("senco") for _ in range(3))
    assert len(numbers(third)) == 2
    assert act(third, "end_session", session=numbers(third)[1]).headers["Location"] == "/my-account?done=end_session"
    assert [is_in(each) for each in (first, second, third)].count(True) == 2
    assert is_in(third)
    assert act(third, "end_others").status_code == 303
    assert [is_in(each) for each in (first, second, third)] == [False, False, True]


def test_S7_nobody_elses_session_is_ended_and_a_number_opens_nothing(small_trust: SmallTrust) -> None:
    head, other = small_trust.client("headteacher"), small_trust.client("headteacher")
    (number,) = numbers(other)
    senco = small_trust.client("senco")
    assert act(senco, "end_session", session=number).status_code == 404
    assert is_in(head)
    senco.set_cookie("afa", number)
    assert not is_in(senco)


def test_S10_three_sessions_at_a_time_the_fourth_ends_the_oldest(small_trust: SmallTrust) -> None:
    clients = []
    for _ in range(4):
        clients.append(small_trust.client("senco"))
        small_trust.clock.on(seconds=1)
    assert [is_in(client) for client in clients] == [False, True, True, True]
    assert "At most three at a time" in clients[3].get("/my-account").text


def test_the_password_is_changed_with_the_present_one(small_trust: SmallTrust) -> None:
    client, other = small_trust.client("senco"), small_trust.client("senco")
    old = client.get_cookie("afa").value
    wrong = act(client, "password", confirm_password="wrong", new_password=NEW)
    assert (wrong.status_code, NEW in wrong.text) == (401, False)
    weak = act(client, "password", confirm_password=PASSWORD, new_password="ash primary 2026")
    assert (weak.status_code, "easily guessed" in weak.text) == (400, True)
    done = act(client, "password", confirm_password=PASSWORD, new_password=NEW)
    assert done.headers["Location"] == "/my-account?done=password"
    assert [is_in(client), is_in(other)] == [True, False]
    other.set_cookie("afa", old)
    assert not is_in(other)
    assert sign_in(small_trust.client(), username="senco").status_code == 401
    assert sign_in(small_trust.client(), username="senco", password=NEW).status_code == 303


def test_A9_the_password_is_wanted_however_fresh_the_session(small_trust: SmallTrust) -> None:
    assert act(small_trust.client("senco"), "password", new_password=NEW).status_code == 401


def test_what_is_not_offered_changes_nothing(small_trust: SmallTrust) -> None:
    client = small_trust.client("senco")
    assert act(client, "disable").status_code == 400
    assert act(client, "new_codes").status_code == 404
    assert client.post("/my-account", data={"act": "end_others"}).status_code == 400


def test_what_one_may_see_and_why_is_said(small_trust: SmallTrust) -> None:
    small_trust.change(
        accounts.give, username="senco", role="governor", school="100003", why="Link governor <i>",
        now=small_trust.clock(), granted_by="head.of.trust",
    )  # fmt: skip
    client = small_trust.client()
    sign_in(client, username="senco")
    client.post("/sign-in/role", data={"role": "senco", "csrf_token": form_token(client.get("/sign-in/role").text)})
    page = client.get("/my-account?done=nothing%20of%20ours").text
    for said in ("SENDCO", "Ash Primary", "Cedar Primary", "Link governor &lt;i&gt;", "head.of.trust", "Change role"):
        assert said in page, said
    assert "nothing of ours" not in page
