"""A page's tables as a workbook: a first sheet that says what it is, then a sheet a table. No cell is a formula."""

from __future__ import annotations

import io
import re
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dashboard.exports.document import Document, headings_of, readable, safe
from dashboard.exports.reading import Number, Table, Value

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLE = Font(bold=True, size=14, color="12355B")
_BOLD = Font(bold=True)
_QUIET = Font(color="545D68")
_HEADING = PatternFill("solid", fgColor="12355B")
_ON_DARK = Font(bold=True, color="FFFFFF")
_TOP = Alignment(vertical="top", wrap_text=True)
_WIDEST, _NARROWEST = 48, 9
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def as_workbook(document: Document) -> bytes:
    """The file's bytes."""
    book = Workbook()
    _about(book.worksheets[0], document=document)
    names = {"About"}
    for table in document.tables:
        sheet = book.create_sheet(_sheet_name(table, taken=names))
        names.add(sheet.title)
        _write(sheet, table=table, document=document)
    for sheet in book.worksheets:
        _set_paper(sheet, document=document)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _about(sheet: Any, *, document: Document) -> None:
    sheet.title = "About"
    _text(sheet, row=1, column=1, words=document.title, font=_TITLE)
    row = 3
    for words, said in document.about:
        _text(sheet, row=row, column=1, words=words, font=_BOLD)
        _text(sheet, row=row, column=2, words=said)
        row += 1
    for sentence in document.said:
        row += 1
        _text(sheet, row=row, column=2, words=sentence)
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 100


def _write(sheet: Any, *, table: Table, document: Document) -> None:
    """Title, caption and view above, a heading a column, a row a row."""
    _text(sheet, row=1, column=1, words=table.title or table.caption, font=_TITLE, wrap=False)
    view = " · ".join(said for words, said in document.about if words in {"Shown", "As at"})
    _text(sheet, row=2, column=1, words=view, font=_QUIET, wrap=False)
    headings = headings_of(table)
    for place, heading in enumerate(headings, start=1):
        _text(sheet, row=4, column=place, words=heading, font=_ON_DARK).fill = _HEADING
    for row, values in enumerate(table.rows, start=5):
        for place, value in enumerate(values, start=1):
            _value(sheet, row=row, column=place, value=value)
    for place, heading in enumerate(headings):
        sheet.column_dimensions[get_column_letter(place + 1)].width = _width(heading, table=table, place=place)
    sheet.freeze_panes = "B5"


def _width(heading: str, *, table: Table, place: int) -> float:
    said = [len(row[place]) if isinstance(row[place], str) else 8 for row in table.rows]  # type: ignore[arg-type]
    return float(min(_WIDEST, max(_NARROWEST, len(heading) * 0.7, *said, 0) + 2))


def _text(sheet: Any, *, row: int, column: int, words: str, font: Font | None = None, wrap: bool = True) -> Any:
    """A cell of text, whatever the text begins with."""
    cell = sheet.cell(row=row, column=column)
    cell.value = safe(words)
    cell.data_type = "s"
    cell.alignment = _TOP if wrap else Alignment(vertical="top")
    if font is not None:
        cell.font = font
    return cell


def _value(sheet: Any, *, row: int, column: int, value: Value) -> None:
    if not isinstance(value, Number):
        if value:
            _text(sheet, row=row, column=column, words=value)
        return
    cell = sheet.cell(row=row, column=column, value=int(value.value) if value.decimals == 0 else value.value)
    cell.number_format = "#,##0" + (f".{'0' * value.decimals}" if value.decimals else "")
    cell.alignment = Alignment(vertical="top")


def _sheet_name(table: Table, *, taken: set[str]) -> str:
    """A name of at most 31 characters, unlike the others' whatever their capitals."""
    words = _FORBIDDEN.sub(" ", readable(table.caption or table.title)).strip() or "Table"
    name, number = words[:31].strip(), 1
    while name.casefold() in {each.casefold() for each in taken}:
        number += 1
        name = f"{words[: 28 - len(str(number))].strip()} ({number})"
    return name


def _set_paper(sheet: Any, *, document: Document) -> None:
    """Each sheet prints on its width, with its title, who took it and the page on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.title != "About":
        sheet.print_title_rows = "4:4"
    sheet.oddHeader.left.text = _printed(document.title)
    sheet.oddFooter.left.text = _printed(next((said for words, said in document.about if words == "Taken"), ""))
    sheet.oddFooter.right.text = "Page &P of &N"


def _printed(words: str) -> str:
    """An ampersand begins an instruction in a header: two are one. No header is longer than a line."""
    return readable(words)[:100].replace("&", "&&")
