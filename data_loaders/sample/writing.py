"""From the simulated tables to canonical files: only what was known on the as-at date, one CSV file a record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from data_loaders.store.records import BY_NAME


def known(frame: pd.DataFrame, *, as_at: date, by: str) -> pd.DataFrame:
    """The rows whose day ``by`` is not after the as-at date; an end after it is not known yet and is left empty."""
    moment = pd.Timestamp(as_at)
    rows = frame[frame[by] <= moment]
    return rows.assign(to_date=rows["to_date"].where(rows["to_date"] <= moment)) if "to_date" in rows else rows


def write_record(folder: Path, *, name: str, frame: pd.DataFrame) -> Path:
    """Write ``folder/<name>.csv``: the record's headings, ISO dates, ``true``/``false``, empty for unknown. Its path.

    Raises ``KeyError`` for a record that does not exist. Columns the sample knows nothing of are left out.
    """
    record = BY_NAME[name]
    columns = [column for column in record.columns if column.name in frame]
    ordered = frame.sort_values([column.name for column in columns if column.key], kind="stable")
    table = pd.DataFrame({column.heading: _text(ordered[column.name]) for column in columns})
    path = folder / f"{name}.csv"
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8", date_format="%Y-%m-%d")
    return path


def _text(values: pd.Series) -> pd.Series:
    """Booleans in words, whole numbers without a point; the rest as it is. A missing number stays missing."""
    if values.dtype == bool or (values.dtype == object and values.isin([True, False]).any()):
        return values.map({True: "true", False: "false"})
    if values.dtype == float:
        return values.map(lambda number: f"{number:.0f}" if number % 1 == 0 else repr(number), na_action="ignore")
    return values
