"""The overview of single pupils: what has been counted of each in the other strands, within the reader's scope."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.access.scope import Level
from dashboard.queries.places import membership
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import enrolment_fact
from data_loaders.store.tables_conversations import conversation_fact


def overdue(asker: Asker, *, school: str, on: date, terms: Collection[str], class_id: int = 0) -> frozenset[int]:
    """The pupils on roll at the school on the day for whom a conversation was due in one of these terms, which have
    ended, and none with a parent or carer was held in it."""
    if not asker.scope.may_read(Level.PUPIL):
        raise PermissionError("this scope sees no single pupil")
    where = membership(on=on, kind="" if class_id else "registration")
    fact = conversation_fact.c
    here = (fact.pupil_id == where.c.pupil_id) & (fact.school == where.c.school)
    statement = (
        sa.select(fact.pupil_id)
        .select_from(where.join(conversation_fact, here))
        .where(where.c.school == school, fact.term.in_(sorted(terms)), fact.in_group, fact.counted == 0)
        .distinct()
    )
    if class_id:
        statement = statement.where(where.c.class_id == class_id)
    return frozenset(row.pupil_id for row in run(asker, statement=asker.scope.confine(statement, table=where)))


class Counts(NamedTuple):
    """What has been counted of one pupil at one school in one period; None where the school has supplied none."""

    pupil_id: int
    period: str
    possible: int | None
    attended: int | None
    offered: int | None
    held: int | None
    counted: int | None
    declined: int | None
    clubs_offered: int | None
    clubs_attended: int | None
    afa_group: bool


_SUMS = {
    "possible": "sessions_possible", "attended": "sessions_attended", "offered": "conversations_offered",
    "held": "conversations_held", "counted": "conversations_counted", "declined": "conversations_declined",
    "clubs_offered": "activity_offered", "clubs_attended": "activity_attended",
}  # fmt: skip


def counts(
    asker: Asker, *, school: str, on: date, periods: Collection[str], pupil_ids: Collection[int], class_id: int = 0
) -> list[Counts]:
    """A row a pupil and period of these pupils, where they are on roll at the school on the day; of one class where
    ``class_id`` names it.

    Raises ``PermissionError`` where the reader may see no single pupil.
    """
    if not asker.scope.may_read(Level.PUPIL):
        raise PermissionError("this scope sees no single pupil")
    where = membership(on=on, kind="" if class_id else "registration")
    fact = enrolment_fact.c
    here = (fact.pupil_id == where.c.pupil_id) & (fact.school == where.c.school)
    sums = [sa.func.sum(fact[column]).label(name) for name, column in _SUMS.items()]
    statement = (
        sa.select(fact.pupil_id, fact.period, *sums, sa.func.max(sa.cast(fact.afa_group, sa.Integer)).label("listed"))
        .select_from(where.join(enrolment_fact, here))
        .where(where.c.school == school, fact.period.in_(sorted(periods)), fact.main)
        .where(fact.pupil_id.in_(sorted(pupil_ids)))
        .group_by(fact.pupil_id, fact.period)
    )
    if class_id:
        statement = statement.where(where.c.class_id == class_id)
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    return [_of(row) for row in rows]


def _of(row: sa.Row[Any]) -> Counts:
    sums = {name: getattr(row, name) for name in _SUMS}
    return Counts(pupil_id=row.pupil_id, period=row.period, afa_group=bool(row.listed), **sums)
