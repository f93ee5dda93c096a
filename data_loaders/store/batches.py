"""Batches: what was brought in together, in one transaction, and can be taken back together.

Times are UTC without a zone. All of it inside the caller's transaction: nothing here commits. On PostgreSQL the first
of these calls in a transaction that writes waits until no other import is going on; on SQLite beginning it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import sqlalchemy as sa

from data_loaders.store import facts
from data_loaders.store.before import put_back
from data_loaders.store.conflicts import conflicts_of
from data_loaders.store.reach import touched_schools
from data_loaders.store.records import RECORDS
from data_loaders.store.tables import import_batch
from data_loaders.store.writing import Counts

COMMITTED = "committed"
UNDONE = "undone"


class Rebuild(Protocol):
    """``facts.rebuild``: make the facts of these schools anew from the records, None all schools."""

    def __call__(self, connection: sa.Connection, *, schools: set[str] | None) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One row of ``import_batch``: which files, brought by whom and when, and what became of their rows.

    ``files`` holds ``{"name", "sha256", "bytes"}`` a file; ``counts`` by record ``{"read", "new", "changed",
    "unchanged", "held_back"}``; ``notes`` what a reader of the figures must know; ``report`` the findings.
    """

    batch_id: int
    mapping: str
    files: list[dict[str, Any]]
    sha256: str
    started_at: datetime
    finished_at: datetime | None
    brought_by: str
    outcome: str
    counts: dict[str, dict[str, int]]
    notes: list[Any]
    report: list[Any]


@dataclass(frozen=True, kw_only=True)
class UndoReport:
    """What taking a batch back did: by record, rows it had brought and now gone, and changed rows now as before.

    ``schools`` are those whose facts were rebuilt, None all.
    """

    batch_id: int
    removed: dict[str, int]
    restored: dict[str, int]
    schools: set[str] | None


class NotTheLastBatch(ValueError):
    """The batch cannot be taken back: it does not stand, or later ones rest on it; the message says which."""


def new_batch(
    connection: sa.Connection, *, mapping: str, files: Sequence[Mapping[str, Any]], sha256: str, brought_by: str
) -> int:
    """Open a batch and return its number, one more than any batch before it, undone ones included.

    ``sha256`` is of all files together, in order of name. The batch is seen by others when the transaction commits.
    """
    _wait_for_others(connection)
    last = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(import_batch.c.batch_id), 0))) or 0
    row: dict[str, Any] = {
        "batch_id": last + 1, "mapping": mapping, "files": [dict(file) for file in files], "sha256": sha256,
        "started_at": _now(), "brought_by": brought_by, "outcome": COMMITTED, "counts": {}, "notes": [], "report": [],
    }  # fmt: skip
    connection.execute(sa.insert(import_batch).values(row))
    return last + 1


def finish_batch(
    connection: sa.Connection,
    *,
    batch_id: int,
    counts: Mapping[str, Counts],
    notes: Sequence[Any] = (),
    report: Sequence[Any] = (),
) -> None:
    """Write what became of the batch's rows, and when it was finished. Raises ``LookupError`` for an unknown batch."""
    said = {name: asdict(count) for name, count in counts.items()}
    values = {"finished_at": _now(), "counts": said, "notes": list(notes), "report": list(report)}
    done = connection.execute(sa.update(import_batch).where(import_batch.c.batch_id == batch_id).values(values))
    if done.rowcount != 1:
        raise LookupError(f"there is no batch {batch_id}")


def find_same(connection: sa.Connection, *, sha256: str, mapping: str) -> Batch | None:
    """The latest batch that brought the same files by the same mapping and has not been undone, if there is one.

    Needs a connection that may write: asked first in the import's transaction, two imports of one file at the same
    instant make one batch.
    """
    _wait_for_others(connection)
    same = (import_batch.c.sha256 == sha256) & (import_batch.c.mapping == mapping)
    found = sa.select(import_batch).where(same, import_batch.c.outcome == COMMITTED)
    row = connection.execute(found.order_by(import_batch.c.batch_id.desc())).mappings().first()
    return Batch(**row) if row else None


def list_batches(connection: sa.Connection) -> list[Batch]:
    """Every batch, undone ones too, the newest first."""
    rows = connection.execute(sa.select(import_batch).order_by(import_batch.c.batch_id.desc())).mappings()
    return [Batch(**row) for row in rows]


def standing_batches(connection: sa.Connection) -> set[int]:
    """The numbers of the batches that stand: they say which state the records are in."""
    return set(connection.scalars(sa.select(import_batch.c.batch_id).where(import_batch.c.outcome == COMMITTED)))


def undo(connection: sa.Connection, *, batch_id: int, rebuild: Rebuild = facts.rebuild) -> UndoReport:
    """Take a batch back: every record and fact is as if it had not been, to the row; the batch stays, as undone.

    ``rebuild`` is ``facts.rebuild`` unless a test says otherwise. Raises ``NotTheLastBatch`` where the batch does not
    stand, or a later one rests on it.
    """
    _wait_for_others(connection)
    _refuse_unless_free(connection, batch_id=batch_id)
    schools = touched_schools(connection, batch_id=batch_id)
    done = {record.name: put_back(connection, record=record, batch_id=batch_id) for record in RECORDS}
    rebuild(connection, schools=schools)
    this = import_batch.c.batch_id == batch_id
    connection.execute(sa.update(import_batch).where(this).values(outcome=UNDONE))
    return UndoReport(
        batch_id=batch_id,
        removed={name: gone for name, (gone, _) in done.items() if gone},
        restored={name: back for name, (_, back) in done.items() if back},
        schools=schools,
    )


def _refuse_unless_free(connection: sa.Connection, *, batch_id: int) -> None:
    outcome = connection.scalar(sa.select(import_batch.c.outcome).where(import_batch.c.batch_id == batch_id))
    if outcome is None:
        raise NotTheLastBatch(f"there is no batch {batch_id}")
    if outcome == UNDONE:
        raise NotTheLastBatch(f"batch {batch_id} has been taken back already")
    found = conflicts_of(connection, batch_id=batch_id)
    if found:
        raise NotTheLastBatch(f"batch {batch_id} cannot be taken back before those that rest on it: {'; '.join(found)}")


def _wait_for_others(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE import_batch IN EXCLUSIVE MODE"))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
