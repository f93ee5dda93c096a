"""Every way in which a file is known to be wrong: what is said, and that nothing comes in by mistake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from data_loaders.mapping import load_mapping
from data_loaders.report import Outcome, Report, Severity
from tests.fixtures.oracle import state_of
from tests.unit.data_loaders.files import SMALL, load, only, rows, write


def refused(report: Report, *, rule: str) -> str:
    """The one reason why the files were refused, in words."""
    assert report.outcome is Outcome.REJECTED
    assert report.batch_id is None
    found = only(report, Severity.STRUCTURE)
    assert found.rule == rule
    assert found.advice
    return found.as_text()


STRUCTURE = {
    "missing column": ("Pupil,Subject,Scale,Term,Kind\nP1,reading,reading_age,2025-26.autumn,test\n", "missing_column"),
    "renamed column": (
        "Pupil,Subject,Scale,Term,Kind,Values\nP1,reading,reading_age,2025-26.autumn,test,90\n", "missing_column",
    ),
    "wrong delimiter": (SMALL["assessment"].replace(",", ";"), "delimiter"),
    "empty": (" \n", "empty"),
    "only a byte-order mark": ("\ufeff", "empty"),
    "header only": ("Pupil,Subject,Scale,Term,Kind,Value\n", "no_rows"),
    "cut in mid-row": (SMALL["assessment"][:-15], "ragged"),
    "cut in a quoted cell": (SMALL["assessment"] + 'P3,"readi', "truncated"),
    "stray quote": (SMALL["assessment"] + 'P3,"rea"ding,reading_age,2025-26.autumn,test,1\n', "quotes"),
    "NUL": (SMALL["assessment"].replace("90", "9\0"), "nul"),
    "two headings alike": (SMALL["assessment"].replace("Kind", "subject"), "heading_twice"),
    "heading missing": (SMALL["assessment"].replace("Kind", ""), "no_heading"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "rule"), STRUCTURE.values(), ids=STRUCTURE)
def test_a_wrong_structure_brings_nothing_in(text: str, rule: str, tmp_path: Path, sqlite_url: str) -> None:
    report = load(write(tmp_path / "in", assessment=text), url=sqlite_url)
    rules = {found.rule.partition(".")[2] for found in report.of(Severity.STRUCTURE)}
    assert report.outcome is Outcome.REJECTED
    assert rules >= {rule}
    assert all(found.file == "assessment.csv" and found.advice for found in report.of(Severity.STRUCTURE))
    assert rows(sqlite_url, "SELECT * FROM pupil").empty
    assert rows(sqlite_url, "SELECT * FROM import_batch").empty


@pytest.mark.safety
def test_fault_26_a_renamed_column_is_recognised(tmp_path: Path, sqlite_url: str) -> None:
    text = SMALL["assessment"].replace("Value", "Valeu")
    said = refused(load(write(tmp_path / "in", assessment=text), url=sqlite_url), rule="layout.missing_column")
    assert said.startswith("assessment.csv: the column “Value” is missing. Is it “Valeu”? Then rename it")


@pytest.mark.safety
@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (SMALL["assessment"][:-15], "file.ragged", "assessment.csv, line 3: 4 cells under 6 headings"),
        (SMALL["assessment"] + 'P3,"readi', "file.truncated", "assessment.csv, line 4"),
    ],
    ids=["in mid-row", "in a quoted cell"],
)
def test_fault_18_a_file_cut_short_names_its_line(
    text: str, rule: str, line: str, tmp_path: Path, sqlite_url: str
) -> None:
    load(write(tmp_path / "before"), url=sqlite_url)
    before = state_of(sqlite_url)
    (tmp_path / "assessment.csv").write_text(text, encoding="utf-8")
    said = refused(load([tmp_path / "assessment.csv"], url=sqlite_url), rule=rule)
    assert said.startswith(line)
    assert state_of(sqlite_url) == before


RESULTS = SMALL["assessment"]
COLUMNS = {
    "missing": (RESULTS.replace(",Value", "").replace(",90", "").replace(",101", ""), "the column “Value” is missing"),
    "renamed beyond knowing": (RESULTS.replace("Value", "Result"), "the column “Value” is missing"),
    "re-typed": (RESULTS.replace("90", "ninety").replace("101", "a hundred"), "“ninety” is not a number"),
}


@pytest.mark.safety
@pytest.mark.parametrize(("text", "words"), COLUMNS.values(), ids=COLUMNS)
def test_fault_26_without_a_column_that_is_needed_nothing_comes_in(
    text: str, words: str, tmp_path: Path, sqlite_url: str
) -> None:
    load(write(tmp_path / "before", assessment=""), url=sqlite_url)
    before = state_of(sqlite_url)
    (tmp_path / "assessment.csv").write_text(text, encoding="utf-8")
    report = load([tmp_path / "assessment.csv"], url=sqlite_url)
    assert report.outcome is Outcome.REJECTED
    assert words in report.as_text()
    assert state_of(sqlite_url) == before


@pytest.mark.safety
def test_fault_26_a_column_that_nobody_knows_is_named_and_left_out(tmp_path: Path, sqlite_url: str) -> None:
    text = "\n".join(f"{line},{'Shoe size' if place == 0 else 4}" for place, line in enumerate(RESULTS.splitlines()))
    report = load(write(tmp_path / "in", assessment=text), url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED
    found = only(report, Severity.WARNING)
    assert (found.rule, found.column) == ("layout.unknown_column", "Shoe size")
    assert report.counts["assessment"].new == 2


def test_a_ragged_row_is_named_by_its_line(tmp_path: Path, sqlite_url: str) -> None:
    text = SMALL["assessment"].replace("P2,reading,", "P2,")
    said = refused(load(write(tmp_path / "in", assessment=text), url=sqlite_url), rule="file.ragged")
    assert said.startswith("assessment.csv, line 3: 5 cells under 6 headings")


def test_every_structural_fault_is_said_at_once(tmp_path: Path, sqlite_url: str) -> None:
    paths = write(tmp_path / "in", assessment="", pupil="", scale=SMALL["scale"].replace("Unit", "Units"))
    empty, unknown = tmp_path / "in" / "pupil.csv", tmp_path / "in" / "weather.csv"
    empty.write_bytes(b"")
    unknown.write_text("Day\nMonday\n", encoding="utf-8")
    report = load([*paths, empty, unknown], url=sqlite_url)
    assert [found.file for found in report.of(Severity.STRUCTURE)] == ["pupil.csv", "scale.csv", "weather.csv"]


@pytest.mark.safety
def test_fault_26_columns_in_another_order_with_other_capitals_and_blanks(tmp_path: Path, sqlite_url: str) -> None:
    text = "\ufeffVALUE , kind,Term,scale,Subject,pupil\n90,test,2025-26.autumn,reading_age,reading, P1 \n"
    report = load(write(tmp_path / "in", assessment=text), url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED
    assert rows(sqlite_url, "SELECT value FROM assessment")["value"].tolist() == [90.0]


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with a byte-order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "Windows-1252": lambda text: text.encode("cp1252"),
    "decomposed": lambda text: text.replace("ë", "e\u0308").encode(),
}


@pytest.mark.parametrize("encoded", ENCODINGS.values(), ids=ENCODINGS)
def test_names_read_the_same_in_every_encoding(
    encoded: Callable[[str], bytes], tmp_path: Path, sqlite_url: str
) -> None:
    paths = write(tmp_path / "in")
    (tmp_path / "in" / "pupil.csv").write_bytes(encoded(SMALL["pupil"].replace("Ada", "Zoë").replace("Ash", "O’Dea")))
    report = load(paths, url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED
    found = rows(sqlite_url, "SELECT surname, forename FROM pupil WHERE pupil = 'P1'")
    assert found.to_numpy().tolist() == [["O’Dea", "Zoë"]]


def test_windows_1252_is_said_with_the_first_words(tmp_path: Path, sqlite_url: str) -> None:
    paths = write(tmp_path / "in")
    (tmp_path / "in" / "pupil.csv").write_bytes(SMALL["pupil"].replace("Ada", "Zoë").encode("cp1252"))
    note = only(load(paths, url=sqlite_url), Severity.NOTE)
    assert note.message == "not UTF-8, so read as Windows-1252; check how these read: “Zoë”"


def test_bytes_of_no_encoding_are_refused(tmp_path: Path, sqlite_url: str) -> None:
    paths = write(tmp_path / "in")
    (tmp_path / "in" / "pupil.csv").write_bytes(SMALL["pupil"].encode().replace(b"Ada", b"A\x81a"))
    assert "pupil.csv, line 2" in refused(load(paths, url=sqlite_url), rule="file.encoding")


ROW_FAULTS = {
    "unknown code": ("sen_status", "P2,2025-09-01,N", "P2,2025-09-01,Q", "“Q” is not a code of the list “sen”"),
    "impossible value": ("assessment", "test,101", "test,191", "191 is not on the scale reading_age"),
    "not a number": ("assessment", "test,101", "test,1O1", "“1O1” is not a number"),
    "no such day": ("enrolment", "P2,100001,2025-09-01", "P2,100001,2025-02-29", "“2025-02-29” is not a date"),
    "year of the Romans": ("enrolment", "P2,100001,2025-09-01", "P2,100001,0206-09-01", "not a year between"),
    "two-digit year": ("enrolment", "P2,100001,2025-09-01", "P2,100001,01/09/25", "“01/09/25” is not a date"),
    "month first": ("enrolment", "P2,100001,2025-09-01", "P2,100001,09/30/2025", "may be written month first"),
    "nothing in a required cell": ("sen_status", "P2,2025-09-01,N", "P2,2025-09-01,", "this cell must not be empty"),
    "pupil nobody knows": ("assessment", "P2,reading", "P9,reading", "is not among the “Pupils”"),
    "school nobody knows": ("enrolment", "P2,100001", "P2,100002", "is not among the “Schools”"),
    "UPN rounded away": ("pupil", "P2,Birch", "1.23E+12,Birch", "scientific notation"),
}


@pytest.mark.parametrize("fault", ROW_FAULTS.values(), ids=ROW_FAULTS)
def test_a_bad_row_is_held_back_and_named(fault: tuple[str, str, str, str], tmp_path: Path, sqlite_url: str) -> None:
    record, right, wrong, words = fault
    assert right in SMALL[record]
    line = SMALL[record].splitlines().index(next(row for row in SMALL[record].splitlines() if right in row)) + 1
    report = load(write(tmp_path / "in", **{record: SMALL[record].replace(right, wrong)}), url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED
    said = [found for found in report.of(Severity.ERROR) if found.file == f"{record}.csv" and found.line == line]
    assert any(words in found.as_text() and found.advice for found in said), [f.as_text() for f in report.findings]
    assert report.counts[record].held_back >= 1
    assert report.counts[record].read == len(SMALL[record].splitlines()) - 1


def test_personal_values_are_never_said(tmp_path: Path, sqlite_url: str) -> None:
    text = "Pupil,Surname,Date of birth\nP1,Canary,31/02/2017\nP2,Birch,\nP3,Cedar,\n"
    report = load(write(tmp_path / "in", pupil=text), url=sqlite_url)
    assert "pupil.csv, line 2, column “Date of birth”: the value is not a date" in report.as_text()
    assert "31/02" not in report.as_text()
    assert "Canary" not in rows(sqlite_url, "SELECT report FROM import_batch").to_csv()


def test_rows_about_a_held_pupil_are_held_too(tmp_path: Path, sqlite_url: str) -> None:
    text = SMALL["pupil"].replace("P1,Ash,Ada", "P1,Ash,Ada\nP1,Ash,Eve")
    report = load(write(tmp_path / "in", pupil=text), url=sqlite_url, sure=True)
    held = {name: count.held_back for name, count in report.counts.items()}
    assert held == {"school": 0, "pupil": 2, "enrolment": 1, "sen_status": 1, "scale": 0, "assessment": 1}
    assert rows(sqlite_url, "SELECT pupil FROM pupil ORDER BY pupil")["pupil"].tolist() == ["P2", "P3"]
    assert report.lines_held_back == 5


@pytest.mark.safety
def test_fault_28_the_same_row_twice_is_taken_once(tmp_path: Path, sqlite_url: str) -> None:
    text = SMALL["sen_status"] + "P2,2025-09-01,N\n"
    report = load(write(tmp_path / "in", sen_status=text), url=sqlite_url)
    assert report.counts["sen_status"].new == 3
    note = only(report, Severity.NOTE)
    assert note.place == "sen_status.csv, line 5"
    assert note.message == "SEN provision: 1 row repeating another exactly, taken once"


@pytest.mark.safety
def test_fault_28_two_rows_that_contradict_each_other_are_both_held_back(tmp_path: Path, sqlite_url: str) -> None:
    text = SMALL["sen_status"] + "P2,2025-09-01,K\nP2,2025-09-01,N\n"
    report = load(write(tmp_path / "in", sen_status=text), url=sqlite_url, sure=True)
    found = only(report, Severity.ERROR)
    assert found.lines == (3, 5, 6)
    assert found.message == "SEN provision: two lines have the same Pupil, From and differ in the rest"
    assert rows(sqlite_url, "SELECT code FROM sen_status")["code"].tolist() == ["K", "N"]


def test_too_many_bad_rows_are_the_wrong_file(tmp_path: Path, sqlite_url: str) -> None:
    pupils = [f"P{number}" for number in range(1, 301)]
    some = {
        "pupil": "Pupil\n" + "\n".join(pupils),
        "enrolment": "",
        "assessment": "",
        "sen_status": "Pupil,From,SEN provision\n"
        + "\n".join(f"{name},2025-09-01,Q" for name in pupils[:30] + pupils[30:]),
    }
    said = refused(load(write(tmp_path / "in", **some), url=sqlite_url), rule="file.too_many_faults")
    assert "300 of 300 lines are at fault" in said
    some["sen_status"] = some["sen_status"].replace("Q", "N", 290)
    assert refused(load(write(tmp_path / "in", **some), url=sqlite_url), rule="guard.many_faults")
    report = load(write(tmp_path / "in", **some), url=sqlite_url, sure=True)
    assert report.counts["sen_status"].held_back == 10


def test_empty_and_repeated_rows_are_passed_over(tmp_path: Path, sqlite_url: str) -> None:
    text = SMALL["pupil"].replace("P2,", "\n,,\nPupil,Surname,Forename\nP2,").rstrip() + ",,\n\n"
    report = load(write(tmp_path / "in", pupil=text), url=sqlite_url)
    assert report.counts["pupil"].new == 3
    assert [(note.rule, note.lines) for note in report.of(Severity.NOTE)] == [
        ("file.empty_rows", (4,)), ("file.heading_again", (5,)),
    ]  # fmt: skip


def test_a_line_end_in_quotes_does_not_shift_the_lines(tmp_path: Path, sqlite_url: str) -> None:
    text = 'Pupil,Surname,Sex\nP1,"A\nsh",F\nP2,Birch,W\nP3,"Ce""dar",M\n'
    report = load(write(tmp_path / "in", pupil=text), url=sqlite_url)
    found = next(found for found in report.of(Severity.ERROR) if found.file == "pupil.csv")
    assert found.lines == (4,)
    names = rows(sqlite_url, "SELECT surname FROM pupil ORDER BY pupil")["surname"].tolist()
    assert names == ["A\nsh", 'Ce"dar']


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    for name, text in SMALL.items():
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append(line.split(","))
    del book["Sheet"]
    book.save(path)
    return path


def test_a_workbook_comes_in(tmp_path: Path, sqlite_url: str) -> None:
    report = load([workbook(tmp_path / "all.xlsx")], url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED
    assert report.counts["assessment"].new == 2


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("csv", "the mapping canonical reads a CSV file, this is a workbook"),
        ("workbook", "reads a workbook, this is text"),
    ],
)
def test_a_file_of_another_format_is_refused(form: str, words: str, tmp_path: Path, sqlite_url: str) -> None:
    mapping = load_mapping("canonical").model_copy(update={"format": form})
    path = workbook(tmp_path / "all.xlsx") if form == "csv" else write(tmp_path / "in")[0]
    assert words in refused(load([path], url=sqlite_url, mapping=mapping), rule="file.format")


@pytest.mark.safety
@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_fault_18_a_truncated_workbook_is_refused(kept: float, tmp_path: Path, sqlite_url: str) -> None:
    path = workbook(tmp_path / "all.xlsx")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    said = refused(load([path], url=sqlite_url), rule="file.workbook")
    assert "damaged or was cut short" in said


@pytest.mark.safety
def test_fault_19_a_workbook_with_a_flipped_bit_is_refused(tmp_path: Path, sqlite_url: str) -> None:
    path = workbook(tmp_path / "all.xlsx")
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 3] ^= 0x10
    path.write_bytes(bytes(whole))
    refused(load([path], url=sqlite_url), rule="file.workbook")
