"""What schools send once or twice a year: which school has sent what for which academic year, within the scope."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.queries.running import Asker, run
from data_loaders.store.tables import enrolment_fact
from data_loaders.store.tables_wider_outcomes import questionnaire_cell, transition_fact
from data_loaders.vocabulary import TERMS


class ForYear(NamedTuple):
    """One school and academic year; ``kept`` says that something has come for it."""

    school: str
    academic_year: str
    kept: bool


def rated(asker: Asker) -> list[ForYear]:
    """The schools and years in which teachers rated anybody."""
    wanted = questionnaire_cell.c
    statement = sa.select(wanted.school, wanted.academic_year).distinct()
    rows = run(asker, statement=asker.scope.confine(statement, table=questionnaire_cell))
    return [ForYear(row.school, row.academic_year, kept=True) for row in rows]


def joined(asker: Asker) -> list[ForYear]:
    """The schools and years in which anybody joined with SEN, and whether the school keeps a list of the year."""
    wanted = transition_fact.c
    kept = sa.func.sum(sa.case((wanted.kept.is_(True), 1), else_=0)).label("kept")
    statement = sa.select(wanted.school, wanted.academic_year, kept).where(wanted.sen_first.is_not(None))
    grouped = statement.group_by(wanted.school, wanted.academic_year)
    rows = run(asker, statement=asker.scope.confine(grouped, table=transition_fact))
    return [ForYear(row.school, row.academic_year, kept=bool(row.kept)) for row in rows]


def year_groups(asker: Asker, *, schools: Collection[str], year: str) -> frozenset[tuple[str, str]]:
    """The schools with the year groups that they had on roll at the end of an academic year's last term."""
    wanted = enrolment_fact.c
    statement = sa.select(wanted.school, wanted.year_group).distinct()
    statement = statement.where(wanted.school.in_(sorted(schools)), wanted.period == f"{year}.{TERMS[-1]}")
    statement = statement.where(wanted.main.is_(True), wanted.at_end.is_(True))
    rows = run(asker, statement=asker.scope.confine(statement, table=enrolment_fact))
    return frozenset((row.school, row.year_group) for row in rows)
