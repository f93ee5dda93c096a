"""Sheets to records: a mapping applied. Each cell's text becomes a value, or a failure that names its line.

Rows carry where they came from in two extra columns, ``SHEET`` (which sheet of the call) and ``LINE``; a wrong cell
holds the whole line back, whatever records it makes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.mapping import Mapping, PupilKey, RecordMapping, Source, Sources
from data_loaders.rules.values import CORRECT, Reader, Wrong, reader_of
from data_loaders.sources.sheet import Sheet
from data_loaders.store.records import BY_NAME, Column, Record

SHEET, LINE = "(sheet)", "(line)"
"""Where a row came from: the number of the sheet in the call, and the line in it."""
MOST_FAILURES = 50
"""Different wrong values named one by one for a column; the rest are counted together."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Rows that break a rule in one and the same way: which sheet and lines, and the words for them."""

    rule: str
    sheet: int
    column: str
    message: str
    advice: str
    lines: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Converted:
    """The rows of one record made from one sheet: the record's columns, ``SHEET`` and ``LINE``; and what failed."""

    record: Record
    frame: pd.DataFrame
    failures: list[Failure]


def heading_in(sheet: Sheet, *, source: Source) -> str | None:
    """The sheet's own heading for a source, whatever its capitals; None where it has no such column."""
    own = {heading.casefold(): heading for heading in sheet.frame.columns}
    return next((own[name.casefold()] for name in source.headings if name.casefold() in own), None)


def convert(sheet: Sheet, *, number: int, made: RecordMapping, mapping: Mapping) -> Converted:
    """The rows of one record from one sheet. ``number`` is the sheet's place in the call.

    Every required column must be there: ``layout`` has checked it. A row with a cell that cannot be read is in the
    failures and keeps nothing in that cell.
    """
    record = BY_NAME[made.record]
    conversion = _Conversion(sheet=sheet, number=number, mapping=mapping, record=record)
    parts = [conversion.rows(made, sources=sources) for sources in made.variants]
    frame = pd.concat([part.frame for part in parts], ignore_index=True) if len(parts) > 1 else parts[0].frame
    failures = [failure for part in parts for failure in part.failures]
    return Converted(record=record, frame=frame, failures=failures)


@dataclass(frozen=True, kw_only=True)
class _Conversion:
    sheet: Sheet
    number: int
    mapping: Mapping
    record: Record

    def rows(self, made: RecordMapping, *, sources: Sources) -> Converted:
        """One row of the record for each line of the sheet, by one set of sources."""
        columns: dict[str, Any] = {}
        failures: list[Failure] = []
        for column in self.record.columns:
            values = self._values(column, source=sources.get(column.name), skipped=made.skip_empty, failures=failures)
            if values is not None:
                columns[column.name] = values
        frame = pd.DataFrame({**columns, SHEET: self.number, LINE: self.sheet.lines}, copy=False)
        for name in made.skip_empty:
            frame = frame[frame[name].notna()]
        return Converted(record=self.record, frame=frame, failures=failures)

    def _values(
        self, column: Column, *, source: Source | None, skipped: Sequence[str], failures: list[Failure]
    ) -> np.ndarray | None:
        if source is None and column.name == "pupil" and self.mapping.pupil:
            cells, source, heading = pupil_keys(self.sheet, key=self.mapping.pupil), Source(column="pupil"), ""
        elif source is None:
            return None
        elif source.constant:
            cells, heading = np.full(len(self.sheet.lines), source.constant, dtype=object), ""
        else:
            found = heading_in(self.sheet, source=source)
            if found is None:
                return None
            cells, heading = self.sheet.frame[found].to_numpy(), found
        optional = not column.required or column.name in skipped
        return self._parsed(cells, column=column, source=source, heading=heading, optional=optional, failures=failures)

    def _parsed(
        self, cells: Any, *, column: Column, source: Source, heading: str, optional: bool, failures: list[Failure]
    ) -> np.ndarray:
        codes, uniques = pd.factorize(cells)
        read = _translated(source, read=self._reader(column), missing=(*self.mapping.missing, *source.missing))
        values, wrongs = _read_all(uniques, read=read, optional=optional)
        failed = partial(self._failure, heading=heading or column.heading)
        for place in list(wrongs)[:MOST_FAILURES]:
            shown = _shown(wrongs[place], cell=uniques[place], personal=column.personal)
            failures.append(failed(wrongs[place], shown=shown, rows=codes == place))
        if rest := list(wrongs)[MOST_FAILURES:]:
            shown = f"each of {len(rest):,} other values"
            failures.append(failed(wrongs[rest[0]], shown=shown, rows=np.isin(codes, rest)))
        parsed: np.ndarray = values[codes]
        return parsed

    def _reader(self, column: Column) -> Reader:
        return reader_of(column, date_formats=self.mapping.date_formats, decimal=self.mapping.decimal)

    def _failure(self, wrong: Wrong, *, shown: str, rows: np.ndarray, heading: str) -> Failure:
        return Failure(
            rule=wrong.rule, sheet=self.number, column=heading, message=f"{shown} {wrong.what}", advice=wrong.advice,
            lines=self.sheet.lines[rows],
        )  # fmt: skip


