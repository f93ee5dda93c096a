"""One pupil's own story: every strand's records of one child, whichever school of the trust made them.

History follows the child; access follows the enrolment that is open today. No free text is read but the words of a
target, and those only for a scope that reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa

from dashboard.queries.places import MAIN, SUBSIDIARY, membership
from dashboard.queries.pupils import Pupil
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES
from data_loaders.vocabulary import STATUTORY_SCALES, term_order

calendar, schools, enrolment = TABLES["calendar"], TABLES["school"], TABLES["enrolment"]

Made = TypeVar("Made")


class Stay(NamedTuple):
    """One enrolment: the school by name, and the year group on the first day. Single and main registrations count; a
    subsidiary one is beside the main one, at another school."""

    from_date: date
    to_date: date | None
    school: str
    name: str
    year_group: str
    status: str


class Need(NamedTuple):
    """One interval of a type of need; rank 1 is the primary need."""

    from_date: date
    to_date: date | None
    rank: int
    need: str


class Register(NamedTuple):
    """One row of a register: a week's marks, a term's counts by code, or totals. What is not known is None."""

    school: str
    from_date: date
    grain: str
    marks: str | None
    counts: str | None
    possible: int | None
    attended: int | None
    authorised: int | None
    unauthorised: int | None
    late: int | None


class Conversation(NamedTuple):
    """One structured conversation as it was offered, and what came of it."""

    school: str
    scheduled: date
    term: str
    status: str
    held: date | None
    parent_present: bool | None
    mode: str | None
    led_by_role: str | None


class Target(NamedTuple):
    """One target of a conversation; ``text`` is None for readers who do not read it, ``met`` is None while open."""

    school: str
    scheduled: date
    kind: str
    text: str | None
    met: bool | None


class Club(NamedTuple):
    """One club's register of a pupil: sessions attended of those offered (None where a file says only yes or no)."""

    school: str
    activity: str
    from_date: date
    term: str
    offered: int | None
    attended: int


class NationalResult(NamedTuple):
    """One result of a national test or examination; without a value, ``raw`` is the code awarded or says why. ``date``
    is None where no file gives the day."""

    term: str
    scale: str
    subject: str
    kind: str
    raw: str | None
    value: float | None
    date: date | None


class Incident(NamedTuple):
    """A pupil's part in one incident."""

    date: date
    kind: str
    role: str


class Suspension(NamedTuple):
    """One suspension or exclusion from its first day, with the sessions it is recorded with; its reason is not read."""

    from_date: date
    kind: str
    sessions: int | None


class HalfTerm(NamedTuple):
    """A half term of one school by its first and last open day."""

    term: str
    half_term: str
    starts: date
    ends: date


def stays(asker: Asker, *, whose: Pupil, on: date) -> list[Stay]:
    """The pupil's main and subsidiary registrations in the trust up to a day, oldest first, with the schools' names."""
    where, wanted = membership(on=on, whose=whose.pupil_id), enrolment.c
    statement = (
        sa.select(wanted.from_date, wanted.to_date, wanted.school, schools.c.name, wanted.year_group, wanted.status)
        .join(where, where.c.pupil_id == wanted.pupil_id)
        .join(schools, schools.c.school == wanted.school)
        .where(wanted.pupil_id == whose.pupil_id, wanted.status.in_((*MAIN, SUBSIDIARY)), wanted.from_date <= on)
        .distinct()
    )
    return sorted(Stay._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where)))


def needs(asker: Asker, *, whose: Pupil, on: date) -> list[Need]:
    """The history of the pupil's types of need, oldest first."""
    return sorted(_records(asker, record="sen_need", of=Need._make, names=Need._fields, whose=whose, on=on))


def registers(asker: Asker, *, whose: Pupil, on: date) -> list[Register]:
    """Every row of the registers that is about the pupil, oldest first."""
    rows = _records(asker, record="attendance", of=Register._make, names=Register._fields, whose=whose, on=on)
    return sorted(rows, key=lambda row: row.from_date)


def conversations(asker: Asker, *, whose: Pupil, on: date) -> list[Conversation]:
    """The structured conversations about the pupil, those to come as well, oldest first."""
    rows = _records(asker, record="conversation", of=Conversation._make, names=Conversation._fields, whose=whose, on=on)
    return sorted(rows, key=lambda row: row.scheduled)


