"""Places: what an address may name, looked up within the reader's scope. An unknown and a forbidden place are one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES
from data_loaders.vocabulary import academic_year_of

school = TABLES["school"]
pupil = TABLES["pupil"]
enrolment = TABLES["enrolment"]
teaching_class = TABLES["teaching_class"]
class_member = TABLES["class_member"]


MAIN = ("C", "M")
"""Enrolment statuses that count: single and main registrations, never subsidiary or guest."""
SUBSIDIARY = "S"
"""The second registration of a pupil who is dual registered: told of the pupil, never counted."""


class School(NamedTuple):
    """One school of the trust."""

    code: str
    name: str
    phase: str


class SchoolClass(NamedTuple):
    """One class of one academic year; ``kind`` is registration or teaching, ``subject`` belongs to the latter."""

    class_id: int
    token: str
    school: str
    code: str
    name: str
    kind: str
    subject: str
    academic_year: str


def trust_name(asker: Asker) -> str:
    """The trust's name as its file says it; ``"The trust"`` where no file names one."""
    rows = run(asker, statement=asker.scope.shared(sa.select(TABLES["trust"].c.name)))
    return str(rows[0].name) if rows else "The trust"


def schools(asker: Asker) -> list[School]:
    """The schools in scope, by name."""
    statement = sa.select(school.c.school, school.c.name, school.c.phase).order_by(school.c.name)
    return [
        School._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=school, childless=True))
    ]


def classes(asker: Asker, *, school_code: str, academic_year: str) -> list[SchoolClass]:
    """The classes of a school in an academic year that are in scope, registration classes first, by name."""
    table = _class_table()
    statement = (
        sa.select(*table.c)
        .where(table.c.school == school_code, table.c.academic_year == academic_year)
        .order_by(table.c.kind, table.c.name)
    )
    return [SchoolClass._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=table))]


def class_of(asker: Asker, *, token: str) -> SchoolClass | None:
    """The class of that token, or None where there is none in scope."""
    table = _class_table()
    rows = run(asker, statement=asker.scope.confine(sa.select(*table.c).where(table.c.token == token), table=table))
    return SchoolClass._make(rows[0]) if rows else None


def _class_table() -> sa.Subquery:
    wanted = teaching_class.c
    return sa.select(
        wanted.teaching_class_id.label("class_id"), wanted.token, wanted.school, wanted.code, wanted.name, wanted.kind,
        sa.func.coalesce(wanted.subject, "").label("subject"), wanted.academic_year,
    ).subquery("class_in_scope")  # fmt: skip


@lru_cache(maxsize=1024)
def membership(
    *, on: date, kind: str = "", school: str = "", whose: int | sa.ScalarSelect[int] | None = None
) -> sa.Subquery:
    """Who is where on a day: a row a pupil, open main enrolment and class of theirs: pupil_id, school, class_id.

    ``kind`` keeps one kind of class (registration, teaching), ``school`` one school, ``whose`` one pupil: said here
    and not around it, so that the database looks at no other's classes. Pupils in no class stand with a null
    ``class_id``. The classes are those of the academic year of the day; a membership that has ended is left out.

    What is kept is the question, never an answer: a page asks it a dozen times, and writing it takes longer than
    answering it.
    """
    classed = (
        sa.select(class_member.c.pupil_id, class_member.c.school, teaching_class.c.teaching_class_id.label("class_id"))
        .join(teaching_class, _of_member())
        .where(_is_open(on), teaching_class.c.kind == kind if kind else sa.true())
        .where(*_only(class_member, school=school, whose=whose))
        .subquery("classed")
    )
    same = (classed.c.pupil_id == enrolment.c.pupil_id) & (classed.c.school == enrolment.c.school)
    return (
        sa.select(enrolment.c.pupil_id, enrolment.c.school, classed.c.class_id)
        .select_from(enrolment.outerjoin(classed, same))
        .where(on_roll(on), *_only(enrolment, school=school, whose=whose))
        .subquery("membership")
    )


@lru_cache(maxsize=256)
def registered(*, on: date, school: str) -> sa.Subquery:
    """Who is on a school's roll on a day, once each, with their registration class: pupil_id, school, class_id. The
    question is kept, as that of ``membership`` is."""
    held = sa.select(teaching_class.c.teaching_class_id).join_from(class_member, teaching_class, _of_member())
    held = held.where(_is_member(on), teaching_class.c.kind == "registration").limit(1)
    return (
        sa.select(enrolment.c.pupil_id, enrolment.c.school, held.scalar_subquery().label("class_id"))
        .where(on_roll(on), enrolment.c.school == school)
        .subquery("registered")
    )


