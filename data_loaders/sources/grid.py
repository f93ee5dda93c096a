"""A file of which nothing is known yet: its first cells, how its columns are separated, where its headings may be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl

from data_loaders.sources.sheet import Read
from data_loaders.sources.spreadsheet import refuse_csv
from data_loaders.sources.text import text_of
from data_loaders.sources.workbook import as_text, read_workbook

MOST_ROWS = 2_000
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Rows of cells as text, each with its line, and the separator of a CSV (a comma for a workbook)."""

    rows: list[tuple[int, list[str]]]
    delimiter: str
    workbook: bool

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Grid:
        """The grid that was kept as plain values."""
        rows = [(int(line), list(cells)) for line, cells in kept["rows"]]
        return cls(rows=rows, delimiter=kept["delimiter"], workbook=kept["workbook"])


def read_grid(path: Path, *, read: Read) -> Grid | None:
    """The first rows of a file, or None where it cannot be read (``read`` then says why)."""
    content = path.read_bytes()
    if content.startswith(b"PK"):
        read_workbook(content, read=read)  # refuses what is damaged, too large or hostile
        headless = {"file.no_heading", "file.heading_twice", "file.ragged"}
        read.findings = [found for found in read.findings if found.rule not in headless]
        if any(found.severity == "structure" for found in read.findings):
            return None
        return Grid(rows=_cells(content), delimiter=",", workbook=True)
    text = text_of(content, read=read)
    if text is None:
        return None
    delimiter = _delimiter(text)
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as wrong:
        refuse_csv(read, wrong=wrong, text=text)
        return None
    return Grid(rows=list(islice(_rows(text, delimiter=delimiter), MOST_ROWS)), delimiter=delimiter, workbook=False)


def _cells(content: bytes) -> list[tuple[int, list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        rows = islice(enumerate(sheet.iter_rows(values_only=True), start=1), MOST_ROWS)
        return [(line, cells) for line, row in rows if any(cells := [as_text(value) for value in row])]
    finally:
        book.close()


def _rows(text: str, *, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    line = 0
    for row in rows:
        if any(cell.strip() for cell in row):
            yield line + 1, row
        line = rows.line_num


def _delimiter(text: str) -> str:
    """The separator that divides most lines into most cells."""
    lines = text.splitlines()[:50]
    return max(_DELIMITERS, key=lambda mark: sum(min(line.count(mark), 30) for line in lines))
