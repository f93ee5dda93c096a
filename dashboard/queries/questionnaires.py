"""Teachers' questionnaires within the reader's scope: sums for the trust and schools, ratings of single pupils."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.metrics.cells_questionnaires import QuestionnaireCell
from dashboard.queries.members import members
from dashboard.queries.places import membership
from dashboard.queries.pupils import Pupil
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES
from data_loaders.store.tables_wider_outcomes import questionnaire_cell, questionnaire_fact

questionnaire = TABLES["questionnaire"]


class Rating(NamedTuple):
    """One rating of a pupil for one outcome; ``rated_by_role`` is None where nobody has said."""

    date: date
    outcome: str
    score: float
    lowest: float
    highest: float
    rated_by_role: str | None


class Rated(NamedTuple):
    """A pupil's first and last rating of a year for one outcome; ``last`` is None where there is one only, or the two
    have different ends."""

    pupil_id: int
    outcome: str
    first: float
    last: float | None


def cells(asker: Asker, *, year: str) -> list[QuestionnaireCell]:
    """Every cell of an academic year in scope."""
    wanted = questionnaire_cell.c
    statement = sa.select(*(wanted[name] for name in QuestionnaireCell._fields)).where(wanted.academic_year == year)
    rows = run(asker, statement=asker.scope.confine(statement, table=questionnaire_cell))
    return [QuestionnaireCell._make(row) for row in rows]


def of_class(asker: Asker, *, school: str, on: date, year: str, class_id: int) -> list[Rated]:
    """The first and last ratings in an academic year of the pupils of a class. Raises ``PermissionError`` where the
    reader may see no single pupil."""
    where, fact = members(asker, school=school, on=on, class_id=class_id).where, questionnaire_fact.c
    last = sa.case((fact.state == "matched", fact.last))
    statement = (
        sa.select(fact.pupil_id, fact.outcome, fact.first, last)
        .join(where, where.c.pupil_id == fact.pupil_id)
        .where(fact.school == school, fact.academic_year == year, fact.first.is_not(None))
    )
    return [Rated._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]


def of_pupil(asker: Asker, *, whose: Pupil, on: date) -> list[Rating]:
    """Every rating of a pupil up to a day, wherever it was made, the oldest first."""
    held, where = questionnaire.c, membership(on=on, whose=whose.pupil_id)
    statement = (
        sa.select(*(held[name] for name in Rating._fields))
        .join(where, where.c.pupil_id == held.pupil_id)
        .where(held.pupil_id == whose.pupil_id, held.date <= on)
    )
    rows = run(asker, statement=asker.scope.confine(statement.distinct(), table=where))
    return sorted(Rating._make(row) for row in rows)
