"""Single pupils' conversations, for readers who may see pupils: a class or school by term, one pupil's with targets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.access.scope import Level
from dashboard.queries.places import membership, numbered_pupils
from dashboard.queries.pupils import Pupil, called, pupil
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES, enrolment_fact
from data_loaders.store.tables_conversations import conversation_fact

conversation = TABLES["conversation"]


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


def slots(
    asker: Asker,
    *,
    school: str,
    on: date,
    year: str,
    kind: str = "",
    class_id: int | None = None,
    pupil_id: int | None = None,
    waiting_in: Collection[str] = (),
) -> list[Slot]:
    """The pupils on roll at a school on a day, a row a pupil, class of that kind and term of the year with any; pupils
    with none stand once. ``class_id`` keeps one class, ``pupil_id`` one pupil. ``waiting_in`` keeps those terms, and of
    them the pupils in the group without a conversation that counts.

    Raises ``PermissionError`` where the reader may see no single pupil.
    """
    if not asker.scope.may_read(Level.PUPIL):
        raise PermissionError("this scope sees no single pupil")
    where, numbered, fact = membership(on=on, kind=kind), numbered_pupils(school), conversation_fact
    same = (fact.c.pupil_id == where.c.pupil_id) & (fact.c.school == where.c.school) & (fact.c.academic_year == year)
    if waiting_in:
        same &= fact.c.term.in_(sorted(waiting_in)) & fact.c.in_group.is_(True) & (fact.c.counted == 0)
    statement = (
        sa.select(
            where.c.pupil_id, pupil.c.token, pupil.c.forename, pupil.c.surname, numbered.c.number, where.c.class_id,
            _year_group(year, where=where), fact.c.sen_year, fact.c.term, fact.c.in_group,
            fact.c.outcome, fact.c.counted, fact.c.set_for,
        )
        .select_from(where)
        .join(pupil, pupil.c.pupil_id == where.c.pupil_id)
        .join(numbered, numbered.c.pupil_id == where.c.pupil_id)
        .join(fact, same, isouter=not waiting_in)
        .where(where.c.school == school, where.c.class_id == class_id if class_id is not None else sa.true())
        .where(where.c.pupil_id == pupil_id if pupil_id is not None else sa.true())
    )  # fmt: skip
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    return [
        Slot(
            row.pupil_id, row.token, called(asker, school=school, row=row), row.class_id, row.year_group, row.sen_year,
            row.term, bool(row.in_group), row.outcome or "", row.counted or 0, row.set_for,
        )
        for row in rows
    ]  # fmt: skip


def _year_group(year: str, *, where: sa.Subquery) -> sa.Label[str]:
    """The year group of the fact; of a pupil without one, that of the enrolment in the year."""
    wanted = enrolment_fact.c
    found = sa.select(wanted.year_group).where(wanted.pupil_id == where.c.pupil_id, wanted.school == where.c.school)
    found = found.where(wanted.period == year).order_by(wanted.at_end.desc()).limit(1)
    return sa.func.coalesce(conversation_fact.c.year_group, found.scalar_subquery()).label("year_group")


def talks(asker: Asker, *, whose: Pupil, on: date) -> list[Talk]:
    """Every conversation of a pupil in scope, oldest first."""
    where, wanted = membership(on=on), conversation.c
    statement = (
        sa.select(*(wanted[name] for name in Talk._fields))
        .join(where, where.c.pupil_id == wanted.pupil_id)
        .where(wanted.pupil_id == whose.pupil_id)
        .distinct()
        .order_by(wanted.scheduled)
    )
    return [Talk._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]
