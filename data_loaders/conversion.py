"""Sheets to records: a mapping applied. Each cell's text becomes a value, or a failure that names its line.

Rows carry where they came from in two extra columns, ``SHEET`` (which sheet of the call) and ``LINE``; a wrong cell
holds the whole line back, whatever records it makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.cells import clean, look_month_first, read_all, shown, translated
from data_loaders.joining import rows_where
from data_loaders.mapping import Mapping
from data_loaders.mapping_parts import RecordMapping, Source, Sources
from data_loaders.naming import order_of, put_in
from data_loaders.pupil_keys import pupil_keys
from data_loaders.report import MONTH_FIRST, SURE, Severity
from data_loaders.rules.values import Reader, Wrong, reader_of
from data_loaders.sources.sheet import Sheet
from data_loaders.store.columns import Kind
from data_loaders.store.records import BY_NAME, Column, Record
from data_loaders.vocabulary import year_words
from data_loaders.year_groups import NO_YEAR_GROUP, taken_back

SHEET, LINE, RANK = "(sheet)", "(line)", "(rank)"
"""Where a row came from: the number of the sheet in the call, and the line in it; and which of two rows of one key
stands: the higher rank, that of the later term; a stand-in's is the lowest."""
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
    severity: Severity = Severity.ERROR
    """A warning where only the cell is left out; an error holds the whole line back."""


@dataclass(frozen=True, kw_only=True)
class Converted:
    """The rows of one record made from one sheet (its columns, ``SHEET``, ``LINE`` and ``RANK``), and what failed."""

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
    sheet = begun(rows_where(sheet, where=made.where), by=made.begun_by)
    conversion = _Conversion(sheet=sheet, number=number, mapping=mapping, record=record)
    parts = [conversion.rows(made, sources=sources) for sources in made.variants]
    frame = pd.concat([part.frame for part in parts], ignore_index=True) if len(parts) > 1 else parts[0].frame
    failures = [failure for part in parts for failure in part.failures]
    return Converted(record=record, frame=frame, failures=failures)


