"""Names for an executive: one school, a purpose, a reason, an hour, and a note that the head can read."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.access import accounts, audit, current, reveals
from dashboard.access.policy import load_policy
from tests.small_trust import PASSWORD, ROLES, SmallTrust, form_token

pytestmark = pytest.mark.safety
REASON = "Deep dive into reading with the head on Tuesday"
HERE = "/reveal?school=100002&next=/progress?place%3Dschool:100002%26subject%3Dreading"


def reveal(client: Any, **changed: str) -> Any:
    """Send the form of the second school."""
    sent = {"school": "100002", "purpose": "deep_dive", "reason": REASON, "next": "/progress?place=school:100002"}
    return client.post("/reveal", data={**sent, "csrf_token": form_token(client.get(HERE).text), **changed})


def named(small_trust: SmallTrust, client: Any) -> frozenset[str]:
    """The schools whose pupils this browser would be shown by name now."""
    cookie = client.get_cookie("afa").value
    with small_trust.app.server.test_request_context("/progress", headers={"Cookie": f"afa={cookie}"}):
        return current.scope().named_schools or frozenset()


def test_an_hour_of_names_for_one_school_and_back_to_the_view(small_trust: SmallTrust) -> None:
    client = small_trust.client("trust_executive")
    assert named(small_trust, client) == frozenset()
    answer = reveal(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/progress?place=school:100002")
    assert named(small_trust, client) == {"100002"}
    for _ in range(3):
        small_trust.clock.on(minutes=19, seconds=30)
        assert client.get("/_dash-layout").status_code == 200
    small_trust.clock.on(seconds=89)
    assert named(small_trust, client) == {"100002"}
    small_trust.clock.on(seconds=1)
    assert named(small_trust, client) == frozenset()


def test_A9_names_are_revealed_with_the_password_given_lately(small_trust: SmallTrust) -> None:
    client = small_trust.client("trust_executive")
    small_trust.clock.on(minutes=5, seconds=1)
    asked = reveal(client)
    assert (asked.status_code, named(small_trust, client)) == (401, frozenset())
    wrong = reveal(client, confirm_password="not it")
    assert (wrong.status_code, named(small_trust, client)) == (401, frozenset())
    assert "names_revealed" not in small_trust.audited()
    old = client.get_cookie("afa").value
    right = reveal(client, confirm_password=PASSWORD)
    assert (right.status_code, named(small_trust, client)) == (303, {"100002"})
    assert client.get_cookie("afa").value != old


def test_A9_without_purpose_and_reason_nobody_is_asked_for_the_password(small_trust: SmallTrust) -> None:
    client = small_trust.client("trust_executive")
    small_trust.clock.on(minutes=6)
    assert reveal(client, reason="short").status_code == 400


def test_the_form_says_what_will_be_kept_and_comes_back(small_trust: SmallTrust) -> None:
    page = small_trust.client("trust_executive").get(HERE).text
    assert "Birch Primary" in page
    assert "60 minutes" in page
    assert "/progress?place=school:100002&amp;subject=reading" in page
    for words in load_policy().purposes.values():
        assert words.replace("'", "&#39;") in page


@pytest.mark.parametrize(
    "changed",
    [
        {"purpose": ""},
        {"purpose": "curiosity"},
        {"reason": ""},
        {"reason": "x" * 19},
        {"reason": " " * 40 + "x"},
        {"reason": "\0" * 40},
        {"reason": "\u200b" * 40},
    ],
)
def test_without_a_purpose_and_a_reason_there_are_no_names(small_trust: SmallTrust, changed: dict[str, str]) -> None:
    client = small_trust.client("trust_executive")
    answer = reveal(client, **changed)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert named(small_trust, client) == frozenset()
    assert "names_revealed" not in small_trust.audited()


def test_only_a_school_of_the_trust_can_be_named(small_trust: SmallTrust) -> None:
    client = small_trust.client("trust_executive")
    assert reveal(client, school="999999").status_code == 404
    assert client.get("/reveal").status_code == 404


@pytest.mark.parametrize("role", [role for role in ROLES if role != "trust_executive"])
def test_Z6_for_anybody_else_the_page_is_not_there(small_trust: SmallTrust, role: str) -> None:
    client = small_trust.client(role)
    nothing = client.get("/nothing")
    assert client.get(HERE).data == nothing.data
    client.get(client.get("/").headers["Location"])
    sent = {"school": "100001", "purpose": "deep_dive", "reason": REASON}
    token = {"X-CSRFToken": client.get_cookie("_csrf_token").value}
    assert client.post("/reveal", data=sent, headers=token).status_code == 404
    assert "names_revealed" not in small_trust.audited()


def test_the_head_can_read_who_why_and_until_when(small_trust: SmallTrust) -> None:
    reveal(small_trust.client("trust_executive"))
    (kept,) = small_trust.change(reveals.reveals_of, school="100002")
    assert (kept.name, kept.purpose, kept.reason) == ("A trust_executive", "deep_dive", REASON)
    assert (kept.until - kept.at).total_seconds() == 3600
    assert small_trust.change(reveals.reveals_of, school="100001") == []
    (entry,) = [item for item in small_trust.change(audit.entries) if item.action is audit.Action.NAMES_REVEALED]
    assert (entry.username, entry.place) == ("trust_executive", "school:100002")
    assert REASON not in str(entry)


def test_a_change_of_the_account_ends_its_reveals(small_trust: SmallTrust) -> None:
    reveal(small_trust.client("trust_executive"))
    small_trust.clock.on(minutes=5)
    small_trust.change(accounts.disable, username="trust_executive", now=small_trust.clock())
    (kept,) = small_trust.change(reveals.reveals_of, school="100002")
    assert kept.until == small_trust.clock()


def test_the_reveal_belongs_to_the_person_who_gave_the_reason(small_trust: SmallTrust) -> None:
    reveal(small_trust.client("trust_executive"))
    assert named(small_trust, small_trust.client("headteacher")) == frozenset()


def test_L3_where_the_note_cannot_be_written_no_name_is_revealed(
    small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = small_trust.client("trust_executive")
    token = form_token(client.get(HERE).text)
    monkeypatch.setattr(audit, "record", _fail)
    sent = {"school": "100002", "purpose": "deep_dive", "reason": REASON, "csrf_token": token}
    assert client.post("/reveal", data=sent).status_code == 500
    monkeypatch.undo()
    assert named(small_trust, client) == frozenset()


def _fail(*_: object, **__: object) -> None:
    raise OSError("the disk is full")
