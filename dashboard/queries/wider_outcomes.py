"""Wider outcomes: who is counted, within the reader's scope. Sums for the trust and schools, rows for pupils."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.metrics.cells_wider_outcomes import ActivityCell, CountCell, LengthCell, PercentCell
from dashboard.queries.members import members, names
from dashboard.queries.places import membership
from dashboard.queries.progress import told_apart
from dashboard.queries.pupils import Pupil, status_on, year_group_on
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES
from data_loaders.store.tables_wider_outcomes import (
    activity_cell,
    club_percent_cell,
    wider_outcomes_cell,
    wider_outcomes_fact,
)
from data_loaders.vocabulary import SEND_CODES

activity = TABLES["activity"]
activity_session = TABLES["activity_session"]
incident = TABLES["incident"]
suspension = TABLES["suspension"]
parents_evening = TABLES["parents_evening"]
_SUMS = ("n", "total", "squared", "pupils")
_COUNTS = (
    "club_sessions", "club_offered", "club_percent", "bullying_victim", "bullying_perpetrator",
    "behaviour_perpetrator", "suspensions", "excluded_sessions", "permanent_exclusions", "evenings_invited",
    "evenings_attended",
)  # fmt: skip


class Club(NamedTuple):
    """One club of a school; ``places`` is None where nobody has said."""

    school: str
    activity: str
    kind: str
    places: int | None


class PupilRow(NamedTuple):
    """One pupil of a school or class with the counts of one period.

    ``status`` is the SEN provision on the day asked for, ``counted`` the one at the start of the period, both None
    where unknown. ``here`` says that the pupil was on roll here in the period; a count is None where the school has
    supplied none for it.
    """

    pupil_id: int
    token: str
    name: str
    class_id: int | None
    year_group: str | None
    status: str | None
    counted: str | None
    here: bool
    club_sessions: int | None
    club_offered: int | None
    club_percent: int | None
    bullying_victim: int | None
    bullying_perpetrator: int | None
    behaviour_perpetrator: int | None
    suspensions: int | None
    excluded_sessions: int | None
    permanent_exclusions: int | None
    evenings_invited: int | None
    evenings_attended: int | None


_KEPT = tuple(field for field in PupilRow._fields if field not in {"name", "here"})
_kept = attrgetter(*_KEPT)


class ClubRow(NamedTuple):
    """A pupil's row in a club's register: a day, or a half term from its first day; ``offered`` is None where the file
    says only yes or no."""

    school: str
    term: str
    from_date: date
    activity: str
    kind: str
    offered: int | None
    attended: int


class Event(NamedTuple):
    """Something recorded of a pupil on a day. ``what`` is ``incident`` (kind and role), ``suspension`` (of a kind,
    of so many sessions, None where not recorded) or ``evening`` (``kind`` is ``came`` or ``not``)."""

    date: date
    what: str
    kind: str
    role: str
    sessions: int | None


def counts(asker: Asker, *, period: str) -> list[CountCell]:
    """Every count of a period in scope: a cell a school, measure, year group and status."""
    wanted = wider_outcomes_cell.c
    statement = sa.select(*(wanted[name] for name in CountCell._fields)).where(wanted.period == period)
    return _cells(asker, statement=statement)


def counts_of(asker: Asker, *, measure: str) -> list[CountCell]:
    """One measure in every period in scope."""
    wanted = wider_outcomes_cell.c
    statement = sa.select(*(wanted[name] for name in CountCell._fields)).where(wanted.measure == measure)
    return _cells(asker, statement=statement)


def _cells(asker: Asker, *, statement: sa.Select[Any]) -> list[CountCell]:
    rows = run(asker, statement=asker.scope.confine(statement, table=wider_outcomes_cell))
    return [CountCell._make(row) for row in rows]


def total_counts(asker: Asker, *, schools: sa.Select[Any]) -> list[CountCell]:
    """Every count over all the given schools together, no school told apart (``school`` and ``year_group`` are "")."""
    wanted = wider_outcomes_cell.c
    kept = [wanted[name] for name in ("period", "measure", "status")]
    statement = sa.select(*kept, *(sa.func.sum(wanted[name]).label(name) for name in _SUMS)).group_by(*kept)
    total = asker.scope.total(
        statement, table=wider_outcomes_cell, within=("period", "measure"), schools=schools,
        groups=told_apart(wanted.status),
    )  # fmt: skip
    return [CountCell(school="", year_group="", **row._mapping) for row in run(asker, statement=total)]


def lengths(asker: Asker, *, period: str) -> list[LengthCell]:
    """How long the suspensions of a period in scope were, as recorded with them, over the pupils suspended."""
    fact = wider_outcomes_fact.c
    sessions, times = fact.suspension_sessions, fact.suspensions
    keys = [fact.school, fact.year_group, sa.func.coalesce(fact.sen_january, "").label("status")]
    known = sessions.is_not(None)
    sums = {
        "n": sa.case((known, 1), else_=0), "without": sa.case((known, 0), else_=1), "sessions": sessions,
        "suspensions": sa.case((known, times)), "sessions_squared": sessions * sessions,
        "product": sessions * times, "suspensions_squared": sa.case((known, times * times)),
    }  # fmt: skip
    counted = [sa.func.coalesce(sa.func.sum(each), 0).label(name) for name, each in sums.items()]
    statement = sa.select(*keys, *counted).where(fact.period == period, times > 0).group_by(*keys)
    rows = run(asker, statement=asker.scope.confine(statement, table=wider_outcomes_fact))
    return [LengthCell._make(row) for row in rows]


def percents(asker: Asker, *, period: str) -> list[PercentCell]:
    """How regularly pupils came in a period, in scope."""
    wanted = club_percent_cell.c
    statement = sa.select(*(wanted[name] for name in PercentCell._fields)).where(wanted.period == period)
    rows = run(asker, statement=asker.scope.confine(statement, table=club_percent_cell))
    return [PercentCell._make(row) for row in rows]


def activities(asker: Asker, *, period: str) -> list[ActivityCell]:
    """Who is in which club and which kind of club in a period, in scope."""
    wanted = activity_cell.c
    statement = sa.select(*(wanted[name] for name in ActivityCell._fields)).where(wanted.period == period)
    rows = run(asker, statement=asker.scope.confine(statement, table=activity_cell))
    return [ActivityCell._make(row) for row in rows]


def clubs(asker: Asker) -> list[Club]:
    """The clubs of the schools in scope, by school and name: what a school offers belongs to no child."""
    statement = sa.select(*(activity.c[name] for name in Club._fields)).order_by(activity.c.school, activity.c.activity)
    return [
        Club._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=activity, childless=True))
    ]


def roll(
    asker: Asker, *, school: str, on: date, period: str, class_id: int | None = None, whose: int | None = None,
    send: bool = False,
) -> list[PupilRow]:  # fmt: skip
    """The pupils on roll at a school on a day, each with their registration class and the counts of the period.

    ``class_id`` keeps one class, ``whose`` one pupil, ``send`` SEND pupils by the register of the day. Raises
    ``PermissionError`` where the reader may see no single pupil.
    """
    those = members(asker, school=school, on=on, class_id=class_id, whose=whose)
    where, fact = those.where, _fact(school=school, period=period)
    status = status_on(on, whose=where.c.pupil_id)
    statement = (
        sa.select(
            *those.columns, sa.func.coalesce(fact.c.year_group, year_group_on(on, where=where)).label("year_group"),
            status.label("status"), fact.c.sen_start.label("counted"), fact.c.pupil_id.is_not(None).label("here"),
            *(fact.c[name] for name in _COUNTS),
        )
        .select_from(those.source)
        .outerjoin(fact, fact.c.pupil_id == where.c.pupil_id)
    )  # fmt: skip
    if send:
        statement = statement.where(status.in_(sorted(SEND_CODES)))
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    called = names(asker, of=those, rows=rows)
    return [_row(row, name=called[row.pupil_id]) for row in rows]


def _fact(*, school: str, period: str) -> sa.Subquery:
    wanted = wider_outcomes_fact.c
    return sa.select(wider_outcomes_fact).where(wanted.school == school, wanted.period == period).subquery("fact")


def _row(row: sa.Row[Any], *, name: str) -> PupilRow:
    return PupilRow(name=name, here=bool(row.here), **dict(zip(_KEPT, _kept(row), strict=True)))


def club_rows(asker: Asker, *, whose: Pupil, on: date) -> list[ClubRow]:
    """A pupil's rows in club registers, wherever they were made, oldest first."""
    held = activity_session.c
    kind = sa.func.coalesce(activity.c.kind, "other").label("kind")
    same = (activity.c.school == held.school) & (activity.c.activity == held.activity)
    statement = sa.select(
        held.school, held.term, held.from_date, held.activity, kind, held.offered, held.attended
    ).select_from(activity_session.outerjoin(activity, same))  # fmt: skip
    rows = _of_pupil(asker, statement=statement, table=activity_session, whose=whose, on=on)
    return [ClubRow._make(row) for row in sorted(rows, key=lambda row: (row.from_date, row.activity))]


