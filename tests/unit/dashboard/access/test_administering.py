"""Accounts by page: who may, with what proof, and what each form changes at once."""

from __future__ import annotations

import html
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.access import accounts, audit, listing, tables
from dashboard.access.listing import AccountLine
from tests.small_trust import PASSWORD, ROLES, SmallTrust, form_token, sign_in

pytestmark = pytest.mark.safety
SENCO, GOVERNOR, ADMINISTRATOR = 3, 5, 8
"""The numbers of their accounts."""


def act(client: FlaskClient, name: str, *, number: int = SENCO, **form: str) -> Any:
    address = f"/accounts/{number}"
    return client.post(address, data={"act": name, "csrf_token": form_token(client.get(address).text), **form})


def line(trust: SmallTrust, number: int = SENCO) -> AccountLine:
    found = trust.change(listing.listed, today=trust.clock().date())
    return next(each for each in found if each.account_id == number)


def grant_of(trust: SmallTrust, number: int = SENCO) -> str:
    return str(line(trust, number).held[0].grant_id)


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"administrator"}))
def test_for_anybody_else_the_pages_are_not_there(small_trust: SmallTrust, role: str) -> None:
    client = small_trust.client(role)
    token = form_token(client.get("/my-account").text)
    for address in ("/accounts/new", "/accounts/3", "/accounts/999"):
        assert client.get(address).status_code == 404
        sent = {"act": "disable", "username": "x", "name": "X", "csrf_token": token}
        assert client.post(address, data=sent).status_code == 404
    assert not line(small_trust).disabled


def test_a_stranger_changes_nothing(small_trust: SmallTrust) -> None:
    client = small_trust.client()
    token = form_token(client.get("/sign-in").text)
    assert client.post("/accounts/3", data={"act": "disable", "csrf_token": token}).status_code == 401
    assert small_trust.client("administrator").post("/accounts/3", data={"act": "disable"}).status_code == 400
    assert not line(small_trust).disabled


def test_S5_a_grant_ended_by_page_ends_at_once(small_trust: SmallTrust) -> None:
    admin, senco = small_trust.client("administrator"), small_trust.client("senco")
    assert act(admin, "end", grant=grant_of(small_trust)).headers["Location"] == "/accounts/3?done=end"
    assert senco.get("/_dash-layout").status_code == 401
    assert line(small_trust).held == ()
    newest = small_trust.change(audit.entries)[0]
    assert (newest.action, newest.username) == (audit.Action.GRANT_ENDED, "administrator")


