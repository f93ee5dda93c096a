"""Attendance: which enrolments are counted, within the reader's scope. Sums for the trust and schools."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.metrics.cells_attendance import AbsenceCell, ReasonCell, SpreadCell, WeekCell
from dashboard.queries.places import enrolment
from dashboard.queries.pupils import sen_status
from dashboard.queries.running import Asker, run
from data_loaders.school_year import census_day, term_number
from data_loaders.store.tables import enrolment_fact
from data_loaders.store.tables_attendance import absence_cell, absence_reason, absence_spread, absence_week
from data_loaders.vocabulary import GROUPS, OTHERS, first_year

_KEYS = ("school", "year_group", "sen", "need")


def cells(asker: Asker, *, period: str) -> list[AbsenceCell]:
    """The sums of sessions of a period in scope: a cell a school, year group, SEN provision and primary need."""
    statement = sa.select(*(absence_cell.c[name] for name in AbsenceCell._fields))
    statement = statement.where(absence_cell.c.period == period)
    rows = run(asker, statement=asker.scope.confine(statement, table=absence_cell))
    return [AbsenceCell._make(row) for row in rows]


def total_cells(asker: Asker, *, period: str, schools: sa.Select[Any]) -> list[AbsenceCell]:
    """The sums of a period over all the given schools together, no school, year group or need told apart."""
    wanted = absence_cell.c
    names = [name for name in AbsenceCell._fields if name not in _KEYS]
    sums = [_whole(wanted[name]).label(name) for name in names]
    statement = sa.select(wanted.sen, *sums).where(wanted.period == period).group_by(wanted.sen)
    total = asker.scope.total(
        statement, table=absence_cell, within=("period",), schools=schools, counted=wanted.n > 0,
        groups=_told_apart(wanted.sen),
    )  # fmt: skip
    rows = run(asker, statement=total)
    return [AbsenceCell(school="", year_group="", need="", **row._mapping) for row in rows]


def _whole(column: sa.ColumnElement[int]) -> sa.ColumnElement[int | None]:
    """The sum of a column; null where any row has none, as a sum over some of them would be wrong."""
    return sa.case((sa.func.count(column) == sa.func.count(), sa.func.sum(column)))


def _told_apart(status: sa.ColumnElement[str]) -> sa.ColumnElement[str | None]:
    groups = {"support": GROUPS["support"], "plan": GROUPS["plan"], "others": OTHERS}
    return sa.case(*((status.in_(sorted(codes)), name) for name, codes in groups.items()), else_=sa.null())


def reasons(asker: Asker, *, period: str) -> list[ReasonCell]:
    """The sessions of absence of a period in scope by register code: a cell a school, SEN provision and code."""
    statement = sa.select(*(absence_reason.c[name] for name in ReasonCell._fields))
    statement = statement.where(absence_reason.c.period == period)
    rows = run(asker, statement=asker.scope.confine(statement, table=absence_reason))
    return [ReasonCell._make(row) for row in rows]


def spread(asker: Asker, *, period: str) -> list[SpreadCell]:
    """How many enrolments in scope missed how many of how many possible sessions in a term or year to date."""
    statement = sa.select(*(absence_spread.c[name] for name in SpreadCell._fields))
    statement = statement.where(absence_spread.c.period == period)
    rows = run(asker, statement=asker.scope.confine(statement, table=absence_spread))
    return [SpreadCell._make(row) for row in rows]


def total_spread(asker: Asker, *, period: str, schools: sa.Select[Any]) -> list[SpreadCell]:
    """The same over all the given schools together."""
    wanted = absence_spread.c
    kept = [wanted.sen, wanted.possible, wanted.absent]
    statement = sa.select(*kept, sa.func.sum(wanted.n).label("n")).where(wanted.period == period).group_by(*kept)
    total = asker.scope.total(
        statement, table=absence_spread, within=("period",), schools=schools, groups=_told_apart(wanted.sen)
    )
    rows = run(asker, statement=total)
    return [SpreadCell(school="", year_group="", need="", **row._mapping) for row in rows]


_NEVER = date(9999, 12, 31)


def merged(asker: Asker, *, period: str, school: str = "") -> list[SpreadCell]:
    """How many pupils in scope missed how many of how many possible sessions in a term or year to date: each pupil
    once, the sessions of all main registrations together. ``school`` keeps those at one school.

    The provision is that of the census day, or of the nearest day on roll at one of the schools.
    """
    fact, stay, scope = enrolment_fact.c, enrolment.c, asker.scope
    stays = (
        sa.select(
            fact.pupil_id, fact.school, fact.year_group, fact.sessions_possible.label("possible"),
            (fact.sessions_possible - fact.sessions_attended).label("absent"), stay.from_date,
            sa.func.coalesce(stay.to_date, _NEVER).label("until"),
        )
        .join_from(enrolment_fact, enrolment, stay.enrolment_id == fact.enrolment_id)
        .where(fact.period == period, fact.main, fact.sessions_possible > 0, fact.sessions_attended.is_not(None))
    )  # fmt: skip
    stays = stays.where(fact.school == school) if school else stays
    each = (stays.where(fact.school.in_(sorted(scope.schools))) if scope.schools is not None else stays).subquery()
    sums = [sa.func.sum(each.c[name]).label(name) for name in ("possible", "absent")]
    ends = [sa.func.min(each.c.from_date).label("joined"), sa.func.max(each.c.until).label("until")]
    last = [sa.func.max(each.c[name]).label(name) for name in ("school", "year_group")]
    whole = sa.select(each.c.pupil_id, *last, *sums, *ends).group_by(each.c.pupil_id).subquery("whole")
    sen = sa.func.coalesce(_provision(whole, census=_census(period)), "").label("sen")
    known = sa.select(whole.c.school, whole.c.year_group, sen, whole.c.possible, whole.c.absent).subquery("known")
    kept = (known.c.year_group, known.c.sen, known.c.possible, known.c.absent)
    statement = sa.select(*kept, sa.func.count().label("n")).group_by(*kept)
    rows = run(asker, statement=asker.scope.confine(statement, table=known))
    return [SpreadCell(school="", need="", **row._mapping) for row in rows]


def _census(period: str) -> date:
    """The census day of a term; of a year, January's."""
    return census_day(term_number(period) if "." in period else 3 * first_year(period) + 1)


