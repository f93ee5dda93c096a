"""From the served page to the file: the same cells, the same reader, noted before it is handed out."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dashboard.access import audit, current, policy
from dashboard.access.name_exports import newest_exports
from dashboard.exports.reading import Number, Table, tables_of
from tests import recording_trust, small_trust
from tests.laws import security
from tests.small_trust import PASSWORD, SmallTrust, callback_headers, form_token, taken

pytestmark = pytest.mark.safety
REASON = "Deep dive into reading with the head on Tuesday"
OWN = (
    "trust",
    "school:100001",
    small_trust.class_place("100001", number=1),
    small_trust.pupil_place("100001", number=1),
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1", "\r=2", "Ash")


def shown(trust: SmallTrust, client: Any, *, place: str) -> list[Table]:
    """The tables of a page as the browser is sent it."""
    body = next(each for each in security.bodies(trust.app) if "band.children" in each["output"])
    values = {"pathname": "/progress", "search": f"?place={place}"}
    inputs = [{**item, "value": values[item["property"]]} for item in body["inputs"]]
    answer = client.post(security.ADDRESS, json={**body, "inputs": inputs}, headers=callback_headers(client))
    return tables_of(json.loads(answer.text)["response"]["page"]["children"])


def lines(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def as_line(row: tuple[Any, ...]) -> list[str]:
    return [f"{each.value:.{each.decimals}f}" if isinstance(each, Number) else each for each in row]


@pytest.mark.parametrize("place", OWN)
@pytest.mark.parametrize("role", ["trust_executive", "headteacher", "senco"])
def test_F10_a_file_holds_the_rows_of_the_screen_and_no_other(small_trust: SmallTrust, role: str, place: str) -> None:
    client = small_trust.client(role)
    tables = shown(small_trust, client, place=place)
    assert tables
    found = lines(taken(client, f"/export/csv/progress?place={place}"))
    at = 0
    for table in tables:
        at = found.index(list(dict.fromkeys(words for words in (table.title, table.caption) if words)), at)
        assert found[at + 2 : at + 2 + len(table.rows)] == [as_line(row) for row in table.rows]
        at += 2 + len(table.rows)
    assert at == len(found)
    book = openpyxl.load_workbook(io.BytesIO(taken(client, f"/export/xlsx/progress?place={place}").get_data()))
    assert [sheet.max_row - 4 for sheet in book.worksheets[1:]] == [len(table.rows) for table in tables]


def test_one_card_is_taken_alone(small_trust: SmallTrust) -> None:
    client = small_trust.client("headteacher")
    tables = shown(small_trust, client, place="school:100001")
    named = next(table for table in tables if table.card)
    answer = taken(client, f"/export/csv/progress?place=school:100001&card={named.card}")
    assert named.card in answer.headers["Content-Disposition"]
    assert [as_line(row) for row in named.rows] == lines(answer)[-len(named.rows) :]
    assert taken(client, "/export/csv/progress?place=school:100001&card=nothing").status_code == 404


def test_F10_a_governors_file_is_the_release_as_on_the_screen(small_trust: SmallTrust) -> None:
    client = small_trust.client("governor")
    for place in OWN:
        answer = taken(client, f"/export/csv/progress?place={place}")
        told = [as_line(row) for table in shown(small_trust, client, place=place) for row in table.rows]
        assert told
        assert lines(answer)[-len(told) :] == told
        assert "CANARY" not in answer.get_data().decode("utf-8")


@pytest.mark.parametrize("role", ["class_teacher", "data_manager", "administrator"])
def test_who_may_not_take_pupils_away_gets_what_is_not_there(small_trust: SmallTrust, role: str) -> None:
    client = small_trust.client(role)
    for place in OWN:
        answer = taken(client, f"/export/csv/progress?place={place}")
        assert answer.status_code == 404
        assert "CANARY" not in answer.text
    assert audit.Action.EXPORTED.value not in small_trust.audited()


def test_class_teacher_is_offered_no_file(small_trust: SmallTrust) -> None:
    texts = {role: _page(small_trust, role, place=OWN[2]) for role in ("class_teacher", "headteacher")}
    assert '"data-exports":"off"' in texts["class_teacher"]
    assert '"data-exports":"off"' not in texts["headteacher"]


def test_pages_without_pupils_go_with_a_governor(small_trust: SmallTrust) -> None:
    assert lines(taken(small_trust.client("governor"), "/export/csv/definitions"))[0] == ["Definitions"]


def test_L1_what_is_taken_is_noted_with_every_pupil(small_trust: SmallTrust) -> None:
    client = small_trust.client("headteacher")
    assert taken(client, "/export/csv/progress?place=school:100001").status_code == 200
    noted = small_trust.change(audit.entries)[0]
    assert (noted.action, noted.place, noted.username) == (audit.Action.EXPORTED, "school:100001", "headteacher")
    assert noted.detail["shape"] == "csv"
    assert noted.detail["rows"] > 0
    about_one = small_trust.change(audit.entries, pupil_id=1)
    assert audit.Action.EXPORTED in {entry.action for entry in about_one}


def test_L6_without_the_note_there_is_no_file(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    client = small_trust.client("headteacher")
    monkeypatch.setattr(current, "note", broken)
    answer = taken(client, "/export/csv/progress?place=school:100001")
    assert answer.status_code == 500
    assert "CANARY" not in answer.text


def test_F9_more_rows_than_the_cap_are_refused(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    few = policy.load_policy().model_copy(update={"export_rows": 3})
    monkeypatch.setattr("dashboard.pages.taking_away.load_policy", lambda: few)
    client = small_trust.client("headteacher")
    assert taken(client, "/export/csv/progress?place=school:100001").status_code == 413
    assert audit.Action.EXPORTED.value not in small_trust.audited()


def test_a_reveal_is_for_the_screen_a_file_keeps_to_labels(small_trust: SmallTrust) -> None:
    client = small_trust.client("trust_executive")
    page = client.get("/reveal?school=100001")
    sent = {"school": "100001", "purpose": "deep_dive", "reason": REASON, "csrf_token": form_token(page.text)}
    assert client.post("/reveal", data=sent).status_code == 303
    for place in OWN[1:]:
        text = taken(client, f"/export/csv/progress?place={place}").get_data().decode("utf-8")
        assert "CANARY" not in text
        assert "Pupil " in text


def test_names_hidden_on_the_screen_are_hidden_in_the_file(small_trust: SmallTrust) -> None:
    client = small_trust.client("headteacher")
    for place in OWN[1:]:
        assert "CANARY" in taken(client, f"/export/csv/progress?place={place}").get_data().decode("utf-8")
        answer = taken(client, f"/export/csv/progress?place={place}&names=off")
        assert "CANARY" not in answer.get_data().decode("utf-8")
        assert "canary" not in answer.headers["Content-Disposition"]


ADDRESS = "/export/csv/progress?place=school:100001"


def test_F9_names_are_taken_away_for_a_reason_that_is_kept(small_trust: SmallTrust) -> None:
    client = small_trust.client("headteacher")
    page = client.get(ADDRESS)
    assert (page.status_code, "CANARY" in page.text) == (200, False)
    for reason in ("", "  too   short \x00 ", "x" * 19):
        refused = taken(client, ADDRESS, reason=reason)
        assert (refused.status_code, "CANARY" in refused.text) == (400, False)
    assert audit.Action.EXPORTED.value not in small_trust.audited()
    assert "CANARYASH1" in taken(client, ADDRESS, reason=REASON).get_data().decode("utf-8")
    (kept,) = small_trust.change(newest_exports, limit=5)
    assert (kept.reason, kept.page, kept.name, kept.place) == (REASON, "progress", "A headteacher", "school:100001")
    assert small_trust.change(audit.entries)[0].detail["export"] == 1
    assert client.post(ADDRESS, data={"reason": REASON}).status_code == 400  # without the form's token


def test_A9_names_are_taken_away_with_the_password_given_lately(small_trust: SmallTrust) -> None:
    client = small_trust.client("headteacher")
    small_trust.clock.on(minutes=5, seconds=1)
    asked = taken(client, ADDRESS, reason=REASON)
    assert (asked.status_code, "CANARY" in asked.text) == (401, False)
    sent = {"reason": REASON, "csrf_token": form_token(asked.text)}
    wrong = client.post(ADDRESS, data={**sent, "confirm_password": "not it"})
    assert (wrong.status_code, "CANARY" in wrong.text) == (401, False)
    right = client.post(ADDRESS, data={**sent, "confirm_password": PASSWORD})
    assert (right.status_code, "CANARYASH1" in right.get_data().decode("utf-8")) == (200, True)


@pytest.mark.parametrize(("role", "query"), [("headteacher", "&names=off"), ("trust_executive", "")])
def test_a_file_without_names_needs_no_reason(small_trust: SmallTrust, role: str, query: str) -> None:
    client = small_trust.client(role)
    small_trust.clock.on(minutes=6)
    assert client.get(ADDRESS + query).mimetype == "text/csv"


def test_a_figure_of_a_page_that_names_pupils_elsewhere_needs_no_reason(small_trust: SmallTrust) -> None:
    client = small_trust.client("headteacher")
    whole = shown(small_trust, client, place="school:100001")
    plain = next(table for table in whole if table.card and "CANARY" not in str(table.rows))
    assert client.get(f"{ADDRESS}&card={plain.card}").mimetype == "text/csv"


@pytest.mark.parametrize(
    "address", ["/export/pdf/progress", "/export/csv/nothing", "/export/csv/reveal", "/export/csv/accounts"]
)
def test_what_there_is_not_is_not_here(small_trust: SmallTrust, address: str) -> None:
    assert taken(small_trust.client("headteacher"), address).status_code == 404


@pytest.fixture(scope="module")
def dangerous(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallTrust]:
    """The small trust, its pupils called as formulas are written."""
    records = small_trust.rows()
    for row in records["pupil"]:
        row |= {"surname": FORMULAS[row["pupil_id"] % len(FORMULAS)], "forename": FORMULAS[row["pupil_id"] % 3]}
    home: Path = tmp_path_factory.mktemp("dangerous")
    small_trust.build(home, records=records)
    yield from small_trust.served(home)


@pytest.mark.parametrize("place", OWN[1:])
def test_F8_a_pupil_called_like_a_formula_is_text(dangerous: SmallTrust, place: str) -> None:
    client = dangerous.client("headteacher")
    for line in lines(taken(client, f"/export/csv/progress?place={place}")):
        assert not [
            cell for cell in line if cell[:1] in set("=+@\t\r") or (cell[:1] == "-" and not cell[1:2].isdigit())
        ]
    book = openpyxl.load_workbook(io.BytesIO(taken(client, f"/export/xlsx/progress?place={place}").get_data()))
    every = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in every} <= {"s", "n"}
    assert any(str(cell.value).startswith("'") for cell in every)


def _page(trust: SmallTrust, role: str, *, place: str) -> str:
    client = trust.client(role)
    body = next(each for each in security.bodies(trust.app) if "band.children" in each["output"])
    values = {"pathname": "/progress", "search": f"?place={place}"}
    inputs = [{**item, "value": values[item["property"]]} for item in body["inputs"]]
    return str(client.post(security.ADDRESS, json={**body, "inputs": inputs}, headers=callback_headers(client)).text)


@pytest.mark.parametrize("page", ["overview", "conversations"])
def test_the_words_of_targets_are_on_the_screen_and_in_no_file(small_home: Path, tmp_path: Path, page: str) -> None:
    home = Path(shutil.copytree(small_home, tmp_path / "home", ignore=shutil.ignore_patterns("*.db*")))
    place = f"pupil:{recording_trust.token(1)}"
    for trust in recording_trust.served(home, url=f"sqlite:///{home / 'pupils.db'}"):
        reader = recording_trust.Recorder(trust=trust, role="headteacher")
        assert "TARGETCANARYASH1" in reader.shown(f"/{page}", place)
        answer = reader.client.get(f"/export/csv/{page}?place={place}")
        assert answer.status_code == 200
        assert "TARGETCANARY" not in answer.get_data(as_text=True)
