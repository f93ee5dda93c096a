"""Which schools' releases are older than their records: what is offered to be built after files have come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from dashboard.queries.releases import is_made
from dashboard.releases.tables import release
from data_loaders.store.reach import touched_schools
from data_loaders.store.tables import import_batch

SCHOOL = "school:"


@dataclass(frozen=True, kw_only=True)
class Behind:
    """A school whose newest release is older than its records: by code and in words, the release by number and the day
    its figures are for, and when the records came (UTC)."""

    school: str
    words: str
    number: int
    as_at: date
    brought_at: datetime


def behind(pupils: sa.Engine, *, released: sa.Engine) -> list[Behind]:
    """The schools whose newest release was built before records of theirs came in that still stand, in order of name.

    A school that has no release yet is not among them. It reads which schools' records each import reached, and no
    pupil's: for commands, and for whoever brings files in.
    """
    newest = _newest(released)
    if not newest:
        return []
    brought = _brought(pupils, since=min(row.built_at for row in newest))
    told = (_told(row, brought=brought) for row in newest)
    return sorted((each for each in told if each is not None), key=lambda each: each.words)


def _newest(released: sa.Engine) -> Sequence[sa.Row[Any]]:
    if not is_made(released):
        return []
    wanted = release.c
    last = sa.select(sa.func.max(wanted.release_id)).where(wanted.place.startswith(SCHOOL)).group_by(wanted.place)
    columns = (wanted.place, wanted.words, wanted.number, wanted.as_at, wanted.built_at)
    statement: sa.Select[Any] = sa.select(*columns)
    with released.connect() as connection:
        return connection.execute(statement.where(wanted.release_id.in_(last))).all()


def _brought(pupils: sa.Engine, *, since: datetime) -> list[tuple[datetime, set[str] | None]]:
    """The imports that stand and came after a time, and the schools each of them reached, None all."""
    wanted = import_batch.c
    statement = sa.select(wanted.batch_id, wanted.finished_at).where(
        wanted.outcome == "committed", wanted.finished_at > since
    )
    with pupils.connect() as connection:
        return [
            (row.finished_at, touched_schools(connection, batch_id=row.batch_id))
            for row in connection.execute(statement).all()
        ]


def _told(row: sa.Row[Any], *, brought: list[tuple[datetime, set[str] | None]]) -> Behind | None:
    school = row.place.removeprefix(SCHOOL)
    later = [at for at, schools in brought if at > row.built_at and (schools is None or school in schools)]
    if not later:
        return None
    return Behind(school=school, words=row.words, number=row.number, as_at=row.as_at, brought_at=max(later))
