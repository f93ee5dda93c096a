"""The lines that were held back, as a spreadsheet to mend and send again by the same mapping."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from data_loaders import pipeline
from data_loaders.call import Conditions
from data_loaders.mapping import Mapping
from data_loaders.report import Finding, Report, Severity
from data_loaders.sources.sheet import WHAT_IS_WRONG, Sheet

HELD = "held-back.xlsx"
LONGEST_TITLE = 31
_ABOVE = "Put right what the last column says, then send this file again"
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_held(
    paths: Sequence[Path], *, report: Report, mapping: Mapping, conditions: Conditions, folder: Path, by: str
) -> None:
    """Write the held lines of the files as ``held-back.xlsx`` in ``folder``: a sheet each, the file's own headings on
    the line where the mapping looks for them, and a last column that says what is wrong.

    The file itself says whose it is. Every cell is text: a spreadsheet program computes nothing of it. Lines that could
    not be read at all, and files that are no spreadsheets, are left out.
    """
    if mapping.xml or mapping.statistics:
        return
    found = report.of(Severity.ERROR)
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator, book.properties.title = by, "Lines that were held back"
    for sheet in pipeline.sheets_of(paths, mapping=mapping, conditions=conditions):
        wrong = _wrong(found, sheet=sheet)
        if wrong:
            _write(book.create_sheet(_title(sheet)), sheet=sheet, wrong=wrong, heading_line=mapping.heading_line)
    if book.worksheets:
        book.save(folder / HELD)


def _wrong(found: Sequence[Finding], *, sheet: Sheet) -> dict[int, str]:
    """Line → what is wrong with it and what to do."""
    said: dict[int, list[str]] = {}
    for one in found:
        if (one.file, one.sheet) == (sheet.file, sheet.name):
            column = f"{one.column}: " if one.column else ""
            for line in one.lines:
                said.setdefault(int(line), []).append(f"{column}{one.message}. {one.advice}")
    return {line: "; ".join(dict.fromkeys(words)) for line, words in said.items()}


def _title(sheet: Sheet) -> str:
    return sheet.title.translate(_NOT_IN_TITLES)[:LONGEST_TITLE] or "Sheet"


def _write(page: WriteOnlyWorksheet, *, sheet: Sheet, wrong: dict[int, str], heading_line: int) -> None:
    for line in range(1, heading_line):
        page.append([_text(_ABOVE if line == 1 else "", page=page)])
    page.append([_text(heading, page=page) for heading in (*sheet.frame.columns, WHAT_IS_WRONG)])
    for place, line in enumerate(sheet.lines.tolist()):
        if line in wrong:
            page.append([_text(cell, page=page) for cell in (*sheet.frame.iloc[place], wrong[line])])


def _text(words: str, *, page: WriteOnlyWorksheet) -> Any:
    cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", words))
    cell.data_type = "s"
    return cell
