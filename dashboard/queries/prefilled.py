"""What is known for a school's pre-filled spreadsheets: clubs and their registers, who leads, who is in the group."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.queries.places import membership
from dashboard.queries.recording import Member, members_where
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES

activity = TABLES["activity"]
activity_session = TABLES["activity_session"]
afa_lead = TABLES["afa_lead"]
calendar = TABLES["calendar"]
characteristic = TABLES["characteristic"]


class Club(NamedTuple):
    """One club of a school."""

    activity: str
    kind: str
    places: int | None


class Register(NamedTuple):
    """One row of a club's register: a pupil, the club, the (first) day it is for, sessions offered and attended."""

    pupil_id: int
    activity: str
    from_date: date
    offered: int | None
    attended: int


class Lead(NamedTuple):
    """One stretch in which one person led Achievement for All; ``to_date`` is the first day after it."""

    from_date: date
    to_date: date | None
    person: str
    role: str


class InGroup(NamedTuple):
    """One stretch of a pupil in the AfA group that the school lists."""

    pupil_id: int
    from_date: date
    to_date: date | None


def everyone(asker: Asker, *, school: str, term: str, on: date) -> list[Member]:
    """Every pupil on roll at the school on the day."""
    return members_where(asker, school=school, term=term, on=on, wanted=lambda _fact, _where: sa.true())


def clubs(asker: Asker, *, school: str) -> list[Club]:
    """The school's clubs, by name."""
    statement = sa.select(*(activity.c[name] for name in Club._fields)).where(activity.c.school == school)
    confined = asker.scope.confine(statement.order_by(activity.c.activity), table=activity)
    return [Club._make(row) for row in run(asker, statement=confined)]


def registers(asker: Asker, *, school: str, on: date, year: str) -> list[Register]:
    """The registers of the school's clubs in an academic year, of the pupils on roll on the day."""
    where = membership(on=on)
    same = (activity_session.c.pupil_id == where.c.pupil_id) & (activity_session.c.school == where.c.school)
    statement = (
        sa.select(*(activity_session.c[name] for name in Register._fields))
        .join(where, same)
        .where(where.c.school == school, activity_session.c.term.startswith(year))
        .distinct()
    )
    return [Register._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]


def half_terms(asker: Asker, *, school: str, term: str) -> list[date]:
    """The first open day of each half of a term, the earlier first; none where the school has no calendar for it."""
    statement = (
        sa.select(sa.func.min(calendar.c.date))
        .where(calendar.c.school == school, calendar.c.term == term, calendar.c.open.is_(True))
        .group_by(calendar.c.half_term)
        .order_by(sa.func.min(calendar.c.date))
    )
    return [row[0] for row in run(asker, statement=asker.scope.confine(statement, table=calendar))]


def leads(asker: Asker, *, school: str) -> list[Lead]:
    """Who has led Achievement for All at the school, the earliest first."""
    statement = sa.select(*(afa_lead.c[name] for name in Lead._fields)).where(afa_lead.c.school == school)
    confined = asker.scope.confine(statement.order_by(afa_lead.c.from_date), table=afa_lead)
    return [Lead._make(row) for row in run(asker, statement=confined)]


def in_group(asker: Asker, *, school: str, on: date, since: date) -> list[InGroup]:
    """Who is or was in the listed AfA group since a day, of the pupils on roll at the school on the day."""
    where = membership(on=on)
    statement = (
        sa.select(*(characteristic.c[name] for name in InGroup._fields))
        .join(where, characteristic.c.pupil_id == where.c.pupil_id)
        .where(where.c.school == school, characteristic.c.kind == "afa_group")
        .where(characteristic.c.to_date.is_(None) | (characteristic.c.to_date > since))
        .distinct()
    )
    return [InGroup._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]
