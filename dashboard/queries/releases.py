"""What has been released: the newest release of each place, read from the releases database and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.queries.running import Reader

_release = sa.table(
    "release", *(sa.column(name) for name in ("release_id", "place", "words", "phase", "schools", "number", "term")),
    sa.column("census", sa.Date), sa.column("as_at", sa.Date), sa.column("facts", sa.JSON),
    sa.column("built_at", sa.DateTime), sa.column("certificate", sa.JSON), sa.column("rules", sa.JSON),
)  # fmt: skip
_view = sa.table(
    "release_view", *(sa.column(name) for name in ("release_id", "position", "strand", "key")),
    sa.column("body", sa.JSON),
)  # fmt: skip


class Fact(NamedTuple):
    """What is said of the school rather than of its children; ``strand`` is empty where it is about none."""

    strand: str
    words: str


class Released(NamedTuple):
    """One release: the place by address and in words, its number, whose figures it holds, and its views by strand.

    A view is as ``releases.views`` has it kept: key, kind, title, words, lines, reason, pooled, unit. ``facts`` are
    sentences about the school, each with the strand it is about, or none. ``rules`` are those it was built by.
    """

    place: str
    words: str
    phase: str
    schools: int
    number: int
    term: str
    census: date
    as_at: date
    built_at: datetime
    facts: tuple[Fact, ...]
    certificate: Mapping[str, Any]
    rules: Mapping[str, Any]
    views: tuple[Mapping[str, Any], ...]


def newest(reader: Reader, *, schools: Collection[str]) -> list[Released]:
    """The newest release of each of these schools and of each of their phases, in one SELECT; schools first.

    Who may be handed which school is for the caller: a governor's own schools, by their grants. Nothing has been
    released where the database has not been made yet.
    """
    if not is_made(reader):
        return []
    own = sorted(f"school:{code}" for code in schools)
    last = sa.select(sa.func.max(_release.c.release_id).label("release_id")).group_by(_release.c.place).subquery()
    theirs = sa.select(sa.literal("phase:") + _release.c.phase).where(_release.c.place.in_(own))
    statement = (
        sa.select(_release, _view.c.body)
        .join(last, last.c.release_id == _release.c.release_id)
        .join(_view, _view.c.release_id == _release.c.release_id)
        .where(_release.c.place.in_(own) | _release.c.place.in_(theirs))
        .order_by(_release.c.place.like("phase:%"), _release.c.words, _view.c.position)
    )
    with reader.connect() as connection:
        rows = connection.execute(statement).all()
    return [
        _released([row for row in rows if row.place == place]) for place in dict.fromkeys(row.place for row in rows)
    ]


def certificates(reader: Reader, *, schools: Collection[str] | None) -> list[Released]:
    """The newest release of each of these schools (None: of every school) and of their phases, without its views, in
    one SELECT; schools first."""
    if not is_made(reader):
        return []
    last = sa.select(sa.func.max(_release.c.release_id)).group_by(_release.c.place)
    statement = sa.select(_release).where(_release.c.release_id.in_(last))
    if schools is not None:
        own = [f"school:{code}" for code in sorted(schools)]
        theirs = sa.select(sa.literal("phase:") + _release.c.phase).where(_release.c.place.in_(own))
        statement = statement.where(_release.c.place.in_(own) | _release.c.place.in_(theirs))
    with reader.connect() as connection:
        rows = connection.execute(statement.order_by(_release.c.place.like("phase:%"), _release.c.words)).all()
    return [_kept(row, views=()) for row in rows]


def is_made(reader: Reader) -> bool:
    """Whether the releases database is there: it is made when the dashboard first serves or a release is built."""
    file = reader.url.database
    if reader.dialect.name == "sqlite" and not (file and Path(file).is_file()):
        return False
    return bool(sa.inspect(reader).has_table(_release.name))


def _released(rows: list[sa.Row[Any]]) -> Released:
    return _kept(rows[0], views=tuple(row.body for row in rows))


def _kept(row: sa.Row[Any], *, views: tuple[Mapping[str, Any], ...]) -> Released:
    held = {name: getattr(row, name) for name in Released._fields if name not in {"facts", "views"}}
    facts = tuple(Fact("", fact) if isinstance(fact, str) else Fact(**fact) for fact in row.facts)
    return Released(**held, facts=facts, views=views)
