"""What is recorded by people: the pupils whose conversations are due, with what is known of each, within the scope."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.access.scope import Level
from dashboard.queries.members import confined, names, pupil, theirs
from dashboard.queries.places import registration_class
from dashboard.queries.pupils import status_on
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES, enrolment_fact

conversation = TABLES["conversation"]
target = TABLES["target"]
characteristic = TABLES["characteristic"]


class Member(NamedTuple):
    """One pupil of a school's AfA group, or with a conversation this term. ``key`` is how files know the pupil.

    ``class_name`` is the registration class, empty where there is none; ``status`` the SEN provision on the day;
    ``in_group`` says that a conversation of the term belongs to the pupil.
    """

    pupil_id: int
    key: str
    token: str
    name: str
    upn: str
    class_name: str
    year_group: str
    status: str
    in_group: bool


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
        one_pupil = pupil.c.token == token if token else sa.true()
        return sa.and_(fact.c.afa_group.is_(True) | _talked(term, where=where), one_pupil)

    return members_where(asker, school=school, term=term, on=on, wanted=belongs, class_id=class_id)


def members_where(
    asker: Asker, *, school: str, term: str, on: date,
    wanted: Callable[[sa.Subquery, sa.Subquery], sa.ColumnElement[bool]], class_id: int | None = None,
) -> list[Member]:  # fmt: skip
    """The pupils on roll at the school on the day who are ``wanted``, a condition on their fact and their membership.

    ``class_id`` keeps one class. None where no single pupil may be read.
    """
    if not asker.scope.may_read(Level.PUPIL):
        return []
    those = theirs(asker, school=school, on=on, class_id=class_id)
    where, fact = those.where, _fact(term, school=school)
    home = registration_class(on=on, whose=where.c.pupil_id, school=school).label("class_name")
    status = status_on(on, whose=where.c.pupil_id).label("status")
    statement = (
        sa.select(*those.columns, pupil.c.pupil, pupil.c.upn, home, fact.c.year_group, status, fact.c.afa_group)
        .select_from(those.source)
        .outerjoin(fact, _same(fact, where=where))
        .where(wanted(fact, where))
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    called = names(asker, of=those, rows=rows)
    return list({row.pupil_id: _member(row, name=called[row.pupil_id]) for row in rows}.values())


def _member(row: sa.Row[Any], *, name: str) -> Member:
    upn, class_name, year_group, status = (each or "" for each in (row.upn, row.class_name, row.year_group, row.status))
    in_group = bool(row.afa_group)
    return Member(row.pupil_id, row.pupil, row.token, name, upn, class_name, year_group, status, in_group)


def talks(
    asker: Asker, *, school: str, on: date, terms: frozenset[str], pupil_ids: Collection[int]
) -> list[Talk]:  # fmt: skip
    """The conversations of these terms at the school about these of the reader's pupils on the day, the earliest
    first."""
    those, wanted = theirs(asker, school=school, on=on), conversation.c
    statement = (
        sa.select(*(wanted[name] for name in Talk._fields))
        .where(wanted.school == school, wanted.term.in_(sorted(terms)), wanted.pupil_id.in_(sorted(pupil_ids)))
        .order_by(wanted.scheduled)
    )
    rows = run(asker, statement=confined(asker, statement=statement, table=conversation, of=those))
    return [Talk._make(row) for row in rows]


def aims(asker: Asker, *, school: str, on: date, since: date, pupil_ids: Collection[int]) -> list[Aim]:
    """The targets of conversations offered for a day since ``since``, of these of the reader's pupils at the school."""
    those, wanted = theirs(asker, school=school, on=on), target.c
    statement = (
        sa.select(*(wanted[name] for name in Aim._fields))
        .where(wanted.school == school, wanted.scheduled >= since, wanted.pupil_id.in_(sorted(pupil_ids)))
        .order_by(wanted.scheduled, wanted.kind)
    )
    rows = run(asker, statement=confined(asker, statement=statement, table=target, of=those))
    return [Aim._make(row) for row in rows]


def left_open(
    asker: Asker, *, school: str, on: date, terms: frozenset[str], class_id: int | None = None, token: str = ""
) -> dict[str, int]:  # fmt: skip
    """By term the pupils on roll on the day with a conversation offered for a day that has passed, of whom nobody has
    said what came of it, and none that counts. ``class_id`` and ``token`` keep one class, one pupil."""
    if not asker.scope.may_read(Level.PUPIL):
        return {}
    those, offered = theirs(asker, school=school, on=on, class_id=class_id), conversation.c
    held = conversation.alias("held").c
    counts = sa.exists().where(
        held.pupil_id == offered.pupil_id, held.school == offered.school, held.term == offered.term,
        held.status == "held", held.parent_present.is_(True),
    )  # fmt: skip
    statement = (
        sa.select(offered.term, sa.func.count(offered.pupil_id.distinct()).label("pupils"))
        .select_from(those.source.join(conversation, _same(conversation, where=those.where)))
        .where(offered.term.in_(sorted(terms)), offered.status == "scheduled", offered.scheduled < on, ~counts)
        .where(pupil.c.token == token if token else sa.true())
        .group_by(offered.term)
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=those.where))
    return {row.term: row.pupils for row in rows}


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
