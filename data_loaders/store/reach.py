"""How far rows reach: which keys are stored already, and whose facts a batch changes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data_loaders.store.records import BY_NAME, RECORDS
from data_loaders.store.tables import TABLES, stored_name

_NO_FACTS = frozenset({"trust", "pupil", "benchmark", "survey_answer"})
"""No fact is made from these."""
_EVERY_SCHOOL = frozenset({"scale", "prior_group"})
"""A change to these changes the facts of all schools: what is expected holds wherever it is used."""


TALKS = frozenset({"conversation", "target"})
"""What people record about conversations: it reaches no further than the schools where they are held."""


def known_keys(connection: sa.Connection, *, record_name: str) -> set[Any]:
    """The stored keys of a record: plain values where the key is one column (pupil, school, scale), else tuples.

    A tuple has the key columns in the record's order, ``pupil`` as the pupil's key, dates as ``datetime.date``.
    """
    record, table, pupil = BY_NAME[record_name], TABLES[record_name], TABLES["pupil"]
    names = [stored_name(record, column=column) for column in record.columns if column.key]
    statement = sa.select(*(pupil.c.pupil if name == "pupil_id" else table.c[name] for name in names))
    if "pupil_id" in names:
        statement = statement.join_from(table, pupil, table.c.pupil_id == pupil.c.pupil_id)
    return {row[0] if len(names) == 1 else tuple(row) for row in connection.execute(statement)}


def touched_schools(connection: sa.Connection, *, batch_id: int) -> set[str] | None:
    """The schools whose facts may change with this batch, None all: call it while the batch's rows are stored.

    They are the schools that its rows name, and every school where a pupil that its rows name has ever been on roll: a
    mover's result counts at the other school too.
    """
    tables = {record.name: TABLES[record.name] for record in RECORDS if record.name not in _NO_FACTS}
    if any(_has_rows(connection, table=tables[name], batch_id=batch_id) for name in _EVERY_SCHOOL):
        return None
    enrolment = tables["enrolment"]
    parts = []
    for table in tables.values():
        if "school" in table.c:
            parts.append(sa.select(table.c.school).where(table.c.batch_id == batch_id))
        if "pupil_id" in table.c:
            pupils = sa.select(table.c.pupil_id).where(table.c.batch_id == batch_id)
            parts.append(sa.select(enrolment.c.school).where(enrolment.c.pupil_id.in_(pupils)))
    return set(connection.scalars(sa.union(*parts)))


def schools_talked_at(connection: sa.Connection, *, batch_id: int) -> set[str]:
    """The schools of the conversations and targets that a batch brought."""
    tables = [TABLES[name] for name in sorted(TALKS)]
    parts = [sa.select(table.c.school).where(table.c.batch_id == batch_id) for table in tables]
    return set(connection.scalars(sa.union(*parts)))


def _has_rows(connection: sa.Connection, *, table: sa.Table, batch_id: int) -> bool:
    return bool(connection.scalar(sa.select(sa.exists().where(table.c.batch_id == batch_id))))
