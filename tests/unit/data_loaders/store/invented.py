"""Invented rows for any record, frames of them, and a picture of the whole store to compare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa
from hypothesis import strategies as st

from data_loaders.store.batches import finish_batch, new_batch
from data_loaders.store.records import BY_NAME, RECORDS, Column, Kind, Record
from data_loaders.store.tables import metadata
from data_loaders.store.writing import Counts, merge

Row = dict[str, Any]
Rows = dict[str, list[Row]]

PUPILS = ["A123456789012", "100001:7", "row:0f3a", "Å'\"\\\t%"]
_KEYS: dict[Kind, list[Any]] = {
    Kind.TEXT: ["100001", "100002", "a \\ b\tc"],
    Kind.CODE: ["K", "AM"],
    Kind.TERM: ["2025-26.spring", "2025-26"],
    Kind.DATE: [date(2025, 9, 1), date(2026, 1, 5)],
    Kind.INTEGER: [1, 2],
    Kind.NUMBER: [88.0, 99.5],
}
_TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)
_VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: _TEXT,
    Kind.CODE: _TEXT,
    Kind.TERM: st.sampled_from(_KEYS[Kind.TERM]),
    Kind.DATE: st.dates(),
    Kind.INTEGER: st.integers(-(2**31), 2**31 - 1),
    Kind.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    Kind.BOOLEAN: st.booleans(),
}


def _value(column: Column) -> st.SearchStrategy[Any]:
    if column.name == "pupil":
        return st.sampled_from(PUPILS)
    if column.key:
        return st.sampled_from(_KEYS[column.kind])
    return _VALUES[column.kind] if column.required else st.none() | _VALUES[column.kind]


def _rows(record: Record) -> st.SearchStrategy[list[Row]]:
    row = st.fixed_dictionaries({column.name: _value(column) for column in record.columns})
    return st.lists(row, max_size=4, unique_by=lambda row: tuple(row[name] for name in record.key))


def some_rows() -> st.SearchStrategy[Rows]:
    """A few rows of up to three records, and of pupils; keys come from short lists, so two draws often share some."""
    names = st.sets(st.sampled_from([record.name for record in RECORDS]), max_size=3)
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries({name: _rows(BY_NAME[name]) for name in sorted({*chosen, "pupil"})})
    )


def rows_of_every_record(*, turn: int, pupils: int = 3) -> Rows:
    """For every record three rows; their keys are the same in each turn, their other values differ by turn."""
    return {record.name: [_row(record, number=n, turn=turn) for n in range(pupils)] for record in RECORDS}


def _row(record: Record, *, number: int, turn: int) -> Row:
    return {column.name: _at(column, number=number, turn=0 if column.key else turn) for column in record.columns}


def _at(column: Column, *, number: int, turn: int) -> Any:
    if column.name == "pupil":
        return PUPILS[number]
    if not column.required and (number + turn) % 3 == 2:
        return None
    return {
        Kind.INTEGER: number + 10 * turn,
        Kind.NUMBER: number / 7 + turn,
        Kind.DATE: date(2025, 9, 1) + timedelta(days=number + 100 * turn),
        Kind.BOOLEAN: (number + turn) % 2 == 0,
    }.get(column.kind, f"{column.name} {number} {turn}")


def frames(rows: Rows) -> dict[str, pd.DataFrame]:
    """The rows as the pipeline hands them over: one frame a record, objects, None where missing."""
    return {
        name: pd.DataFrame([[row[c] for c in BY_NAME[name].names] for row in said], dtype=object).set_axis(
            list(BY_NAME[name].names), axis=1
        )
        if said
        else pd.DataFrame(columns=list(BY_NAME[name].names), dtype=object)
        for name, said in rows.items()
    }


def bring(connection: sa.Connection, *parts: Rows) -> tuple[int, list[dict[str, Counts]]]:
    """One batch, merged in these parts. Returns its number and the counts of each part."""
    batch_id = new_batch(connection, mapping="invented", files=[], sha256="0" * 64, brought_by="a test")
    counts = [merge(connection, frames=frames(part), batch_id=batch_id) for part in parts]
    finish_batch(connection, batch_id=batch_id, counts=counts[-1])
    return batch_id, counts


def dump(connection: sa.Connection, *, without: Sequence[str] = ("import_batch",)) -> dict[str, list[str]]:
    """Every row of every table, in words and in order; the list of batches itself is left out."""
    tables = [table for name, table in metadata.tables.items() if name not in without]
    return {table.name: sorted(map(repr, connection.execute(sa.select(table)).all())) for table in tables}


def no_facts(connection: sa.Connection, *, schools: set[str] | None) -> None:
    """Stands in for the rebuilding of facts where a test is about records."""
