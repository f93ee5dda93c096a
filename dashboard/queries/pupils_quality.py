"""Which pupils of a school lack something that figures rest on: rows of single children, for who may see them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.access.scope import Level
from dashboard.queries.members import members, names
from dashboard.queries.places import MAIN
from dashboard.queries.quality import open_on, pupil_flags
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES, enrolment_fact, progress_fact

pupil, enrolment = TABLES["pupil"], TABLES["enrolment"]
WITHOUT = ("no_result", "other_scale")


class OnRoll(NamedTuple):
    """One pupil on roll: the school's own number, what they are called here, and which of the fields are there."""

    pupil_id: int
    token: str
    name: str
    admission_number: str
    fields: dict[str, bool]


def on_roll(asker: Asker, *, school: str, on: date) -> list[OnRoll]:
    """A row a pupil on roll (main registration) on the day. Raises ``PermissionError`` where none may be seen."""
    _may(asker)
    stay = (
        sa.select(enrolment.c.pupil_id, enrolment.c.school, sa.func.max(enrolment.c.admission_number).label("number"))
        .where(open_on(enrolment, on=on), enrolment.c.status.in_(MAIN), enrolment.c.school == school)
        .group_by(enrolment.c.pupil_id, enrolment.c.school)
        .subquery("stay")
    )
    flags = pupil_flags(stay, on=on)
    statement = (
        sa.select(
            pupil.c.pupil_id, pupil.c.token, pupil.c.forename, pupil.c.surname,
            stay.c.number.label("admission_number"), *(flag.label(f"with_{name}") for name, flag in flags.items()),
        )
        .join_from(stay, pupil, pupil.c.pupil_id == stay.c.pupil_id)
        .order_by(pupil.c.surname, pupil.c.forename, pupil.c.token)
    )  # fmt: skip
    rows = run(asker, statement=asker.scope.confine(statement, table=stay))
    called = names(asker, of=members(asker, school=school, on=on), rows=rows)
    return [
        OnRoll(
            row.pupil_id, row.token, called[row.pupil_id], row.admission_number or "",
            {name: bool(row._mapping[f"with_{name}"]) for name in flags},
        )
        for row in rows
    ]  # fmt: skip


def without_result(asker: Asker, *, school: str, term: str) -> list[tuple[int, str, str]]:
    """Pupil, subject and scale of each result that is lacking in a term at the school."""
    _may(asker)
    wanted = progress_fact.c
    statement = sa.select(wanted.pupil_id, wanted.subject, wanted.scale).where(
        wanted.school == school, wanted.period == term, wanted.state.in_(WITHOUT)
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=progress_fact))
    return [(row.pupil_id, row.subject, row.scale) for row in rows]


def lacking_in_term(asker: Asker, *, school: str, term: str) -> list[tuple[int, bool, bool]]:
    """Pupils at the school at the end of a term who lack a session or, in the AfA group, a conversation."""
    _may(asker)
    wanted = enrolment_fact.c
    no_session = wanted.sessions_possible.is_(None)
    no_talk = sa.and_(wanted.afa_group, sa.func.coalesce(wanted.conversations_offered, 0) == 0)
    statement = sa.select(wanted.pupil_id, no_session.label("sessions"), no_talk.label("talked")).where(
        wanted.school == school, wanted.period == term, wanted.main, wanted.at_end, sa.or_(no_session, no_talk)
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=enrolment_fact))
    return [(row.pupil_id, bool(row.sessions), bool(row.talked)) for row in rows]


def _may(asker: Asker) -> None:
    if not asker.scope.may_read(Level.PUPIL):
        raise PermissionError("this scope sees no single pupil")
