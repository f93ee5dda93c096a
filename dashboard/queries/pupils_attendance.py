"""Sessions of single pupils, for readers who may see them: of a school or class by period, never a mark."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.queries.members import Members, confined, members, names
from dashboard.queries.pupils import status_on
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
    whole school the SEND pupils by the register of the day.

    Raises ``PermissionError`` where the reader may see no single pupil.
    """
    those = members(asker, school=school, on=on, class_id=class_id)
    where, fact = those.where, _standing(year=periods[0][:7], school=school, on=on)
    status = status_on(on, whose=where.c.pupil_id)
    statement = (
        sa.select(*those.columns, fact.c.year_group, status.label("status"), fact.c.counted)
        .select_from(those.source)
        .outerjoin(fact, fact.c.pupil_id == where.c.pupil_id)
    )
    if class_id is None:
        statement = statement.where(status.in_(sorted(SEND_CODES)))
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    called = names(asker, of=those, rows=rows)
    found = _sessions(asker, of=those, periods=periods, whose=called)
    return [
        Attender(
            row.pupil_id, row.token, called[row.pupil_id], row.class_id, row.year_group, row.status, row.counted,
            found.get(row.pupil_id, {}),
        )
        for row in rows
    ]  # fmt: skip


def _standing(*, year: str, school: str, on: date) -> sa.Subquery:
    """A row a pupil of the school: the year group of the day's academic year, the SEN provision as a year began."""
    wanted, now = enrolment_fact.c, academic_year_of(on)
    started = sa.func.max(sa.case((wanted.period == year, wanted.sen_start))).label("counted")
    group = sa.func.max(sa.case((wanted.period == now, wanted.year_group))).label("year_group")
    return (
        sa.select(wanted.pupil_id, group, started)
        .where(wanted.school == school, wanted.period.in_(sorted({year, now})), wanted.main)
        .group_by(wanted.pupil_id)
        .subquery("standing")
    )


def _sessions(
    asker: Asker, *, of: Members, periods: Sequence[str], whose: Collection[int]
) -> dict[int, dict[str, Sessions]]:
    """The sessions of some of these pupils by period, at the school's main registrations."""
    wanted = enrolment_fact.c
    sums = [sa.func.sum(wanted[f"sessions_{name}"]).label(name) for name in _COUNTED]
    statement = (
        sa.select(wanted.pupil_id, wanted.period, *sums)
        .where(wanted.school == of.school, wanted.period.in_(sorted(periods)), wanted.main)
        .where(wanted.pupil_id.in_(sorted(whose)))
        .group_by(wanted.pupil_id, wanted.period)
    )
    found: dict[int, dict[str, Sessions]] = {}
    rows: Sequence[Any] = run(asker, statement=confined(asker, statement=statement, table=enrolment_fact, of=of))
    for pupil_id, period, possible, attended, unauthorised, late in rows:
        if possible and attended is not None:
            each = Sessions(possible, possible - attended, unauthorised, late)
            found.setdefault(pupil_id, {})[period] = each
    return found


_COUNTED = ("possible", "attended", "unauthorised", "late")
