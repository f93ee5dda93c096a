"""The workbooks a school is given to fill in with what is known already: read back by the mapping ``prefilled``.

They hold children's names, so the file can be read by its owner alone and says so on its first sheet. Text is text: a
name that begins like a formula stays a name.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from data_loaders.mapping import load_mapping
from data_loaders.store.columns import Column
from data_loaders.store.records import BY_NAME
from data_loaders.template import FORMATS, TITLE, validation, write_codes, write_heading

MAPPING = "prefilled"
KNOWN = ("Name", "Class", "Year group", "What is known")
"""Headings of what only helps to find the row: not read back."""
PRIVATE = (
    "This workbook holds children's names. Keep it where only those who work with these children can open it, send it "
    "to nobody else, and delete it once it has been brought in."
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GREY = PatternFill("solid", fgColor="F1F0EC")
_MORE = 200
"""Empty rows below the filled ones that have drop-downs too."""
Value = str | int | date | None


@dataclass(frozen=True, kw_only=True)
class Filled:
    """One sheet: its title, as the mapping knows it, and its rows, a value by heading. ``about`` says what to do."""

    title: str
    about: str
    rows: Sequence[Mapping[str, Value]]
    known: Sequence[str] = KNOWN


def columns_of(title: str) -> dict[str, Column]:
    """The headings of a sheet that are read back, in order, and the column of a record that each becomes."""
    return {
        source.column: BY_NAME[made.record].column(name)
        for made in load_mapping(MAPPING).records
        if title in made.sheets
        for variant in made.variants
        for name, source in variant.items()
        if source.column
    }


def write_prefilled(path: Path, *, heading: str, said: Sequence[str], sheets: Sequence[Filled]) -> None:
    """Write the workbook to ``path``, which must not be there; ``said`` stands on its first sheet.

    Raises ``OSError`` where it cannot be written.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_read_me(book.create_sheet("Read me"), heading=heading, said=said, sheets=sheets)
    made = [(each, book.create_sheet(each.title)) for each in sheets]
    ranges = write_codes(book.create_sheet("Codes"))
    for each, sheet in made:
        _write_sheet(sheet, filled=each, ranges=ranges, clubs=any(other.title == "Clubs" for other in sheets))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        book.save(file)


def _write_read_me(sheet: Any, *, heading: str, said: Sequence[str], sheets: Sequence[Filled]) -> None:
    lines = [heading, PRIVATE, *said, "", *(f"{each.title}: {each.about}" for each in sheets)]
    for place, line in enumerate(lines, start=1):
        write_text(sheet.cell(row=place, column=1), text=line)
    sheet["A1"].font, sheet["A2"].font = TITLE, Font(bold=True)
    sheet.column_dimensions["A"].width = 110
    for row in sheet["A1:A40"]:
        row[0].alignment = Alignment(wrap_text=True, vertical="top")


def write_text(cell: Any, *, text: str) -> None:
    """Text as text: never a formula, and marked so where it begins like one."""
    cell.value, cell.data_type, cell.number_format = text, "s", "@"
    if text.startswith(FORMULA):
        cell.quotePrefix = True


def _write_sheet(sheet: Any, *, filled: Filled, ranges: dict[str, str], clubs: bool) -> None:
    columns = columns_of(filled.title)
    first, *rest = columns
    headings = [first, *filled.known, *rest] if filled.known else [first, *rest]
    last = len(filled.rows) + 1 + _MORE
    for place, heading in enumerate(headings, start=1):
        _write_column(sheet, place=place, heading=heading, column=columns.get(heading), ranges=ranges, last=last)
        for row, values in enumerate(filled.rows, start=2):
            _write_value(sheet.cell(row=row, column=place), value=values.get(heading), column=columns.get(heading))
    if clubs and "Club" in headings and filled.title != "Clubs":
        _offer_clubs(sheet, letter=get_column_letter(headings.index("Club") + 1), last=last)
    sheet.freeze_panes = "C2"


def _write_column(
    sheet: Any, *, place: int, heading: str, column: Column | None, ranges: dict[str, str], last: int
) -> None:
    letter = get_column_letter(place)
    cell = sheet.cell(row=1, column=place, value=heading)
    dimension = sheet.column_dimensions[letter]
    dimension.width = 34 if "arget" in heading and "met" not in heading else max(14, len(heading) + 2)
    if column is None:
        cell.font, cell.fill = Font(bold=True), _GREY
        dimension.width = 26
        return
    write_heading(cell, column=column)
    dimension.number_format = FORMATS.get(column.kind, "@")
    rule = validation(column, ranges=ranges)
    if rule:
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{last}")


def _write_value(cell: Any, *, value: Value, column: Column | None) -> None:
    if isinstance(value, str):
        if value:
            write_text(cell, text=value)
    elif value is not None:
        cell.value = value
        cell.number_format = FORMATS.get(column.kind, "General") if column else "General"


def _offer_clubs(sheet: Any, *, letter: str, last: int) -> None:
    """A drop-down of the clubs on the sheet Clubs; another name may be written, and is then added there."""
    rule = DataValidation(type="list", formula1=f"={quote_sheetname('Clubs')}!$B$2:$B$200", allow_blank=True)
    rule.showErrorMessage = False
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{last}")
