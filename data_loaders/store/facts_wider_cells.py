"""Wider outcomes added up: counts and shares from the facts, in the database; clubs from their registers."""

from __future__ import annotations

from collections.abc import Collection

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
        count = _fact[column]
        keys = [_fact.school, _fact.period, sa.literal(measure), _fact.year_group, sa.func.coalesce(_fact[status], "")]
        sums = [_here(status), sa.func.sum(count), sa.func.sum(count * count), sa.func.sum(_yes(count > 0))]
        statement = sa.select(*keys, *sums).where(count.is_not(None))
        if measure == "evenings":
            statement = statement.where(_fact.evenings_invited > 0)
        _insert(connection, table=wider_outcomes_cell, statement=statement, schools=schools, keys=keys)


def add_percent_cells(connection: sa.Connection, *, schools: Collection[str] | None) -> None:
    """A cell a school, period, year group, status and share of the sessions offered."""
    keys = [_fact.school, _fact.period, _fact.year_group, sa.func.coalesce(_fact.sen_start, ""), _fact.club_percent]
    statement = sa.select(*keys, sa.func.count()).where(_fact.club_percent.is_not(None))
    _insert(connection, table=club_percent_cell, statement=statement, schools=schools, keys=keys)


def _here(status: str) -> sa.ColumnElement[int]:
    """Who is counted: by the January status those on roll at that census, else everybody on roll in the period."""
    return sa.func.sum(_yes(_fact.january_roll)) if status == "sen_january" else sa.func.count()


def _yes(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def _insert(
    connection: sa.Connection,
    *,
    table: sa.Table,
    statement: sa.Select[tuple[object, ...]],
    schools: Collection[str] | None,
    keys: list[sa.ColumnElement[object]],
) -> None:
    here = statement if schools is None else statement.where(_fact.school.in_(sorted(schools)))
    grouped = here.group_by(*(key for key in keys if not isinstance(key, sa.BindParameter)))
    connection.execute(sa.insert(table).from_select([column.name for column in table.c], grouped))


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
