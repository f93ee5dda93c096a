"""What has been released: the newest release of each place, read from the releases database and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.queries.running import Reader

_release = sa.table(
    "release", *(sa.column(name) for name in ("release_id", "place", "words", "phase", "schools", "number", "term")),
    sa.column("census", sa.Date), sa.column("as_at", sa.Date), sa.column("facts", sa.JSON),
    sa.column("certificate", sa.JSON),
)  # fmt: skip
_view = sa.table(
    "release_view", *(sa.column(name) for name in ("release_id", "position", "strand", "key")),
    sa.column("body", sa.JSON),
)  # fmt: skip


class Released(NamedTuple):
    """One release: the place by address and in words, its number, whose figures it holds, and its views by strand.

    A view is as ``releases.views`` has it kept: key, kind, title, words, lines, reason, pooled, unit.
    """

    place: str
    words: str
    phase: str
    schools: int
    number: int
    term: str
    census: date
    as_at: date
    facts: tuple[str, ...]
    certificate: Mapping[str, Any]
    views: tuple[Mapping[str, Any], ...]


def newest(reader: Reader, *, schools: Collection[str]) -> list[Released]:
    """The newest release of each of these schools and of each of their phases, in one SELECT; schools first.

    Who may be handed which school is for the caller: a governor's own schools, by their grants. Nothing has been
    released where the database has not been made yet.
    """
    if not _made(reader):
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


def _made(reader: Reader) -> bool:
    file = reader.url.database
    if reader.dialect.name == "sqlite" and not (file and Path(file).is_file()):
        return False
    return bool(sa.inspect(reader).has_table(_release.name))


def _released(rows: list[sa.Row[Any]]) -> Released:
    first = rows[0]
    kept = {name: getattr(first, name) for name in Released._fields if name not in {"facts", "views"}}
    return Released(**kept, facts=tuple(first.facts), views=tuple(row.body for row in rows))
