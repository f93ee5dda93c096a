"""The one transaction of an import, and what an import asks the store before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_loaders.store import erasing, facts
from data_loaders.store.batches import (
    Batch,
    NotTheLastBatch,
    UndoReport,
    find_same,
    finish_batch,
    list_batches,
    new_batch,
    standing_batches,
    undo,
)
from data_loaders.store.engine import migrate, reader, schema_is_current, writer
from data_loaders.store.reach import TALKS, known_keys, schools_talked_at, touched_schools
from data_loaders.store.roll import Roll, read_roll
from data_loaders.store.saying import in_words
from data_loaders.store.schools import School, read_schools
from data_loaders.store.tables import TABLES, import_batch
from data_loaders.store.writing import Counts, Otherwise, Seen, merge


class ChangedMeanwhile(RuntimeError):
    """Another batch was brought in or taken back since what this one changes was read: read again, then write."""


class StoreUnavailable(RuntimeError):
    """The database cannot be reached, is full, or another import holds it; the message has the driver's words."""


PATIENCE = 120
"""Seconds an import waits for another to end; a page that saves waits for five."""


@contextmanager
def writing(url: str, *, patience: int = 5) -> Iterator[sa.Connection]:
    """A transaction that writes, committed at the end, left without a trace where anything is raised.

    It waits ``patience`` seconds for another that writes. Raises ``StoreUnavailable`` where the database cannot be
    opened or written.
    """
    engine = writer(url, patience=patience)
    try:
        with engine.begin() as connection:
            yield connection
    except sa.exc.OperationalError as reason:
        raise StoreUnavailable(f"the database cannot be written: {in_words(reason.orig)}") from reason
    finally:
        engine.dispose()


@contextmanager
def reading(url: str) -> Iterator[sa.Connection]:
    """A connection that only reads. Raises ``StoreUnavailable`` where the database cannot be read."""
    engine = reader(url)
    try:
        with engine.connect() as connection:
            yield connection
    except sa.exc.OperationalError as reason:
        raise StoreUnavailable(f"the database cannot be read: {in_words(reason.orig)}") from reason
    finally:
        engine.dispose()


def check_writable(url: str) -> None:
    """Raises ``StoreUnavailable`` where a database takes no rows. On SQLite the file is made where it is not there."""
    with writing(url) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA user_version = 0")  # unchanged, but written: to begin proves nothing
        elif connection.scalar(sa.text("SHOW transaction_read_only")) == "on":
            raise StoreUnavailable("the database cannot be written: the server lets nobody change it")


def prepare(url: str) -> None:
    """Make the database where it is not there and bring its schema, and the facts it holds, to the newest. Raises
    ``StoreUnavailable``."""
    try:
        if not schema_is_current(url):
            migrate(url)
    except sa.exc.OperationalError as reason:
        raise StoreUnavailable(f"the database cannot be opened: {in_words(reason.orig)}") from reason


def same_batch(url: str, *, sha256: str, mapping: str) -> Batch | None:
    """The standing batch that brought the same files by the same mapping, if there is one."""
    with writing(url, patience=PATIENCE) as connection:
        return find_same(connection, sha256=sha256, mapping=mapping)


@contextmanager
def stored(url: str) -> Iterator[tuple[Callable[[str], set[Any]], pd.DataFrame]]:
    """What is stored already: a function from a record's name to its keys (asked once each), and the scales."""
    with reading(url) as connection:
        keys: dict[str, set[Any]] = {}

        def of(record: str) -> set[Any]:
            if record not in keys:
                keys[record] = known_keys(connection, record_name=record)
            return keys[record]

        scale = TABLES["scale"].c
        rows = connection.execute(sa.select(scale.scale, scale.lowest, scale.highest, scale.bands)).all()
        yield of, pd.DataFrame(rows, columns=["scale", "lowest", "highest", "bands"])


def roll(url: str) -> Roll:
    """Who is known already."""
    with reading(url) as connection:
        return read_roll(connection)


def schools(url: str) -> list[School]:
    """Which schools are known already."""
    with reading(url) as connection:
        return read_schools(connection)


def erased(url: str) -> Callable[[str], bool]:
    """A function: whether a child known by this identifier was erased, and is not to be brought in again."""
    with reading(url) as connection:
        return erasing.erased(connection)


