"""Which incoming rows are stored already, and which of those say something else. All at once, on whole columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from data_loaders.store.rows import Columns, Values, length

_FEW = 100
"""Up to so many different texts, a key column narrows what is read from the store."""


class DuplicateKeyError(ValueError):
    """Two rows of one merge have the same key; the checks before a merge let none through."""


def near(table: sa.Table, *, incoming: Columns, key: Sequence[str]) -> sa.Select[tuple[object, ...]]:
    """The stored rows that may share a key with an incoming row: within its dates and numbers, of its few texts.

    A week's registers are compared with that week's, not with every register there is.
    """
    statement = sa.select(table)
    if length(incoming) == 0:
        return statement.where(sa.false())
    for name in key:
        statement = statement.where(*_narrowed(table.c[name], values=incoming[name]))
    return statement


def _narrowed(column: sa.Column[object], *, values: Values) -> list[sa.ColumnElement[bool]]:
    different = sorted(value for value in pd.unique(values) if value is not None)
    if isinstance(column.type, sa.Text):
        return [column.in_(different)] if len(different) <= _FEW else []
    turns: dict[type[Any], Callable[[Any], Any]] = {sa.Date: date.fromisoformat, sa.Double: float}
    turn = turns.get(type(column.type), int)
    return [column.between(turn(different[0]), turn(different[-1]))] if different else []


def match(incoming: Columns, *, stored: Columns, key: Sequence[str]) -> npt.NDArray[np.intp]:
    """For each incoming row the position of the stored row with its key, −1 where there is none.

    Raises ``DuplicateKeyError`` where two incoming rows have the same key.
    """
    there = length(stored)
    numbers = _key_numbers([np.concatenate([stored[name], incoming[name]]) for name in key])
    wanted = numbers[there:]
    if len(np.unique(wanted)) < len(wanted):
        raise DuplicateKeyError(f"{len(wanted) - len(np.unique(wanted))} rows repeat a key of {', '.join(key)}")
    positions = np.full(len(numbers) + 1, -1, dtype=np.intp)
    positions[numbers[:there]] = np.arange(there)
    return positions[wanted]


def _key_numbers(columns: Sequence[Values]) -> npt.NDArray[np.intp]:
    """A whole number for each row, from 0 up, the same for the same key."""
    numbers = np.zeros(len(columns[0]), dtype=np.intp)
    for values in columns:
        codes, different = pd.factorize(values, use_na_sentinel=False)
        numbers = pd.factorize(numbers * len(different) + codes)[0]
    return numbers


def differs(
    incoming: Columns, *, stored: Columns, positions: npt.NDArray[np.intp], names: Sequence[str]
) -> npt.NDArray[np.bool_]:
    """Which incoming rows differ in these columns from the stored row at their position; new rows do not."""
    found = positions >= 0
    differing = np.zeros(len(positions), dtype=bool)
    for name in names:
        differing[found] |= incoming[name][found] != stored[name][positions[found]]
    return differing
