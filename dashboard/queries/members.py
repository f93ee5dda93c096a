"""Who is meant: the pupils of a school, a class or one pupil on a day, and what each of them is called.

A statement on single pupils starts here: ``Members.source`` is what it selects from and ``Members.columns`` who each
row is. Names leave only for a scope that shows names; who has none to show is called by a label.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.access.scope import Level
from dashboard.queries.places import classmates, membership, numbered_pupils, registered
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES

pupil = TABLES["pupil"]


@dataclass(frozen=True, kw_only=True)
class Members:
    """The pupils on roll at a school on a day who are meant: ``where`` has a row each (pupil_id, school, class_id).

    The class is the registration class where the whole school is meant, else the class that is meant.
    """

    school: str
    where: sa.Subquery

    @property
    def columns(self) -> tuple[sa.ColumnElement[Any], ...]:
        """Who a row is: pupil_id, token, forename, surname, class_id."""
        return (self.where.c.pupil_id, pupil.c.token, pupil.c.forename, pupil.c.surname, self.where.c.class_id)

    @property
    def source(self) -> sa.Join:
        """What a statement on these pupils selects from."""
        return self.where.join(pupil, pupil.c.pupil_id == self.where.c.pupil_id)


def members(
    asker: Asker, *, school: str, on: date, class_id: int | None = None, whose: int | None = None
) -> Members:  # fmt: skip
    """The pupils of one class, one pupil in each of their classes, or the school's with their registration class.

    Raises ``PermissionError`` where the reader may see no single pupil.
    """
    if not asker.scope.may_read(Level.PUPIL):
        raise PermissionError("this scope sees no single pupil")
    if class_id is not None:
        where = classmates(on=on, school=school, classes=[class_id])
    elif whose is not None:
        where = membership(on=on, school=school, whose=whose)
    else:
        where = registered(on=on, school=school)
    return Members(school=school, where=where)


def theirs(asker: Asker, *, school: str, on: date, class_id: int | None = None) -> Members:
    """The pupils of a school that are the reader's: a class teacher's in each of their classes. Raises as ``members``
    does."""
    held = asker.scope.classes
    if class_id is None and held is not None and asker.scope.may_read(Level.PUPIL):
        return Members(school=school, where=classmates(on=on, school=school, classes=held))
    return members(asker, school=school, on=on, class_id=class_id)


def confined(asker: Asker, *, statement: sa.Select[Any], table: sa.Table, of: Members) -> sa.Select[Any]:
    """A statement on a table of facts, confined to the reader's pupils: by school, for a class teacher by who is among
    these pupils. No row is doubled. Raises ``PermissionError`` where the scope reads nothing."""
    if asker.scope.classes is None:
        return asker.scope.confine(statement, table=table)
    held, mine = of.where.c, of.where.c.class_id.in_(sorted(asker.scope.classes))
    one_class = sa.func.min(held.class_id).label("class_id")
    each = sa.select(held.pupil_id, held.school, one_class).where(mine).group_by(held.pupil_id, held.school)
    once = each.subquery("theirs")
    same = (once.c.pupil_id == table.c.pupil_id) & (once.c.school == table.c.school)
    return asker.scope.confine(statement.join(once, same), table=once)


def names(asker: Asker, *, of: Members, rows: Sequence[sa.Row[Any]]) -> dict[int, str]:
    """What the pupils of these rows are called, by ``pupil_id``: the one place where pupils of a list are called
    anything. A row has at least ``pupil_id``, ``forename`` and ``surname``."""
    called = {row.pupil_id: name_of(asker, school=of.school, row=row) for row in rows}
    nameless = {pupil_id for pupil_id, name in called.items() if not name}
    if not nameless:
        return called
    numbers = _numbers(asker, of=of, whose=nameless)
    return called | {pupil_id: f"Pupil {numbers[pupil_id]}" for pupil_id in nameless}


def name_of(asker: Asker, *, school: str, row: sa.Row[Any]) -> str:
    """The pupil's name where the scope shows the school's names and the pupil has one, else ``""``."""
    if not asker.scope.shows_names(school):
        return ""
    return " ".join(part for part in (row.forename, row.surname) if part)


def _numbers(asker: Asker, *, of: Members, whose: Collection[int]) -> Mapping[int, int]:
    """The numbers of some of these pupils at their school, by ``pupil_id``: what ``Pupil 7`` means there."""
    numbered = numbered_pupils(of.school)
    statement = (
        sa.select(numbered.c.pupil_id, numbered.c.number)
        .join(of.where, of.where.c.pupil_id == numbered.c.pupil_id)
        .where(numbered.c.pupil_id.in_(sorted(whose)))
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=of.where))
    return {row.pupil_id: row.number for row in rows}
