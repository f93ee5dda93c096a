"""Who leads Achievement for All, and a school's year of it: open days by lead, its group listed or not, supply."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_loaders.store.facts_calendar import Calendars, terms_numbered
from data_loaders.store.facts_reading import NEVER_ENDS, NO_DAY, Numbers, day_numbers
from data_loaders.store.tables import TABLES

SENIORITY = ("other", "class_teacher", "senco", "other_senior_leader", "headteacher")
"""Of joint leads the most senior counts: the last of these."""


class _Lead(NamedTuple):
    from_date: int
    to_date: int
    role: str


def read_leads(connection: sa.Connection, *, schools: Collection[str] | None) -> pd.DataFrame:
    """Who led each school from when to when: school, from_date, to_date (day numbers), role."""
    table = TABLES["afa_lead"].c
    statement = sa.select(table.school, _text(table.from_date), _text(table.to_date), table.role)
    frame = _frame(connection, statement=statement.order_by(table.school, table.from_date), schools=schools)
    begins = day_numbers(frame["from_date"], missing=NO_DAY)
    return frame.assign(from_date=begins, to_date=day_numbers(frame["to_date"], missing=NEVER_ENDS))


def read_targets(connection: sa.Connection, *, schools: Collection[str] | None) -> pd.DataFrame:
    """The targets agreed in conversations, without their text: pupil_id, school, day, kind, met (None while open)."""
    table = TABLES["target"].c
    statement = sa.select(table.pupil_id, table.school, _text(table.scheduled).label("day"), table.kind, table.met)
    frame = _frame(connection, statement=statement, schools=schools)
    return frame.assign(day=day_numbers(frame["day"], missing=NO_DAY)).astype({"pupil_id": np.int64})


def _text(column: sa.ColumnElement[Any]) -> sa.Label[str]:
    return sa.cast(column, sa.Text).label(getattr(column, "name", None))


def _frame(connection: sa.Connection, *, statement: sa.Select[Any], schools: Collection[str] | None) -> pd.DataFrame:
    if schools is not None:
        statement = statement.where(statement.selected_columns["school"].in_(sorted(schools)))
    rows = connection.execute(statement).all()
    return pd.DataFrame(rows, columns=[column.name for column in statement.selected_columns], dtype=object)


def lead_facts(leads: pd.DataFrame, *, calendars: Calendars) -> pd.DataFrame:
    """A row a lead and academic year in which the school has a term and the lead has a day: open days in post.

    Days on which somebody more senior leads too are that person's. ``to_date`` is NaN while it lasts.
    """
    known = leads[leads["school"].isin(calendars.schools)]
    found = [
        row
        for school, held in known.groupby("school")
        for row in _of_school(
            calendars.schools.index(str(school)),
            leads=[_Lead(*each) for each in held[["from_date", "to_date", "role"]].itertuples(index=False)],
            calendars=calendars,
        )
    ]
    return pd.DataFrame(found, columns=["school", "year", "from_date", "to_date", "role", "open_days"])


def _of_school(school: int, *, leads: Sequence[_Lead], calendars: Calendars) -> list[tuple[object, ...]]:
    edges = sorted({day for lead in leads for day in (lead.from_date, lead.to_date)})
    days: dict[_Lead, Numbers] = {lead: np.zeros(len(calendars.years), dtype=np.int64) for lead in leads}
    within = {lead: np.zeros(len(calendars.years), dtype=np.bool_) for lead in leads}
    for begins, ends in pairwise(edges):
        opened = _open_days(school, begins=begins, ends=ends, calendars=calendars)
        holding = [lead for lead in leads if lead.from_date <= begins and lead.to_date >= ends]
        for lead in holding:
            within[lead] |= opened > 0
        if holding:
            days[max(holding, key=lambda lead: SENIORITY.index(lead.role))] += opened
    return [
        (school, int(year), lead.from_date, np.nan if lead.to_date == NEVER_ENDS else lead.to_date, lead.role, opened)
        for lead in leads
        for year, opened, there in zip(calendars.years, days[lead], within[lead], strict=True)
        if there
    ]


def _open_days(school: int, *, begins: int, ends: int, calendars: Calendars) -> Numbers:
    """Open days in ``[begins, ends)`` by academic year, over the terms that there are at the school."""
    rows = np.full(len(calendars.terms), school)
    whole = calendars.open_between(
        rows, terms=calendars.terms, starts=np.full(len(rows), begins), ends=np.full(len(rows), ends)
    )
    return np.asarray((whole * calendars.there[school]).reshape(-1, 3).sum(axis=1))


def afa_years(
    conversations: pd.DataFrame, *, lists: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], calendars: Calendars
) -> pd.DataFrame:
    """A row a school and academic year with a term: whether it lists its group, open days, conversations supplied."""
    held = np.zeros(lists.shape, dtype=np.int64)
    columns = (terms_numbered(conversations["term"]) - calendars.first) // 3
    np.add.at(held, (calendars.school_numbers(conversations["school"]), columns), 1)
    schools, years = np.nonzero(calendars.there.reshape(len(lists), -1, 3).any(axis=2))
    opened = [_open_days(school, begins=0, ends=NEVER_ENDS, calendars=calendars) for school in range(len(lists))]
    return pd.DataFrame(
        {
            "school": schools,
            "year": calendars.years[years],
            "lists_group": lists[schools, years],
            "open_days": np.array(opened, dtype=np.int64).reshape(lists.shape)[schools, years],
            "conversations": held[schools, years],
        }
    )
