"""Rows in bulk, column by column, in *plain form*: how they are taken from a frame, read, added and changed.

Plain form of a value: None where missing, a date as ISO text, else a ``str``, ``int``, ``float`` or ``bool`` of Python.
It is what is compared, what a before-image keeps as JSON, and what both databases take as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa
from psycopg import sql

from data_loaders.store.columns import Kind, Record

Values = npt.NDArray[np.object_]
Columns = dict[str, Values]
"""Plain values by the column's name in the table, all of one length."""


@lru_cache(maxsize=100_000)
def _iso(day: date) -> str:
    return day.isoformat()[:10]


_PLAIN: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.DATE: _iso,
    Kind.BOOLEAN: bool,
    Kind.CODE: str,
    Kind.TERM: str,
}


def array(values: Iterable[Any]) -> Values:
    """The values as they are, in one array of objects."""
    listed = values if isinstance(values, list | tuple) else list(values)
    out = np.empty(len(listed), dtype=object)
    out[:] = listed
    return out


def length(columns: Columns) -> int:
    """How many rows the columns hold."""
    return len(next(iter(columns.values())))


def only(columns: Columns, *, wanted: npt.NDArray[Any]) -> Columns:
    """The rows at these positions, or where the mask is true."""
    return {name: values[wanted] for name, values in columns.items()}


def from_frame(frame: pd.DataFrame, *, record: Record) -> Columns:
    """A record's frame in plain form, by the record's own column names; columns the frame lacks are left out."""
    columns = [column for column in record.columns if column.name in frame]
    return {column.name: _plain(frame[column.name], turn=_PLAIN[column.kind]) for column in columns}


def _plain(series: pd.Series[Any], *, turn: Callable[[Any], Any]) -> Values:
    out = np.full(len(series), None, dtype=object)
    there = series.notna().to_numpy()
    out[there] = array([turn(value) for value in series.astype(object).to_numpy()[there]])
    return out


def read(connection: sa.Connection, *, statement: sa.Select[Any]) -> Columns:
    """The rows of a statement over columns of tables, in plain form, past SQLAlchemy's conversions for speed."""
    result = connection.execute(statement)
    if result.cursor is None:
        raise TypeError("only a SELECT has rows to read")
    rows = result.cursor.fetchall()
    result.close()
    columns = list(statement.selected_columns)
    listed: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else [()] * len(columns)
    return {column.name: _stored(column, values=values) for column, values in zip(columns, listed, strict=True)}


def _stored(column: sa.ColumnElement[Any], *, values: Sequence[Any]) -> Values:
    """SQLite gives a date as text and a boolean as 0 or 1; PostgreSQL gives a date and a boolean."""
    if isinstance(column.type, sa.Boolean):
        return array([None if value is None else bool(value) for value in values])
    if isinstance(column.type, sa.Date):
        return array([_iso(value) if isinstance(value, date) else value for value in values])
    return array(values)


def insert(connection: sa.Connection, *, table: sa.Table, columns: Columns) -> None:
    """Add rows as fast as the database takes them; columns not given are empty.

    SQLite: one statement for all rows; PostgreSQL: COPY. Raises the database's error where a key is there already.
    """
    rows = list(zip(*(values.tolist() for values in columns.values()), strict=True))
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table=table, names=list(columns), rows=rows)
        return
    statement = sa.insert(_bare(table, names=columns)).compile(dialect=connection.dialect)
    connection.exec_driver_sql(str(statement), rows)


def update(connection: sa.Connection, *, table: sa.Table, columns: Columns, key: Sequence[str]) -> None:
    """Give the rows that have these keys the other columns' values."""
    rows = list(zip(*(values.tolist() for values in columns.values()), strict=True))
    if not rows:
        return
    bare = _bare(table, names=columns)
    binds: dict[str, sa.BindParameter[Any]] = {name: sa.bindparam(f"new_{name}") for name in columns}
    statement = sa.update(bare).where(*(bare.c[name] == binds[name] for name in key))
    statement = statement.values({name: bind for name, bind in binds.items() if name not in key})
    names = [bind.key for bind in binds.values()]
    connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def _copy(connection: sa.Connection, *, table: sa.Table, names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _bare(table: sa.Table, *, names: Iterable[str]) -> sa.TableClause:
    """The table without its types, so that plain values pass through as they are."""
    return sa.table(table.name, *(sa.column(name) for name in names))
