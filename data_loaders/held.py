"""The rows of a call while they are checked: what was found, and which lines are held back.

A line of a file is brought in whole or not at all: where one of the records made from it is at fault, all are held
back, so that no pupil comes in without a status because one cell was misspelt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.conversion import LINE, SHEET
from data_loaders.mapping import Mapping
from data_loaders.report import Asked, Finding, Severity
from data_loaders.sources.sheet import Sheet
from data_loaders.store.records import BY_NAME

MOST_MESSAGES = 50
"""Different messages of one rule listed one by one."""
_LINES = 1 << 33


@dataclass(kw_only=True)
class Rows:
    """Frames by record (their columns, ``SHEET`` and ``LINE``), the findings so far, the lines held back."""

    sheets: Sequence[Sheet]
    mapping: Mapping
    frames: dict[str, pd.DataFrame]
    findings: list[Finding] = field(default_factory=list)
    held_rows: dict[str, int] = field(default_factory=dict)
    """By record, how many rows were taken out."""
    asked: list[Asked] = field(default_factory=list)
    """Of the lines held back, those that come in once somebody says that they are right."""
    _held: set[int] = field(default_factory=set)

    def hold(self, *, sheet: np.ndarray | int, lines: np.ndarray) -> None:
        """Hold back lines of a sheet: ``drop_held`` takes out whatever was made from them."""
        self._held.update((np.asarray(lines, dtype=np.int64) + np.int64(_LINES) * sheet).tolist())

    def hold_rows(self, rows: pd.DataFrame) -> None:
        """Hold back the lines these rows were made from."""
        self._held.update(_places(rows).tolist())

    def drop_held(self) -> int:
        """Take every row made from a held line out of every frame and count it; return how many rows went."""
        held = np.fromiter(self._held, dtype=np.int64, count=len(self._held))
        dropped = 0
        for name, rows in self.frames.items():
            gone = np.isin(_places(rows), held)
            if count := int(gone.sum()):
                self.held_rows[name] = self.held_rows.get(name, 0) + count
                self.frames[name] = rows[~gone]
                dropped += count
        return dropped

    def held_lines(self, sheet: int | None = None) -> int:
        """How many lines are held back, of one sheet or of all."""
        return sum(1 for place in self._held if sheet is None or place // _LINES == sheet)

    def fills(self, record: str) -> list[str]:
        """The columns of a record that the mapping fills where a row says nothing."""
        return list(dict.fromkeys(name for one in self.mapping.records if one.record == record for name in one.fills))

    def new_by(self, record: str) -> list[str]:
        """The columns of a record by which a stand-in is new; the whole key where the mapping does not say."""
        said = (one.new_by for one in self.mapping.records if one.record == record and one.new_by)
        return list(next(said, BY_NAME[record].key))

    def heading(self, record: str, *, column: str) -> str:
        """What the mapping's files call a column of a record: ``G1 / G2 / G3`` where several columns make it."""
        made = [one for one in self.mapping.records if one.record == record]
        sources = [sources[column] for one in made for sources in one.variants if column in sources]
        names = dict.fromkeys(source.column for source in sources if source.column)
        return " / ".join(names) or BY_NAME[record].column(column).heading

    def say(
        self, messages: pd.Series[Any], *, severity: Severity, rule: str, record: str, column: str, advice: str
    ) -> None:
        """A finding for each sheet and message; ``messages`` by the row's label in the record's frame."""
        origin = self.frames[record].loc[messages.index, [SHEET, LINE]]
        words = messages.where(messages.isin(_first(messages)), "other values break the same rule")
        by_message: Any = origin.groupby([origin[SHEET], words], sort=False)
        for (number, message), part in by_message:
            lines = tuple(part[LINE].drop_duplicates().tolist())
            found = self.sheets[number].found(
                rule, severity=severity, message=message, advice=advice, column=column, lines=lines
            )
            self.findings.append(found)


def _first(messages: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(messages))[:MOST_MESSAGES]


def _places(rows: pd.DataFrame) -> np.ndarray:
    """Sheet and line of each row in one number."""
    places: np.ndarray = rows[SHEET].to_numpy(dtype=np.int64) * _LINES + rows[LINE].to_numpy(dtype=np.int64)
    return places
