"""What a release is built from: a row a pupil on roll at the census, without a name or a number, for the builder alone.

The builder runs on the machine, as the command line does; what it keeps is counted, rounded and audited. ``pupil_id``
stays in the builder's memory: it says how many entered or left between two censuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.queries.places import MAIN, enrolment, pupil
from dashboard.queries.pupils import sen_need, sen_status
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES, enrolment_fact, progress_fact
from data_loaders.store.tables_conversations import conversation_fact
from data_loaders.store.tables_wider_outcomes import wider_outcomes_fact


class PupilRow(NamedTuple):
    """One pupil of a school at a census: support and need of that day, and what came of a term and of the year to date.

    None where it is not known or the school has supplied nothing. ``in_group`` says that a structured conversation was
    due in the term; ``offered`` and ``counted`` how many there were.
    """

    pupil_id: int
    school: str
    sex: str | None
    status: str | None
    need: str | None
    possible: int | None
    absent: int | None
    in_group: bool | None
    offered: int | None
    counted: int | None
    club_sessions: int | None


class GainRow(NamedTuple):
    """One pupil's matched results in one subject and scale: the gain, in the scale's unit, and whether it met the
    expectation."""

    pupil_id: int
    school: str
    subject: str
    scale: str
    gain: float
    met_expectation: bool | None
    unit: str


def pupils_at(asker: Asker, *, day: date, term: str, year: str, schools: Sequence[str]) -> list[PupilRow]:
    """Everybody on roll (main registration) at these schools on a day, with a term's conversations and a year's
    attendance and clubs, as those stand on the day the builder runs."""
    stay, year_fact = enrolment.c, enrolment_fact.alias("year_fact")
    talked, clubs = conversation_fact.alias("talked"), wider_outcomes_fact.alias("clubs")
    absent = year_fact.c.sessions_authorised + year_fact.c.sessions_unauthorised
    statement = (
        sa.select(
            stay.pupil_id, stay.school, pupil.c.sex, _open_on(sen_status.c.code, day=day).label("status"),
            _open_on(sen_need.c.need, day=day).label("need"), year_fact.c.sessions_possible.label("possible"),
            absent.label("absent"), talked.c.in_group, talked.c.offered, talked.c.counted, clubs.c.club_sessions,
        )
        .join(pupil, pupil.c.pupil_id == stay.pupil_id)
        .outerjoin(year_fact, (year_fact.c.enrolment_id == stay.enrolment_id) & (year_fact.c.period == year))
        .outerjoin(talked, _same(talked) & (talked.c.term == term))
        .outerjoin(clubs, _same(clubs) & (clubs.c.period == year))
        .where(stay.from_date <= day, stay.to_date.is_(None) | (stay.to_date > day))
        .where(stay.status.in_(MAIN), stay.school.in_(sorted(schools)))
    )  # fmt: skip
    rows = run(asker, statement=asker.scope.confine(statement, table=enrolment))
    return [PupilRow._make(row) for row in rows]


def _same(fact: sa.FromClause) -> sa.ColumnElement[bool]:
    return (fact.c.pupil_id == enrolment.c.pupil_id) & (fact.c.school == enrolment.c.school)


def _open_on(code: sa.Column[Any], *, day: date) -> sa.ScalarSelect[Any]:
    """A pupil's provision or first-ranked need on a day; null where it is not known."""
    held = code.table.c
    statement = (
        sa.select(code)
        .where(held.pupil_id == enrolment.c.pupil_id, held.from_date <= day)
        .where(held.to_date.is_(None) | (held.to_date > day))
        .order_by(*([held.rank] if "rank" in held else []), held.from_date.desc())
    )
    return statement.limit(1).scalar_subquery()


def gains_in(asker: Asker, *, period: str, schools: Sequence[str]) -> list[GainRow]:
    """The gains of everybody matched in a period at these schools, every subject and scale of numbers: bands, words in
    order, have none."""
    wanted, scale = progress_fact.c, TABLES["scale"]
    statement = sa.select(
        wanted.pupil_id, wanted.school, wanted.subject, wanted.scale,
        (wanted.last_value - wanted.first_value).label("gain"), wanted.met_expectation, scale.c.unit,
    ).select_from(progress_fact.join(scale, wanted.scale == scale.c.scale))  # fmt: skip
    statement = statement.where(
        wanted.period == period, wanted.state == "matched", wanted.school.in_(sorted(schools)), scale.c.bands.is_(None)
    )
    return [GainRow._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=progress_fact))]


class Club(NamedTuple):
    """One club of a school, of its type, with the places it has where that is known. It belongs to no child."""

    school: str
    name: str
    kind: str
    places: int | None


def clubs_of(asker: Asker, *, schools: Sequence[str]) -> list[Club]:
    """The clubs of these schools, by name."""
    activity = TABLES["activity"]
    wanted = activity.c
    statement = sa.select(wanted.school, wanted.activity, wanted.kind, wanted.places).where(
        wanted.school.in_(sorted(schools))
    )
    rows = run(asker, statement=asker.scope.confine(statement.order_by(wanted.activity), table=activity))
    return [Club._make(row) for row in rows]


def lead_of(asker: Asker, *, school: str, on: date) -> list[str]:
    """The roles of those who lead Achievement for All at a school on a day."""
    lead = TABLES["afa_lead"]
    wanted = lead.c
    statement = sa.select(wanted.role).where(wanted.school == school, wanted.from_date <= on)
    statement = statement.where(wanted.to_date.is_(None) | (wanted.to_date > on))
    return [row.role for row in run(asker, statement=asker.scope.confine(statement, table=lead, childless=True))]
