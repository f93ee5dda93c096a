"""How complete the records of each school are: counts by school, within the schools whose records the reader checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.queries.places import MAIN, School
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES, band_cell, enrolment_fact, import_batch, progress_cell, term_fact
from data_loaders.vocabulary import SEND_CODES, academic_year_of

pupil, enrolment = TABLES["pupil"], TABLES["enrolment"]


class OnRoll(NamedTuple):
    """Of one school, how many pupils are on roll (main registrations) on a day, and how many of them have each field.

    ``send`` are those with an open SEN provision that makes them SEND pupils; ``need`` those of them with a need.
    """

    school: str
    pupils: int
    upn: int
    date_of_birth: int
    sex: int
    provision: int
    send: int
    need: int
    classed: int


class Term(NamedTuple):
    """What one school has for one term. ``known`` says that its calendar has the term; the counts are of pupils on roll
    at the end of the term: with a session, in the AfA group, of those with a conversation, with a club register."""

    school: str
    term: str
    starts: date
    ends: date
    known: bool
    registers_to: date | None
    pupils: int
    sessions: int
    group: int
    talked: int
    clubs: int


class Result(NamedTuple):
    """Pupils of one school, term, subject and scale by what their results allow (``PROGRESS_STATES``).

    ``unknown`` says that their SEN status is not known: they are in neither group.
    """

    school: str
    term: str
    subject: str
    scale: str
    state: str
    unknown: bool
    n: int


class Import(NamedTuple):
    """An import that stands: its number and day, and its findings as the batch keeps them."""

    batch_id: int
    finished: date
    findings: tuple[dict[str, Any], ...]


def schools(asker: Asker) -> list[School]:
    """The schools whose records the reader checks, by name."""
    table = TABLES["school"]
    statement = sa.select(table.c.school, table.c.name, table.c.phase).order_by(table.c.name)
    return [School._make(row) for row in run(asker, statement=asker.scope.checked(statement, table=table))]


def on_roll(asker: Asker, *, on: date) -> list[OnRoll]:
    """A row a school with anybody on roll on the day."""
    here = (
        sa.select(enrolment.c.pupil_id, enrolment.c.school).where(
            open_on(enrolment, on=on), enrolment.c.status.in_(MAIN)
        )
    ).distinct()
    stay = here.subquery("stay")
    flags = pupil_flags(stay, on=on)
    counts = [_count(flag).label(f"with_{name}") for name, flag in flags.items()]
    statement = sa.select(stay.c.school, sa.func.count(), *counts)
    statement = statement.join_from(stay, pupil, pupil.c.pupil_id == stay.c.pupil_id)
    found = run(asker, statement=asker.scope.checked(statement.group_by(stay.c.school), table=stay))
    return [OnRoll._make(row) for row in found]


def pupil_flags(stay: sa.Subquery, *, on: date) -> dict[str, sa.ColumnElement[bool]]:
    """By field, whether a pupil of ``stay`` (pupil_id, school; joined to the pupil) has it on the day; ``send`` says
    that they are a SEND pupil, ``need`` that such a pupil has a need."""
    send = _has("sen_status", stay=stay, on=on, where=TABLES["sen_status"].c.code.in_(sorted(SEND_CODES)))
    return {
        "upn": pupil.c.upn.is_not(None), "date_of_birth": pupil.c.date_of_birth.is_not(None),
        "sex": pupil.c.sex.is_not(None), "provision": _has("sen_status", stay=stay, on=on), "send": send,
        "need": sa.and_(send, _has("sen_need", stay=stay, on=on)), "classed": _classed(stay, on=on),
    }  # fmt: skip


def terms(asker: Asker) -> list[Term]:
    """A row a school and term, oldest first."""
    wanted, place = enrolment_fact.c, term_fact.c
    there = sa.and_(wanted.main, wanted.at_end)
    counted = {
        "pupils": there, "sessions": sa.and_(there, wanted.sessions_possible.is_not(None)),
        "group": sa.and_(there, wanted.afa_group),
        "talked": sa.and_(there, wanted.afa_group, wanted.conversations_offered > 0),
        "clubs": sa.and_(there, wanted.activity_attended.is_not(None)),
    }  # fmt: skip
    counts = [_count(flag).label(name) for name, flag in counted.items()]
    same = (wanted.school == place.school) & (wanted.period == place.term)
    dates = (place.school, place.term, place.starts, place.ends, place.open_days.is_not(None).label("known"),
             place.registers_to)  # fmt: skip
    statement = (
        sa.select(*dates, *counts)
        .select_from(term_fact.outerjoin(enrolment_fact, same))
        .group_by(*(column for column in dates[:4]), place.open_days, place.registers_to)
        .order_by(place.starts, place.school)
    )
    return [Term._make(row) for row in run(asker, statement=asker.scope.checked(statement, table=term_fact))]


def results(asker: Asker) -> list[Result]:
    """A row a school, term, subject, scale (of numbers or of bands), state and whether the status is known."""
    rows = [row for table in (progress_cell, band_cell) for row in _results(asker, table=table)]
    return [
        Result(row.school, row.period, row.subject, row.scale, row.state, bool(row.unknown), int(row.n)) for row in rows
    ]


def _results(asker: Asker, *, table: sa.Table) -> Sequence[sa.Row[Any]]:
    wanted = table.c
    unknown = (wanted.sen_start == "").label("unknown")
    by = (wanted.school, wanted.period, wanted.subject, wanted.scale, wanted.state, unknown)
    statement = sa.select(*by, sa.func.sum(wanted.n).label("n")).where(wanted.period.contains(".")).group_by(*by)
    return run(asker, statement=asker.scope.checked(statement, table=table))


def latest(asker: Asker, *, record: str) -> dict[str, int]:
    """By school, the number of the latest import of which a row of the record stands."""
    table = TABLES[record]
    place = table if "school" in table.c else enrolment
    statement = sa.select(place.c.school, sa.func.max(table.c.batch_id).label("newest"))
    if place is not table:
        statement = statement.join_from(table, place, place.c.pupil_id == table.c.pupil_id)
    found = run(asker, statement=asker.scope.checked(statement.group_by(place.c.school), table=place))
    return {row.school: row.newest for row in found}


def leads(asker: Asker, *, on: date) -> frozenset[str]:
    """The schools where it is recorded who leads Achievement for All on the day."""
    table = TABLES["afa_lead"]
    statement = sa.select(table.c.school).where(open_on(table, on=on)).distinct()
    return frozenset(row.school for row in run(asker, statement=asker.scope.checked(statement, table=table)))


def half_terms(asker: Asker, *, school: str, year: str) -> dict[str, tuple[date, date]]:
    """By its code, the first and last weekday of each half term of an academic year in the school's calendar."""
    wanted = TABLES["calendar"].c
    statement = (
        sa.select(wanted.half_term, sa.func.min(wanted.date).label("first"), sa.func.max(wanted.date).label("last"))
        .where(wanted.school == school, wanted.term.startswith(year))
        .group_by(wanted.half_term)
    )
    rows = run(asker, statement=asker.scope.checked(statement, table=TABLES["calendar"]))
    return {row.half_term: (row.first, row.last) for row in rows}