def _read_all(cells: Any, *, read: Callable[[str], Any], optional: bool) -> tuple[np.ndarray, dict[int, Wrong]]:
    """The value of each different cell (None where nothing is known or it is wrong), and what is wrong, by place."""
    values = np.empty(len(cells), dtype=object)
    wrongs: dict[int, Wrong] = {}
    for place, cell in enumerate(cells):
        try:
            values[place] = read(cell)
            if values[place] is None and not optional:
                raise Wrong("empty", "must not be empty", CORRECT)
        except Wrong as wrong:
            wrongs[place] = wrong
    return values, wrongs


def _shown(wrong: Wrong, *, cell: str, personal: bool) -> str:
    if wrong.rule == "values.empty":
        return "this cell"
    return "the value" if personal else f"“{cell.strip()[:40]}”"


def _translated(source: Source, *, read: Reader, missing: Sequence[str]) -> Callable[[str], Any]:
    """The reader of a source's raw cells: blanks off, nothing known → None, the file's codes → ours, then the kind."""
    nothing = {"", *(cell.casefold() for cell in missing)}
    codes = {said.casefold(): code for said, code in source.codes.items()}

    def read_cell(raw: str) -> Any:
        cell = clean(raw)
        if cell == "" and source.empty:
            return read(source.empty)
        if cell.casefold() in nothing:
            return None
        if codes:
            cell = _translate(cell, codes=codes, said=source.codes)
        return read(cell) if cell else None

    return read_cell


def _translate(cell: str, *, codes: dict[str, str], said: dict[str, str]) -> str:
    if cell.casefold() not in codes:
        raise Wrong("code", "is not one of the codes the mapping knows", f"Use one of {', '.join(said)}")
    return codes[cell.casefold()]


def clean(cell: str) -> str:
    """A cell without blanks at its ends (no-break spaces too), in composed characters."""
    bare = cell.strip("\u00a0\u200b \t\r\n")
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


def pupil_keys(sheet: Sheet, *, key: PupilKey) -> np.ndarray:
    """Each row's pupil key as text, ``""`` where no way of making it has all its cells."""
    if key.row_hash:
        return _row_hashes(sheet)
    own = {heading.casefold(): heading for heading in sheet.frame.columns}
    out = np.full(len(sheet.lines), "", dtype=object)
    for way in key.columns:
        if all(name.casefold() in own for name in way):
            parts = [sheet.frame[own[name.casefold()]].map(clean).to_numpy() for name in way]
            for place in np.flatnonzero(out == ""):
                cells = [part[place] for part in parts]
                out[place] = ":".join(cells) if all(cells) else ""
    return out


def _row_hashes(sheet: Sheet) -> np.ndarray:
    """``row:`` and 20 hexadecimal digits of the SHA-256 of the row's cells, taken in order of their headings."""
    frame = sheet.frame[sorted(sheet.frame.columns)]
    rows = zip(*(frame[name].map(clean) for name in frame.columns), strict=True)
    return np.array([f"row:{_digest(row)}" for row in rows], dtype=object)


def _digest(row: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(row).encode()).hexdigest()[:20]