def registration_class(*, on: date, whose: sa.ColumnElement[int], school: str) -> sa.ScalarSelect[str]:
    """The name of a pupil's registration class at a school on a day, null where there is none; a part of a
    statement."""
    held = class_member.c
    statement = sa.select(teaching_class.c.name).join_from(class_member, teaching_class, _of_member())
    statement = statement.where(held.pupil_id == whose, held.school == school, _is_open(on))
    return statement.where(teaching_class.c.kind == "registration").limit(1).scalar_subquery()


def classmates(*, on: date, classes: Collection[int], school: str = "") -> sa.Subquery:
    """Who is in which of these classes on a day, a row a pupil and class: pupil_id, school, class_id. ``school`` keeps
    those of one school."""
    return (
        sa.select(enrolment.c.pupil_id, enrolment.c.school, teaching_class.c.teaching_class_id.label("class_id"))
        .join_from(enrolment, class_member, _is_member(on))
        .join(teaching_class, _of_member())
        .where(on_roll(on), enrolment.c.school == school if school else sa.true())
        .where(teaching_class.c.teaching_class_id.in_(sorted(classes)))
        .subquery("classmates")
    )


def on_roll(on: date) -> sa.ColumnElement[bool]:
    """An open main registration on a day."""
    wanted = enrolment.c
    lasts = (wanted.to_date.is_(None) & ~_begun_elsewhere(on)) | (wanted.to_date > on)
    return sa.and_(wanted.from_date <= on, lasts, wanted.status.in_(MAIN))


def _begun_elsewhere(on: date) -> sa.ColumnElement[bool]:
    """Whether the pupil has begun at another main school by the day, though nobody has ended this registration."""
    later = enrolment.alias("later").c
    found = sa.select(later.pupil_id).where(
        later.pupil_id == enrolment.c.pupil_id, later.from_date > enrolment.c.from_date, later.from_date <= on,
        later.to_date.is_(None), later.status.in_(MAIN),
    )  # fmt: skip
    return found.correlate(enrolment).exists()


def _is_member(on: date) -> sa.ColumnElement[bool]:
    """A class membership of an enrolment's pupil at its school that is open on a day."""
    wanted = class_member.c
    same = (wanted.pupil_id == enrolment.c.pupil_id) & (wanted.school == enrolment.c.school)
    return sa.and_(same, _is_open(on))


def _is_open(on: date) -> sa.ColumnElement[bool]:
    wanted = class_member.c
    lasts = wanted.to_date.is_(None) | (wanted.to_date > on)
    return sa.and_(wanted.academic_year == academic_year_of(on), wanted.from_date <= on, lasts)


def _of_member() -> sa.ColumnElement[bool]:
    """The class of a membership."""
    return sa.and_(*(teaching_class.c[name] == class_member.c[name] for name in ("school", "code", "academic_year")))


def _only(table: sa.Table, *, school: str, whose: int | sa.ScalarSelect[int] | None) -> list[sa.ColumnElement[bool]]:
    one_school = [table.c.school == school] if school else []
    return one_school if whose is None else [*one_school, table.c.pupil_id == whose]


def numbered_pupils(school_code: str) -> sa.Subquery:
    """A number for each pupil of a school, in the random order of the tokens: what ``Pupil 7`` means there."""
    ever = sa.select(enrolment.c.pupil_id).where(enrolment.c.school == school_code)
    number = sa.func.row_number().over(order_by=pupil.c.token).label("number")
    return sa.select(pupil.c.pupil_id, number).where(pupil.c.pupil_id.in_(ever)).subquery("numbered")


def number_of(token: sa.ColumnElement[str], *, school: sa.ColumnElement[str]) -> sa.ScalarSelect[int]:
    """The number of one pupil at a school, as ``numbered_pupils`` gives it: one more than the tokens before theirs."""
    others, stay = pupil.alias("others"), enrolment.alias("stay")
    return (
        sa.select(1 + sa.func.count(sa.distinct(stay.c.pupil_id)))
        .join_from(stay, others, others.c.pupil_id == stay.c.pupil_id)
        .where(stay.c.school == school, others.c.token < token)
        .scalar_subquery()
    )


def of_phase(phase: str) -> sa.Select[tuple[str]]:
    """The codes of the schools of a phase, as a part of a total: it is never run by itself."""
    return sa.select(school.c.school).where(school.c.phase == phase)


def classes_of_pupil(asker: Asker, *, pupil_id: int, on: date) -> list[SchoolClass]:
    """The classes a pupil is in on a day that are in scope, the registration class first."""
    where, table = membership(on=on, whose=pupil_id), _class_table()
    statement = (
        sa.select(*table.c).join(where, where.c.class_id == table.c.class_id).order_by(table.c.kind, table.c.name)
    )
    return [SchoolClass._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]
