"""How fast 600,000 pupil-weeks of registers come in, and come again: three years of a trust of 5,000 pupils."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_loaders.store.batches import new_batch, undo
from data_loaders.store.engine import migrate, writer
from data_loaders.store.reach import touched_schools
from data_loaders.store.writing import Counts, merge

PUPILS, WEEKS, SCHOOLS = 5_000, 120, 12
ROWS = PUPILS * WEEKS
LONGEST_SECONDS = 60.0
"""Far above what is measured: a busy machine passes, work that grows with the square of the rows does not."""


def registers() -> dict[str, pd.DataFrame]:
    """Pupils, and a row a pupil and week, in no order."""
    keys = np.array([f"row:{number:08d}" for number in range(PUPILS)], dtype=object)
    mondays = np.array([date(2023, 9, 4) + timedelta(weeks=week) for week in range(WEEKS)], dtype=object)
    pupil = np.repeat(np.arange(PUPILS), WEEKS)
    attendance = pd.DataFrame(
        {
            "pupil": keys[pupil],
            "school": np.array([str(100_001 + number) for number in range(SCHOOLS)], dtype=object)[pupil % SCHOOLS],
            "from_date": np.tile(mondays, PUPILS),
            "grain": "week",
            "marks": "/ \\ / \\ I I / \\ L \\",
            "counts": None,
            "possible": 10,
            "attended": 8,
            "authorised": 2,
            "unauthorised": 0,
            "late": np.arange(ROWS) % 3,
        }
    )
    return {"pupil": pd.DataFrame({"pupil": keys}), "attendance": attendance.sample(frac=1, random_state=1)}


def timed_merge(store: sa.Engine, frames: dict[str, pd.DataFrame], *, words: str) -> tuple[int, Counts]:
    started = perf_counter()
    with store.begin() as connection:
        batch_id = new_batch(connection, mapping="invented", files=[], sha256=words, brought_by="a benchmark")
        counts = merge(connection, frames=frames, batch_id=batch_id)["attendance"]
    say(store, words=words, rows=counts.read, seconds=perf_counter() - started)
    return batch_id, counts


def say(store: sa.Engine, *, words: str, rows: int, seconds: float) -> None:
    print(f"\n{store.dialect.name:10} {words:9} {rows:>7,} rows {seconds:6.2f} s {rows / seconds:>9,.0f} rows/s")
    assert seconds < LONGEST_SECONDS


def test_600_000_rows(database_url: str) -> None:
    migrate(database_url)
    store = writer(database_url)
    frames = registers()
    _, new = timed_merge(store, frames, words="new")
    assert new == Counts(read=ROWS, new=ROWS)
    _, again = timed_merge(store, frames, words="again")
    assert again == Counts(read=ROWS, unchanged=ROWS)
    week = frames["attendance"][frames["attendance"]["from_date"] == date(2023, 9, 4)].assign(late=5)
    batch_id, corrected = timed_merge(store, {"attendance": week}, words="one week")
    assert corrected == Counts(read=PUPILS, changed=PUPILS)
    started = perf_counter()
    with store.begin() as connection:
        assert touched_schools(connection, batch_id=1) == {str(100_001 + number) for number in range(SCHOOLS)}
        undo(connection, batch_id=batch_id, rebuild=lambda _, *, schools: None)
    say(store, words="undo", rows=PUPILS, seconds=perf_counter() - started)
    store.dispose()
