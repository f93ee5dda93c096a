"""Rows of a small school written by hand, and facts read back: by what they are about, as plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data_loaders.store.records import BY_NAME
from data_loaders.store.tables import TABLES

Row = dict[str, Any]


def put(connection: sa.Connection, record: str, *rows: Row) -> None:
    """Add rows of a record; what they leave out is empty, numbers and tokens are given where the record has them."""
    table = TABLES[record]
    if not rows:
        return
    taken = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    full = []
    for number, row in enumerate(rows, start=taken + 1):
        own: Row = {column.name: None for column in table.c} | {"batch_id": 1}
        if BY_NAME[record].numbered:
            own[f"{record}_id"] = number
        if BY_NAME[record].token:
            own["token"] = f"{record}-token-{number}"
        full.append(own | row)
    connection.execute(table.insert(), full)


def open_term(school: str, term: str, first: date, last: date, *, half_term: str = "Aut1") -> list[Row]:
    """Calendar rows of a term: both sessions of every weekday from the first open day to the last."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return [
        {"school": school, "date": day, "session": session, "open": True, "half_term": half_term, "term": term}
        for day in days
        if day.weekday() < 5
        for session in ("AM", "PM")
    ]


def facts_of(connection: sa.Connection, table: sa.Table, **wanted: Any) -> list[Row]:
    """The rows of a fact table that have these values, in order of its key."""
    statement = sa.select(table).where(*(table.c[name] == value for name, value in wanted.items()))
    return [dict(row) for row in connection.execute(statement.order_by(*table.primary_key.columns)).mappings()]


def one(rows: Iterable[Row]) -> Row:
    """The only row. Fails where there is none or more than one."""
    (row,) = rows
    return row
