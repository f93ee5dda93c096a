"""The releases database: its schema, and releases written once by the builder and read back by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from dashboard.metrics.disclosure import Cell, Fact
from dashboard.releases.catalogue import VERSION
from dashboard.releases.rules import ReleaseRules
from dashboard.releases.tables import release, release_fact, release_view
from dashboard.releases.views import Built, View, as_plain, from_plain
from data_loaders.store.engine import writer

_UNBOUNDED = -1
"""How a fact without a greatest value is kept: JSON knows no infinity."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a release is about: the place by address and in words, and the day its figures are for."""

    place: str
    words: str
    phase: str
    schools: tuple[str, ...]
    term: str
    census: date
    as_at: date


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An earlier release of a place, as the next one must know it."""

    number: int
    term: str
    census: date
    categories: Mapping[str, Mapping[str, str]]
    views: Mapping[str, View]
    told: tuple[Fact, ...]


def migrate(url: str) -> None:
    """Bring the releases database to the current schema, making it where there is none."""
    engine = writer(url)
    try:
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", "dashboard.releases:migrations")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def last_of(connection: sa.Connection, *, place: str) -> Kept | None:
    """The last release of a place made by the catalogue of now, or None."""
    wanted = release.c
    statement = sa.select(release).where(wanted.place == place, wanted.catalogue == VERSION)
    row = connection.execute(statement.order_by(wanted.number.desc()).limit(1)).first()
    if row is None:
        return None
    views = connection.execute(_parts(release_view, release_id=row.release_id)).all()
    facts = connection.execute(_parts(release_fact, release_id=row.release_id)).all()
    return Kept(
        number=row.number, term=row.term, census=row.census, categories=row.categories,
        views={part.key: from_plain(part.body) for part in views}, told=tuple(_fact(part.body) for part in facts),
    )  # fmt: skip


def _parts(table: sa.Table, *, release_id: int) -> sa.Select[Any]:
    return sa.select(table).where(table.c.release_id == release_id).order_by(table.c.position)


def keep(
    connection: sa.Connection,
    *,
    about: Subject,
    built: Built,
    categories: Mapping[str, Mapping[str, str]],
    facts: list[dict[str, str]],
    rules: ReleaseRules,
    now: datetime,
    by: str,
) -> int:
    """Write a release with everything that belongs to it; its number. A place's releases count from 1.

    ``facts`` are sentences about the school rather than its children, each with the strand it is about, or none.
    """
    latest = sa.select(sa.func.coalesce(sa.func.max(release.c.number), 0)).where(release.c.place == about.place)
    number = int(connection.execute(latest).scalar_one()) + 1
    row = {
        **{name: value for name, value in asdict(about).items() if name != "schools"},
        "schools": len(about.schools), "number": number, "built_at": now, "built_by": by, "catalogue": VERSION,
        "categories": categories, "facts": facts, "certificate": asdict(built.certificate),
        "rules": rules.model_dump(),
    }  # fmt: skip
    made = connection.execute(sa.insert(release).values(**row)).inserted_primary_key
    release_id = made[0] if made else None
    views = [
        {"release_id": release_id, "position": place, "strand": view.strand, "key": view.key, "body": as_plain(view)}
        for place, view in enumerate(built.views)
    ]
    told = [
        {"release_id": release_id, "position": place, "body": _plain(fact)} for place, fact in enumerate(built.told)
    ]
    connection.execute(sa.insert(release_view), views)
    connection.execute(sa.insert(release_fact), told)
    return number


def _plain(fact: Fact) -> dict[str, Any]:
    high = _UNBOUNDED if fact.high == float("inf") else fact.high
    return {"plus": [_cell(cell) for cell in fact.plus], "minus": [_cell(cell) for cell in fact.minus],
            "low": fact.low, "high": high}  # fmt: skip


def _cell(cell: Cell) -> dict[str, Any]:
    return {"table": cell.table, "outcome": cell.outcome, "where": [[dim, sorted(held)] for dim, held in cell.where]}


def _fact(kept: Mapping[str, Any]) -> Fact:
    high = float("inf") if kept["high"] == _UNBOUNDED else kept["high"]
    plus, minus = (tuple(_read(cell) for cell in kept[side]) for side in ("plus", "minus"))
    return Fact(plus=plus, minus=minus, low=kept["low"], high=high)


def _read(kept: Mapping[str, Any]) -> Cell:
    where = tuple((dim, frozenset(held)) for dim, held in kept["where"])
    return Cell(table=kept["table"], outcome=kept["outcome"], where=where)
