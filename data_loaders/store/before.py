"""What rows were before a batch changed them: kept as JSON, put back when the batch is taken back."""

from __future__ import annotations

import json

import sqlalchemy as sa

from data_loaders.store.columns import Record
from data_loaders.store.rows import Columns, array, insert, length, only
from data_loaders.store.tables import TABLES, before_image


def keep(connection: sa.Connection, *, record: Record, rows: Columns, batch_id: int) -> None:
    """Keep whole stored rows before the batch changes them. A row that this batch itself wrote has no earlier state."""
    rows = only(rows, wanted=rows["batch_id"] != batch_id)
    count = length(rows)
    if count == 0:
        return
    last = (
        connection.scalar(sa.select(sa.func.max(before_image.c.sequence)).where(*_of(record, batch_id=batch_id))) or 0
    )
    lines = zip(*(values.tolist() for values in rows.values()), strict=True)
    images: Columns = {
        "batch_id": array([batch_id] * count),
        "record": array([record.name] * count),
        "sequence": array(range(last + 1, last + 1 + count)),
        "row": array([json.dumps(dict(zip(rows, line, strict=True)), ensure_ascii=False) for line in lines]),
    }
    insert(connection, table=before_image, columns=images)


def put_back(connection: sa.Connection, *, record: Record, batch_id: int) -> tuple[int, int]:
    """Make a record's table what it was before the latest batch. Returns how many rows went, how many are as before."""
    table = TABLES[record.name]
    gone = connection.execute(sa.delete(table).where(table.c.batch_id == batch_id)).rowcount
    kept = sa.select(before_image.c.row).where(*_of(record, batch_id=batch_id)).order_by(before_image.c.sequence)
    images = list(connection.scalars(kept))
    insert(
        connection,
        table=table,
        columns={column.name: array([row.get(column.name) for row in images]) for column in table.c},
    )
    connection.execute(sa.delete(before_image).where(*_of(record, batch_id=batch_id)))
    return gone - len(images), len(images)


def _of(record: Record, *, batch_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return before_image.c.batch_id == batch_id, before_image.c.record == record.name
