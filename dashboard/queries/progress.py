"""Progress: which pupils are counted, within the reader's scope. Sums for the trust and schools, rows for pupils."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.metrics.cells import MATCHED, LevelCell, ProgressCell
from dashboard.queries.places import MAIN, classmates, enrolment
from dashboard.queries.pupils import sen_status
from dashboard.queries.running import Asker, run
from data_loaders.school_year import first_of_september
from data_loaders.store.tables import enrolment_fact, level_cell, progress_cell, progress_fact
from data_loaders.vocabulary import GROUPS, OTHERS, first_year

_SUMS = ("sum_first", "sum_last", "sum_first_squared", "sum_last_squared", "sum_product")


def cells(asker: Asker, *, period: str, schools: Collection[str] = ()) -> list[ProgressCell]:
    """The progress sums of a period in scope, every subject and scale: a cell a school, year group, status, window.

    ``schools`` narrows further; it never widens the scope.
    """
    statement = sa.select(*(progress_cell.c[name] for name in ProgressCell._fields))
    statement = statement.where(progress_cell.c.period == period)
    if schools:
        statement = statement.where(progress_cell.c.school.in_(sorted(schools)))
    return [
        ProgressCell._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=progress_cell))
    ]


def levels(asker: Asker, *, subject: str, scale: str, schools: Collection[str] = ()) -> list[LevelCell]:
    """The sums of results of every term in scope: a cell a school, term, year group and status on 1 September."""
    wanted = level_cell.c
    statement = sa.select(*(wanted[name] for name in LevelCell._fields))
    statement = statement.where(wanted.subject == subject, wanted.scale == scale)
    if schools:
        statement = statement.where(wanted.school.in_(sorted(schools)))
    return [LevelCell._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=level_cell))]


def total_cells(asker: Asker, *, period: str, schools: sa.Select[Any]) -> list[ProgressCell]:
    """The progress sums of a period over all the given schools together, no school told apart (``school`` is "")."""
    wanted = progress_cell.c
    kept = [wanted[name] for name in ("period", "subject", "scale", "sen_start", "state", "first_term", "last_term")]
    sums = [sa.func.sum(wanted[name]).label(name) for name in ("n", *_SUMS, "met_expectation")]
    statement = sa.select(*kept, *sums).where(wanted.period == period).group_by(*kept)
    total = asker.scope.total(
        statement, table=progress_cell, within=("period", "subject", "scale"), schools=schools,
        counted=wanted.state == MATCHED, groups=told_apart(wanted.sen_start),
    )  # fmt: skip
    rows = run(asker, statement=total)
    return [ProgressCell(school="", year_group="", **row._mapping) for row in rows]


def total_levels(asker: Asker, *, subject: str, scale: str, schools: sa.Select[Any]) -> list[LevelCell]:
    """The sums of results of every term over all the given schools together, no school told apart."""
    wanted = level_cell.c
    kept = [wanted.term, wanted.subject, wanted.scale, wanted.sen_year]
    sums = [sa.func.sum(wanted[name]).label(name) for name in ("n", "sum_value", "sum_squared")]
    statement = sa.select(*kept, *sums).where(wanted.subject == subject, wanted.scale == scale)
    within = ("term", "subject", "scale")
    total = asker.scope.total(
        statement.group_by(*kept), table=level_cell, within=within, schools=schools, groups=told_apart(wanted.sen_year)
    )
    rows = run(asker, statement=total)
    return [LevelCell(school="", year_group="", **row._mapping) for row in rows]


def told_apart(status: sa.ColumnElement[str]) -> sa.ColumnElement[str | None]:
    """The smallest group a page shows a status in: SEN support, EHC plan or others; null where it is not known."""
    groups = {"support": GROUPS["support"], "plan": GROUPS["plan"], "others": OTHERS}
    return sa.case(*((status.in_(sorted(codes)), name) for name, codes in groups.items()), else_=sa.null())


def cohorts(asker: Asker, *, terms: Collection[str]) -> list[LevelCell]:
    """The cohorts of the terms, SEND and other pupils together, over every school of the trust.

    A reader of single schools gets those that rest on at least three other schools.
    """
    wanted = level_cell.c
    kept = [wanted.subject, wanted.scale, wanted.year_group, wanted.term]
    sums = [sa.func.sum(wanted[name]).label(name) for name in ("n", "sum_value", "sum_squared")]
    statement = sa.select(*kept, *sums).where(wanted.term.in_(sorted(terms))).group_by(*kept)
    within = ("subject", "scale", "year_group", "term")
    rows = run(asker, statement=asker.scope.total(statement, table=level_cell, within=within))
    return [LevelCell(school="", sen_year="", **row._mapping) for row in rows]


def pairs(asker: Asker, *, period: str, before: str, subject: str, scale: str) -> list[ProgressCell]:
    """The same pupils in an earlier period and now: cells whose ``first`` is the last value of the earlier one.

    Pupils with both values only, in the school and year group of now; the status is the one of the earlier year.
    """
    now, then = progress_fact, progress_fact.alias("then")
    same = sa.and_(*(then.c[name] == now.c[name] for name in ("pupil_id", "subject", "scale")), then.c.period == before)
    one, two = then.c.last_value, now.c.last_value
    totals = zip(_SUMS, (one, two, one * one, two * two, one * two), strict=True)
    status = sa.func.coalesce(then.c.sen_year, "").label("sen_start")
    kept = [now.c[name] for name in ("school", "period", "subject", "scale", "year_group")]
    statement = (
        sa.select(
            *kept, status, sa.func.count().label("n"), *(sa.func.sum(total).label(name) for name, total in totals)
        )
        .join(then, same)
        .where(now.c.period == period, now.c.subject == subject, now.c.scale == scale)
        .where(one.is_not(None), two.is_not(None))
        .group_by(*kept, status)
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=now))
    return [ProgressCell(**row._mapping, state="matched", first_term=before, last_term=period) for row in rows]


class Overlap(NamedTuple):
    """How many pupils of one period's SEND group stand how in the other: on roll in the trust (``anywhere``) or at the
    same school (``here``) at its end, with a ``result`` then or without; "" where the status then was not known."""

    other_status: str
    anywhere: bool
    here: bool
    result: bool
    n: int


def overlap(
    asker: Asker, *, period: str, other: str, subject: str, scale: str, codes: Collection[str], school: str = ""
) -> list[Overlap]:
    """The pupils with these codes of SEN provision and a result in ``period``, by where they stand in ``other``, with
    or without a result there.

    The status in the other period is that on 1 September of its academic year, or on the first day on roll after it.
    """
    one, two = progress_fact, progress_fact.alias("other_period")
    same = (two.c.pupil_id == one.c.pupil_id) & (two.c.period == other)
    same &= (two.c.subject == one.c.subject) & (two.c.scale == one.c.scale)
    known = sa.case((two.c.pupil_id.is_not(None), two.c.sen_year), else_=_status_of_year(other, whose=one.c.pupil_id))
    kept = [
        sa.func.coalesce(known, "").label("other_status"),
        _at_end(other, whose=one.c.pupil_id).label("anywhere"),
        _at_end(other, whose=one.c.pupil_id, school=one.c.school).label("here"),
        two.c.last_value.is_not(None).label("result"),
    ]
    statement = sa.select(*kept, sa.func.count().label("n")).select_from(one.outerjoin(two, same))
    statement = statement.where(one.c.period == period, one.c.subject == subject, one.c.scale == scale)
    statement = statement.where(one.c.sen_year.in_(sorted(codes)), one.c.last_value.is_not(None))
    if school:
        statement = statement.where(one.c.school == school)
    statement = statement.group_by(*(column.name for column in kept))
    rows = run(asker, statement=asker.scope.confine(statement, table=one))
    return [Overlap(row.other_status, bool(row.anywhere), bool(row.here), bool(row.result), row.n) for row in rows]


def _at_end(period: str, *, whose: sa.ColumnElement[int], school: sa.ColumnElement[str] | None = None) -> sa.Exists:
    """Whether the pupil is on roll (main registration) at the end of the period: anywhere, or at that school."""
    wanted = enrolment_fact.alias().c
    found = sa.exists().where(wanted.pupil_id == whose, wanted.period == period, wanted.main, wanted.at_end)
    return found if school is None else found.where(wanted.school == school)


def _status_of_year(period: str, *, whose: sa.ColumnElement[int]) -> sa.ScalarSelect[str]:
    """The pupil's SEN provision on 1 September of the period's academic year, or on the first day on roll after it."""
    september, stay, status = first_of_september(first_year(period)), enrolment.alias().c, sen_status.alias().c
    began = sa.func.min(sa.case((stay.from_date > september, stay.from_date), else_=september))
    first = sa.select(began).where(stay.pupil_id == status.pupil_id, stay.status.in_(MAIN))
    first = first.where(stay.to_date.is_(None) | (stay.to_date > september))
    day = first.scalar_subquery()
    found = sa.select(status.code).where(status.pupil_id == whose, status.from_date <= day)
    found = found.where(status.to_date.is_(None) | (status.to_date > day))
    return found.order_by(status.from_date.desc()).limit(1).scalar_subquery()


def subjects_of_classes(asker: Asker, *, period: str, on: date) -> list[tuple[str, str, int]]:
    """The subjects and scales with matched pupils among those in a class teacher's classes on a day: subject, scale,
    how many. An outer join, so that a database looks up the results of these pupils and not everybody's of the period.
    """
    wanted, theirs = progress_fact.c, classmates(on=on, classes=asker.scope.classes or ())
    statement = (
        sa.select(wanted.subject, wanted.scale, sa.func.count(sa.distinct(wanted.pupil_id)).label("n"))
        .select_from(theirs)
        .outerjoin(progress_fact, (wanted.pupil_id == theirs.c.pupil_id) & (wanted.period == period))
        .group_by(wanted.subject, wanted.scale)
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=theirs))
    return [(row.subject, row.scale, row.n) for row in rows if row.n]
