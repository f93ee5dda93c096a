"""Who joined with SEN and whether information had been passed on, within the reader's scope."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.access.scope import Level
from dashboard.metrics.wider_outcomes_transition import IN_TIME, LATE, NONE, UNKNOWN, TransitionCell
from dashboard.queries.places import membership
from dashboard.queries.pupils import Pupil
from dashboard.queries.running import Asker, run
from data_loaders.store.tables_wider_outcomes import transition_fact

_fact = transition_fact.c
_STATE = sa.case(
    (_fact.received.is_(False), NONE),
    (_fact.received_on <= _fact.first_day, IN_TIME),
    (_fact.received_on > _fact.first_day, LATE),
    else_=UNKNOWN,
)
"""What the school's list says of a pupil."""


class Joiner(NamedTuple):
    """A pupil with SEN who joined a school: on which day, with which provision, and what its list says; ``received`` is
    None where that says nothing of the pupil."""

    pupil_id: int
    first_day: date
    status: str
    state: str
    received: bool | None
    received_on: date | None
    from_whom: str | None


class Move(NamedTuple):
    """One school a pupil joined with SEN, and what was passed on to it; ``kept`` says that it keeps a list of the
    year, ``received`` is None where that says nothing of the pupil."""

    school: str
    academic_year: str
    first_day: date
    kept: bool
    received: bool | None
    received_on: date | None
    from_whom: str | None


def cells(asker: Asker, *, year: str, on: date) -> list[TransitionCell]:
    """Everybody who joined in an academic year by a day, at the schools in scope that keep a list of it."""
    keys = [_fact.school, _fact.academic_year, _fact.year_group, sa.func.coalesce(_fact.sen_first, ""), _STATE]
    statement = sa.select(*keys, sa.func.count()).group_by(*keys)
    statement = statement.where(_fact.academic_year == year, _fact.first_day <= on, _fact.kept.is_(True))
    rows = run(asker, statement=asker.scope.confine(statement, table=transition_fact))
    return [TransitionCell._make(row) for row in rows]


def joiners(asker: Asker, *, school: str, year: str, on: date) -> list[Joiner]:
    """The pupils with SEN who joined a school in an academic year by a day; whether they are there still is not asked.
    Raises ``PermissionError`` where the reader may see no single pupil."""
    if not asker.scope.may_read(Level.PUPIL):
        raise PermissionError("this scope sees no single pupil")
    statement = asker.scope.confine(_who_joined(school=school, year=year, on=on), table=transition_fact)
    return [Joiner._make(row) for row in run(asker, statement=statement)]


@lru_cache(maxsize=256)
def _who_joined(*, school: str, year: str, on: date) -> sa.Select[Any]:
    """The question is kept, never an answer: writing it takes longer than answering it."""
    told = [
        _fact.pupil_id,
        _fact.first_day,
        _fact.sen_first,
        _STATE,
        _fact.received,
        _fact.received_on,
        _fact.from_whom,
    ]
    wanted = [_fact.school == school, _fact.academic_year == year, _fact.first_day <= on, _fact.sen_first.is_not(None)]
    return sa.select(*told).where(*wanted)


def moves(asker: Asker, *, whose: Pupil, on: date) -> list[Move]:
    """Every school that a pupil joined with SEN up to a day, the latest last."""
    where = membership(on=on, whose=whose.pupil_id)
    statement = (
        sa.select(*(_fact[name] for name in Move._fields))
        .join(where, where.c.pupil_id == _fact.pupil_id)
        .where(_fact.pupil_id == whose.pupil_id, _fact.first_day <= on, _fact.sen_first.is_not(None))
    )
    rows = run(asker, statement=asker.scope.confine(statement.distinct(), table=where))
    return sorted((Move._make(row) for row in rows), key=lambda each: each.first_day)
