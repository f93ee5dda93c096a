"""National tests and examinations worked out on paper: who is eligible where, with which outcome, and Attainment 8.

Ash (100001) and Beech (100002) are primaries, Oak (100003) a secondary, Elm (100004) a special school without year
groups. The summer of 2024 ends on Friday 19 July; pupils of 16 may leave on Friday 28 June.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.store import facts
from data_loaders.store.facts_attainment_8 import attainment_8
from data_loaders.store.tables import level_cell, progress_fact, term_fact
from data_loaders.store.tables_attainment import attainment_fact
from tests.unit.data_loaders.store.school_on_paper import Row, facts_of, one, open_term, put

ASH, BEECH, OAK, ELM = "100001", "100002", "100003", "100004"
YEAR, SUMMER = "2023-24", "2023-24.summer"
BEGAN = date(2023, 9, 1)


def enrolled(
    pupil: int, school: str, year_group: str, since: date = BEGAN, *, until: Any = None, status: str = "C"
) -> Row:
    return {"pupil_id": pupil, "school": school, "from_date": since, "to_date": until, "year_group": year_group,
            "status": status}  # fmt: skip


def result(pupil: int, subject: str, scale: str, value: float | None, raw: str | None = None, **more: Any) -> Row:
    row = {"pupil_id": pupil, "subject": subject, "scale": scale, "term": SUMMER, "kind": "test"}
    return row | {"value": value, "raw": raw} | more


def ks2(pupil: int, reading: float | str, mathematics: float | str, writing: str | None, **more: Any) -> list[Row]:
    found = [
        result(pupil, subject, "ks2_scaled_score", *((None, said) if isinstance(said, str) else (said, None)), **more)
        for subject, said in (("reading", reading), ("mathematics", mathematics))
    ]
    told = [result(pupil, "writing", "ks2_writing", None, writing, **more | {"kind": "teacher"})] if writing else []
    return found + told


def gcse(pupil: int, term: str = SUMMER, **grades: float | None) -> list[Row]:
    return [result(pupil, subject, "gcse_grade", grade, term=term) for subject, grade in grades.items()]


WORKED: dict[str, float | None] = {
    "english_language": 5, "english_literature": 5, "mathematics": 4,
    "biology": 4, "chemistry": 3, "history": 3, "art": 4, "sport": 5.5,
}  # fmt: skip


@pytest.fixture
def trust(store: sa.Engine) -> Iterator[sa.Connection]:
    with store.begin() as connection:
        for school in (ASH, BEECH, OAK, ELM):
            put(connection, "calendar", *open_term(school, SUMMER, date(2024, 4, 15), date(2024, 7, 19)))
        put(connection, "sen_status", {"pupil_id": 1, "from_date": date(2024, 1, 8), "code": "K"})
        same = {"school": ASH, "code": "6A", "academic_year": YEAR}
        put(connection, "teaching_class", same | {"kind": "registration", "name": "6A"})
        put(connection, "class_member", same | {"pupil_id": 1, "from_date": BEGAN})
        yield connection


def fact(connection: sa.Connection, pupil: int, assessment: str, *names: str, year: str = YEAR) -> tuple[Any, ...]:
    found = one(facts_of(connection, attainment_fact, pupil_id=pupil, assessment=assessment, academic_year=year))
    return tuple(found[name] for name in names)


def test_an_outcome_not_entered_and_nothing_stay_apart(trust: sa.Connection) -> None:
    put(trust, "enrolment", *(enrolled(pupil, ASH, "6") for pupil in (1, 2, 3, 4)))
    put(trust, "assessment", *ks2(1, 104, 99, " exs "), *ks2(2, "A", "A", "A"), *ks2(4, "B", "B", "PK3"))
    facts.rebuild(trust, schools=None)
    names = ("state", "reading", "mathematics", "writing", "year_group", "school", "sen_january")
    assert fact(trust, 1, "ks2", *names) == ("result", 104, 99, "EXS", "6", ASH, "K")
    assert fact(trust, 2, "ks2", *names) == ("not_entered", None, None, None, "6", ASH, None)
    assert fact(trust, 3, "ks2", *names) == ("nothing", None, None, None, "6", ASH, None)
    assert fact(trust, 4, "ks2", *names) == ("result", None, None, "PK3", "6", ASH, None)
    assert (fact(trust, 1, "ks2", "class_id"), fact(trust, 2, "ks2", "class_id")) == ((1,), (None,))
    assert fact(trust, 1, "ks2", "attainment_8", "prior", "mark") == (None, None, None)


def test_who_is_on_roll_at_the_end_of_the_term_is_counted_there(trust: sa.Connection) -> None:
    moved, tested = date(2024, 6, 3), date(2024, 5, 14)
    put(
        trust, "enrolment", enrolled(1, ASH, "6"),
        enrolled(2, ASH, "6", date(2024, 6, 10)),  # a joiner after the test
        enrolled(3, ASH, "6", until=date(2024, 5, 31)),  # gone before the end
        enrolled(4, BEECH, "6", until=moved), enrolled(4, ASH, "6", moved),
        enrolled(5, ASH, "6", status="S"), enrolled(6, BEECH, "6"), enrolled(7, ASH, "5"),
    )  # fmt: skip
    put(trust, "assessment", *(row for pupil in (1, 3, 4, 5, 7) for row in ks2(pupil, 100, 100, "EXS", date=tested)))
    facts.rebuild(trust, schools=None)
    found = {(row["pupil_id"], row["school"], row["state"]) for row in facts_of(trust, attainment_fact)}
    assert found == {(1, ASH, "result"), (2, ASH, "nothing"), (4, ASH, "result")}  # at Beech nobody has a row


def test_a_pupil_without_a_year_group_is_counted_with_a_row_alone(trust: sa.Connection) -> None:
    put(trust, "enrolment", *(enrolled(pupil, ELM, "X") for pupil in (1, 2)))
    put(trust, "assessment", *ks2(1, "B", "B", "PK1"))
    facts.rebuild(trust, schools=None)
    assert fact(trust, 1, "ks2", "state", "year_group", "school") == ("result", "X", ELM)
    assert facts_of(trust, attainment_fact, pupil_id=2) == []


def test_marks_and_a_check_taken_again(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(1, ASH, "1"), enrolled(2, ASH, "2"), enrolled(3, ASH, "R"), enrolled(4, ASH, "4"))
    put(
        trust, "assessment", result(1, "phonics", "phonics_mark", 31), result(2, "phonics", "phonics_mark", 25),
        result(3, "development", "good_development", 0), result(4, "multiplication", "multiplication_mark", None, "A"),
    )  # fmt: skip
    facts.rebuild(trust, schools=None)
    assert fact(trust, 1, "phonics", "state", "mark") == ("result", 31)
    assert fact(trust, 3, "development", "state", "mark") == ("result", 0)
    assert fact(trust, 4, "multiplication", "state", "mark") == ("not_entered", None)
    assert facts_of(trust, attainment_fact, pupil_id=2) == []


def test_the_worked_example_of_attainment_8_and_of_its_prior_group(trust: sa.Connection) -> None:
    put(trust, "enrolment", *(enrolled(pupil, OAK, "11") for pupil in (1, 2, 3, 4)))
    before = {"term": "2018-19.summer"}
    put(trust, "assessment", *gcse(1, **WORKED), *ks2(1, 100, 99, "EXS", **before), *ks2(2, 100, 100, None, **before))
    put(trust, "assessment", *ks2(3, 120, 120, "GDS", **before), *ks2(4, 90, "A", "WTS", **before))
    said = {"academic_year": YEAR, "source": "invented"}
    groups = [(98.5, 99, 34.0), (99.5, 100, 35.46), (100.5, 101, 37.0), (119.5, 120, 83.0)]
    put(trust, "prior_group", *(said | {"lowest": a, "highest": b, "expected": c} for a, b, c in groups))
    facts.rebuild(trust, schools=None)
    names = ("state", "attainment_8", "prior", "prior_expected")
    assert fact(trust, 1, "ks4", *names) == ("result", 42.5, 99.5, 35.46)
    assert fact(trust, 2, "ks4", *names) == ("nothing", 0, 100, 35.46)
    assert fact(trust, 3, "ks4", *names) == ("nothing", 0, 120, 83)
    assert fact(trust, 4, "ks4", *names) == ("nothing", 0, None, None)
    assert {row["assessment"] for row in facts_of(trust, attainment_fact)} == {"ks4"}  # nobody was on roll in 2019
    put(trust, "prior_group", said | {"lowest": 100.0, "highest": 100.5, "expected": 36.0})
    facts.rebuild(trust, schools=None)
    assert fact(trust, 2, "ks4", "prior_expected") == (36,)  # where two touch, the higher holds the value between


def test_another_years_groups_say_nothing(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(1, OAK, "11"))
    put(trust, "assessment", *gcse(1, **WORKED), *ks2(1, 100, 99, None, term="2018-19.summer"))
    put(trust, "prior_group", {"academic_year": "2022-23", "source": "x", "lowest": 59, "highest": 120, "expected": 40})
    facts.rebuild(trust, schools=None)
    assert fact(trust, 1, "ks4", "prior", "prior_expected") == (99.5, None)


def test_examinations_count_in_year_11_whenever_they_were_entered(trust: sa.Connection) -> None:
    put(
        trust, "enrolment", enrolled(1, OAK, "11", until=date(2024, 6, 28)), enrolled(2, OAK, "10"),
        enrolled(3, OAK, "12"), enrolled(4, OAK, "11", until=date(2024, 6, 20)),
        enrolled(5, OAK, "11", date(2022, 9, 1)),
    )  # fmt: skip
    put(trust, "enrolment", enrolled(6, OAK, "10", date(2022, 9, 1)))
    put(trust, "assessment", *gcse(1, mathematics=4), *gcse(2, mathematics=7), *gcse(3, mathematics=5))
    put(trust, "assessment", *gcse(4, mathematics=9), *gcse(6, mathematics=None))
    put(trust, "assessment", *gcse(6, term="2022-23.summer", statistics=6, mathematics=3))
    facts.rebuild(trust, schools=None)
    found = {row["pupil_id"]: (row["state"], row["attainment_8"]) for row in facts_of(trust, attainment_fact)}
    assert found == {1: ("result", 8), 6: ("result", 12)}  # 6: the first entry in mathematics, and what was early


def test_nothing_of_it_is_progress(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(1, ASH, "6"))
    put(trust, "assessment", *ks2(1, 100, 100, "EXS"))
    facts.rebuild(trust, schools=None)
    assert facts_of(trust, progress_fact) == [] == facts_of(trust, level_cell)
    assert {row["results"] for row in facts_of(trust, term_fact, school=ASH)} == {0}


def test_each_school_alone_gives_the_same_rows(trust: sa.Connection) -> None:
    moved = date(2024, 6, 3)
    put(trust, "enrolment", enrolled(1, BEECH, "6", until=moved), enrolled(1, ASH, "6", moved), enrolled(2, ASH, "6"))
    put(trust, "enrolment", enrolled(3, BEECH, "6"), enrolled(4, OAK, "11"))
    put(trust, "assessment", *ks2(1, 100, 100, "EXS"), *ks2(3, 90, 90, "WTS"), *gcse(4, **WORKED))
    facts.rebuild(trust, schools=None)
    whole = facts_of(trust, attainment_fact)
    assert {row["school"] for row in whole} == {ASH, BEECH, OAK}
    for school in (ASH, BEECH, OAK):
        facts.rebuild(trust, schools={school})
        assert facts_of(trust, attainment_fact) == whole


@pytest.mark.parametrize(
    ("grades", "points"),
    [
        (WORKED, 42.5),
        ({"english_language": 5, "mathematics": 4}, 13),  # one English counts once
        ({"english_language": 3, "english_literature": 7}, 17),  # the better twice, the other in an open slot
        ({"combined_science": 5.5}, 11),  # two slots
        ({"history": 6, "geography": 6, "french": 6, "combined_science": 5.5, "art": 5, "drama": 4}, 34),
        ({"combined_science": 5, "history": 6, "french": 2, "german": 1, "art": 3}, 22),
        ({"art": 9, "drama": 9, "dance": 9, "music": 9}, 27),  # three open slots and no more
        (dict.fromkeys(("english_language", "english_literature", "mathematics", "physics", "biology", "chemistry",
                        "latin", "art", "drama"), 9), 90),
        ({"mathematics": 0}, 0),
    ],
)  # fmt: skip
def test_attainment_8_slot_by_slot(grades: dict[str, float], points: float) -> None:
    rows = pd.DataFrame({"who": 7, "subject": list(grades), "value": [float(value) for value in grades.values()]})
    assert attainment_8(rows).to_dict() == {7: points}


_SUBJECTS = st.dictionaries(
    st.sampled_from([
        "english_language", "english_literature", "mathematics", "history", "french", "latin", "biology", "physics",
        "combined_science", "art", "drama", "music", "sport",
    ]),
    st.sampled_from([0.0, 1.0, 2.5, 4.0, 5.5, 7.0, 9.0]),
)  # fmt: skip


def by_hand(grades: dict[str, float]) -> float:
    """The same, slot by slot, with lists alone."""
    english = sorted(grades[name] for name in ("english_language", "english_literature") if name in grades)
    sciences = [name for name in ("history", "french", "latin", "biology", "physics") if name in grades]
    baccalaureate = sorted([grades[name] for name in sciences] + 2 * [grades.get("combined_science", 0.0)])
    others = [grades[name] for name in ("art", "drama", "music", "sport") if name in grades]
    rest = sorted(others + english[:-1] + baccalaureate[:-3])
    doubled = 2 * english[-1] if len(english) == 2 else sum(english)
    return doubled + 2 * grades.get("mathematics", 0.0) + sum(baccalaureate[-3:]) + sum(rest[-3:])


@given(pupils=st.lists(_SUBJECTS, max_size=4))
def test_attainment_8_by_hand(pupils: list[dict[str, float]]) -> None:
    rows = [(who, subject, value) for who, grades in enumerate(pupils) for subject, value in grades.items()]
    frame = pd.DataFrame(rows, columns=["who", "subject", "value"]).astype({"who": int, "value": float})
    found = attainment_8(frame)
    assert set(found.index) == {who for who, grades in enumerate(pupils) if grades}
    for who, points in found.items():
        assert points == pytest.approx(by_hand(pupils[int(str(who))]))
        assert 0 <= points <= 90
