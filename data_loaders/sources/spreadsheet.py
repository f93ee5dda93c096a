"""A spreadsheet file, CSV or XLSX, to sheets of text. Nothing is interpreted here; what cannot be read is said."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from data_loaders.report import plural
from data_loaders.sources.sheet import Progress, Read, Sheet, check_headings, heading_of, without_empty_rows
from data_loaders.sources.text import text_of
from data_loaders.sources.workbook import read_workbook

LARGEST = 400_000_000
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_STEP = 20_000


def read_spreadsheet(
    path: Path,
    *,
    delimiter: str = ",",
    encoding: str = "auto",
    skip: Collection[str] = (),
    ragged: str = "refused",
    heading_line: int = 1,
    progress: Progress | None = None,
) -> Read:
    """Read one file. What it is is told from its first bytes, not its name. Sheets called as in ``skip`` are left out.

    The headings are on ``heading_line`` or the first filled line after it. Lines with more or fewer cells than there
    are headings refuse the file, or are ``held_back``: never shifted.

    The ``Read`` holds the sheets that could be read (header-only ones too, with no rows) and every finding; a finding
    of severity ``structure`` means that the file is refused. Raises ``OSError`` where the file cannot be opened.
    """
    read = Read(file=path.name)
    if path.stat().st_size > LARGEST:
        message = f"the file is larger than {LARGEST // 1_000_000} MB"
        read.refuse("too_large", message=message, advice="Split it by year or by school")
        return read
    content = path.read_bytes()
    if content.startswith(_ZIP):
        read.workbook = True
        read_workbook(content, read=read, skip=skip, heading_line=heading_line, progress=progress)
    elif content.startswith(_OLE):
        message = "this is an old .xls workbook or one with a password"
        advice = "Open it in the spreadsheet program and save it as .xlsx without a password, or as CSV"
        read.refuse("old_workbook", message=message, advice=advice)
    elif path.suffix.lower() in (".xlsx", ".xlsm") and content:
        message = "this is named as a workbook but is not one"
        read.refuse("workbook", message=message, advice="Save it again from the spreadsheet program")
    else:
        text = text_of(content, read=read, encoding=encoding)
        if text is not None:
            text = _below(text, heading_line=heading_line)
            _read_text(text, read=read, delimiter=delimiter, ragged=ragged, progress=progress)
    return read


def _below(text: str, *, heading_line: int) -> str:
    """The text with the lines above the headings emptied, so that every line keeps its number."""
    lines = text.split("\n", heading_line - 1)
    return "\n" * (heading_line - 1) + lines[-1] if len(lines) == heading_line else text


def _read_text(text: str, *, read: Read, delimiter: str, ragged: str, progress: Progress | None) -> None:
    if not text.strip("\ufeff \r\n\t"):
        read.refuse("empty", message="the file is empty", advice="Export it again from the school's system")
        return
    if text.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        message, advice = "this is XML, not a spreadsheet", "Choose the mapping made for it (ctf for transfer files)"
        read.refuse("format", message=message, advice=advice)
        return
    try:
        shape = _Shape.of(text, read=read, delimiter=delimiter, progress=progress)
    except csv.Error as wrong:
        refuse_csv(read, wrong=wrong, text=text)
        return
    if _headings_fit(read, shape=shape, delimiter=delimiter) and _rows_fit(read, shape=shape, ragged=ragged):
        read.sheets.append(_sheet(read, shape=shape, text=text, delimiter=delimiter))


def refuse_csv(read: Read, *, wrong: csv.Error, text: str) -> None:
    """Say why the cells of a text cannot be told apart."""
    if "end of data" in str(wrong):
        message = "the file ends inside a quoted cell: it was cut short or a quote is missing"
        read.refuse("truncated", message=message, advice="Export it again", lines=(text.count("\n") + 1,))
    else:
        read.refuse(
            "quotes", message=f"the quotes in the file cannot be followed ({wrong})", advice="Save it again as CSV"
        )


class _Shape:
    """The headings of a CSV, where each line with cells stands, and which of them do not fit the headings.

    Filled in one strict pass, which keeps a number a line, not the text: quoted cells may hold line ends.
    """

    def __init__(self, headings: list[str]) -> None:
        self.headings = headings
        self.lines: list[int] = []
        self.ragged: dict[int, int] = {}
        """Line → number of cells, where cells are missing or stand beyond the last heading."""
        self.spare = False
        """Whether some line has empty cells beyond the last heading; they do no harm."""

    @classmethod
    def of(cls, text: str, *, read: Read, delimiter: str, progress: Progress | None) -> _Shape:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        shape = cls([heading_of(cell) for cell in _first(rows)])
        total = text.count("\n")
        line = rows.line_num
        for number, row in enumerate(rows):
            if row:
                shape.take(row, line=line + 1)
            line = rows.line_num
            if progress and number % _STEP == 0:
                progress(read.file, done=line, total=total)
        if progress:
            progress(read.file, done=total, total=total)
        return shape

    def take(self, row: list[str], *, line: int) -> None:
        width = len(self.headings)
        self.lines.append(line)
        if len(row) == width:
            return
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            self.spare = True
        else:
            self.ragged[line] = len(row)


def _first(rows: Iterator[list[str]]) -> list[str]:
    row = next(row for row in rows if any(cell.strip("\ufeff ") for cell in row))
    while not row[-1].strip():
        row.pop()
    return row


def _headings_fit(read: Read, *, shape: _Shape, delimiter: str) -> bool:
    others = [mark for mark in _DELIMITERS if mark != delimiter and mark in shape.headings[0]]
    if len(shape.headings) == 1 and others:
        said = _DELIMITERS.get(delimiter, repr(delimiter))
        message = f"the columns are separated by {_DELIMITERS[others[0]]}, not by {said} as the mapping says"
        read.refuse(
            "delimiter", message=message, advice=f"Save it again separated by {said}, or choose the mapping made for it"
        )
        return False
    return check_headings(read, headings=shape.headings)


def _rows_fit(read: Read, *, shape: _Shape, ragged: str) -> bool:
    wanted = len(shape.headings)
    for cells in dict.fromkeys(shape.ragged.values()):
        lines = tuple(line for line, width in shape.ragged.items() if width == cells)
        said = f"{plural(cells, noun='cell')} under {wanted} headings"
        if ragged == "held_back":
            message = f"{said}: which cell belongs to which heading is not known"
            read.leave_out("ragged", message=message, advice=_ANEW, lines=lines)
        else:
            message = f"{said}: the file was cut short, or a cell holds a separator"
            read.refuse("ragged", message=message, advice="Export it again", lines=lines)
    return not shape.ragged or ragged == "held_back"


_ANEW = "Download or export it again, with one heading for each column"


def _sheet(read: Read, *, shape: _Shape, text: str, delimiter: str) -> Sheet:
    make = _slow if shape.spare or shape.ragged else _fast
    frame = make(shape, text=text, delimiter=delimiter)
    lines = np.asarray(shape.lines, dtype=np.int64)
    if len(frame) != len(lines):  # the two readers of CSV differ about what a blank line is: believe the strict one
        frame = _slow(shape, text=text, delimiter=delimiter)
    fits = ~np.isin(lines, list(shape.ragged))
    frame = frame[fits].reset_index(drop=True)
    sheet = Sheet(file=read.file, name="", frame=frame, lines=lines[fits], misfits=tuple(shape.ragged))
    return without_empty_rows(sheet, read=read)


def _fast(shape: _Shape, *, text: str, delimiter: str) -> pd.DataFrame:
    frame = pd.read_csv(
        io.StringIO(text), sep=delimiter, dtype=str, na_filter=False, header=None, names=range(len(shape.headings))
    )  # fmt: skip
    first = len(frame) - len(shape.lines)
    return _named(frame.iloc[first:], headings=shape.headings)


def _slow(shape: _Shape, *, text: str, delimiter: str) -> pd.DataFrame:
    width = len(shape.headings)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    _first(rows)
    cells = [row[:width] + [""] * (width - len(row)) for row in rows if row]
    frame = pd.DataFrame(cells, columns=range(width), dtype=str)
    return _named(frame, headings=shape.headings)


def _named(frame: pd.DataFrame, *, headings: list[str]) -> pd.DataFrame:
    return frame.set_axis(headings, axis="columns").reset_index(drop=True)
