"""What is recorded by people: the pupils whose conversations are due, with what is known of each, within the scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.access.scope import Level
from dashboard.queries.places import membership, numbered_pupils
from dashboard.queries.pupils import called
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES, enrolment_fact

pupil = TABLES["pupil"]
conversation = TABLES["conversation"]
target = TABLES["target"]
characteristic = TABLES["characteristic"]
sen_status = TABLES["sen_status"]


class Member(NamedTuple):
    """One pupil of a school's AfA group, or with a conversation this term. ``key`` is how files know the pupil.

    ``class_name`` is the registration class, empty where there is none; ``status`` the SEN provision on the day.
    """

    pupil_id: int
    key: str
    token: str
    name: str
    upn: str
    class_name: str
    year_group: str
    status: str


class Talk(NamedTuple):
    """One conversation as it is stored: a row a pupil and the day it was offered for."""

    pupil_id: int
    scheduled: date
    term: str
    status: str
    held: date | None
    parent_present: bool | None
    mode: str | None
    led_by: str | None
    led_by_role: str | None


class Aim(NamedTuple):
    """One target of one conversation: curricular or wider, met where somebody has said so."""

    pupil_id: int
    scheduled: date
    kind: str
    text: str | None
    met: bool | None


def members(
    asker: Asker, *, school: str, term: str, on: date, class_id: int | None = None, token: str = ""
) -> list[Member]:
    """The pupils on roll on the day whose conversations belong to the term: of the AfA group in it, or with one in it.

    ``class_id`` and ``token`` keep one class, one pupil.
    """

    def belongs(fact: sa.Subquery, where: sa.Subquery) -> sa.ColumnElement[bool]:
        one_class = where.c.class_id == class_id if class_id is not None else sa.true()
        one_pupil = pupil.c.token == token if token else sa.true()
        return sa.and_(fact.c.afa_group.is_(True) | _talked(term, where=where), one_class, one_pupil)

    return members_where(asker, school=school, term=term, on=on, wanted=belongs)


def members_where(
    asker: Asker, *, school: str, term: str, on: date,
    wanted: Callable[[sa.Subquery, sa.Subquery], sa.ColumnElement[bool]],
) -> list[Member]:  # fmt: skip
    """The pupils on roll at the school on the day who are ``wanted``, a condition on their fact and their membership.

    None where no single pupil may be read.
    """
    if not asker.scope.may_read(Level.PUPIL):
        return []
    where, numbered, home, fact = (
        membership(on=on),
        numbered_pupils(school),
        _home(on, school=school),
        _fact(term, school=school),
    )
    columns = (pupil.c.pupil_id, pupil.c.pupil, pupil.c.token, pupil.c.forename, pupil.c.surname, pupil.c.upn)
    statement = (
        sa.select(*columns, numbered.c.number, home.c.class_name, fact.c.year_group, _status(on, where=where))
        .select_from(where)
        .join(pupil, pupil.c.pupil_id == where.c.pupil_id)
        .join(numbered, numbered.c.pupil_id == where.c.pupil_id)
        .outerjoin(home, _same(home, where=where))
        .outerjoin(fact, _same(fact, where=where))
        .where(where.c.school == school, wanted(fact, where))
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    return list({row.pupil_id: _member(asker, school=school, row=row) for row in rows}.values())


def _member(asker: Asker, *, school: str, row: sa.Row[Any]) -> Member:
    name = called(asker, school=school, row=row)
    words = (row.upn, row.class_name, row.year_group, row.status)
    return Member(row.pupil_id, row.pupil, row.token, name, *(each or "" for each in words))


def talks(asker: Asker, *, school: str, on: date, terms: frozenset[str]) -> list[Talk]:
    """The conversations of these terms about the pupils in scope at the school on the day, the earliest first."""
    where = membership(on=on)
    statement = (
        sa.select(*(conversation.c[name] for name in Talk._fields))
        .join(where, _same(conversation, where=where))
        .where(where.c.school == school, conversation.c.term.in_(sorted(terms)))
        .order_by(conversation.c.scheduled)
        .distinct()
    )
    return [Talk._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]


def aims(asker: Asker, *, school: str, on: date, since: date) -> list[Aim]:
    """The targets of conversations offered for a day since ``since``, of the pupils in scope at the school."""
    where = membership(on=on)
    statement = (
        sa.select(*(target.c[name] for name in Aim._fields))
        .join(where, _same(target, where=where))
        .where(where.c.school == school, target.c.scheduled >= since)
        .order_by(target.c.scheduled, target.c.kind)
        .distinct()
    )
    return [Aim._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]


def lists_a_group(asker: Asker, *, school: str, since: date, until: date) -> bool:
    """Whether the school lists an AfA group of its own for the days from ``since`` until ``until``.

    Told of the whole school, to whoever reads one class of it: it names nobody.
    """
    held, place = characteristic.c, TABLES["enrolment"]
    statement = (
        sa.select(sa.func.count())
        .select_from(characteristic)
        .join(place, place.c.pupil_id == held.pupil_id)
        .where(held.kind == "afa_group", place.c.school == school, held.from_date < until)
        .where(held.from_date >= place.c.from_date)  # brought along from another school, it is that school's list
        .where(held.to_date.is_(None) | (held.to_date > since))
    )
    return bool(run(asker, statement=asker.scope.confine(statement, table=place, childless=True))[0][0])


def _same(table: sa.FromClause, *, where: sa.Subquery) -> sa.ColumnElement[bool]:
    """The same pupil at the same school."""
    return sa.and_(table.c.pupil_id == where.c.pupil_id, table.c.school == where.c.school)


def _talked(term: str, *, where: sa.Subquery) -> sa.ColumnElement[bool]:
    return sa.exists().where(_same(conversation, where=where), conversation.c.term == term)


def _fact(term: str, *, school: str) -> sa.Subquery:
    """The fact of the term of each pupil and school: one who left and came back has two, of which either will do."""
    fact = enrolment_fact.c
    wanted = sa.select(fact.pupil_id, fact.school, fact.year_group, fact.afa_group).where(fact.period == term)
    return wanted.where(fact.school == school).order_by(fact.at_end).subquery("fact")


def _home(on: date, *, school: str) -> sa.Subquery:
    """The registration class of each pupil on the day, by name."""
    where, held = membership(on=on, kind="registration"), TABLES["teaching_class"].c
    columns = (where.c.pupil_id, where.c.school, held.name.label("class_name"))
    named = sa.select(*columns).join(where, where.c.class_id == held.teaching_class_id)
    return named.where(where.c.school == school).subquery("home")


def _status(on: date, *, where: sa.Subquery) -> sa.Label[str]:
    wanted = sen_status.c
    return (
        sa.select(wanted.code)
        .where(wanted.pupil_id == where.c.pupil_id, wanted.from_date <= on)
        .where(wanted.to_date.is_(None) | (wanted.to_date > on))
        .order_by(wanted.from_date.desc())
        .limit(1)
        .scalar_subquery()
        .label("status")
    )
