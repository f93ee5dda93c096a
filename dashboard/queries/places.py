"""Places: what an address may name, looked up within the reader's scope. An unknown and a forbidden place are one."""

from __future__ import annotations

from datetime import date
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


def membership(*, on: date, kind: str = "") -> sa.Subquery:
    """Who is where on a day: a row a pupil, open main enrolment and class of theirs: pupil_id, school, class_id.

    ``kind`` keeps one kind of class (registration, teaching). Pupils in no class stand with a null
    ``class_id``. The classes are those of the academic year of the day; a membership that has ended is left out.
    """
    classed = (
        sa.select(class_member.c.pupil_id, class_member.c.school, teaching_class.c.teaching_class_id.label("class_id"))
        .join(
            teaching_class,
            (teaching_class.c.school == class_member.c.school)
            & (teaching_class.c.code == class_member.c.code)
            & (teaching_class.c.academic_year == class_member.c.academic_year),
        )
        .where(class_member.c.academic_year == academic_year_of(on))
        .where(class_member.c.from_date <= on)
        .where(class_member.c.to_date.is_(None) | (class_member.c.to_date > on))
        .where(teaching_class.c.kind == kind if kind else sa.true())
        .subquery("classed")
    )
    same = (classed.c.pupil_id == enrolment.c.pupil_id) & (classed.c.school == enrolment.c.school)
    return (
        sa.select(enrolment.c.pupil_id, enrolment.c.school, classed.c.class_id)
        .select_from(enrolment.outerjoin(classed, same))
        .where(enrolment.c.from_date <= on)
        .where(enrolment.c.to_date.is_(None) | (enrolment.c.to_date > on))
        .where(enrolment.c.status.in_(MAIN))
        .subquery("membership")
    )


def numbered_pupils(school_code: str) -> sa.Subquery:
    """A number for each pupil of a school, in the random order of the tokens: what ``Pupil 7`` means there."""
    ever = sa.select(enrolment.c.pupil_id, enrolment.c.school).where(enrolment.c.school == school_code)
    everyone = ever.distinct().subquery("everyone")
    number = sa.func.row_number().over(partition_by=everyone.c.school, order_by=pupil.c.token)
    return (
        sa.select(everyone.c.pupil_id, everyone.c.school, number.label("number"))
        .join(pupil, pupil.c.pupil_id == everyone.c.pupil_id)
        .subquery("numbered")
    )


def of_phase(phase: str) -> sa.Select[tuple[str]]:
    """The codes of the schools of a phase, as a part of a total: it is never run by itself."""
    return sa.select(school.c.school).where(school.c.phase == phase)


def classes_of_pupil(asker: Asker, *, pupil_id: int, on: date) -> list[SchoolClass]:
    """The classes a pupil is in on a day that are in scope, the registration class first."""
    where, table = membership(on=on), _class_table()
    statement = (
        sa.select(*table.c)
        .join(where, where.c.class_id == table.c.class_id)
        .where(where.c.pupil_id == pupil_id)
        .order_by(table.c.kind, table.c.name)
    )
    return [SchoolClass._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]
