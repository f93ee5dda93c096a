"""CSV and workbook: numbers stay numbers, no text is a formula, every file says what it is."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

from dashboard.exports.csv import as_csv
from dashboard.exports.document import Document, safe, stem_of
from dashboard.exports.reading import Number, Table
from dashboard.exports.workbook import as_workbook

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1", '=HYPERLINK("http://x")', "＝1")


def document(*tables: Table) -> Document:
    about = [("Shown", "Spring term 2026"), ("Taken", "by A & B on 1 May 2026")]
    return Document(title="Rowan Park", said=["=Said"], about=about, tables=tables, stem="x")


def table(caption: str = "Gains", *, words: str = "Ada") -> Table:
    rows = (
        (words, Number(value=-1204.5, decimals=1), Number(value=25.0, decimals=1, percent=True)),
        ("", "", "too few"),
    )
    return Table(card="", title="A title", caption=caption, headings=("Pupil", "Gain", words), rows=rows)


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheets(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.safety
@pytest.mark.parametrize("words", DANGEROUS)
def test_F8_no_text_is_a_formula(words: str) -> None:
    assert safe(words).startswith("'")
    told = document(table(words, words=words))
    for row in cells(as_csv(told)):
        assert not any(cell[:1] in set("=+-@\t\r") and not _is_number(cell) for cell in row), row
    for sheet in sheets(as_workbook(told)):
        kinds = {(cell.data_type, str(cell.value)[:1]) for row in sheet.iter_rows() for cell in row if cell.value}
        assert not any(kind == "f" or (kind == "s" and start in set("=+-@")) for kind, start in kinds)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.safety
def test_F8_numbers_stay_numbers_as_shown() -> None:
    assert ["Ada", "-1204.5", "25.0"] in cells(as_csv(document(table())))
    sheet = sheets(as_workbook(document(table())))["Gains"]
    assert [cell.value for cell in sheet[5]] == ["Ada", -1204.5, 25.0]
    assert [cell.data_type for cell in sheet[5]] == ["s", "n", "n"]
    assert sheet["B5"].number_format == "#,##0.0"


def test_a_column_of_percentages_says_so() -> None:
    assert ["Pupil", "Gain", "Ada, %"] in cells(as_csv(document(table())))


def test_nothing_is_not_nought() -> None:
    sheet = sheets(as_workbook(document(table())))["Gains"]
    assert (sheet["B6"].value, sheet["C6"].value) == (None, "too few")
    assert ["", "", "too few"] in cells(as_csv(document(table())))


def test_sheets_have_names_of_their_own_that_a_workbook_takes() -> None:
    long = "Average results [of all]: the trust / every school * ? in spring term"
    made = sheets(as_workbook(document(table(long), table(long.upper()), table("About"), table(""))))
    names = made.sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 5
    assert all(0 < len(name) <= 31 for name in names)


def test_every_file_says_what_it_is_and_who_took_it() -> None:
    told = document(table())
    assert cells(as_csv(told))[:3] == [
        ["Rowan Park"],
        ["Shown", "Spring term 2026"],
        ["Taken", "by A & B on 1 May 2026"],
    ]
    made = sheets(as_workbook(told))
    assert made["About"]["B4"].value == "by A & B on 1 May 2026"
    assert made["Gains"].oddFooter.left.text == "by A && B on 1 May 2026"
    assert made["Gains"].oddFooter.right.text == "Page &P of &N"


@pytest.mark.safety
def test_F5_file_names_hold_nothing_but_small_letters() -> None:
    assert stem_of("progress", '../../Ærø "Park"\r\n', "as at 2026-03-20") == "progress_r-park_as-at-2026-03-20"
