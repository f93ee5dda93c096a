"""Wider outcomes added up: counts and shares from the facts, in the database; clubs from their registers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_loaders.store.facts_events import KEY
from data_loaders.store.tables_wider_outcomes import (
    MEASURES,
    club_percent_cell,
    wider_outcomes_cell,
    wider_outcomes_fact,
)

_fact = wider_outcomes_fact.c
_CLUB = ["school", "period", "kind", "activity", "status"]


def add_count_cells(connection: sa.Connection, *, schools: Collection[str] | None) -> None:
    """A cell a school, period, measure, year group and status of the pupils whose count is known."""
    for measure, (status, column) in MEASURES.items():
        counted = _counted(status, column=column)
        if measure == "evenings":
            counted = counted.where(_fact.evenings_invited > 0)
        each = (sa.union_all(counted, _census_roll(column)) if status == "sen_january" else counted).subquery()
        rows = sa.select(
            each.c.school, each.c.period, sa.literal(measure), each.c.year_group, each.c.status,
            *(sa.func.sum(each.c[name]) for name in ("one", "count", "squared", "there")),
        )  # fmt: skip
        keys = [each.c.school, each.c.period, each.c.year_group, each.c.status]
        here = rows if schools is None else rows.where(each.c.school.in_(sorted(schools)))
        columns = [column.name for column in wider_outcomes_cell.c]
        connection.execute(sa.insert(wider_outcomes_cell).from_select(columns, here.group_by(*keys)))


def _counted(status: str, *, column: str) -> sa.Select[Any]:
    """A row a pupil and period with a known count. By the January status none of them is ``one`` of the roll."""
    count, one = _fact[column], sa.literal(0 if status == "sen_january" else 1)
    return sa.select(
        _fact.school, _fact.period, _fact.year_group, sa.func.coalesce(_fact[status], "").label("status"),
        one.label("one"), count.label("count"), (count * count).label("squared"), _yes(count > 0).label("there"),
    ).where(count.is_not(None))  # fmt: skip


def _census_roll(column: str) -> sa.Select[Any]:
    """A row a pupil on roll at a January census and period of its year that the school has supplied, whether or not
    the pupil was there in the period: one census has one roll. Whose count of the period is not known is left out."""
    roll, now = wider_outcomes_fact.alias("roll"), wider_outcomes_fact.alias("now")
    sent = sa.select(_fact.school, _fact.academic_year, _fact.period).where(_fact[column].is_not(None)).distinct()
    told = sent.subquery("told")
    same_year = (told.c.school == roll.c.school) & (told.c.academic_year == roll.c.academic_year)
    same = (now.c.pupil_id == roll.c.pupil_id) & (now.c.school == roll.c.school) & (now.c.period == told.c.period)
    nothing = (sa.literal(0).label(name) for name in ("count", "squared", "there"))
    return (
        sa.select(roll.c.school, told.c.period, roll.c.year_group, sa.func.coalesce(roll.c.sen_january, ""),
                  sa.literal(1), *nothing)
        .select_from(roll.join(told, same_year).outerjoin(now, same))
        .where(roll.c.period == roll.c.academic_year, roll.c.january_roll)
        .where(now.c.pupil_id.is_(None) | now.c[column].is_not(None))
    )  # fmt: skip


def add_percent_cells(connection: sa.Connection, *, schools: Collection[str] | None) -> None:
    """A cell a school, period, year group, status and share of the sessions offered."""
    keys = [_fact.school, _fact.period, _fact.year_group, sa.func.coalesce(_fact.sen_start, ""), _fact.club_percent]
    statement = sa.select(*keys, sa.func.count()).where(_fact.club_percent.is_not(None))
    here = statement if schools is None else statement.where(_fact.school.in_(sorted(schools)))
    columns = [column.name for column in club_percent_cell.c]
    connection.execute(sa.insert(club_percent_cell).from_select(columns, here.group_by(*keys)))


def _yes(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def activity_cells(clubs: pd.DataFrame, *, facts: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``activity_cell``, schools and periods as numbers: each club, and each kind with activity "".

    ``clubs`` as ``clubs_in_periods`` gives them, ``facts`` the rows of ``wider_outcomes_fact``: who is on roll, and the
    status that counts.
    """
    statuses = facts[[*KEY, "sen_start"]]
    rows = clubs.merge(statuses.assign(status=statuses["sen_start"].fillna("")), on=KEY)
    latest = rows.groupby(["school", "period", "activity"])["half"].transform("max")
    rows = rows.assign(now=rows["half"] == latest, sessions=rows["attended"].astype(np.int64))
    parts = [_members(rows), _members(rows.assign(activity=""))]
    return pd.concat(parts, ignore_index=True)


def _members(rows: pd.DataFrame) -> pd.DataFrame:
    by_pupil = rows.groupby([*_CLUB, "pupil_id"]).agg(now=("now", "any"), sessions=("sessions", "sum")).reset_index()
    by_pupil = by_pupil.assign(went=by_pupil["sessions"] > 0)
    return (
        by_pupil.groupby(_CLUB)
        .agg(members=("pupil_id", "size"), members_now=("now", "sum"), pupils=("went", "sum"),
             sessions=("sessions", "sum"))
        .reset_index()
    )  # fmt: skip
