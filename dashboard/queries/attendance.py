"""Attendance: which enrolments are counted, within the reader's scope. Sums for the trust and schools."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from dashboard.metrics.cells_attendance import AbsenceCell, ReasonCell, SpreadCell, WeekCell
from dashboard.queries.running import Asker, run
from data_loaders.store.tables_attendance import absence_cell, absence_reason, absence_spread, absence_week
from data_loaders.vocabulary import GROUPS, OTHERS

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
