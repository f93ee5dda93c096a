"""The data protection officer's page: who has seen a child, what an account has seen, and that nobody else asks."""

from __future__ import annotations

from typing import Any

import pytest

from tests import small_trust as small
from tests.fixtures.visitor import ADDRESS, outputs
from tests.small_trust import SmallTrust, callback_headers

pytestmark = pytest.mark.safety
OFFICER = "data_protection_officer"


class Officer:
    """The officer at the page."""

    def __init__(self, trust: SmallTrust) -> None:
        self.client = trust.client(OFFICER)
        self.token = callback_headers(self.client)
        self.callback = next(
            each for each in self.client.get("/_dash-dependencies").json if "band.children" in each["output"]
        )

    def draw(self, address: str) -> Any:
        return draw(self.client, self.callback, address, self.token)

    def look_up(self, number: str) -> Any:
        return self.client.post("/audit/child", data={"number": number}, headers=self.token)


def draw(client: Any, callback: dict[str, Any], address: str, token: dict[str, str]) -> Any:
    path, _, search = address.partition("?")
    values = {"pathname": path, "search": f"?{search}"}
    inputs = [{**each, "value": values[each["property"]]} for each in callback["inputs"]]
    body = {"output": callback["output"], "outputs": outputs(callback["output"]), "inputs": inputs}
    return client.post(ADDRESS, json={**body, "changedPropIds": ["url.pathname"]}, headers=token)


def look_at_pupils(trust: SmallTrust, officer: Officer) -> None:
    """A SENDCO opens the list of the school twice, a pupil's page once, and takes the list away."""
    client = trust.client("senco")
    token = callback_headers(client)
    for place in ("school:100001", "school:100001", small.pupil_place("100001", number=1)):
        assert draw(client, officer.callback, f"/progress?place={place}", token).status_code == 200
    assert small.taken(client, "/export/csv/progress?place=school:100001").status_code == 200


def test_L2_who_has_seen_this_child_is_answered_by_its_number(small_trust: SmallTrust) -> None:
    officer = Officer(small_trust)
    look_at_pupils(small_trust, officer)
    found = officer.look_up(f"upn{name_of(1)}")
    assert found.status_code == 303
    assert found.location == "/audit?place=pupil:tokenpupil0001"
    answer = officer.draw(found.location).text
    assert "A senco" in answer
    assert "SENDCO" in answer
    assert "CANARY" not in answer
    assert "1 account" in answer


def name_of(number: int) -> str:
    return small.canary("100001", number=number)


def test_Z7_a_number_is_never_in_an_address(small_trust: SmallTrust) -> None:
    officer = Officer(small_trust)
    upn = f"UPN{name_of(1)}"
    assert "Nobody" not in officer.client.get(f"/audit/child?number={upn}").text  # nothing is looked up from an address
    assert upn not in officer.look_up(upn).text
    unknown = officer.look_up("H801200001001")
    assert unknown.status_code == 404
    assert "Nobody in the trust" in unknown.text
    assert "H801200001001" not in unknown.text


@pytest.mark.parametrize("number", ["", " ", "\x00", "x" * 5000, "' OR 1=1 --", "%", "UPN%"])
def test_C1_what_is_no_number_finds_nobody(small_trust: SmallTrust, number: str) -> None:
    assert Officer(small_trust).look_up(number).status_code == 404


def test_Z3_nobody_else_may_ask(small_trust: SmallTrust) -> None:
    for role in set(small.ROLES) - {OFFICER}:
        client = small_trust.client(role)
        token = callback_headers(client)
        asked = client.post("/audit/child", data={"number": f"UPN{name_of(1)}"}, headers=token)
        nothing = client.post("/audit/child", data={"number": "nothing"}, headers=token)
        assert (asked.status_code, asked.data) == (404, nothing.data)
        assert client.get("/audit/child").data == client.get("/nothing").data


def test_L1_what_an_account_has_seen_is_told_day_by_day(small_trust: SmallTrust) -> None:
    officer = Officer(small_trust)
    look_at_pupils(small_trust, officer)
    account = list(small.ROLES).index("senco") + 1
    answer = officer.draw(f"/audit?account={account}").text
    assert "What A senco has seen" in answer
    assert "1 day with any act" in answer
    assert "Earlier term" in answer
    earlier = officer.draw(f"/audit?account={account}&period=2001-02.spring").text
    assert "did nothing in this term" in earlier


def test_F9_why_names_were_taken_or_shown_is_told_to_the_officer_alone(small_trust: SmallTrust) -> None:
    reason, other = "For the review with the educational psychologist", "Deep dive into reading with the head"
    small.taken(small_trust.client("senco"), "/export/csv/progress?place=school:100001", reason=reason)
    executive = small_trust.client("trust_executive")
    form = small.form_token(executive.get("/reveal?school=100002").text)
    sent = {"school": "100002", "purpose": "deep_dive", "reason": other, "csrf_token": form}
    assert executive.post("/reveal", data=sent).status_code == 303
    officer = Officer(small_trust)
    told, day = officer.draw("/audit").text, f"{small_trust.clock():%Y-%m-%d}"
    for words in (reason, other, "A senco", "A trust_executive", "School 100001", "School 100002", day):
        assert words in told
    for role in set(small.ROLES) - {OFFICER}:
        client = small_trust.client(role)
        answer = draw(client, officer.callback, "/audit", callback_headers(client)).text
        assert reason not in answer
        assert other not in answer


def test_F9_an_answer_is_taken_away_as_a_file_and_noted(small_trust: SmallTrust) -> None:
    officer = Officer(small_trust)
    look_at_pupils(small_trust, officer)
    file = officer.client.get("/export/csv/audit?place=pupil:tokenpupil0001")
    assert file.status_code == 200
    assert "A senco,SENDCO,1,2," in file.text
    assert "CANARY" not in file.text
    assert small_trust.audited()[0] == "exported"
    assert small_trust.client("senco").get("/export/csv/audit?place=pupil:tokenpupil0001").status_code == 404


@pytest.mark.parametrize("address", ["/audit?account=999", "/audit?place=pupil:tokenpupil9999"])
def test_Z6_a_child_and_an_account_unknown_are_not_here(small_trust: SmallTrust, address: str) -> None:
    assert "Not here" in Officer(small_trust).draw(address).text


def test_L1_reading_the_trail_is_noted_and_is_no_sight_of_the_child(small_trust: SmallTrust) -> None:
    officer = Officer(small_trust)
    officer.draw("/audit?place=pupil:tokenpupil0001")
    assert small_trust.audited()[0] == "trail_read"
    assert "No account has been shown this child." in officer.draw("/audit?place=pupil:tokenpupil0001").text
