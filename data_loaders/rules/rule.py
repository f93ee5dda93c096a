"""What a rule is: a check over all rows of one record, which says what is wrong with those that break it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_loaders.report import Severity


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a rule may look up besides its own rows: the other records of the call, and the scales already stored."""

    frames: dict[str, pd.DataFrame]
    scales: pd.DataFrame
    """``scale``, ``lowest``, ``highest``, ``bands`` of every scale, the call's own before stored ones."""


Check = Callable[..., pd.Series]
"""The rows of a record → a message for each row that breaks the rule, by the row's label; empty where none does.

A rule that looks things up (``knows``) is given ``known`` too.
"""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that must be true of the rows of a record.

    ``code`` names it for good (``assessment.outside_scale``), ``column`` is the cell to be put right, ``advice`` says
    what to do. Severity ``error`` holds the line back; ``warning`` lets it in and says so. Rows with nothing in a
    column named by ``needs`` are not checked, nor is a record that lacks such a column.
    """

    code: str
    record: str
    column: str
    severity: Severity
    needs: tuple[str, ...]
    check: Check
    advice: str
    knows: bool = False

    def broken(self, rows: pd.DataFrame, *, known: Known) -> pd.Series:
        """A message for each row that breaks the rule, by the row's label."""
        if not set(self.needs) <= set(rows.columns):
            return none_broken()
        filled = rows[list(self.needs)].notna().all(axis="columns")
        if not filled.any():
            return none_broken()
        checked = rows if filled.all() else rows[filled]
        return self.check(checked, known=known) if self.knows else self.check(checked)


def none_broken() -> pd.Series:
    """No row breaks the rule."""
    return pd.Series([], dtype=object)


def where(rows: pd.DataFrame, *, broken: pd.Series | np.ndarray, message: str) -> pd.Series:
    """The same message for each row where ``broken`` is true."""
    labels = rows.index[np.asarray(broken, dtype=bool)]
    return pd.Series(message, index=labels, dtype=object)


def days(column: pd.Series) -> np.ndarray:
    """A column of dates as numpy days, nothing known as NaT: comparable row by row."""
    known = column.notna().to_numpy()
    found = np.full(len(column), np.datetime64("NaT", "D"), dtype="datetime64[D]")
    found[known] = column.to_numpy()[known].astype("datetime64[D]")
    return found


def each(column: pd.Series, *, say: Callable[[str], str]) -> pd.Series:
    """A message for each row whose value ``say`` finds fault with (``""`` is none); asked once for each value."""
    codes, uniques = pd.factorize(column.to_numpy())
    messages = np.array([say(value) for value in uniques], dtype=object)
    found = pd.Series(messages[codes] if len(uniques) else [], index=column.index, dtype=object)
    return found[found != ""]