def test_a_role_is_granted_with_a_reason_and_renewed(small_trust: SmallTrust) -> None:
    admin = small_trust.client("administrator")
    given = {"role": "governor", "school": "100002", "why": "SEND link governor"}
    assert act(admin, "give", **given).status_code == 303
    held = line(small_trust).held[1]
    assert (held.role, held.school, held.why, held.granted_by) == (
        "governor", "100002", "SEND link governor", "administrator",
    )  # fmt: skip
    assert held.to_date is not None
    page = admin.get("/accounts/3").text
    assert "SEND link governor" in page
    assert "Birch Primary" in page
    if held.to_date - small_trust.clock().date() > accounts.timedelta(days=366):
        small_trust.clock.on(days=60)
        admin = small_trust.client("administrator")
    assert act(admin, "renew", grant=str(held.grant_id)).status_code == 303
    assert line(small_trust).held[1].to_date == held.to_date.replace(year=held.to_date.year + 1)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"role": "governor", "school": "100002", "why": " "}, "what the role is needed for"),
        ({"role": "governor", "school": "999999", "why": "x"}, "from the list"),
        ({"role": "governor", "school": "", "why": "x"}, "for a school"),
        ({"role": "janitor", "school": "", "why": "x"}, "no role janitor"),
        ({"role": "governor", "school": "100002", "why": "x", "to_date": "soon"}, "not a day"),
        ({"role": "class_teacher", "school": "100002", "why": "x"}, "staff code"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused_in_words(
    small_trust: SmallTrust, form: dict[str, str], words: str
) -> None:
    refused = act(small_trust.client("administrator"), "give", **form)
    assert (refused.status_code, words in html.unescape(refused.text)) == (400, True)
    assert len(line(small_trust).held) == 1


def test_Z10_an_administrator_gives_nothing_to_themselves_and_closes_not_their_own(small_trust: SmallTrust) -> None:
    admin = small_trust.client("administrator")
    own = {"number": ADMINISTRATOR}
    given = act(admin, "give", role="headteacher", school="100001", why="x", **own)  # type: ignore[arg-type]
    assert (given.status_code, "to themselves" in given.text) == (400, True)
    for name in ("disable", "reset_factor"):
        assert act(admin, name, **own).status_code == 400  # type: ignore[arg-type]
    both = act(admin, "give", number=6, role="administrator", why="x")
    assert (both.status_code, "Nobody may hold both" in both.text) == (400, True)


def test_a_grant_of_another_account_is_not_ended_from_here(small_trust: SmallTrust) -> None:
    refused = act(small_trust.client("administrator"), "end", grant=grant_of(small_trust, GOVERNOR))
    assert refused.status_code == 400
    assert line(small_trust, GOVERNOR).held


def test_an_account_is_closed_and_opened_again(small_trust: SmallTrust) -> None:
    admin, senco = small_trust.client("administrator"), small_trust.client("senco")
    assert act(admin, "disable").status_code == 303
    assert senco.get("/_dash-layout").status_code == 401
    assert sign_in(small_trust.client(), username="senco").status_code == 401
    assert act(admin, "invite").status_code == 400
    assert act(admin, "let_in").status_code == 303
    assert sign_in(small_trust.client(), username="senco").status_code == 303


def test_S7_an_administrator_ends_anybodys_sessions(small_trust: SmallTrust) -> None:
    admin, senco, head = (small_trust.client(role) for role in ("administrator", "senco", "headteacher"))
    assert act(admin, "end_sessions").status_code == 303
    assert [each.get("/_dash-layout").status_code for each in (senco, head, admin)] == [401, 200, 200]


def test_somebody_is_invited_with_a_role_and_the_link_is_shown_once(small_trust: SmallTrust) -> None:
    admin = small_trust.client("administrator")
    form = {"username": "Jo.Gale@afa.example", "name": "Jo Gale", "role": "governor", "school": "100003", "why": "New"}
    answer = admin.post("/accounts/new", data={**form, "csrf_token": form_token(admin.get("/accounts/new").text)})
    assert answer.status_code == 200
    address = answer.text.split("http://localhost")[1].split("<")[0]
    assert small_trust.client().get(address).status_code == 200
    made = next(each for each in small_trust.change(listing.listed, today=small_trust.clock().date())
                if each.username == "jo.gale@afa.example")  # fmt: skip
    assert (made.name, made.last_signed_in, [grant.role for grant in made.held]) == ("Jo Gale", None, ["governor"])
    assert address not in admin.get(f"/accounts/{made.account_id}").text


def test_an_invitation_whose_role_is_refused_makes_no_account(small_trust: SmallTrust) -> None:
    admin = small_trust.client("administrator")
    form = {"username": "jo", "name": "Jo Gale", "role": "governor", "school": "", "why": "New"}
    refused = admin.post("/accounts/new", data={**form, "csrf_token": form_token(admin.get("/accounts/new").text)})
    assert refused.status_code == 400
    assert not small_trust.change(accounts.known, username="jo")


@pytest.mark.parametrize(
    "name", ["give", "end", "renew", "invite", "disable", "let_in", "end_sessions", "reset_factor"]
)
def test_A9_a_change_of_an_account_asks_for_the_password_where_it_is_old(small_trust: SmallTrust, name: str) -> None:
    admin = small_trust.client("administrator")
    small_trust.clock.on(minutes=5, seconds=1)
    before = small_trust.change(everything)
    form = {"grant": grant_of(small_trust, GOVERNOR), "role": "senco", "school": "100001", "why": "Cover"}
    asked = act(admin, name, number=GOVERNOR, **form)
    assert (asked.status_code, "Confirm that it is you" in asked.text) == (401, True)
    assert small_trust.change(everything) == before


def everything(connection: sa.Connection) -> str:
    found = (tables.account, tables.role_grant, tables.invitation)
    return str([connection.execute(sa.select(table)).all() for table in found])


def test_A9_with_the_password_the_form_goes_through_and_the_token_is_new(small_trust: SmallTrust) -> None:
    admin = small_trust.client("administrator")
    small_trust.clock.on(minutes=5, seconds=1)
    asked = act(admin, "give", number=GOVERNOR, role="senco", school="100002", why="Cover <b>")
    sent = {
        "act": "give",
        "role": "senco",
        "school": "100002",
        "why": "Cover <b>",
        "csrf_token": form_token(asked.text),
    }
    assert 'name="why" value="Cover &lt;b&gt;"' in asked.text
    old = admin.get_cookie("afa").value
    wrong = admin.post("/accounts/5", data={**sent, "confirm_password": "wrong"})
    assert (wrong.status_code, admin.get_cookie("afa").value) == (401, old)
    right = admin.post("/accounts/5", data={**sent, "confirm_password": PASSWORD})
    assert right.status_code == 303
    assert [grant.role for grant in line(small_trust, GOVERNOR).held] == ["governor", "senco"]
    assert admin.get_cookie("afa").value != old
    assert small_trust.audited()[:3] == ["grant_given", "confirmed", "confirm_refused"]
    assert admin.get("/_dash-layout").status_code == 200


def test_S3_the_token_from_before_the_password_was_given_again_is_dead(small_trust: SmallTrust) -> None:
    admin = small_trust.client("administrator")
    small_trust.clock.on(minutes=6)
    old = admin.get_cookie("afa").value
    assert act(admin, "end_sessions", confirm_password=PASSWORD).status_code == 303
    replay = small_trust.client()
    replay.set_cookie("afa", old)
    assert replay.get("/_dash-layout").status_code == 401
    assert act(admin, "end_sessions").status_code == 303  # asked once, for the next five minutes


def test_A9_the_password_asked_again_is_slowed_down_like_any(small_trust: SmallTrust) -> None:
    admin = small_trust.client("administrator")
    small_trust.clock.on(minutes=6)
    for _ in range(10):
        act(admin, "end_sessions", confirm_password="wrong")
    refused = act(admin, "end_sessions", confirm_password=PASSWORD)
    assert (refused.status_code, "Too many tries" in refused.text) == (401, True)


def test_the_list_says_who_may_what_why_and_until_when(small_trust: SmallTrust) -> None:
    from tests.laws import security
    from tests.small_trust import callback_headers

    admin = small_trust.client("administrator")
    body = next(each for each in security.bodies(small_trust.app) if "band.children" in each["output"])
    values = {"pathname": "/accounts", "search": ""}
    inputs = [{**item, "value": values[item["property"]]} for item in body["inputs"]]
    text = admin.post(security.ADDRESS, json={**body, "inputs": inputs}, headers=callback_headers(admin)).text
    for said in (
        "A governor",
        "Local-committee SEND governor, Ash Primary",
        "given by test",
        "u002faccounts\\u002f5",
        "Not yet",
    ):
        assert said in text, said
