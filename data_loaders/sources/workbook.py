"""XLSX to sheets of text: typed dates become ISO text, whole numbers lose their ``.0``; hidden sheets are left out."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl
import openpyxl.xml
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from data_loaders.report import plural
from data_loaders.sources.formulas import without_values
from data_loaders.sources.sheet import Progress, Read, Sheet, check_headings, heading_of, without_empty_rows

LARGEST_UNPACKED = 1_000_000_000
LARGEST_RATIO = 200
MOST_PARTS = 2_000
MOST_LINES, MOST_CELLS = 600_000, 8_000_000
"""A year of sessions of a large school is 400,000 lines; more are no export, and would take minutes to read."""
_STEP = 5_000
_CHUNK = 1 << 20
_PACKED = (".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".gz", ".7z", ".rar", ".jar")
_SAVE_AGAIN = "Open it in the spreadsheet program, save it again as .xlsx and bring that in"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, InvalidFileException, ParseError, KeyError,
    ValueError, EOFError, OSError, IndexError, TypeError, AttributeError, NotImplementedError,
)  # fmt: skip
"""What a damaged workbook, or one with XML entities (a ``ValueError``), makes the readers raise."""


def read_workbook(
    content: bytes,
    *,
    read: Read,
    skip: Collection[str] = (),
    heading_line: int = 1,
    progress: Progress | None = None,
) -> None:
    """Add the visible sheets of a workbook to ``read``; one without any cell or named in ``skip`` is not.

    Refuses a workbook that is damaged, that unpacks to more than it should, or that holds XML entities.
    """
    if not openpyxl.xml.DEFUSEDXML:
        raise RuntimeError("openpyxl must read XML through defusedxml: install it and unset OPENPYXL_DEFUSEDXML")
    try:
        if _safe(content, read=read):
            _read_sheets(content, read=read, skip=skip, heading_line=heading_line, progress=progress)
    except _BROKEN as wrong:
        read.sheets.clear()
        message = f"the workbook is damaged or was cut short ({type(wrong).__name__})"
        read.refuse("workbook", message=message, advice=_SAVE_AGAIN)


def _safe(content: bytes, *, read: Read) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > min(LARGEST_UNPACKED, max(len(content), 100_000) * LARGEST_RATIO):
            message = f"the workbook would unpack to {unpacked // 1_000_000:,} MB in {len(parts):,} parts"
            read.refuse(
                "too_large", message=message, advice="Save only the sheets that are needed, without pictures, or as CSV"
            )
            return False
        if held := next(filter(None, (_unwanted(part.filename) for part in parts)), ""):
            read.refuse("unwanted_part", message=f"the workbook holds {held}", advice=_SAVE_AGAIN)
            return False
        if _fills_too_much(archive):
            message = f"a sheet has more than {MOST_LINES:,} lines, or {MOST_CELLS:,} cells, filled"
            read.refuse("too_large", message=message, advice="Split it by term or by school, or save it as CSV")
            return False
        if bare := without_values(archive):
            message = f"{plural(bare, noun='cell')} with a formula whose result is not saved in the file"
            read.refuse("formulas", message=message, advice=f"{_SAVE_AGAIN}: that saves the results")
            return False
        damaged = archive.testzip()
    if damaged:
        read.refuse(
            "workbook", message=f"the workbook is damaged (the part {damaged} does not add up)", advice=_SAVE_AGAIN
        )
    return not damaged


def _fills_too_much(archive: zipfile.ZipFile) -> bool:
    """Whether a sheet has too many lines or cells with something in them, told from its bytes in one pass.

    Lines and cells that only have a format are many in some workbooks, and do no harm.
    """
    for part in archive.infolist():
        if part.filename.startswith("xl/worksheets/"):
            lines = filled = 0
            with archive.open(part) as file:
                while chunk := file.read(_CHUNK):
                    lines += chunk.count(b"<row ")
                    filled += chunk.count(b"</v>") + chunk.count(b"</is>")
            if filled > MOST_CELLS or min(lines, filled) > MOST_LINES:
                return True
    return False


def _unwanted(name: str) -> str:
    """What a part of a workbook is that no plain workbook has; empty where it is nothing of the kind."""
    plain = name.replace("\\", "/").lower()
    if plain.startswith("/") or ".." in plain.split("/") or ":" in plain:
        return "a part that would be put somewhere else"
    if plain.endswith("vbaproject.bin"):
        return "macros"
    if plain.startswith("xl/externallinks/"):
        return "links to other workbooks"
    return "another file" if plain.endswith(_PACKED) else ""


def _read_sheets(
    content: bytes, *, read: Read, skip: Collection[str], heading_line: int, progress: Progress | None
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl says which decorations it does not keep
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    read.note("hidden_sheet", message="a hidden sheet, not read", sheet=sheet.title)
                elif sheet.title.casefold() not in {name.casefold() for name in skip}:
                    _read_sheet(sheet, read=read, heading_line=heading_line, progress=progress)
        finally:
            book.close()
    if not read.sheets and not read.findings:
        read.refuse(
            "empty", message="no sheet of the workbook has anything in it", advice="Check that it is the right file"
        )


def _read_sheet(sheet: Any, *, read: Read, heading_line: int, progress: Progress | None) -> None:
    rows = _rows(sheet, read=read, progress=progress)
    first = next((row for row in rows if row[0] >= heading_line), None)
    if first is None:
        return
    headings = [heading_of(cell) for cell in first[1]]
    if check_headings(read, headings=headings, sheet=sheet.title):
        _keep(rows, read=read, name=sheet.title, headings=headings)


def _keep(rows: Iterable[tuple[int, list[str]]], *, read: Read, name: str, headings: list[str]) -> None:
    width = len(headings)
    lines, cells, beyond = [], [], []
    for line, row in rows:
        lines.append(line)
        cells.append(row[:width] + [""] * (width - len(row)))
        if len(row) > width:
            beyond.append(line)
    if beyond:
        message = "a cell is filled to the right of the last heading"
        read.refuse(
            "ragged", message=message, advice="Give its column a heading or empty it", sheet=name, lines=tuple(beyond)
        )
        return
    frame = pd.DataFrame(cells, columns=headings, dtype=str)
    sheet = Sheet(file=read.file, name=name, frame=frame, lines=np.asarray(lines, dtype=np.int64))
    read.sheets.append(without_empty_rows(sheet, read=read))


def _rows(sheet: Any, *, read: Read, progress: Progress | None) -> Any:
    """Line number and cells of each row that has any, as text, without empty cells at the end."""
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [as_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield line, cells
        if progress and line % _STEP == 0:
            progress(f"{read.file}, {sheet.title}", done=line, total=max(line, sheet.max_row or line))


def as_text(value: Any) -> str:
    """A cell's value as text: dates in ISO form, whole numbers plain, true and false in words, nothing as ``""``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()
