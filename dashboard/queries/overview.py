"""The overview of single pupils: what has been counted of each in the other strands, within the reader's scope."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.queries.members import confined, theirs
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import enrolment_fact
from data_loaders.store.tables_conversations import conversation_fact


def overdue(
    asker: Asker,
    *,
    school: str,
    on: date,
    terms: Collection[str],
    class_id: int | None = None,
) -> frozenset[int]:
    """Of the reader's pupils on roll at the school those for whom a conversation was due in one of these terms, which
    have ended, and none with a parent or carer was held in it. ``class_id`` is the class shown.

    Raises ``PermissionError`` where the reader may see no single pupil.
    """
    where, fact = theirs(asker, school=school, on=on, class_id=class_id).where, conversation_fact.c
    same = (fact.pupil_id == where.c.pupil_id) & (fact.school == where.c.school)
    statement = sa.select(fact.pupil_id).distinct().select_from(where.join(conversation_fact, same))
    statement = statement.where(fact.school == school, fact.term.in_(sorted(terms)), fact.in_group, fact.counted == 0)
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    return frozenset(row.pupil_id for row in rows)


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
    asker: Asker,
    *,
    school: str,
    on: date,
    periods: Collection[str],
    pupil_ids: Collection[int],
    class_id: int | None = None,
) -> list[Counts]:
    """A row a pupil and period of these pupils of the school. ``class_id`` is the class shown.

    Raises ``PermissionError`` where the reader may see no single pupil.
    """
    those, fact = theirs(asker, school=school, on=on, class_id=class_id), enrolment_fact.c
    sums = [sa.func.sum(fact[column]).label(name) for name, column in _SUMS.items()]
    listed = sa.func.max(sa.cast(fact.afa_group, sa.Integer)).label("listed")
    statement = (
        sa.select(fact.pupil_id, fact.period, *sums, listed)
        .where(fact.school == school, fact.period.in_(sorted(periods)), fact.main)
        .where(fact.pupil_id.in_(sorted(pupil_ids)))
        .group_by(fact.pupil_id, fact.period)
    )
    rows = run(asker, statement=confined(asker, statement=statement, table=enrolment_fact, of=those))
    return [_of(row) for row in rows]


def _of(row: sa.Row[tuple[object, ...]]) -> Counts:
    return Counts._make((*row[:-1], bool(row.listed)))
