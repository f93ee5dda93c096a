"""Structured conversations: sums for the trust and its schools, who leads, and how schools see their parents."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.metrics.cells_conversations import ConversationCell, LeadDays, SetDay, TermCell
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES
from data_loaders.store.tables_conversations import (
    afa_year,
    conversation_cell,
    conversation_fact,
    conversation_term_cell,
    lead_fact,
)
from data_loaders.vocabulary import GROUPS, OTHERS

survey_answer = TABLES["survey_answer"]
SURVEY = "relationship with parents"
"""The survey of schools this strand shows, as its files name it, in small letters."""
_ALIKE = ("n", *ConversationCell._fields[12:])
_KEYS = ConversationCell._fields[:11]
_TERM_SUMS = ("n", "offered", "held", "counted", "declined")


_INSIDE = sa.or_(*(conversation_cell.c[f"in_{season}"] == 1 for season in ("autumn", "spring", "summer")))


class AfaYear(NamedTuple):
    """A school's year: whether it lists its AfA group, its open days, how many conversations it has supplied."""

    school: str
    academic_year: str
    lists_group: bool
    open_days: int
    conversations: int


class SurveyAnswer(NamedTuple):
    """How one school answered one question of a survey on one day."""

    school: str
    question: str
    date: date
    answer: str


def cells(asker: Asker, *, year: str, school: str = "", by_class: bool = False) -> list[ConversationCell]:
    """The pupils of the AfA group of a year in scope by their pattern; without ``by_class`` no class is told apart
    (``class_id`` 0)."""
    wanted = conversation_cell.c
    statement = _added(conversation_cell, keys=_KEYS, sums=_ALIKE, by_class=by_class)
    statement = statement.where(wanted.academic_year == year, wanted.school == school if school else sa.true(), _INSIDE)
    rows = run(asker, statement=asker.scope.confine(statement, table=conversation_cell))
    return [ConversationCell(**_with_class(row)) for row in rows]


def term_cells(asker: Asker, *, term: str, school: str = "", by_class: bool = False) -> list[TermCell]:
    """The pupils of a term in scope by what came of it; without ``by_class`` no class is told apart."""
    keys = ("school", "term", "year_group", "class_id", "sen_year", "in_group", "outcome")
    wanted = conversation_term_cell.c
    statement = _added(conversation_term_cell, keys=keys, sums=_TERM_SUMS, by_class=by_class)
    statement = statement.where(wanted.term == term, wanted.school == school if school else sa.true())
    rows = run(asker, statement=asker.scope.confine(statement, table=conversation_term_cell))
    return [TermCell(**_with_class(row)) for row in rows]


def set_days(asker: Asker, *, term: str, on: date) -> list[SetDay]:
    """How many pupils of the group in scope without a counted conversation of a term have a day set: before ``on``, or
    still ahead."""
    fact = conversation_fact.c
    keys = (fact.school, fact.year_group, fact.sen_year, fact.outcome, fact.set_for)
    statement = sa.select(*keys, sa.func.count().label("n")).group_by(*keys)
    statement = statement.where(
        fact.term == term, fact.in_group.is_(True), fact.counted == 0, fact.set_for.is_not(None)
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=conversation_fact))
    return [
        SetDay(row.school, row.year_group, row.sen_year or "", row.outcome, passed=row.set_for < on, n=row.n)
        for row in rows
    ]


def _added(table: sa.Table, *, keys: Collection[str], sums: Collection[str], by_class: bool) -> sa.Select[Any]:
    kept = [table.c[name] for name in keys if by_class or name != "class_id"]
    return sa.select(*kept, *(sa.func.sum(table.c[name]).label(name) for name in sums)).group_by(*kept)


def _with_class(row: sa.Row[Any]) -> dict[str, Any]:
    return {"class_id": 0, **row._mapping}


def total_cells(asker: Asker, *, year: str, schools: sa.Select[Any]) -> list[ConversationCell]:
    """The pupils of a year over all the given schools together, no school or year group told apart."""
    table = conversation_cell
    keys = [name for name in _KEYS if name not in {"school", "year_group"}]
    statement = _added(table, keys=keys, sums=_ALIKE, by_class=False).where(table.c.academic_year == year)
    total = asker.scope.total(
        statement, table=table, within=("academic_year",), schools=schools, counted=_INSIDE,
        groups=_told_apart(table.c.sen_year),
    )  # fmt: skip
    return [
        ConversationCell(**{"school": "", "year_group": "", **_with_class(row)}) for row in run(asker, statement=total)
    ]


def total_term_cells(asker: Asker, *, term: str, schools: sa.Select[Any]) -> list[TermCell]:
    """The pupils of a term over all the given schools together, no school or year group told apart."""
    table = conversation_term_cell
    keys = ("term", "sen_year", "in_group", "outcome")
    statement = _added(table, keys=keys, sums=_TERM_SUMS, by_class=False).where(table.c.term == term)
    total = asker.scope.total(
        statement, table=table, within=("term",), schools=schools, counted=table.c.in_group == 1,
        groups=_told_apart(table.c.sen_year),
    )  # fmt: skip
    return [TermCell(**{"school": "", "year_group": "", **_with_class(row)}) for row in run(asker, statement=total)]


def _told_apart(status: sa.ColumnElement[str]) -> sa.ColumnElement[str | None]:
    """The smallest group a page shows a status in; null where it is not known."""
    groups = {"support": GROUPS["support"], "plan": GROUPS["plan"], "others": OTHERS}
    return sa.case(*((status.in_(sorted(codes)), name) for name, codes in groups.items()), else_=sa.null())


def leads(asker: Asker) -> list[LeadDays]:
    """Who has led each school in scope, by academic year, the first lead first."""
    statement = sa.select(*(lead_fact.c[name] for name in LeadDays._fields))
    statement = statement.order_by(lead_fact.c.school, lead_fact.c.academic_year, lead_fact.c.from_date)
    return [LeadDays._make(row) for row in run(asker, statement=asker.scope.confine(
        statement, table=lead_fact, childless=True))]  # fmt: skip


def years(asker: Asker) -> list[AfaYear]:
    """A row a school in scope and academic year."""
    statement = sa.select(*(afa_year.c[name] for name in AfaYear._fields))
    rows = run(asker, statement=asker.scope.confine(statement, table=afa_year, childless=True))
    return [AfaYear._make(row)._replace(lists_group=bool(row.lists_group)) for row in rows]


def survey(asker: Asker) -> list[SurveyAnswer]:
    """What the schools in scope have answered about their relationship with parents, oldest first."""
    wanted = survey_answer.c
    statement = sa.select(*(wanted[name] for name in SurveyAnswer._fields)).order_by(wanted.date)
    statement = statement.where(sa.func.lower(wanted.survey) == SURVEY)
    return [SurveyAnswer._make(row) for row in run(asker, statement=asker.scope.confine(
        statement, table=survey_answer, childless=True))]  # fmt: skip
