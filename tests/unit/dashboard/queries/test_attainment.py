"""National assessments: one row a pupil becomes sums by school, year and status, and never of another school."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.access.scope import Level, Scope
from dashboard.metrics.cells_attainment import AttainmentCell
from dashboard.metrics.progress_attainment import standards
from dashboard.queries.attainment import cells
from dashboard.queries.running import Asker
from data_loaders.store.tables import metadata
from data_loaders.store.tables_attainment import attainment_fact

EVERYBODY = Scope(account_id=1, role="trust_executive", schools=None, levels=frozenset({Level.TRUST, Level.SCHOOL}))
HEAD = replace(EVERYBODY, schools=frozenset({"1"}))
YEAR_GROUPS = {"development": "R", "phonics": "1", "multiplication": "4", "ks2": "6", "ks4": "11"}


def fact(assessment: str, school: str = "1", **held: Any) -> dict[str, Any]:
    empty = dict.fromkeys(column.name for column in attainment_fact.c)
    said = {"academic_year": "2023-24", "assessment": assessment, "school": school, "class_id": 7, "state": "result"}
    return {**empty, **said, "year_group": YEAR_GROUPS[assessment], "sen_january": "K", **held}


def ks2(reading: float | None, mathematics: float | None, writing: str | None, **held: Any) -> dict[str, Any]:
    return fact("ks2", reading=reading, mathematics=mathematics, writing=writing, **held)


FACTS = [
    ks2(100, 100, "EXS"), ks2(110, 110, "GDS"), ks2(120, 109, "GDS"), ks2(99, 120, "GDS"), ks2(120, 120, "WTS"),
    ks2(None, 120, "EXS"), ks2(120, 120, None), ks2(110, 110, "EXS"),
    ks2(None, None, None, state="not_entered"), ks2(105, 105, "EXS", sen_january=None),
    fact("phonics", mark=32.0), fact("phonics", mark=31.0), fact("multiplication", mark=25.0),
    fact("multiplication", mark=24.0), fact("development", mark=1.0), fact("development", mark=0.0),
    fact("ks4", attainment_8=31.0, prior=99.75, prior_expected=35.46), fact("ks4", attainment_8=50.0, prior=104.0),
    fact("ks4", attainment_8=0.0, prior_expected=20.0), fact("ks4", school="2", attainment_8=60.0, class_id=8),
]  # fmt: skip


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as opened:
        opened.execute(attainment_fact.insert(), [{**row, "pupil_id": at} for at, row in enumerate(FACTS, start=1)])
        yield opened
    engine.dispose()


def counted(connection: sa.Connection, *, scope: Scope = EVERYBODY) -> list[AttainmentCell]:
    return cells(Asker(connection=connection, scope=scope), standards=standards())


def only(found: list[AttainmentCell], **wanted: str) -> AttainmentCell:
    (one,) = [cell for cell in found if all(getattr(cell, name) == value for name, value in wanted.items())]
    return one


def test_all_three_are_needed_and_the_ends_are_within(connection: sa.Connection) -> None:
    """Expected: 100/100/EXS, 110/110/GDS, 120/109/GDS, 110/110/EXS; higher: 110/110/GDS alone."""
    found = only(counted(connection), assessment="ks2", sen="K", state="result")
    assert (found.n, found.met, found.higher) == (8, 4, 1)
    assert only(counted(connection), assessment="ks2", state="not_entered")[:8] == (
        "1", "2023-24", "ks2", "6", "K", "not_entered", 1, 0,
    )  # fmt: skip
    assert only(counted(connection), assessment="ks2", sen="").met == 1


@pytest.mark.parametrize("assessment", ["phonics", "multiplication", "development"])
def test_the_mark_itself_is_enough_and_one_less_is_not(connection: sa.Connection, assessment: str) -> None:
    found = only(counted(connection), assessment=assessment)
    assert (found.n, found.met, found.higher) == (2, 1, 0)


def test_progress_8_is_of_pupils_with_a_national_mean(connection: sa.Connection) -> None:
    found = only(counted(connection), assessment="ks4", school="1")
    assert (found.n, found.points, found.points_squared, found.placed) == (3, 81.0, 31.0**2 + 50.0**2, 2)
    assert found.beyond == pytest.approx(-4.46 - 20)
    assert found.progress_8(points_a_grade=10).mean == pytest.approx(-1.223)
    assert found.progress_8(points_a_grade=10).squared == pytest.approx(0.446**2 + 2.0**2)


def test_a_reader_of_one_school_counts_that_school_alone(connection: sa.Connection) -> None:
    assert {cell.school for cell in counted(connection)} == {"1", "2"}
    assert {cell.school for cell in counted(connection, scope=HEAD)} == {"1"}
    assert {cell.school for cell in counted(connection, scope=replace(HEAD, classes=frozenset({8})))} == set()
    with pytest.raises(PermissionError):
        counted(connection, scope=replace(HEAD, levels=frozenset()))
