"""Who was on roll on two days, and with which SEN provision: counts, within the reader's scope."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from dashboard.metrics.cells_roll import RollCell
from dashboard.queries.places import enrolment, on_roll
from dashboard.queries.pupils import status_on
from dashboard.queries.running import Asker, run


def between(asker: Asker, *, first: date, last: date, school: str = "", apart: bool = False) -> list[RollCell]:
    """The pupils on roll (main registration) on either day, once each, counted by their provision on both.

    ``school`` keeps one school. ``apart`` tells schools apart: a pupil who moved between two stands at both. Otherwise
    the cells name no school, and who moved within the scope was on roll throughout.
    """
    held = _held(asker, first=first, last=last, school=school, apart=apart)
    days = ((held.c.at_first, first, "before"), (held.c.at_last, last, "after"))
    known = sa.select(
        held.c.school,
        *(
            sa.case((there == 1, sa.func.coalesce(status_on(day, whose=held.c.pupil_id), ""))).label(name)
            for there, day, name in days
        ),
    ).subquery("known")
    kept = [known.c.school, known.c.before, known.c.after][0 if apart else 1 :]
    statement = sa.select(*kept, sa.func.count().label("n")).group_by(*kept)
    rows = run(asker, statement=asker.scope.confine(statement, table=known))
    return [RollCell(row.school if apart else "", row.before, row.after, row.n) for row in rows]


def _held(asker: Asker, *, first: date, last: date, school: str, apart: bool) -> sa.Subquery:
    """A row a pupil (and school, where they are told apart) on roll on either day, with whether on the one and on the
    other. Only the schools in scope are looked at: what a pupil did elsewhere is nobody's here to know."""
    stay, scope = enrolment.c, asker.scope
    days = {"at_first": first, "at_last": last}
    here = [sa.case((on_roll(day), 1), else_=0).label(name) for name, day in days.items()]
    stays = sa.select(stay.pupil_id, stay.school, *here)
    stays = stays.where(stay.from_date <= last, stay.to_date.is_(None) | (stay.to_date > first))
    stays = stays.where(stay.school == school) if school else stays
    each = (stays.where(stay.school.in_(sorted(scope.schools))) if scope.schools is not None else stays).subquery()
    there = {name: sa.func.max(each.c[name]) for name in days}
    return (
        sa.select(each.c.pupil_id, sa.func.max(each.c.school).label("school"))
        .add_columns(*(found.label(name) for name, found in there.items()))
        .group_by(each.c.pupil_id, *([each.c.school] if apart else []))
        .having(sa.or_(*(found == 1 for found in there.values())))
        .subquery("held")
    )
