"""How long records are kept: what is due to go on a day, and letting it go. The periods stand in ``keeping.toml``."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, NonNegativeInt, TypeAdapter

from data_loaders.store import facts
from data_loaders.store.erasing import clear, schools_of
from data_loaders.store.records import BY_NAME
from data_loaders.store.tables import TABLES

_FILE = Path(__file__).with_name("keeping.toml")
_SEPTEMBER = 9


class Keeping(BaseModel):
    """Why one record is held, and for how many academic years after a pupil left; None where no pupil is in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: str
    after_leaving: NonNegativeInt | None = None


@dataclass(frozen=True, kw_only=True)
class Due:
    """Rows of one record past their time: how many, of how many pupils."""

    record: str
    rows: int
    pupils: int


@functools.cache
def load_keeping(path: Path = _FILE) -> dict[str, Keeping]:
    """Every record's entry, by its name. Raises ``pydantic.ValidationError`` on an unknown key, ``ValueError`` where an
    entry is missing, stands for no record, or lets a pupil go before what is known of the pupil."""
    kept = TypeAdapter(dict[str, Keeping]).validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    if astray := sorted(kept.keys() ^ BY_NAME.keys()):
        raise ValueError(f"keeping.toml and the records differ: {', '.join(astray)}")
    years = {name: one.after_leaving for name, one in kept.items() if "pupil" in BY_NAME[name].names}
    longest = max(one for one in years.values() if one is not None)
    if None in years.values() or {years["pupil"], years["enrolment"]} != {longest}:
        raise ValueError("keeping.toml: each record of a pupil needs its years, pupil and enrolment the longest")
    return kept


def due(connection: sa.Connection, *, today: date) -> list[Due]:
    """What is past its time on a day, record by record; nothing is changed. Pupils never on roll are left out."""
    return _due(connection, leavers=_leavers(connection, today=today))


def _due(connection: sa.Connection, *, leavers: dict[str, set[int]]) -> list[Due]:
    found = []
    for name, pupils in leavers.items():
        table = TABLES[name]
        theirs = table.c.pupil_id.in_(pupils)
        rows, of = connection.execute(
            sa.select(sa.func.count(), sa.func.count(table.c.pupil_id.distinct())).where(theirs)
        ).one()
        if rows:
            found.append(Due(record=name, rows=rows, pupils=of))
    return found


def let_go(connection: sa.Connection, *, today: date) -> list[Due]:
    """Delete what ``due`` finds, with what such rows were before, and rebuild the facts of the schools; what went.

    Figures of years in which a pupil was counted are then of fewer pupils; releases are frozen and stay.
    """
    leavers = _leavers(connection, today=today)
    going = _due(connection, leavers=leavers)
    schools = schools_of(connection, pupils=set().union(*leavers.values()))
    for record in reversed(BY_NAME):
        if record in leavers:
            clear(connection, record=record, pupils=leavers[record])
    if going:
        facts.rebuild(connection, schools=schools)
    return going


def _leavers(connection: sa.Connection, *, today: date) -> dict[str, set[int]]:
    """By record of a pupil, the pupils whose rows of it are past their time."""
    enrolment = TABLES["enrolment"].c
    last = sa.select(enrolment.pupil_id, sa.func.max(enrolment.to_date)).group_by(enrolment.pupil_id)
    gone = connection.execute(last.having(sa.func.count() == sa.func.count(enrolment.to_date))).all()
    years = {name: one.after_leaving for name, one in load_keeping().items() if one.after_leaving is not None}
    return {name: {pupil for pupil, left in gone if today >= _kept_to(left, years=n)} for name, n in years.items()}


def _kept_to(left: date, *, years: int) -> date:
    """The first day no longer kept: a 1 September, after the academic year of the last day on roll and ``years``."""
    return date(left.year + years + (left > date(left.year, _SEPTEMBER, 1)), _SEPTEMBER, 1)
