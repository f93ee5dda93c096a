"""What pages ask of the store: a copy to preview on, names for lists, who may take which batch back."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data_loaders.store.batches import COMMITTED, standing_batches
from data_loaders.store.conflicts import conflicts_of
from data_loaders.store.importing import reading
from data_loaders.store.reach import TALKS, touched_schools
from data_loaders.store.tables import TABLES, import_batch
from data_loaders.vocabulary import STATUTORY_SCALES


@contextmanager
def copied(url: str, *, folder: Path) -> Iterator[str]:
    """The address of a copy of the database as it stands, for a preview that holds nobody up; deleted afterwards.

    PostgreSQL lets others write meanwhile, so there it is the database itself.
    """
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        yield url
        return
    place = folder / "copy.db"
    try:
        with closing(sqlite3.connect(str(address.database))) as source, closing(sqlite3.connect(place)) as copy:
            source.backup(copy)
        yield address.set(database=str(place)).render_as_string(hide_password=False)
    finally:
        for file in folder.glob("copy.db*"):
            file.unlink()


def standing(url: str) -> list[int]:
    """The numbers of the batches that stand."""
    with reading(url) as connection:
        return sorted(standing_batches(connection))


def school_names(url: str) -> dict[str, str]:
    """The schools' names by code, in order of name."""
    school = TABLES["school"].c
    return _named(url, code=school.school, name=school.name)


def scale_names(url: str) -> dict[str, str]:
    """The scales' names by code, in order of name."""
    scale = TABLES["scale"].c
    return _named(url, code=scale.scale, name=scale.name)


def subjects(url: str) -> list[str]:
    """The subjects of which there are results, but those of national assessments alone."""
    result = TABLES["assessment"].c
    with reading(url) as connection:
        found = sa.select(result.subject).where(result.scale.not_in(STATUTORY_SCALES)).distinct()
        return sorted(connection.scalars(found))


def _named(url: str, *, code: sa.Column[Any], name: sa.Column[Any]) -> dict[str, str]:
    with reading(url) as connection:
        return {row[0]: row[1] for row in connection.execute(sa.select(code, name).order_by(name))}


def pupil_ids(url: str, *, keys: Collection[str]) -> list[int]:
    """The numbers of the pupils of these keys, for the audit trail."""
    pupil = TABLES["pupil"].c
    with reading(url) as connection:
        return list(connection.scalars(sa.select(pupil.pupil_id).where(pupil.pupil.in_(sorted(keys)))))


def conflicts(url: str, *, batch_id: int) -> list[str]:
    """Why a batch cannot be taken back, in words: what later batches did with its rows; empty where it can."""
    with reading(url) as connection:
        return conflicts_of(connection, batch_id=batch_id)


def is_of_schools(url: str, *, batch_id: int, schools: Collection[str] | None) -> bool:
    """Whether a standing batch reaches none but these schools (None: every school) and nothing of the trust's."""
    if schools is None:
        return True
    with reading(url) as connection:
        touched = touched_schools(connection, batch_id=batch_id)
        return touched is not None and bool(touched) and touched <= set(schools)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A standing batch of conversations that somebody recorded at a school: its number, when it was begun (UTC), whose
    conversations it holds, and its rows by record as ``Batch.counts`` has them."""

    batch_id: int
    at: datetime
    pupil_ids: frozenset[int]
    counts: dict[str, dict[str, int]]


def last_recorded(connection: sa.Connection, *, school: str, by: str, file: str) -> Recorded | None:
    """What an account brought last under the name ``file`` about the conversations of a school, if anything of it
    stands and no later batch rests on it. Its pupils are all of them, whoever asks."""
    tables = [TABLES[name] for name in sorted(TALKS)]
    here = sa.union(*(sa.select(table.c.batch_id).where(table.c.school == school) for table in tables))
    batch = import_batch.c
    own = sa.select(batch.batch_id, batch.started_at, batch.files, batch.counts).where(
        batch.brought_by == by, batch.outcome == COMMITTED, batch.batch_id.in_(here)
    )
    rows = connection.execute(own.order_by(batch.batch_id.desc()))
    last = next((row for row in rows if [each["name"] for each in row.files] == [file]), None)
    if last is None or conflicts_of(connection, batch_id=last.batch_id):
        return None
    whose = sa.union(*(sa.select(table.c.pupil_id).where(table.c.batch_id == last.batch_id) for table in tables))
    return Recorded(
        batch_id=last.batch_id, at=last.started_at, pupil_ids=frozenset(connection.scalars(whose)), counts=last.counts
    )