def events(asker: Asker, *, whose: Pupil, on: date) -> list[Event]:
    """What is recorded of a pupil by day, oldest first: incidents, suspensions and exclusions, parents' evenings."""
    bad, out, met = incident.c, suspension.c, parents_evening.c
    nothing, nobody = sa.literal(""), sa.null()
    asked = (
        (incident, sa.select(bad.date, sa.literal("incident"), bad.kind, bad.role, nobody)),
        (suspension, sa.select(out.from_date, sa.literal("suspension"), out.kind, nothing, out.sessions)),
        (parents_evening, sa.select(met.date, sa.literal("evening"), _came(), nothing, nobody)),
    )
    rows = [row for table, each in asked for row in _of_pupil(asker, statement=each, table=table, whose=whose, on=on)]
    return sorted((Event._make(row) for row in rows), key=lambda event: event.date)


def _came() -> sa.ColumnElement[str]:
    return sa.case((parents_evening.c.attended.is_(True), "came"), else_="not")


def _of_pupil(asker: Asker, *, statement: sa.Select[Any], table: sa.Table, whose: Pupil, on: date) -> list[sa.Row[Any]]:
    """The rows of a record of one pupil, who is in scope on the day."""
    where = membership(on=on, whose=whose.pupil_id)
    mine = statement.join(where, where.c.pupil_id == table.c.pupil_id).where(table.c.pupil_id == whose.pupil_id)
    return list(run(asker, statement=asker.scope.confine(mine.distinct(), table=where)))