def closed_days(asker: Asker, *, school: str, year: str) -> list[date]:
    """The weekdays of an academic year's half terms on which the school is closed, by its calendar."""
    wanted = TABLES["calendar"].c
    here = (wanted.school == school) & wanted.term.startswith(year) & wanted.open.is_(False)
    statement = sa.select(wanted.date).where(here).distinct().order_by(wanted.date)
    return [row.date for row in run(asker, statement=asker.scope.checked(statement, table=TABLES["calendar"]))]


def imports(asker: Asker) -> list[Import]:
    """The imports that stand with their findings, oldest first. A finding counts its lines by school."""
    wanted = import_batch.c
    statement = sa.select(wanted.batch_id, wanted.finished_at, wanted.report).where(wanted.outcome == "committed")
    rows = run(asker, statement=asker.scope.shared(statement.order_by(wanted.batch_id)))
    return [Import(row.batch_id, row.finished_at.date(), tuple(row.report)) for row in rows]


def open_on(table: sa.Table, *, on: date) -> sa.ColumnElement[bool]:
    """Whether an interval of the table is open on the day."""
    return sa.and_(table.c.from_date <= on, table.c.to_date.is_(None) | (table.c.to_date > on))


def _has(
    record: str, *, stay: sa.Subquery, on: date, where: sa.ColumnElement[bool] | None = None
) -> sa.ColumnElement[bool]:
    """Whether a pupil has an open row of a record on the day."""
    table = TABLES[record]
    own = sa.and_(table.c.pupil_id == stay.c.pupil_id, open_on(table, on=on), sa.true() if where is None else where)
    return sa.exists().where(own)


def _classed(stay: sa.Subquery, *, on: date) -> sa.ColumnElement[bool]:
    """Whether a pupil is in a registration class of the school on the day."""
    member, held = TABLES["class_member"], TABLES["teaching_class"]
    same = sa.and_(*(held.c[name] == member.c[name] for name in ("school", "code", "academic_year")))
    mine = sa.and_(member.c.pupil_id == stay.c.pupil_id, member.c.school == stay.c.school, open_on(member, on=on))
    year = sa.and_(member.c.academic_year == academic_year_of(on), held.c.kind == "registration")
    return sa.exists().where(same, mine, year)


def _count(flag: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((flag, 1), else_=0)), 0)