def _provision(whole: sa.Subquery, *, census: date) -> sa.ScalarSelect[str]:
    """The SEN provision of each pupil on the census day, on their first day where they joined later, or on their last
    where they had left; null where unknown."""
    held, joined, until = sen_status.c, whole.c.joined, whole.c.until
    day = sa.case((joined > census, joined), else_=sa.literal(census))
    on_day = sa.and_(until > census, held.from_date <= day, held.to_date.is_(None) | (held.to_date > day))
    at_end = sa.and_(until <= census, held.from_date < until, held.to_date.is_(None) | (held.to_date >= until))
    statement = sa.select(held.code).where(held.pupil_id == whole.c.pupil_id, sa.or_(on_day, at_end))
    return statement.order_by(held.from_date.desc()).limit(1).scalar_subquery()


def weeks(asker: Asker, *, terms: Collection[str]) -> list[WeekCell]:
    """The sums of the weeks of some terms in scope: a cell a school, week and SEN provision of the year."""
    statement = sa.select(*(absence_week.c[name] for name in WeekCell._fields))
    statement = statement.where(absence_week.c.term.in_(sorted(terms)))
    rows = run(asker, statement=asker.scope.confine(statement, table=absence_week))
    return [WeekCell._make(row) for row in rows]


def total_weeks(asker: Asker, *, terms: Collection[str], schools: sa.Select[Any]) -> list[WeekCell]:
    """The same over all the given schools together, by the number of the week in its term."""
    wanted = absence_week.c
    kept = [wanted.term, wanted.number, wanted.half, wanted.sen]
    sums = [sa.func.sum(wanted[name]).label(name) for name in WeekCell._fields[6:]]
    longest = sa.func.max(wanted.open_sessions).label("open_sessions")
    statement = sa.select(*kept, longest, *sums).where(wanted.term.in_(sorted(terms))).group_by(*kept)
    total = asker.scope.total(
        statement, table=absence_week, within=("term", "number"), schools=schools, groups=_told_apart(wanted.sen)
    )
    return [WeekCell(school="", **row._mapping) for row in run(asker, statement=total)]
