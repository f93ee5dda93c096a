"""The forms of the first hour: what a data manager fills in is one batch of their own school, and nobody else's."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from data_loaders.term_dates import usual
from tests.small_trust import SmallTrust, form_token
from tests.unit.data_loaders.files import rows

DATES = "/setup/terms?school=100001&year=2026"


def dates(token: str, **changed: str) -> dict[str, str]:
    """The form of term dates as it is proposed."""
    days = {f"{half.code}-{end}": getattr(half, end).isoformat() for half in usual(2026) for end in ("first", "last")}
    return {"csrf_token": token, "school": "100001", "year": "2026", "closed": "2026-09-07", **days, **changed}


def test_term_dates_are_one_batch_and_noted(small_trust: SmallTrust) -> None:
    client = small_trust.client("data_manager")
    form = client.get(DATES).text
    assert "England’s usual dates" in form
    answer = client.post("/setup/terms", data=dates(form_token(form)))
    assert answer.status_code == 303, answer.text
    assert answer.location == "/setup?place=school:100001"
    url = small_trust.settings.database_url
    opened = rows(url, "select count(*) as n, min(date) as first from calendar where open and school = '100001'")
    assert opened["first"][0] == "2026-09-08"
    batch = rows(url, "select * from import_batch order by batch_id desc").iloc[0]
    assert (batch["mapping"], batch["brought_by"]) == ("canonical", "data_manager")
    assert small_trust.audited()[0] == "files_imported"
    again = client.get(DATES).text
    assert "the dates that are there now" in again
    assert "2026-09-07 2027-05-03</textarea>" in again


def test_the_empty_workbook_is_for_who_brings_files_in(small_trust: SmallTrust) -> None:
    answer = small_trust.client("data_manager").get("/setup/template")
    assert answer.status_code == 200
    names = load_workbook(BytesIO(answer.data)).sheetnames
    assert {"Pupils", "Results", "School calendar"} <= set(names)
    assert "CANARY" not in str([cell.value for row in load_workbook(BytesIO(answer.data))["Pupils"] for cell in row])
    for role in ("administrator", "headteacher", "governor"):
        assert small_trust.client(role).get("/setup/template").status_code == 404


def test_who_leads_is_one_batch(small_trust: SmallTrust) -> None:
    client = small_trust.client("data_manager")
    token = form_token(client.get("/setup/lead?school=100001").text)
    said = {"csrf_token": token, "school": "100001", "person": "Ada Ash", "role": "senco", "since": "2025-09-01"}
    assert client.post("/setup/lead", data=said).status_code == 303
    found = rows(small_trust.settings.database_url, "select school, person, role from afa_lead")
    assert found.to_numpy().tolist() == [["100001", "Ada Ash", "senco"]]
    wrong = client.post("/setup/lead", data={**said, "role": "king"})
    assert wrong.status_code == 400
    assert "Give a name, a role and the first day." in wrong.text
    assert "not a date" in client.post("/setup/lead", data={**said, "since": "soon"}).text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"Aut2-first": "2026-10-01"}, "Autumn, second half begins on 2026-10-01"),
        ({"Aut2-first": ""}, "A date is missing"),
        ({"closed": "tomorrow"}, "A date is missing or is not written as"),
    ],
)
def test_dates_that_cannot_be_keep_what_was_filled_in(
    small_trust: SmallTrust, changed: dict[str, str], words: str
) -> None:
    client = small_trust.client("data_manager")
    answer = client.post("/setup/terms", data=dates(form_token(client.get(DATES).text), **changed))
    assert answer.status_code == 400
    assert words.casefold() in answer.text.casefold()
    assert 'value="2027-07-20"' in answer.text


@pytest.mark.parametrize("path", ["/setup/terms", "/setup/lead"])
def test_nobody_fills_in_for_another_school_or_without_the_right(small_trust: SmallTrust, path: str) -> None:
    client = small_trust.client("data_manager")
    token = form_token(client.get(f"{path}?school=100001").text)
    other = client.get(f"{path}?school=100002")
    unknown = client.get(f"{path}?school=999999")
    assert (other.status_code, other.text) == (unknown.status_code, unknown.text) == (404, unknown.text)
    for school in ("100002", "999999"):
        assert client.post(path, data={"csrf_token": token, "school": school}).status_code == 404
    assert client.post(path, data={"school": "100001"}).status_code == 400
    for role in ("administrator", "headteacher", "governor", "trust_executive"):
        assert small_trust.client(role).get(f"{path}?school=100001").status_code == 404
