"""Questionnaires worked out on paper: the first and the last of a year at a school, and why there is no pair.

Cedar (100001) keeps a calendar of an autumn and a spring; pupils 1 to 6 are on roll there, 7 at Dogwood (GP) alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data_loaders.store import facts
from data_loaders.store.tables_wider_outcomes import questionnaire_cell, questionnaire_fact
from tests.unit.data_loaders.store.school_on_paper import Row, facts_of, one, open_term, put

CEDAR, DOGWOOD, YEAR = "100001", "GP", "2025-26"
AUTUMN, SPRING = "2025-26.autumn", "2025-26.spring"
OCTOBER, NOVEMBER, MARCH = date(2025, 10, 6), date(2025, 11, 10), date(2026, 3, 9)


def enrolled(pupil: int, school: str = CEDAR) -> Row:
    row = {"pupil_id": pupil, "school": school, "from_date": date(2023, 9, 1), "to_date": None}
    return row | {"year_group": "1", "status": "C"}


def rated(pupil: int, day: date, score: float, **more: Any) -> Row:
    row = {"pupil_id": pupil, "school": CEDAR, "outcome": "bullying", "date": day, "score": score}
    return row | {"lowest": 1.0, "highest": 5.0, "rated_by_role": None} | more


@pytest.fixture
def trust(store: sa.Engine) -> Iterator[sa.Connection]:
    with store.begin() as connection:
        put(connection, "calendar", *open_term(CEDAR, AUTUMN, date(2025, 9, 1), date(2025, 12, 19), half_term="Aut1"))
        put(connection, "calendar", *open_term(CEDAR, SPRING, date(2026, 1, 5), date(2026, 3, 27), half_term="Spr1"))
        put(connection, "enrolment", *(enrolled(pupil) for pupil in range(1, 7)), enrolled(7, DOGWOOD))
        status = {"pupil_id": 1, "from_date": date(2023, 9, 1), "to_date": None, "code": "K"}
        put(connection, "sen_status", status)
        put(
            connection, "questionnaire",
            rated(1, OCTOBER, 3.0), rated(1, NOVEMBER, 5.0), rated(1, MARCH, 2.5), rated(2, OCTOBER, 2.0),
            rated(3, OCTOBER, 2.0), rated(3, MARCH, 4.0, highest=10.0), rated(4, OCTOBER, 2.0), rated(4, NOVEMBER, 1.0),
            rated(7, OCTOBER, 2.0, school=CEDAR), rated(5, date(2024, 10, 7), 2.0),
        )  # fmt: skip
        yield connection


def fact(connection: sa.Connection, pupil: int, **more: str) -> Row:
    return one(facts_of(connection, questionnaire_fact, pupil_id=pupil, academic_year=YEAR, **more))


def test_the_first_and_the_last_of_the_year_count(trust: sa.Connection) -> None:
    facts.rebuild(trust, schools=None)
    found = fact(trust, 1)
    assert (found["state"], found["first"], found["last"]) == ("matched", 3.0, 2.5)
    assert (found["first_term"], found["last_term"], found["sen_start"]) == (AUTUMN, SPRING, "K")
    close = fact(trust, 4)
    assert (close["state"], close["first_term"], close["last_term"]) == ("matched", AUTUMN, AUTUMN)


def test_why_there_is_no_pair_is_said(trust: sa.Connection) -> None:
    facts.rebuild(trust, schools=None)
    assert [fact(trust, pupil)["state"] for pupil in (2, 3, 5, 6)] == ["once", "ends", "never", "never"]
    assert (fact(trust, 5)["first"], fact(trust, 5)["sen_start"]) == (None, None)
    assert facts_of(trust, questionnaire_fact, pupil_id=7) == []  # not on roll where rated


def test_cells_add_up_and_schools_rebuild_alone(trust: sa.Connection) -> None:
    facts.rebuild(trust, schools=None)
    cells = facts_of(trust, questionnaire_cell, academic_year=YEAR)
    paired = one([cell for cell in cells if cell["status"] == "K"])
    assert (paired["n"], paired["total"], paired["squared"]) == (1, -0.5, 0.25)
    assert (paired["lowest"], paired["highest"]) == (1.0, 5.0)
    assert sum(cell["n"] for cell in cells) == 6
    facts.rebuild(trust, schools={DOGWOOD})
    assert facts_of(trust, questionnaire_cell, academic_year=YEAR) == cells
    facts.rebuild(trust, schools={CEDAR})
    assert sorted(map(str, facts_of(trust, questionnaire_cell, academic_year=YEAR))) == sorted(map(str, cells))
