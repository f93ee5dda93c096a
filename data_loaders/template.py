"""The workbook to be filled in: one sheet a record, headings with notes, drop-downs for codes, dates as dates.

It is read back by the mapping ``canonical``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from data_loaders.code_lists import CODE_LISTS
from data_loaders.store.records import RECORDS, Column, Kind, Record

LAST = 1_048_576
TITLE = Font(bold=True, size=14)
BOLD = Font(bold=True)
_REQUIRED = PatternFill("solid", fgColor="1F3A5F")
_OPTIONAL = PatternFill("solid", fgColor="DCE4EE")
FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.INTEGER: "0", Kind.NUMBER: "General"}
_KINDS = {
    Kind.TEXT: "text",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.DATE: "a date",
    Kind.BOOLEAN: "yes or no",
    Kind.CODE: "a code from the list (see the sheet Codes)",
    Kind.TERM: "a term, 2025-26.spring, or an academic year, 2025-26",
}
_READ_ME = (
    "Fill in the sheets you have something for; leave the others as they are.",
    "Do not change the names of sheets and headings. Under dark headings every row is filled in, under light ones not.",
    "A pupil is written the same way in every sheet: the UPN, else school:local number.",
    "From is the first day, To the first day after the last; To is empty while it lasts.",
    "Hold the pointer over a heading to read what belongs under it. The sheet Codes lists every code.",
    "Bring the workbook in with: afa import WORKBOOK --mapping canonical",
)


def write_template(path: Path, *, records: Sequence[Record] = RECORDS) -> None:
    """Write the empty workbook of these records to ``path``. Raises ``OSError`` where it cannot be written."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_read_me(book.create_sheet("Read me"), records=records)
    sheets = [(record, book.create_sheet(record.title)) for record in records]
    ranges = write_codes(book.create_sheet("Codes"))
    for record, sheet in sheets:
        _write_record(sheet, record=record, ranges=ranges)
    book.save(path)


def _write_read_me(sheet: Any, *, records: Sequence[Record]) -> None:
    sheet.append(["Read me"])
    sheet["A1"].font = TITLE
    for line in (*_READ_ME, "", "Sheets", *(record.title for record in records)):
        sheet.append([line])
    sheet.column_dimensions["A"].width = 110


def write_codes(sheet: Any) -> dict[str, str]:
    """Write every list, two columns each, and return where the codes of each stand."""
    ranges: dict[str, str] = {}
    for place, (name, codes) in enumerate(CODE_LISTS.items()):
        column = 2 * place + 1
        for row, (code, words) in enumerate([(name.replace("_", " "), "means"), *codes.items()], start=1):
            sheet.cell(row=row, column=column, value=code).number_format = "@"
            sheet.cell(row=row, column=column + 1, value=words)
        sheet.cell(row=1, column=column).font = BOLD
        sheet.column_dimensions[get_column_letter(column + 1)].width = 36
        letter = get_column_letter(column)
        ranges[name] = f"{quote_sheetname(sheet.title)}!${letter}$2:${letter}${len(codes) + 1}"
    sheet.freeze_panes = "A2"
    return ranges


def _write_record(sheet: Any, *, record: Record, ranges: dict[str, str]) -> None:
    for place, column in enumerate(record.columns, start=1):
        letter = get_column_letter(place)
        write_heading(sheet.cell(row=1, column=place, value=column.heading), column=column)
        dimension = sheet.column_dimensions[letter]
        dimension.width = max(14, len(column.heading) + 4)
        dimension.number_format = FORMATS.get(column.kind, "@")
        rule = validation(column, ranges=ranges)
        if rule:
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{LAST}")
    sheet.freeze_panes = "A2"


def write_heading(cell: Any, *, column: Column) -> None:
    """Set a heading's cell as a column's: dark where every row is filled in, its words in a note."""
    cell.fill = _REQUIRED if column.required else _OPTIONAL
    cell.font = Font(bold=True, color="FFFFFF" if column.required else "1F3A5F")
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    must = "Must be filled in." if column.required else "May be empty."
    words = f"{column.words}.\n" if column.words else ""
    cell.comment = Comment(
        f"{words}{_KINDS[column.kind].capitalize()}. {must}", "Achievement for All", height=120, width=280
    )


def validation(column: Column, *, ranges: dict[str, str]) -> DataValidation | None:
    """What may be written under a column's heading: a drop-down, a date, yes or no; None where anything may."""
    if column.kind is Kind.CODE:
        words = "Choose a code from the list; the sheet Codes says what they mean."
        return _allowed(words, type="list", formula1=f"={ranges[column.codes]}")
    if column.kind is Kind.BOOLEAN:
        return _allowed("Write yes or no.", type="list", formula1='"yes,no"')
    if column.kind is Kind.DATE:
        return _allowed(
            "Write a date, such as 20/03/2026.", type="date", operator="between", formula1="2", formula2="73415"
        )
    return None


def _allowed(words: str, **rule: Any) -> DataValidation:
    return DataValidation(allow_blank=True, showErrorMessage=True, error=words, **rule)
