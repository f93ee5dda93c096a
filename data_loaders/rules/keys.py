"""Rules about keys: the same row twice is taken once, two rows that contradict each other not at all; what a row is
about must be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.store.records import RECORDS, Record

PARENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pupil", ("pupil",)),
    ("school", ("school",)),
    ("scale", ("scale",)),
    ("teaching_class", ("school", "code", "academic_year")),
    ("activity", ("school", "activity")),
)
"""What a row may be about, and the columns that say which: it must be in the same call or stored."""

StoredKeys = Callable[[str], set[Any]]
"""A record's name → its stored keys, plain where the key is one column, else tuples."""


@dataclass(frozen=True, kw_only=True)
class Duplicates:
    """Which rows repeat a key: ``same`` (equal to an earlier row) and ``conflicting`` (every row of the key)."""

    same: pd.Series
    conflicting: pd.Series


def duplicates(rows: pd.DataFrame, *, record: Record) -> Duplicates:
    """Masks over the rows. The record's columns that ``rows`` has are compared, not where a row came from."""
    columns = [name for name in record.names if name in rows]
    key = [name for name in record.key if name in rows]
    alike = rows.duplicated(key, keep=False)
    if not alike.any():
        return Duplicates(same=alike, conflicting=alike)
    some = rows.loc[alike, columns]
    same = some.duplicated(columns)
    conflicting = some[~same].duplicated(key, keep=False)
    keys = pd.MultiIndex.from_frame(some[key])
    wrong = keys.isin(pd.MultiIndex.from_frame(some.loc[conflicting.index[conflicting], key]))
    return Duplicates(same=_spread(same.to_numpy() & ~wrong, alike=alike), conflicting=_spread(wrong, alike=alike))


def _spread(mask: np.ndarray, *, alike: pd.Series) -> pd.Series:
    whole = pd.Series(False, index=alike.index)
    whole[alike.to_numpy()] = mask
    return whole


def orphans(frames: dict[str, pd.DataFrame], *, stored: StoredKeys) -> Iterator[tuple[str, str, pd.Series]]:
    """For each record and what its rows must be about: the record, the parent, and a mask of rows whose parent is in
    neither the frames nor the store."""
    for record in RECORDS:
        for parent, columns in PARENTS:
            rows = frames.get(record.name)
            if rows is None or parent == record.name or not set(columns) <= set(record.names) & set(rows.columns):
                continue
            missing = _missing(rows, parents=frames.get(parent), columns=columns, stored=partial(stored, parent))
            if missing.any():
                yield record.name, parent, missing


def _missing(
    rows: pd.DataFrame, *, parents: pd.DataFrame | None, columns: tuple[str, ...], stored: Callable[[], set[Any]]
) -> pd.Series:
    keys = _keys(rows, columns=columns)
    missing = ~keys.isin(_keys(parents, columns=columns).unique()) if parents is not None else np.ones(len(rows), bool)
    if missing.any():
        missing = np.asarray(missing) & ~keys.isin(list(stored()))
    return pd.Series(missing, index=rows.index)


def _keys(rows: pd.DataFrame, *, columns: tuple[str, ...]) -> pd.Index:
    return pd.Index(rows[columns[0]]) if len(columns) == 1 else pd.MultiIndex.from_frame(rows[list(columns)])
