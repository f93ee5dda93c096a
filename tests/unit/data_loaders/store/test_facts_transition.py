"""Who joined, worked out on paper: with which status on the first day, and what the school's list says.

Cedar (100001) keeps a list of 2025/26, Dogwood (GP) none. Pupils 1 to 4 have SEN support.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data_loaders.store import facts
from data_loaders.store.tables_wider_outcomes import transition_fact
from tests.unit.data_loaders.store.school_on_paper import Row, facts_of, one, open_term, put

CEDAR, DOGWOOD, YEAR = "100001", "GP", "2025-26"
SEPTEMBER, JANUARY = date(2025, 9, 1), date(2026, 1, 5)


def stay(pupil: int, begins: date, ends: date | None = None, **more: Any) -> Row:
    row = {"pupil_id": pupil, "school": CEDAR, "from_date": begins, "to_date": ends, "year_group": "7", "status": "C"}
    return row | more


def provision(pupil: int, code: str, begins: date = date(2023, 9, 1), ends: date | None = None) -> Row:
    return {"pupil_id": pupil, "from_date": begins, "to_date": ends, "code": code}


def listed(pupil: int, received: bool, day: date | None = None, **more: Any) -> Row:
    row = {"pupil_id": pupil, "school": CEDAR, "academic_year": YEAR, "received": received, "received_on": day}
    return row | {"from_whom": None} | more


@pytest.fixture
def trust(store: sa.Engine) -> Iterator[sa.Connection]:
    with store.begin() as connection:
        for school in (CEDAR, DOGWOOD):
            put(connection, "calendar",
                *open_term(school, f"{YEAR}.autumn", SEPTEMBER, date(2025, 12, 19), half_term="Aut1"))  # fmt: skip
        put(connection, "sen_status", *(provision(pupil, "K") for pupil in (1, 2, 3, 4)), provision(5, "N"))
        yield connection


def joined(connection: sa.Connection) -> dict[int, Row]:
    facts.rebuild(connection, schools=None)
    return {row["pupil_id"]: row for row in facts_of(connection, transition_fact, academic_year=YEAR)}


def test_who_begins_with_sen_or_with_nothing_known_has_joined(trust: sa.Connection) -> None:
    put(trust, "enrolment", *(stay(pupil, SEPTEMBER) for pupil in (1, 5, 6)), stay(2, date(2024, 9, 2)))
    put(trust, "enrolment", stay(3, SEPTEMBER, status="S"))
    put(trust, "transition_information", listed(1, True, date(2025, 7, 1), from_whom="family"))
    found = joined(trust)
    assert sorted(found) == [1, 6]  # 5 has no SEN, 2 came a year ago, 3 is registered elsewhere
    assert (found[1]["sen_first"], found[1]["first_day"], found[1]["year_group"]) == ("K", SEPTEMBER, "7")
    assert (found[1]["kept"], found[1]["received"], found[1]["received_on"]) == (True, True, date(2025, 7, 1))
    assert (found[6]["sen_first"], found[6]["kept"], found[6]["received"]) == (None, True, None)


def test_who_only_changes_registration_has_not_joined(trust: sa.Connection) -> None:
    put(trust, "enrolment", stay(1, date(2024, 9, 2), SEPTEMBER), stay(1, SEPTEMBER, status="M"))
    put(trust, "enrolment", stay(2, date(2024, 9, 2), date(2025, 7, 21)), stay(2, JANUARY))
    found = joined(trust)
    assert sorted(found) == [2]  # away for a term, and back
    assert found[2]["first_day"] == JANUARY


def test_the_status_is_that_of_the_first_day(trust: sa.Connection) -> None:
    put(trust, "enrolment", stay(7, SEPTEMBER), stay(8, SEPTEMBER))
    put(trust, "sen_status", provision(7, "N", ends=JANUARY), provision(7, "E", begins=JANUARY))
    put(trust, "sen_status", provision(8, "E", ends=JANUARY), provision(8, "N", begins=JANUARY))
    assert {pupil: row["sen_first"] for pupil, row in joined(trust).items()} == {8: "E"}


def test_a_school_without_a_list_is_told_from_one_that_says_no(trust: sa.Connection) -> None:
    put(trust, "enrolment", stay(1, SEPTEMBER), stay(2, SEPTEMBER, school=DOGWOOD))
    put(trust, "transition_information", listed(1, False))
    found = joined(trust)
    assert (found[1]["kept"], found[1]["received"]) == (True, False)
    assert (found[2]["kept"], found[2]["received"]) == (False, None)
    before = facts_of(trust, transition_fact)
    facts.rebuild(trust, schools={CEDAR})
    assert facts_of(trust, transition_fact, school=CEDAR) == [one([r for r in before if r["school"] == CEDAR])]
