"""Single pupils' conversations, for readers who may see pupils: a class or school by term, one pupil's with targets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.queries.members import members, names
from dashboard.queries.places import membership
from dashboard.queries.pupils import Pupil
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES, enrolment_fact
from data_loaders.store.tables_conversations import conversation_fact

conversation = TABLES["conversation"]
target = TABLES["target"]


class Slot(NamedTuple):
    """One pupil on roll at a school and one term of the year: ``term`` is None where the pupil has none to show.

    ``in_group`` says that a conversation belongs to the term, ``outcome`` what came of it, ``set_for`` the day that is
    set and of which nobody has said what came of it. ``sen_year`` is the SEN provision at the start of the year.
    """

    pupil_id: int
    token: str
    name: str
    class_id: int | None
    year_group: str | None
    sen_year: str | None
    term: str | None
    in_group: bool
    outcome: str
    counted: int
    set_for: date | None


class Talk(NamedTuple):
    """One conversation of one pupil, wherever in the trust it was offered."""

    school: str
    scheduled: date
    term: str
    status: str
    held: date | None
    parent_present: bool | None
    mode: str | None
    led_by: str | None
    led_by_role: str | None


class Agreed(NamedTuple):
    """One target of a counted conversation, without its words; ``kind`` is None where it has none, ``met`` while it is
    open."""

    pupil_id: int
    scheduled: date
    held: date
    kind: str | None
    met: bool | None


def slots(
    asker: Asker,
    *,
    school: str,
    on: date,
    year: str,
    class_id: int | None = None,
    pupil_id: int | None = None,
    waiting_in: Collection[str] = (),
) -> list[Slot]:
    """The pupils on roll at a school on a day, a row a pupil and term of the year with any; pupils with none stand
    once. ``class_id`` keeps one class, ``pupil_id`` one pupil, in each of their classes. ``waiting_in`` keeps those
    terms, and of them the pupils in the group without a conversation that counts.

    Raises ``PermissionError`` where the reader may see no single pupil.
    """
    those, fact = members(asker, school=school, on=on, class_id=class_id, whose=pupil_id), conversation_fact
    where = those.where
    same = (fact.c.pupil_id == where.c.pupil_id) & (fact.c.school == where.c.school) & (fact.c.academic_year == year)
    if waiting_in:
        same &= fact.c.term.in_(sorted(waiting_in)) & fact.c.in_group.is_(True) & (fact.c.counted == 0)
    statement = (
        sa.select(
            *those.columns, _year_group(year, where=where), fact.c.sen_year, fact.c.term, fact.c.in_group,
            fact.c.outcome, fact.c.counted, fact.c.set_for,
        )
        .select_from(those.source)
        .join(fact, same, isouter=not waiting_in)
    )  # fmt: skip
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    called = names(asker, of=those, rows=rows)
    return [
        Slot(
            row.pupil_id, row.token, called[row.pupil_id], row.class_id, row.year_group, row.sen_year,
            row.term, bool(row.in_group), row.outcome or "", row.counted or 0, row.set_for,
        )
        for row in rows
    ]  # fmt: skip


def agreed(asker: Asker, *, school: str, on: date, class_id: int) -> list[Agreed]:
    """The counted conversations at the school up to a day of a class's pupils, a row for each of their targets or one
    without any, oldest first. A target's words are read on the pupil's own page alone, where who looked is noted.

    Raises ``PermissionError`` where the reader may see no single pupil.
    """
    where, talk, aim = members(asker, school=school, on=on, class_id=class_id).where, conversation.c, target.c
    same = (aim.pupil_id == talk.pupil_id) & (aim.school == talk.school) & (aim.scheduled == talk.scheduled)
    statement = (
        sa.select(talk.pupil_id, talk.scheduled, talk.held, aim.kind, aim.met)
        .join_from(where, conversation, (talk.pupil_id == where.c.pupil_id) & (talk.school == where.c.school))
        .outerjoin(target, same)
        .where(talk.status == "held", talk.parent_present.is_(True), talk.held <= on)
        .order_by(talk.held, talk.scheduled, aim.kind)
    )
    return [Agreed._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]


def _year_group(year: str, *, where: sa.Subquery) -> sa.Label[str]:
    """The year group of the fact; of a pupil without one, that of the enrolment in the year."""
    wanted = enrolment_fact.c
    found = sa.select(wanted.year_group).where(wanted.pupil_id == where.c.pupil_id, wanted.school == where.c.school)
    found = found.where(wanted.period == year).order_by(wanted.at_end.desc()).limit(1)
    return sa.func.coalesce(conversation_fact.c.year_group, found.scalar_subquery()).label("year_group")


def talks(asker: Asker, *, whose: Pupil, on: date) -> list[Talk]:
    """Every conversation of a pupil in scope, oldest first."""
    where, wanted = membership(on=on, whose=whose.pupil_id), conversation.c
    statement = (
        sa.select(*(wanted[name] for name in Talk._fields))
        .join(where, where.c.pupil_id == wanted.pupil_id)
        .where(wanted.pupil_id == whose.pupil_id)
        .distinct()
        .order_by(wanted.scheduled)
    )
    return [Talk._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]
