"""The workbook to be filled in: headings, drop-downs and formats, and the way back through the canonical mapping."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from data_loaders.code_lists import CODE_LISTS
from data_loaders.report import Outcome, Severity
from data_loaders.store.columns import Kind
from data_loaders.store.records import BY_NAME, RECORDS
from data_loaders.template import write_template
from tests.unit.data_loaders.files import load, rows

FILLED: dict[str, list[list[object]]] = {
    "school": [["100001", "Ashgrove", "primary"]],
    "pupil": [["0012", "", "", "Ash", "Ada", date(2017, 3, 2), "F", "WBRI", "yes"], ["P2", "", "", "Birch", "Ben"]],
    "enrolment": [
        ["0012", "100001", date(2025, 9, 1), None, "4", "C"],
        ["P2", "100001", date(2025, 9, 1), None, "R", "C"],
    ],
    "sen_status": [["0012", date(2025, 9, 1), None, "K"], ["P2", date(2025, 9, 1), date(2026, 1, 1), "N"]],
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(path)
    return path


def test_there_is_a_sheet_a_record_with_its_headings(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Read me", *(record.title for record in RECORDS), "Codes"]
    for record in RECORDS:
        sheet = book[record.title]
        assert [cell.value for cell in sheet[1]] == [column.heading for column in record.columns]
        assert all(cell.comment and cell.comment.text for cell in sheet[1])


def test_every_code_column_has_a_drop_down_of_its_whole_list(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for record in RECORDS:
        lists = {str(rule.sqref): rule.formula1 for rule in book[record.title].data_validations.dataValidation}
        for place, column in enumerate(record.columns, start=1):
            if column.kind is Kind.CODE:
                letter = openpyxl.utils.get_column_letter(place)
                where = lists[f"{letter}2:{letter}1048576"].lstrip("=").replace("'Codes'!", "").replace("$", "")
                found = [cell.value for (cell,) in book["Codes"][where.replace("Codes!", "")]]
                assert found == list(CODE_LISTS[column.codes])


def test_dates_and_numbers_with_leading_noughts_keep_their_form(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)[BY_NAME["pupil"].title]
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.column_dimensions["F"].number_format == "yyyy-mm-dd"


def test_filled_in_it_comes_back(path: Path, tmp_path: Path, sqlite_url: str) -> None:
    book = openpyxl.load_workbook(path)
    for name, filled in FILLED.items():
        for row in filled:
            book[BY_NAME[name].title].append(row)
    book.save(tmp_path / "filled.xlsx")
    report = load([tmp_path / "filled.xlsx"], url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED
    assert report.findings == ()
    assert {name: count.new for name, count in report.counts.items()} == {
        "school": 1, "pupil": 2, "enrolment": 2, "sen_status": 2,
    }  # fmt: skip
    found = rows(sqlite_url, "SELECT pupil, date_of_birth, eal FROM pupil ORDER BY pupil")
    assert found["pupil"].tolist() == ["0012", "P2"]
    assert found["date_of_birth"].dropna().tolist() == ["2017-03-02"]


def test_empty_as_written_it_is_refused_once(path: Path, sqlite_url: str) -> None:
    report = load([path], url=sqlite_url)
    assert report.outcome is Outcome.REJECTED
    assert [found.rule for found in report.of(Severity.STRUCTURE)] == ["layout.no_rows"]
