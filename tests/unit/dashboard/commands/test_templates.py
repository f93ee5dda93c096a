"""``afa template``: a school's pre-filled spreadsheets, filled in and brought back, until the page shows it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from dashboard.commands import files, templates
from data_loaders.report import Outcome, Report, Severity
from data_loaders.store import engine, facts
from data_loaders.store.records import BY_NAME
from tests.recording_trust import TARGETS, TERM, Recorder, records, served, token
from tests.small_trust import SmallTrust
from tests.unit.data_loaders.files import load, rows


@pytest.fixture
def trust(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallTrust]:
    home = tmp_path / "home"
    for name, said in {"AFA_HOME": home, "AFA_DATABASE_URL": sqlite_url, "AFA_AS_AT": "2026-03-20"}.items():
        monkeypatch.setenv(name, str(said))
    monkeypatch.chdir(tmp_path)
    yield from served(home, url=sqlite_url)


def afa(*words: object) -> Result:
    group = click.Group()
    for module in (files, templates):
        module.register(group)
    return CliRunner().invoke(group, [str(word) for word in words])


def made(kind: str, *more: str) -> Path:
    """The workbook of the first school."""
    done = afa("template", kind, "--school", "100001", "--term", TERM, *more)
    assert done.exit_code == 0, done.output
    return Path(f"{kind}-100001-{TERM}.xlsx")


def sheet_rows(path: Path, *, title: str) -> list[dict[str, Any]]:
    """The rows of a sheet by heading."""
    first, *rest = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in rest if any(row)]


def fill(path: Path, *, title: str, row: int, **cells: object) -> None:
    """Write cells under their headings in a row (the first below the headings is 2)."""
    book = openpyxl.load_workbook(path)
    places = {cell.value: cell.column for cell in book[title][1]}
    for heading, value in cells.items():
        book[title].cell(row=row, column=places[heading.replace("_", " ")], value=value)
    book.save(path)


def brought(path: Path, *, trust: SmallTrust) -> Report:
    return load([path], url=trust.settings.database_url, mapping="prefilled")


def test_conversations_are_there_with_what_is_known_and_come_back_unchanged(trust: SmallTrust) -> None:
    path = made("conversations")
    found = {row["Pupil"]: row for row in sheet_rows(path, title="Conversations")}
    assert {key: row["What is known"] for key, row in found.items()} == {
        "UPNCANARYASH1": "Not offered yet this term",
        "UPNCANARYASH2": "Offered for 3 March 2026, nothing recorded since",
        "UPNCANARYASH5": "Declined, offered for 4 March 2026",
    }
    one = found["UPNCANARYASH2"]
    assert (one["Name"], one["Class"], one["Year group"]) == ("FIRSTCANARYASH2 CANARYASH2", "Ash 1", "Year 4")
    assert (one["Offered for"].date(), one["Status"], one["Led by"]) == (date(2026, 3, 3), "scheduled", "T1")
    targets = sheet_rows(path, title="Earlier targets")
    assert {row["Target"] for row in targets} == set(TARGETS.values())
    report = brought(path, trust=trust)
    assert report.outcome is Outcome.COMMITTED
    assert report.findings == ()
    assert not any(count.new or count.changed for count in report.counts.values())


def test_filled_in_it_comes_back_and_the_page_shows_it(trust: SmallTrust) -> None:
    path = made("conversations")
    fill(
        path, title="Conversations", row=2, Offered_for=date(2026, 3, 12), Status="held", Held_on=date(2026, 3, 12),
        Parent_or_carer_took_part="yes", Curricular_target="Read aloud", **{"Wider-outcome target": "Join one club"},
    )  # fmt: skip
    fill(path, title="Earlier targets", row=2, Met="yes")
    report = brought(path, trust=trust)
    assert report.findings == ()
    assert (report.counts["conversation"].new, report.counts["target"].new, report.counts["target"].changed) == (
        1,
        2,
        1,
    )
    block = next(row for (_, slot), row in Recorder(trust).blocks().items() if slot == "2026-03-12")
    assert (block["status"], block["curricular"], block["wider"]) == ("held", "Read aloud", "Join one club")
    assert Recorder(trust).blocks()[block["pupil"], "2025-11-05"]["curricular_met"] == "yes"


def test_a_line_at_fault_is_held_back_by_the_rules_of_a_file(trust: SmallTrust) -> None:
    path = made("conversations")
    fill(path, title="Conversations", row=2, Status="held", Curricular_target="Read aloud")
    (found,) = brought(path, trust=trust).of(Severity.ERROR)
    assert (found.column, found.lines, found.message) == ("Offered for", (2,), "this cell must not be empty")


def test_clubs_come_back(trust: SmallTrust) -> None:
    path = made("clubs")
    first = sheet_rows(path, title="Club registers")[0]
    assert (first["What is known"], first["Club"]) == ("In no club yet this year", None)
    assert len(sheet_rows(path, title="Club registers")) == 8
    fill(path, title="Clubs", row=2, School="100001", Club="+Choir", Type="music")
    fill(path, title="Club registers", row=2, Club="+Choir", Sessions_offered=6, Sessions_attended=4)
    report = brought(path, trust=trust)
    assert report.findings == ()
    assert (report.counts["activity"].new, report.counts["activity_session"].new) == (1, 1)
    again = made("clubs", "--replace")
    assert sheet_rows(again, title="Clubs")[0]["Club"] == "+Choir"
    assert sheet_rows(again, title="Club registers")[0]["Sessions attended"] == 4
    assert not any(cell.data_type == "f" for sheet in openpyxl.load_workbook(again) for row in sheet for cell in row)
    assert not any(count.new or count.changed for count in brought(again, trust=trust).counts.values())


def test_leads_and_group_come_back(trust: SmallTrust) -> None:
    leads, group = made("leads"), made("group")
    fill(leads, title="AfA lead", row=2, From=date(2025, 9, 1), Person="A Head", Role="headteacher")
    names = [row["Name"] for row in sheet_rows(group, title="AfA group")]
    assert names == [f"FIRSTCANARYASH{n} CANARYASH{n}" for n in (1, 2, 5)]
    fill(group, title="AfA group", row=3, From=date(2025, 9, 1))
    assert brought(leads, trust=trust).counts["afa_lead"].new == 1
    assert brought(group, trust=trust).counts["characteristic"].new == 1
    found = rows(trust.settings.database_url, "SELECT person, role FROM afa_lead")
    assert found.to_numpy().tolist() == [["A Head", "headteacher"]]
    shown = {token_ for token_, _ in Recorder(trust).blocks()}
    assert shown == {token(2), token(5)}  # in the list, and with a conversation this term
    assert [bool(row["From"]) for row in sheet_rows(made("group", "--replace"), title="AfA group")] == [
        False,
        True,
        False,
    ]


def test_questionnaires_come_back_a_row_a_score(trust: SmallTrust) -> None:
    path = made("questionnaires")
    first, *rest = sheet_rows(path, title="Questionnaires")
    assert len(rest) == len(sheet_rows(made("clubs"), title="Club registers")) - 1
    assert (first["School"], first["Positive relationships"]) == ("100001", None)
    fill(path, title="Questionnaires", row=2, Positive_relationships=3.5, Bullying=1, Lowest=1, Highest=5)
    fill(path, title="Questionnaires", row=3, Bullying=9, Lowest=1, Highest=5)
    report = brought(path, trust=trust)
    assert report.counts["questionnaire"].new == 2
    assert [each.rule for each in report.findings] == ["questionnaire.outside_ends"]
    found = rows(trust.settings.database_url, "SELECT outcome, score, date FROM questionnaire ORDER BY outcome")
    assert found.to_numpy().tolist() == [["bullying", 1, "2026-03-20"], ["positive_relationships", 3.5, "2026-03-20"]]


def test_what_was_passed_on_comes_back_a_row_a_pupil_who_joined(trust: SmallTrust) -> None:
    writer = engine.writer(trust.settings.database_url)
    with writer.begin() as connection:
        connection.execute(sa.text("UPDATE enrolment SET from_date = '2026-01-05' WHERE pupil_id = 1"))
        facts.rebuild(connection, schools=None)
    writer.dispose()
    path = made("transition")
    (row,) = sheet_rows(path, title="Information passed on")
    assert (row["Academic year"], row["SEN information received"]) == ("2025-26", None)
    assert row["What is known"].endswith("joined on 5 January 2026")
    fill(path, title="Information passed on", row=2, SEN_information_received="yes", Received_on=date(2026, 1, 5),
         From_whom="previous_school")  # fmt: skip
    assert brought(path, trust=trust).counts["transition_information"].new == 1
    (row,) = sheet_rows(made("transition", "--replace"), title="Information passed on")
    assert (row["SEN information received"], row["From whom"]) == ("yes", "previous_school")
    fill(path, title="Information passed on", row=2, SEN_information_received="no", Received_on=date(2026, 1, 5))
    assert [each.rule for each in brought(path, trust=trust).findings] == [
        "transition_information.day_but_not_received"
    ]


def test_only_its_owner_reads_it_and_its_first_sheet_says_why(trust: SmallTrust) -> None:
    path = made("conversations")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = openpyxl.load_workbook(path).worksheets[0]
    said = [row[0] for row in first.iter_rows(values_only=True)]
    assert "This workbook holds children's names." in str(said[1])
    assert said[2] == "Ash Primary (100001), spring term 2026, as at 20 March 2026."
    assert "BIRCH" not in str([[cell.value for cell in row] for sheet in openpyxl.load_workbook(path) for row in sheet])


def test_names_and_targets_that_begin_like_formulas_stay_text(trust: SmallTrust) -> None:
    writer = engine.writer(trust.settings.database_url)
    with writer.begin() as connection:
        connection.execute(sa.text("UPDATE target SET text = '=HYPERLINK(\"http://x\")' WHERE pupil_id = 1"))
        connection.execute(sa.text("UPDATE pupil SET forename = '@SUM(1)' WHERE pupil_id = 1"))
    writer.dispose()
    path = made("conversations")
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row if cell.value]
    assert not any(cell.data_type == "f" for cell in cells)
    odd = [cell for cell in cells if str(cell.value).startswith(("=", "@"))]
    assert len(odd) == 3
    assert all(cell.quotePrefix for cell in odd)
    assert not any(count.changed for count in brought(path, trust=trust).counts.values())


def test_drop_downs_offer_what_may_be_written(trust: SmallTrust) -> None:
    sheet = openpyxl.load_workbook(made("conversations"))["Conversations"]
    places = {cell.value: cell.column_letter for cell in sheet[1]}
    lists = {str(rule.sqref).partition("2:")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists[places["Parent or carer took part"]] == '"yes,no"'
    for heading in ("Status", "Mode", "Led by (role)"):
        assert lists[places[heading]].startswith("='Codes'!")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["conversations"], "Say which school: afa template conversations --school CODE."),
        (["conversations", "--school", "100009"], "There is no school 100009 here."),
        (["clubs", "--school", "100001", "--term", "2031-32.spring"], "2031-32.spring has not begun at school 100001."),
        (
            ["--school", "100001"],
            "Say what for: afa template conversations | clubs | leads | group | questionnaires | transition "
            "--school CODE.",
        ),
        (
            ["a.xlsx", "b.xlsx"],
            "One PATH, after one of conversations, clubs, leads, group, questionnaires, transition, or none.",
        ),
    ],
)
def test_what_is_missing_is_said(trust: SmallTrust, words: list[str], said: str) -> None:
    done = afa("template", *words)
    assert (done.exit_code, done.output) == (1, f"Error: {said}\n")


def test_it_is_not_written_over_what_is_there(trust: SmallTrust) -> None:
    path = made("group")
    assert "is there already" in afa("template", "group", "--school", "100001", "--term", TERM).output
    assert made("group", "--replace") == path
    done = afa("template", "leads", "own.xlsx", "--school", "100001")
    assert "only you can read it" in done.output
    assert Path("own.xlsx").exists()


def test_the_empty_one_is_as_before(trust: SmallTrust) -> None:
    assert "--mapping canonical" in afa("template").output
    assert openpyxl.load_workbook("achievement-for-all.xlsx").sheetnames[1] == BY_NAME["trust"].title
    assert records().keys() >= {"conversation", "target"}