def begun(sheet: Sheet, *, by: Sequence[str]) -> Sheet:
    """The sheet without lines that have nothing under any of these headings; whole where there are none."""
    own = [heading for name in by if (heading := sheet.heading(name))]
    if not own:
        return sheet
    kept = np.any([sheet.frame[name].map(clean).to_numpy() != "" for name in own], axis=0)
    return sheet.only(kept)


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
        sources = {name: _placed(source, said=self.sheet.said) for name, source in sources.items()}
        optional = {column.name for column in self.record.columns if not column.required}
        optional |= {*made.skip_empty, *made.fills}
        for column in self.record.columns:
            values = self._values(column, source=sources.get(column.name), optional=optional, failures=failures)
            if values is not None:
                columns[column.name] = values
        rank = -1 if made.only_new else order_of(self.sheet)
        frame = pd.DataFrame({**columns, SHEET: self.number, LINE: self.sheet.lines, RANK: rank}, copy=False)
        self._take_back(frame, sources=sources, failures=failures)
        return Converted(record=self.record, frame=_skipped(frame, made=made), failures=failures)

    def _take_back(self, frame: pd.DataFrame, *, sources: Sources, failures: list[Failure]) -> None:
        for name, source in sources.items():
            if source.held_on and {name, "from_date"} <= set(frame.columns):
                held_on = put_in(source.held_on, said=self.sheet.said)
                frame[name], impossible = taken_back(frame[name], joined=frame["from_date"], held_on=held_on)
                if impossible.any():
                    failures.append(self._impossible(impossible, heading=source.column))

    def _impossible(self, rows: np.ndarray, *, heading: str) -> Failure:
        return Failure(
            rule="values.year_group", sheet=self.number, column=heading, severity=Severity.WARNING,
            message="the year group does not fit the first day on roll", lines=self.sheet.lines[rows],
            advice=f"The pupil comes in as {year_words(NO_YEAR_GROUP)}; check both in the school's system",
        )  # fmt: skip

    def _values(
        self, column: Column, *, source: Source | None, optional: set[str], failures: list[Failure]
    ) -> np.ndarray | None:
        if source is None and column.name == "pupil" and self.mapping.pupil:
            cells, source, heading = pupil_keys(self.sheet, key=self.mapping.pupil), Source(column="pupil"), ""
        elif source is None:
            return None
        else:
            cells, heading = self._cells(source)
        if cells is None:
            return None
        may_be_empty = column.name in optional or source.otherwise is not None
        read = self._parsed(
            cells, column=column, source=source, heading=heading, optional=may_be_empty, failures=failures
        )
        if source.otherwise is None:
            return read
        more = self._values(column, source=source.otherwise, optional=optional, failures=failures)
        return read if more is None else np.where(read == None, more, read)  # noqa: E711 - cell by cell

    def _cells(self, source: Source) -> tuple[Any, str]:
        """A source's raw cells and their heading; None where the sheet has no such column and nothing is meant."""
        found = heading_in(self.sheet, source=source)
        if found is not None:
            return self.sheet.frame[found].to_numpy(), found
        if source.constant or source.absent == "empty":
            said = put_in(source.constant, said=self.sheet.said)
            return np.full(len(self.sheet.lines), said, dtype=object), ""
        return None, ""

    def _parsed(
        self, cells: Any, *, column: Column, source: Source, heading: str, optional: bool, failures: list[Failure]
    ) -> np.ndarray:
        codes, uniques = pd.factorize(cells)
        left_out = source.unknown == "left_out"
        missing = (*self.mapping.missing, *source.missing)
        read = translated(source, read=self._reader(column, source=source), missing=missing)
        values, wrongs = read_all(uniques, read=read, optional=optional)
        failed = partial(self._failure, heading=heading or column.heading, left_out=left_out)
        named = 1 if left_out else MOST_FAILURES
        for place in list(wrongs)[:named]:
            said = shown(wrongs[place], cell=uniques[place], personal=column.personal)
            failures.append(failed(wrongs[place], shown=said, rows=codes == place))
        if rest := list(wrongs)[named:]:
            said = f"each of {len(rest):,} other values"
            failures.append(failed(wrongs[rest[0]], shown=said, rows=np.isin(codes, rest)))
        if column.kind is Kind.DATE and look_month_first(uniques, formats=self.mapping.date_formats):
            failures.append(self._month_first(heading or column.heading))
        parsed: np.ndarray = values[codes]
        return parsed

    def _month_first(self, heading: str) -> Failure:
        return Failure(
            rule="guard.month_first", sheet=self.number, column=heading, message=MONTH_FIRST, advice=SURE,
            lines=self.sheet.lines[:0], severity=Severity.STRUCTURE,
        )  # fmt: skip

    def _reader(self, column: Column, *, source: Source) -> Reader:
        return reader_of(
            column, date_formats=self.mapping.date_formats, decimal=self.mapping.decimal, of_date=source.of_date
        )

    def _failure(self, wrong: Wrong, *, shown: str, rows: np.ndarray, heading: str, left_out: bool) -> Failure:
        across, origins = self.mapping.across, self.sheet.origins
        if across and origins is not None and heading == across.value:
            heading = " / ".join(dict.fromkeys(origins[rows]))
        return Failure(
            rule=wrong.rule, sheet=self.number, column=heading, message=f"{shown} {wrong.what}",
            advice=f"It alone is left out. {wrong.advice}" if left_out else wrong.advice,
            lines=self.sheet.lines[rows], severity=Severity.WARNING if left_out else Severity.ERROR,
        )  # fmt: skip


def _placed(source: Source, *, said: dict[str, str]) -> Source:
    """A source whose codes and empty cells stand for what was said with the files."""
    codes = {cell: put_in(code, said=said) for cell, code in source.codes.items()}
    return source.model_copy(update={"codes": codes, "empty": put_in(source.empty, said=said)}) if said else source


def _skipped(frame: pd.DataFrame, *, made: RecordMapping) -> pd.DataFrame:
    """The rows that have what the record cannot do without."""
    for name in made.skip_empty:
        frame = frame[frame[name].notna()] if name in frame else frame.iloc[:0]
    if made.skip_unless:
        said = [name for name in made.skip_unless if name in frame]
        frame = frame[frame[said].notna().any(axis="columns")]
    return frame