def write(
    url: str,
    *,
    frames: Mapping[str, pd.DataFrame],
    mapping: str,
    files: Sequence[Mapping[str, Any]],
    sha256: str,
    brought_by: str,
    held_back: Mapping[str, int],
    notes: Sequence[str],
    report: Sequence[Any],
    otherwise: Otherwise,
    standing: Sequence[int] | None = None,
    noted: Callable[[int], None] | None = None,
) -> tuple[Batch | None, int, dict[str, Counts]]:
    """Write a call's records as one batch and rebuild the facts they reach, all in one transaction.

    With ``standing`` only where these batches stand still, else ``ChangedMeanwhile`` is raised; ``noted`` is told the
    batch's number last of all, and what it raises undoes everything. Returns the earlier batch where another import
    brought the same files in the meantime (then nothing is written), the batch's number, and the counts of each record
    with the rows held back.
    """
    with writing(url, patience=PATIENCE if standing is None else 5) as connection:
        same = find_same(connection, sha256=sha256, mapping=mapping)
        if same:
            return same, same.batch_id, {}
        if standing is not None and set(standing) != standing_batches(connection):
            raise ChangedMeanwhile("another batch has been brought in or taken back meanwhile")
        batch_id = new_batch(connection, mapping=mapping, files=files, sha256=sha256, brought_by=brought_by)
        merged = merge(connection, frames=frames, batch_id=batch_id, otherwise=otherwise)
        counts = _with_held(merged, held_back=held_back)
        _rebuild(connection, batch_id=batch_id, changed={name for name, n in counts.items() if n.new or n.changed})
        finish_batch(connection, batch_id=batch_id, counts=counts, notes=notes, report=report)
        if noted:
            noted(batch_id)
        return None, batch_id, counts


def _rebuild(connection: sa.Connection, *, batch_id: int, changed: set[str]) -> None:
    """The facts of the schools that the batch reaches; of conversations alone only what is made of them."""
    if changed and changed <= TALKS:
        facts.rebuild_conversations(connection, schools=schools_talked_at(connection, batch_id=batch_id))
    elif changed:
        facts.rebuild(connection, schools=touched_schools(connection, batch_id=batch_id))


def _with_held(counts: Mapping[str, Counts], *, held_back: Mapping[str, int]) -> dict[str, Counts]:
    names = dict.fromkeys([*counts, *held_back])
    done = {name: (counts.get(name, Counts()), held_back.get(name, 0)) for name in names}
    return {
        name: Counts(
            read=count.read + held, new=count.new, changed=count.changed, unchanged=count.unchanged, held_back=held
        )
        for name, (count, held) in done.items()
    }


class _Previewed(Exception):
    """Leaves the transaction of a preview without a trace."""


Look = Callable[[sa.Connection, "set[str] | None"], None]
"""Shown the database as it would be, and the schools whose figures may change (None all), while nothing is committed.
"""


def preview(
    url: str,
    *,
    frames: Mapping[str, pd.DataFrame],
    held_back: Mapping[str, int],
    otherwise: Otherwise,
    look: Look | None = None,
) -> tuple[dict[str, Counts], dict[str, Seen]]:
    """What ``write`` would do with these records, found by doing it and leaving no trace: counts, and row by row."""
    seen: dict[str, Seen] = {}
    counts: dict[str, Counts] = {}
    try:
        with writing(url, patience=PATIENCE) as connection:
            counts = merge(connection, frames=frames, batch_id=0, otherwise=otherwise, seen=seen)
            if look:
                _rebuild(connection, batch_id=0, changed={name for name, n in counts.items() if n.new or n.changed})
                look(connection, touched_schools(connection, batch_id=0))
            raise _Previewed
    except _Previewed:
        return _with_held(counts, held_back=held_back), seen


def batches(url: str) -> list[Batch]:
    """Every batch, undone ones too, the newest first; none where there is no database yet."""
    if not schema_is_current(url):
        return []
    with reading(url) as connection:
        return list_batches(connection)


def take_back(url: str, *, batch_id: int, noted: Callable[[int], None] | None = None) -> UndoReport:
    """Undo a batch in one transaction. Raises ``NotTheLastBatch`` with words where it cannot be.

    ``noted`` is told the batch's number before that stands, and what it raises leaves the batch where it was.
    """
    if not schema_is_current(url):
        raise NotTheLastBatch(f"there is no batch {batch_id}: nothing has been brought in")
    with writing(url) as connection:
        light = _is_talks_alone(connection, batch_id=batch_id)
        undone = undo(connection, batch_id=batch_id, rebuild=_rebuild_talks if light else facts.rebuild)
        if noted:
            noted(batch_id)
        return undone


def _is_talks_alone(connection: sa.Connection, *, batch_id: int) -> bool:
    """Whether a batch holds conversations and targets alone, each in a term of which others at its school are known:
    else a term may go with it."""
    counts = connection.scalar(sa.select(import_batch.c.counts).where(import_batch.c.batch_id == batch_id)) or {}
    talk = TABLES["conversation"].c
    ours = sa.func.sum(sa.case((talk.batch_id == batch_id, 1), else_=0))
    alone = sa.select(talk.school).group_by(talk.school, talk.term).having(ours == sa.func.count())
    changed = {name for name, n in counts.items() if n["new"] or n["changed"]}
    return bool(changed) and changed <= TALKS and connection.execute(alone.limit(1)).first() is None


def _rebuild_talks(connection: sa.Connection, *, schools: set[str] | None) -> None:
    """Of a batch of conversations alone only what is made of them, as when it was brought in."""
    facts.rebuild_conversations(connection, schools=schools or set())
