"""Sessions of single pupils, for readers who may see them: of a school or class by period, never a mark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.access.scope import Level
from dashboard.queries.places import membership, numbered_pupils
from dashboard.queries.pupils import called, pupil, status_on
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import enrolment_fact
from data_loaders.vocabulary import SEND_CODES, academic_year_of


class Sessions(NamedTuple):
    """One pupil's sessions in one period at the school; None where the registers do not say."""

    possible: int
    absent: int
    unauthorised: int | None
    late: int | None


class Attender(NamedTuple):
    """One pupil on roll at a school on a day, by name or label: the SEN provision of the day, and of the start of the
    year, each None where unknown; and the sessions of the periods asked for, those without any left out."""

    pupil_id: int
    token: str
    name: str
    class_id: int | None
    year_group: str | None
    status: str | None
    counted: str | None
    sessions: dict[str, Sessions]


def attenders(
    asker: Asker, *, school: str, on: date, periods: Sequence[str], class_id: int | None = None
) -> list[Attender]:
    """The pupils on roll at a school on a day with their sessions there, a row a pupil: those of one class, or of the
    whole school the SEND pupils, on the day or as the year began.

    Raises ``PermissionError`` where the reader may see no single pupil.
    """
    if not asker.scope.may_read(Level.PUPIL):
        raise PermissionError("this scope sees no single pupil")
    where = membership(on=on, kind="" if class_id is not None else "registration")
    numbered, fact = numbered_pupils(school), _facts(periods=periods, school=school, on=on)
    statement = (
        sa.select(
            where.c.pupil_id, pupil.c.token, pupil.c.forename, pupil.c.surname, numbered.c.number, where.c.class_id,
            fact.c.year_group, status_on(on, whose=where.c.pupil_id).label("status"), fact.c.counted,
            *(column for column in fact.c if column.name not in {"pupil_id", "year_group", "counted"}),
        )
        .select_from(where)
        .join(pupil, pupil.c.pupil_id == where.c.pupil_id)
        .join(numbered, numbered.c.pupil_id == where.c.pupil_id)
        .outerjoin(fact, fact.c.pupil_id == where.c.pupil_id)
        .where(where.c.school == school)
    )  # fmt: skip
    if class_id is not None:
        statement = statement.where(where.c.class_id == class_id)
    else:
        known = (status_on(on, whose=where.c.pupil_id), fact.c.counted)
        statement = statement.where(sa.or_(*(status.in_(sorted(SEND_CODES)) for status in known)))
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    return [_attender(asker, school=school, row=row, periods=periods) for row in rows]


_COUNTED = ("possible", "attended", "unauthorised", "late")
_FIRST = 9
"""Where the counts begin in a row: after who the pupil is."""


def _facts(*, periods: Sequence[str], school: str, on: date) -> sa.Subquery:
    """A row a pupil with the sums of each period at the school's main registrations, a column a period and count."""
    wanted = enrolment_fact.c
    columns = [
        sa.func.sum(sa.case((wanted.period == period, wanted[f"sessions_{name}"]))).label(f"{name}_{at}")
        for at, period in enumerate(periods)
        for name in _COUNTED
    ]
    asked, now = periods[0][:7], academic_year_of(on)
    started = sa.func.max(sa.case((wanted.period == asked, wanted.sen_start))).label("counted")
    group = sa.func.max(sa.case((wanted.period == now, wanted.year_group))).label("year_group")
    kept = sorted({*periods, asked, now})
    return (
        sa.select(wanted.pupil_id, group, started, *columns)
        .where(wanted.school == school, wanted.period.in_(kept), wanted.main)
        .group_by(wanted.pupil_id)
        .subquery("sessions")
    )


def _attender(asker: Asker, *, school: str, row: sa.Row[Any], periods: Sequence[str]) -> Attender:
    found: dict[str, Sessions] = {}
    for at, period in enumerate(periods):
        possible, attended, unauthorised, late = row[_FIRST + 4 * at : _FIRST + 4 * at + 4]
        if possible and attended is not None:
            found[period] = Sessions(possible, possible - attended, unauthorised, late)
    return Attender(
        row.pupil_id, row.token, called(asker, school=school, row=row), row.class_id, row.year_group, row.status,
        row.counted, found,
    )  # fmt: skip
