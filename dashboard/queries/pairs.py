"""Pupils of two periods at once, within the reader's scope: sums over pupils with the pairing of each kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import sqlalchemy as sa

from dashboard.metrics.absentees import fewest_sessions, threshold
from dashboard.metrics.cells_pairs import ABSENT, PRODUCTS, RateCell
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import enrolment_fact
from data_loaders.store.tables_conversations import afa_year, conversation_fact

Number: TypeAlias = sa.ColumnElement[Any]
Counted = Callable[[Number, Number], tuple[Number, Number]]
"""From two sums of a pupil in a period to a part of a whole."""


def _absence(possible: Number, attended: Number) -> tuple[Number, Number]:
    return possible - attended, possible


def _persistent(possible: Number, attended: Number) -> tuple[Number, Number]:
    share = threshold("persistent_absence")
    counted = possible >= fewest_sessions()
    missed = (possible - attended) * share.denominator >= possible * share.numerator
    return sa.case((sa.and_(counted, missed), 1), else_=0), sa.case((counted, 1), else_=0)


def _came(offered: Number, attended: Number) -> tuple[Number, Number]:
    """Both are null where the school has sent no club register of the period."""
    sent = sa.or_(offered.is_not(None), attended.is_not(None))
    return sa.case((attended > 0, 1), else_=0), sa.case((sent, 1), else_=0)


MEASURES: dict[str, tuple[str, tuple[str, str], Counted]] = {
    "absence": ("sen_census", ("sessions_possible", "sessions_attended"), _absence),
    "persistent_absence": ("sen_census", ("sessions_possible", "sessions_attended"), _persistent),
    "clubs": ("sen_start", ("activity_offered", "activity_attended"), _came),
}
"""What is counted of a pupil in a period: by which status, the columns of the facts, and the part of a whole they
make."""


def rates(asker: Asker, *, measure: str, period: str, before: str, moved: bool = False) -> list[RateCell]:
    """A cell a school, year group now and pair of statuses, each period's own, over the pupils with a main registration
    at the school in either; a pupil at two schools is one of each. ``moved`` has each pupil once, with what was counted
    at any school in scope: whoever has moved between them is the same pupil still.
    """
    status, columns, counted = MEASURES[measure]
    fact = enrolment_fact.c
    at = {"1": fact.period == period, "0": fact.period == before}
    sums = [
        sa.func.sum(sa.case((when, fact[column]))).label(f"{name}{suffix}")
        for suffix, when in at.items()
        for name, column in zip(("one", "two"), columns, strict=True)
    ]
    statuses = [
        sa.func.max(sa.case((when, sa.func.coalesce(fact[status], "")))).label(f"status{suffix}")
        for suffix, when in at.items()
    ]
    each = sa.select(*statuses, *sums).where(fact.period.in_((period, before)), fact.main)
    pupils = _by_pupil(asker, each=each, fact=fact, now=at["1"], moved=moved)
    late, early = (counted(pupils.c[f"one{suffix}"], pupils.c[f"two{suffix}"]) for suffix in at)
    return _cells(asker, pupils=pupils, late=late, early=early)


def conversations(asker: Asker, *, term: str, before: str, moved: bool = False) -> list[RateCell]:
    """The same of the pupils in the AfA group in either term, at schools that have supplied conversations of both
    years: whether one of the term counts. The status is that of the academic year."""
    fact = conversation_fact.c
    sent = sa.select(afa_year.c.school).where(
        afa_year.c.academic_year.in_((term[:7], before[:7])), afa_year.c.conversations > 0
    )
    both = sent.group_by(afa_year.c.school).having(sa.func.count() == len({term[:7], before[:7]}))
    at = {"1": fact.term == term, "0": fact.term == before}
    held = [
        sa.func.max(sa.case((when, sa.case((fact.counted > 0, 1), else_=0)))).label(f"held{suffix}")
        for suffix, when in at.items()
    ]
    statuses = [
        sa.func.max(sa.case((when, sa.func.coalesce(fact.sen_year, "")))).label(f"status{suffix}")
        for suffix, when in at.items()
    ]
    each = sa.select(*statuses, *held).where(fact.term.in_((term, before)), fact.in_group, fact.school.in_(both))
    pupils = _by_pupil(asker, each=each, fact=fact, now=at["1"], moved=moved)
    late, early = ((pupils.c[f"held{suffix}"], sa.case((pupils.c[f"held{suffix}"].is_not(None), 1))) for suffix in at)
    return _cells(asker, pupils=pupils, late=late, early=early)


def _by_pupil(
    asker: Asker, *, each: sa.Select[Any], fact: Any, now: sa.ColumnElement[bool], moved: bool
) -> sa.Subquery:
    """A row a pupil and school; ``moved``: a row a pupil, with the school and year group of now, else of then."""
    year_group = sa.func.max(sa.case((now, fact.year_group))).label("year_group")
    if not moved:
        grouped = each.add_columns(fact.pupil_id, fact.school, year_group).group_by(fact.pupil_id, fact.school)
        return grouped.subquery("pupil_twice")
    held = asker.scope.schools
    school = sa.func.coalesce(sa.func.max(sa.case((now, fact.school))), sa.func.max(fact.school)).label("school")
    whole = each if held is None else each.where(fact.school.in_(sorted(held)))
    return whole.add_columns(fact.pupil_id, school, year_group).group_by(fact.pupil_id).subquery("pupil_twice")


def _cells(
    asker: Asker, *, pupils: sa.Subquery, late: tuple[Number, Number], early: tuple[Number, Number]
) -> list[RateCell]:
    parts = {
        name: sa.func.coalesce(each, 0) for name, each in zip(("a1", "p1", "a0", "p0"), (*late, *early), strict=True)
    }
    then = sa.case((parts["p0"] > 0, pupils.c.status0), else_=ABSENT).label("then")
    now = sa.case((parts["p1"] > 0, pupils.c.status1), else_=ABSENT).label("now")
    year_group = sa.func.coalesce(pupils.c.year_group, "").label("year_group")
    sums = [sa.func.sum(part).label(name) for name, part in parts.items()]
    products = [sa.func.sum(parts[name[:2]] * parts[name[2:]]).label(name) for name in PRODUCTS]
    kept = [pupils.c.school, year_group, then, now]
    statement = sa.select(*kept, sa.func.count().label("n"), *sums, *products)
    statement = statement.where(sa.or_(parts["p1"] > 0, parts["p0"] > 0)).group_by(*kept)
    return [RateCell._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=pupils))]
