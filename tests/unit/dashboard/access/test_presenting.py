"""Presenting: totals only and no names, by the server, until somebody signs in again."""

from __future__ import annotations

from typing import Any

import pytest

from tests import small_trust as small
from tests.fixtures.visitor import ADDRESS, outputs
from tests.small_trust import SmallTrust, callback_headers

pytestmark = pytest.mark.safety
PAGES = (
    "overview",
    "progress",
    "conversations",
    "wider_outcomes",
    "attendance",
    "definitions",
    "evidence",
    "recording",
)
PLACES = ("school:100001", small.class_place("100001", number=1), small.pupil_place("100001", number=1), "trust")
WHO = ("trust_executive", "headteacher", "senco")


def draw(trust: SmallTrust, client: Any, address: str, token: dict[str, str]) -> Any:
    key = next(key for key in trust.app.callback_map if "band.children" in key)
    path, _, search = address.partition("?")
    values = {"pathname": path, "search": f"?{search}"}
    inputs = [{**each, "value": values[each["property"]]} for each in trust.app.callback_map[key]["inputs"]]
    body = {"output": key, "outputs": outputs(key), "inputs": inputs, "changedPropIds": ["url.pathname"]}
    return client.post(ADDRESS, json=body, headers=token)


def presenting(trust: SmallTrust, role: str) -> tuple[Any, dict[str, str]]:
    """Somebody whose session presents, and what goes with their callbacks."""
    client = trust.client(role)
    answer = client.post("/presenting", headers=callback_headers(client))
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    return client, callback_headers(client)


@pytest.mark.parametrize("role", WHO)
def test_Z4_nobodys_name_and_no_pupil_is_given_while_presenting(small_trust: SmallTrust, role: str) -> None:
    client, token = presenting(small_trust, role)
    answers = {f"/{page}?place={place}": draw(small_trust, client, f"/{page}?place={place}", token)
               for page in PAGES for place in PLACES}  # fmt: skip
    files = [client.get(f"/export/{shape}/progress?place={place}") for shape in ("csv", "xlsx") for place in PLACES]
    for answer in (*answers.values(), *files):
        assert answer.status_code in {200, 404}
        assert b"CANARY" not in answer.data
        assert b"Pupil 1" not in answer.data
    pupil = answers[f"/progress?place={PLACES[2]}"].text
    assert "Not here" in pupil
    assert "Not here" in answers[f"/progress?place={PLACES[1]}"].text
    school = answers["/progress?place=school:100001"].text
    assert "Not here" not in school
    assert "Presenting: totals only, no names" in school
    assert "pupils_shown" not in small_trust.audited()


def test_Z3_while_presenting_nothing_is_recorded_or_revealed(small_trust: SmallTrust) -> None:
    client, token = presenting(small_trust, "senco")
    assert client.post("/record", json={"place": "school:100001"}, headers=token).status_code == 404
    assert client.get("/recording").status_code == 404
    executive, token = presenting(small_trust, "trust_executive")
    assert executive.get("/reveal?school=100001").status_code == 404
    assert executive.post("/reveal", data={"school": "100001"}, headers=token).status_code == 404


def test_S3_presenting_is_a_new_token_and_no_word_of_the_browsers(small_trust: SmallTrust) -> None:
    client = small_trust.client("senco")
    old = client.get_cookie("afa").value
    assert client.post("/presenting", headers=callback_headers(client)).status_code == 303
    stale = small_trust.app.server.test_client()
    stale.set_cookie("afa", old)
    assert stale.get("/progress").status_code == 302
    assert client.get("/recording?presenting=no", headers={"X-Presenting": "0"}).status_code == 404


def test_S6_a_session_that_presents_lasts_an_hour_without_a_click(small_trust: SmallTrust) -> None:
    client, token = presenting(small_trust, "senco")
    small_trust.clock.on(minutes=59)
    assert draw(small_trust, client, "/progress?place=school:100001", token).status_code == 200
    small_trust.clock.on(minutes=61)
    assert draw(small_trust, client, "/progress?place=school:100001", token).status_code == 401


def test_A9_to_stop_presenting_is_to_sign_in_again(small_trust: SmallTrust) -> None:
    client, token = presenting(small_trust, "senco")
    answer = client.post("/presenting", headers=token)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client.get("/progress").status_code == 302
    assert small_trust.audited()[:2] == ["presenting_ended", "presenting_begun"]
    again = small_trust.client("senco")
    shown = draw(small_trust, again, "/progress?place=school:100001", callback_headers(again)).text
    assert "CANARYASH1" in shown


@pytest.mark.parametrize("role", [role for role in small.ROLES if role not in WHO])
def test_Z6_for_the_others_there_is_no_presenting(small_trust: SmallTrust, role: str) -> None:
    client = small_trust.client(role)
    token = callback_headers(client)
    assert client.post("/presenting", headers=token).status_code == 404
    assert '"Present"' not in draw(small_trust, client, "/definitions", token).text
