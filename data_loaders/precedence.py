"""Which of several rows of one key stands, where the files themselves say: the later term's, never a stand-in's."""

from __future__ import annotations

import pandas as pd

from data_loaders.conversion import RANK
from data_loaders.held import Rows
from data_loaders.report import Severity
from data_loaders.rules.keys import StoredKeys
from data_loaders.store.records import BY_NAME, Record


def settle(rows: Rows, *, stored: StoredKeys) -> None:
    """Leave of each key the rows of the highest rank, and of stand-ins only those of keys nothing is known about.

    Rows of one rank that contradict each other stay: they are held back later. What a later row leaves empty in a
    column that the mapping fills comes from the earlier one.
    """
    for name, frame in rows.frames.items():
        if frame[RANK].nunique() > 1 or (frame[RANK] < 0).any():
            rows.frames[name] = _settled(rows, frame=frame, record=BY_NAME[name], stored=stored)


def _settled(rows: Rows, *, frame: pd.DataFrame, record: Record, stored: StoredKeys) -> pd.DataFrame:
    key = list(record.key)
    highest = frame.groupby(key, sort=False, dropna=False)[RANK].transform("max")
    filled = _filled(frame, key=key, names=rows.fills(record.name))
    stands = filled[frame[RANK] == highest]
    stand_in = stands[RANK] < 0
    if not stand_in.any():
        return _say_replaced(rows, frame=frame, kept=stands, record=record)
    needless = stand_in & _known(stands, record=record, by=rows.new_by(record.name), stored=stored)
    return _say_replaced(rows, frame=frame, kept=stands[~needless], record=record)


def _known(rows: pd.DataFrame, *, record: Record, by: list[str], stored: StoredKeys) -> pd.Series:
    """Which rows share the columns ``by`` of the key with a stored row, or with a better or earlier one of the call
    that says something else: what repeats it stays, as its line may be held back."""
    places = [record.key.index(name) for name in by]
    known = {tuple(key[place] for place in places) if len(record.key) > 1 else (key,) for key in stored(record.name)}
    keys = [tuple(row) for row in rows[by].itertuples(index=False, name=None)]
    ordered = rows.sort_values(RANK, ascending=False, kind="stable")
    alike = ordered.groupby([name for name in record.names if name in rows], dropna=False, sort=False).ngroup()
    first = alike.groupby([ordered[name] for name in by], dropna=False, sort=False).transform("first")
    better = (alike != first).reindex(rows.index)
    return pd.Series([key in known for key in keys], index=rows.index) | better


def _filled(frame: pd.DataFrame, *, key: list[str], names: list[str]) -> pd.DataFrame:
    """The frame with what is empty in these columns taken from the row of the same key one term earlier."""
    there = [name for name in names if name in frame and frame[name].isna().any()]
    if not there:
        return frame
    ordered = frame.sort_values(RANK, kind="stable")
    earlier = ordered.groupby(key, sort=False, dropna=False)[there].ffill()
    return frame.assign(**{name: earlier[name].reindex(frame.index) for name in there})


def _say_replaced(rows: Rows, *, frame: pd.DataFrame, kept: pd.DataFrame, record: Record) -> pd.DataFrame:
    gone = frame[~frame.index.isin(kept.index) & (frame[RANK] >= 0)]
    if len(gone):
        message = f"{record.title}: the same is said for a later term, and that is taken"
        said = pd.Series(message, index=gone.index, dtype=object)
        rows.say(said, severity=Severity.NOTE, rule="keys.earlier", record=record.name, column="", advice="")
    return kept
