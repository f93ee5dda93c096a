"""What stands in the way of taking an older batch back: later batches that changed its rows, rest on them, or said the
same.

Nothing is taken back by halves: where one of these is found, the later batch must be taken back first.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from data_loaders.store.columns import Column, Record
from data_loaders.store.records import BY_NAME, RECORDS
from data_loaders.store.tables import TABLES, before_image, import_batch, stored_name

_STANDS = import_batch.c.outcome == "committed"
_POINTED_AT = ("school", "pupil", "scale", "teaching_class", "activity")
"""Records that others point at by their key."""


def conflicts_of(connection: sa.Connection, *, batch_id: int) -> list[str]:
    """What later batches did with a batch's rows, a sentence each without a full stop; empty where nothing."""
    later = sa.select(import_batch.c.batch_id).where(_STANDS, import_batch.c.batch_id > batch_id)
    if connection.scalar(sa.select(sa.func.count()).select_from(later.subquery())) == 0:
        return []
    brought = [record for record in RECORDS if _brought(connection, record=record, batch_id=batch_id)]
    return list(
        dict.fromkeys(
            [
                *_changed(connection, batch_id=batch_id, later=later),
                *_pointing(connection, brought=brought, batch_id=batch_id, later=later),
                *_said_again(connection, brought=brought, batch_id=batch_id),
            ]
        )
    )


def _brought(connection: sa.Connection, *, record: Record, batch_id: int) -> bool:
    return bool(connection.scalar(sa.select(sa.exists().where(TABLES[record.name].c.batch_id == batch_id))))


def _changed(connection: sa.Connection, *, batch_id: int, later: sa.Select[tuple[int]]) -> Iterator[str]:
    """Rows that it had written and a later batch wrote over."""
    image = before_image.c
    ours = (image.row["batch_id"].as_integer() == batch_id) & image.batch_id.in_(later)
    found = sa.select(image.batch_id, image.record, sa.func.count()).where(ours).group_by(image.batch_id, image.record)
    for number, name, count in connection.execute(found.order_by(image.batch_id)):
        yield f"batch {number} changed {count:,} of its rows in {BY_NAME[name].title}"


def _pointing(
    connection: sa.Connection, *, brought: list[Record], batch_id: int, later: sa.Select[tuple[int]]
) -> Iterator[str]:
    """Rows of later batches about a pupil, class, school, scale or club that this one brought first."""
    for parent in (record for record in brought if record.name in _POINTED_AT):
        table = TABLES[parent.name]
        names = ["pupil_id"] if parent.name == "pupil" else [stored_name(parent, column=each) for each in _key(parent)]
        for child in RECORDS:
            held = TABLES[child.name]
            if child is parent or not all(name in held.c for name in names):
                continue
            same = sa.and_(*(held.c[name] == table.c[name] for name in names))
            ours = sa.select(held.c.batch_id).where(
                held.c.batch_id.in_(later), sa.exists().where(same, table.c.batch_id == batch_id)
            )
            for number in sorted(set(connection.scalars(ours))):
                yield f"batch {number} holds {child.title.lower()} of what it brought in {parent.title}"


def _key(record: Record) -> list[Column]:
    return [column for column in record.columns if column.key]


def _said_again(connection: sa.Connection, *, brought: list[Record], batch_id: int) -> Iterator[str]:
    """Later files that said the same of a record: they may rest on these very rows."""
    names = {record.name for record in brought}
    statement = sa.select(import_batch.c.batch_id, import_batch.c.counts)
    for number, counts in connection.execute(statement.where(_STANDS, import_batch.c.batch_id > batch_id)):
        for name in sorted(names & counts.keys()):
            if unchanged := counts[name].get("unchanged", 0):
                rows, were = ("row", "was") if unchanged == 1 else ("rows", "were")
                yield f"batch {number} read {unchanged:,} {rows} of {BY_NAME[name].title} that {were} there already"
