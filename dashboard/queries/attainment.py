"""National tests and examinations: who is counted, within the reader's scope. One grouped statement, sums alone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from dashboard.metrics.cells_attainment import AttainmentCell
from dashboard.metrics.progress_attainment import Standards
from dashboard.queries.running import Asker, run
from data_loaders.store.tables_attainment import attainment_fact

REACHED = 1
"""The mark of a good level of development."""


def cells(asker: Asker, *, standards: Standards) -> list[AttainmentCell]:
    """Every assessment and academic year in scope: a cell a school, year group, provision in January and state."""
    fact = attainment_fact.c
    kept = [
        fact.school, fact.academic_year, fact.assessment, fact.year_group,
        sa.func.coalesce(fact.sen_january, "").label("sen"), fact.state,
    ]  # fmt: skip
    statement = sa.select(*kept, *_sums(standards)).group_by(*kept)
    rows = run(asker, statement=asker.scope.confine(statement, table=attainment_fact))
    return [AttainmentCell._make(row) for row in rows]


def _sums(standards: Standards) -> list[sa.ColumnElement[Any]]:
    """The sums of a cell, in its order."""
    fact = attainment_fact.c
    beyond = fact.attainment_8 - fact.prior_expected
    added = (
        ("met", _counted(_met(standards))),
        ("higher", _counted(_all_three(standards.higher_scaled, writing=standards.higher_writing))),
        ("points", _added(fact.attainment_8)),
        ("points_squared", _added(fact.attainment_8 * fact.attainment_8)),
        ("placed", sa.func.count(beyond)),
        ("beyond", _added(beyond)),
        ("beyond_squared", _added(beyond * beyond)),
    )
    return [sa.func.count().label("n"), *(found.label(name) for name, found in added)]


def _met(standards: Standards) -> sa.ColumnElement[bool]:
    """Whether the pupil reached the standard of the row's own assessment."""
    fact = attainment_fact.c
    marks = {"phonics": standards.phonics, "multiplication": standards.multiplication, "development": REACHED}
    reached = ((fact.assessment == name) & (fact.mark >= mark) for name, mark in marks.items())
    return sa.or_(_all_three(standards.scaled, writing=standards.writing), *reached)


def _all_three(scaled: float, *, writing: tuple[str, ...]) -> sa.ColumnElement[bool]:
    fact = attainment_fact.c
    tests = (fact.assessment == "ks2") & (fact.reading >= scaled) & (fact.mathematics >= scaled)
    return tests & fact.writing.in_(writing)


def _counted(reached: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((reached, 1), else_=0))


def _added(value: sa.ColumnElement[float]) -> sa.ColumnElement[float]:
    """The sum of what is known; nought where nothing is."""
    return sa.func.coalesce(sa.func.sum(value), 0.0)
