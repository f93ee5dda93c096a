"""What only single results tell: whose gain reaches an average, whose age is at an end of its scale. Within the
reader's scope, and as sums, never the pupils themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from dashboard.metrics.cells import MATCHED, MatchingCell, ProgressCell
from dashboard.metrics.progress_starts import StartCell
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import progress_fact

_ROUNDING = 1e-9
"""A gain that is the average but for the last binary digit reaches it."""


def matching(
    asker: Asker, *, period: str, subject: str, scale: str, averages: Mapping[str, float]
) -> list[MatchingCell]:
    """The matched pupils in scope beside the average gain of all pupils of their phase, which ``averages`` gives by
    school; schools without one are left out. A cell a school, year group and status."""
    wanted = progress_fact.c
    schools = {average: [code for code, one in averages.items() if one == average] for average in averages.values()}
    average = sa.case(*((wanted.school.in_(codes), one) for one, codes in schools.items()))
    reached = wanted.last_value - wanted.first_value >= average - _ROUNDING
    kept = [wanted.school, wanted.year_group, sa.func.coalesce(wanted.sen_start, "").label("sen_start")]
    counts = [sa.func.count().label("n"), sa.func.sum(sa.case((reached, 1), else_=0)).label("met")]
    statement = sa.select(*kept, *counts).where(wanted.period == period, wanted.subject == subject)
    statement = statement.where(wanted.scale == scale, wanted.state == MATCHED, wanted.school.in_(sorted(averages)))
    confined = asker.scope.confine(statement.group_by(*kept), table=progress_fact)
    return [MatchingCell._make(row) for row in run(asker, statement=confined)]


def within_the_ends(
    asker: Asker, *, period: str, subject: str, scale: str, lowest: float | None, highest: float | None
) -> list[ProgressCell]:
    """The progress sums of the matched pupils in scope of whom neither result is at an end of the scale."""
    wanted = progress_fact.c
    first, last = wanted.first_value, wanted.last_value
    names = ("school", "period", "subject", "scale", "year_group", "state", "first_term", "last_term")
    kept = [*(wanted[name] for name in names), sa.func.coalesce(wanted.sen_start, "").label("sen_start")]
    totals = {
        "sum_first": first, "sum_last": last, "sum_first_squared": first * first, "sum_last_squared": last * last,
        "sum_product": first * last,
    }  # fmt: skip
    sums = [sa.func.sum(total).label(name) for name, total in totals.items()]
    statement = sa.select(*kept, sa.func.count().label("n"), *sums).where(wanted.period == period)
    statement = statement.where(wanted.subject == subject, wanted.scale == scale, wanted.state == MATCHED)
    if lowest is not None:
        statement = statement.where(first > lowest, last > lowest)
    if highest is not None:
        statement = statement.where(first < highest, last < highest)
    confined = asker.scope.confine(statement.group_by(*kept), table=progress_fact)
    return [ProgressCell(**row._mapping) for row in run(asker, statement=confined)]


def starts(asker: Asker, *, period: str, subject: str, scale: str) -> list[StartCell]:
    """The matched pupils in scope by the result they began with: a cell a school, year group, status and start."""
    held = _starts(period=period, subject=subject, scale=scale)
    statement = asker.scope.confine(sa.select(*(held.c[name] for name in StartCell._fields)), table=held)
    return [StartCell._make(row) for row in run(asker, statement=statement)]


def total_starts(asker: Asker, *, period: str, subject: str, scale: str, schools: sa.Select[Any]) -> list[StartCell]:
    """The matched pupils of all the given schools together by the result they began with, no school or status told
    apart: of the year groups and windows that rest on at least three schools that are not the reader's."""
    held = _starts(period=period, subject=subject, scale=scale)
    within = ("year_group", "first_term", "last_term")
    kept = [*(held.c[name] for name in within), held.c.first_value]
    sums = [sa.func.sum(held.c[name]).label(name) for name in ("n", "sum_last", "sum_last_squared")]
    statement = sa.select(*kept, *sums).group_by(*kept)
    rows = run(asker, statement=asker.scope.total(statement, table=held, within=within, schools=schools))
    return [StartCell(school="", sen_start="", **row._mapping) for row in rows]


def _starts(*, period: str, subject: str, scale: str) -> sa.Subquery:
    wanted = progress_fact.c
    names = ("school", "year_group", "first_term", "last_term", "first_value")
    kept = [*(wanted[name] for name in names), sa.func.coalesce(wanted.sen_start, "").label("sen_start")]
    last = wanted.last_value
    sums = [sa.func.sum(last).label("sum_last"), sa.func.sum(last * last).label("sum_last_squared")]
    statement = sa.select(*kept, sa.func.count().label("n"), *sums).where(wanted.period == period)
    statement = statement.where(wanted.subject == subject, wanted.scale == scale, wanted.state == MATCHED)
    return statement.group_by(*kept).subquery("starts")