def targets(asker: Asker, *, whose: Pupil, on: date) -> list[Target]:
    """The targets of those conversations, by the conversation's day and kind: their words where the scope reads them,
    and never taken out of the database where it does not."""
    reads = asker.scope.target_texts
    instead: dict[str, sa.ColumnElement[Any]] = {} if reads else {"text": sa.null().label("text")}
    rows = _records(asker, record="target", of=Target._make, names=Target._fields, whose=whose, on=on, instead=instead)
    return sorted(rows, key=lambda row: (row.scheduled, row.kind))


def clubs(asker: Asker, *, whose: Pupil, on: date) -> list[Club]:
    """The club registers the pupil is on, oldest first, then by club."""
    rows = _records(asker, record="activity_session", of=Club._make, names=Club._fields, whose=whose, on=on)
    return sorted(rows, key=lambda row: (row.from_date, row.activity))


def national_results(asker: Asker, *, whose: Pupil, on: date) -> list[NationalResult]:
    """The pupil's national tests and examinations, the latest first, then by assessment and subject."""
    found = _records(
        asker, record="assessment", of=NationalResult._make, names=NationalResult._fields, whose=whose, on=on
    )
    own = sorted((each for each in found if each.scale in STATUTORY_SCALES), key=lambda each: each[1:4])
    return sorted(own, key=lambda each: term_order(each.term), reverse=True)


def incidents(asker: Asker, *, whose: Pupil, on: date) -> list[Incident]:
    """The incidents the pupil had a part in, oldest first."""
    return sorted(_records(asker, record="incident", of=Incident._make, names=Incident._fields, whose=whose, on=on))


def suspensions(asker: Asker, *, whose: Pupil, on: date) -> list[Suspension]:
    """The pupil's suspensions and exclusions, oldest first."""
    rows = _records(asker, record="suspension", of=Suspension._make, names=Suspension._fields, whose=whose, on=on)
    return sorted(rows, key=lambda row: row.from_date)


def _records(
    asker: Asker,
    *,
    record: str,
    of: Callable[[Sequence[Any]], Made],
    names: Sequence[str],
    whose: Pupil,
    on: date,
    instead: dict[str, sa.ColumnElement[Any]] | None = None,
) -> list[Made]:
    """The rows of one record about the pupil, each once, where the pupil's open enrolment is within the scope.

    ``instead`` gives other expressions for some of the columns.
    """
    table, where = TABLES[record], membership(on=on, whose=whose.pupil_id)
    columns = [(instead or {}).get(name, table.c[name]) for name in names]
    statement = (
        sa.select(*columns)
        .join_from(table, where, where.c.pupil_id == table.c.pupil_id)
        .where(table.c.pupil_id == whose.pupil_id)
        .distinct()
    )
    return [of(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]


def half_terms(asker: Asker, *, school: str) -> list[HalfTerm]:
    """The half terms of a school's calendar by their open days, oldest first; empty where it has sent no calendar."""
    wanted = calendar.c
    first, last = sa.func.min(wanted.date).label("starts"), sa.func.max(wanted.date).label("ends")
    statement = (
        sa.select(wanted.term, wanted.half_term, first, last)
        .where(wanted.school == school, wanted.open.is_(True))
        .group_by(wanted.term, wanted.half_term)
        .order_by(first)
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=calendar, childless=True))
    return [HalfTerm._make(row) for row in rows]


EVER = ("assessment", "attendance", "conversation", "activity_session", "incident", "suspension", "questionnaire")
"""The records of which a page says *not supplied* where the school has never sent one."""


def ever_sent(asker: Asker, *, school: str) -> frozenset[str]:
    """Which of these records the school has ever sent anything of, for any pupil: results of anybody ever enrolled, but
    those of national assessments, of which pupils bring some with them."""
    sent = [_sent(record, school=school).label(record) for record in EVER]
    statement = sa.select().add_columns(*sent).select_from(schools).where(schools.c.school == school)
    rows = run(asker, statement=asker.scope.confine(statement, table=schools, childless=True))
    return frozenset(record for record in EVER if rows and rows[0]._mapping[record])


def _sent(record: str, *, school: str) -> sa.Exists:
    table = TABLES[record]
    if "school" in table.c:
        return sa.exists().where(table.c.school == school)
    theirs = sa.exists().where(table.c.pupil_id == enrolment.c.pupil_id, enrolment.c.school == school)
    return theirs.where(table.c.scale.not_in(STATUTORY_SCALES)) if "scale" in table.c else theirs
