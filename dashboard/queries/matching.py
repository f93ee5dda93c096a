"""What only single results tell: whose gain reaches an average, whose age is at an end of its scale. Within the
reader's scope, and as sums, never the pupils themselves."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from dashboard.metrics.cells import MATCHED, MatchingCell, ProgressCell
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
