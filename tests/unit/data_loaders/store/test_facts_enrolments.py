"""Sums by enrolment and period, worked out on paper: sessions, conversations, clubs, the group, four kinds of nothing.

Cedar (100001) has a calendar: autumn 1 September to 19 December 2025, spring 5 January to 27 March 2026. Dogwood (GP)
has none, but a class of 2025/26. Everybody is Year 3 and on roll since September 2023 unless a test says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data_loaders.store import facts
from data_loaders.store.tables import enrolment_fact, term_fact
from tests.unit.data_loaders.store.school_on_paper import Row, facts_of, one, open_term, put

CEDAR, DOGWOOD = "100001", "GP"
AUTUMN, SPRING, YEAR = "2025-26.autumn", "2025-26.spring", "2025-26"
LONG_AGO = date(2023, 9, 1)
SESSIONS = ("possible", "attended", "authorised", "unauthorised", "late")
FULL_WEEK = "/ \\ / \\ / \\ / \\ / \\"


def enrolled(pupil: int, school: str = CEDAR, from_date: date = LONG_AGO, to_date: date | None = None) -> Row:
    row = {"pupil_id": pupil, "school": school, "from_date": from_date, "to_date": to_date}
    return row | {"year_group": "1", "status": "C"}


def week(pupil: int, monday: date, marks: str | None = FULL_WEEK, *, school: str = CEDAR, **totals: Any) -> Row:
    row = {"pupil_id": pupil, "school": school, "from_date": monday, "grain": "week", "marks": marks}
    return row | totals


def totals(pupil: int, first: date, grain: str, *, school: str = DOGWOOD, **more: Any) -> Row:
    return {"pupil_id": pupil, "school": school, "from_date": first, "grain": grain} | more


@pytest.fixture
def trust(store: sa.Engine) -> Iterator[sa.Connection]:
    with store.begin() as connection:
        put(connection, "calendar", *open_term(CEDAR, AUTUMN, date(2025, 9, 1), date(2025, 12, 19)))
        put(connection, "calendar", *open_term(CEDAR, SPRING, date(2026, 1, 5), date(2026, 3, 27)))
        put(connection, "enrolment", enrolled(1), enrolled(2), enrolled(3, DOGWOOD), enrolled(4, DOGWOOD))
        put(connection, "teaching_class", {
            "school": DOGWOOD, "code": "3D", "academic_year": YEAR, "kind": "registration", "name": "3D"})  # fmt: skip
        put(connection, "class_member", *(
            {"pupil_id": pupil, "school": DOGWOOD, "code": "3D", "academic_year": YEAR, "from_date": date(2025, 9, 1)}
            for pupil in (3, 4)))  # fmt: skip
        yield connection


def fact(connection: sa.Connection, pupil: int, period: str) -> Row:
    return one(facts_of(connection, enrolment_fact, pupil_id=pupil, period=period))


def sessions(connection: sa.Connection, pupil: int, period: str) -> tuple[int | None, ...]:
    found = fact(connection, pupil, period)
    return tuple(found[f"sessions_{name}"] for name in SESSIONS)


def test_the_published_example_of_twenty_sessions(trust: sa.Connection) -> None:
    # 13 present, 1 L, 2 V, 1 M, 1 I, 1 U, 1 Y2 over two weeks: possible 19, attended 16, authorised 2, one U, late 2.
    put(trust, "attendance", week(1, date(2025, 9, 8), "/ \\ / \\ L \\ / \\ V V"))
    put(trust, "attendance", week(1, date(2025, 9, 15), "M \\ / \\ I \\ U \\ / Y2"))
    facts.rebuild(trust, schools=None)
    assert sessions(trust, 1, AUTUMN) == (19, 16, 2, 1, 2)
    assert sessions(trust, 1, YEAR) == (19, 16, 2, 1, 2)


def test_weeks_add_up_in_their_terms_and_the_year(trust: sa.Connection) -> None:
    put(trust, "attendance", week(1, date(2025, 9, 8)), week(1, date(2025, 12, 15), "I I I I I I / \\ / \\"))
    put(trust, "attendance", week(1, date(2026, 1, 5), "# # / \\ - - O O / L"))
    facts.rebuild(trust, schools=None)
    assert sessions(trust, 1, AUTUMN) == (20, 14, 6, 0, 0)
    assert sessions(trust, 1, SPRING) == (6, 4, 0, 2, 1)  # closures and missing marks are not possible sessions
    assert sessions(trust, 1, YEAR) == (26, 18, 6, 2, 1)


def test_a_week_in_which_a_term_begins_midweek_is_whole_in_that_term(trust: sa.Connection) -> None:
    # Autumn ends on 19 December: a week from 22 December, or from 29 December, can only be the spring's.
    put(trust, "attendance", week(1, date(2025, 12, 29), "# # # # # # # # / \\"))
    facts.rebuild(trust, schools=None)
    assert sessions(trust, 1, SPRING) == (2, 2, 0, 0, 0)
    assert sessions(trust, 1, AUTUMN) == (None,) * 5


def test_nothing_supplied_is_null_and_no_rows_where_others_have_some_is_nought(trust: sa.Connection) -> None:
    put(trust, "attendance", week(1, date(2025, 9, 8)))
    facts.rebuild(trust, schools=None)
    assert sessions(trust, 2, AUTUMN) == (0, 0, 0, 0, 0)  # the school has registers; this pupil is in none
    assert sessions(trust, 1, SPRING) == (None,) * 5  # no register of the spring is here yet
    assert sessions(trust, 3, YEAR) == (None,) * 5  # the other school has supplied nothing


def test_absences_without_possible_sessions_make_no_rate(trust: sa.Connection) -> None:
    put(trust, "attendance", totals(3, date(2025, 9, 1), "year", unauthorised=6))
    put(trust, "attendance", totals(4, date(2025, 9, 1), "year", unauthorised=0))
    facts.rebuild(trust, schools=None)
    assert sessions(trust, 3, YEAR) == (None, None, None, 6, None)
    assert sessions(trust, 4, YEAR) == (None, None, None, 0, None)
    assert sessions(trust, 3, AUTUMN) == (None,) * 5  # a year's totals are in no term


def test_totals_of_a_term_stand_as_given_and_two_of_three_give_the_third(trust: sa.Connection) -> None:
    given = {"possible": 120, "authorised": 6, "unauthorised": 2, "late": 3}
    put(trust, "attendance", totals(3, date(2025, 9, 1), "term", **given))
    put(trust, "attendance", totals(4, date(2025, 9, 1), "term", possible=120, counts="I:5 U:1 L:2"))
    put(trust, "attendance", totals(4, date(2026, 1, 5), "term", counts="/:50 \\:48 L:2 I:8 G:2 Y3:4"))
    facts.rebuild(trust, schools=None)
    assert sessions(trust, 3, AUTUMN) == (120, 112, 6, 2, 3)
    assert sessions(trust, 4, AUTUMN) == (120, 114, 5, 1, 3)
    assert sessions(trust, 4, SPRING) == (110, 100, 8, 2, 2)
    assert sessions(trust, 4, YEAR) == (230, 214, 13, 3, 5)
    assert sessions(trust, 3, YEAR) == (120, 112, 6, 2, 3)  # the year to date: nothing of the spring is known


def test_a_sum_with_a_hole_in_it_is_unknown(trust: sa.Connection) -> None:
    put(trust, "attendance", totals(3, date(2025, 9, 1), "term", possible=120, attended=110))
    put(trust, "attendance", totals(3, date(2026, 1, 5), "term", unauthorised=4))
    put(trust, "attendance", totals(4, date(2026, 1, 5), "term", possible=100, attended=90))
    facts.rebuild(trust, schools=None)
    assert fact(trust, 3, SPRING)["sessions_possible"] is None
    assert fact(trust, 3, YEAR)["sessions_possible"] is None
    assert fact(trust, 4, YEAR)["sessions_possible"] == 100


def test_the_finer_grain_wins(trust: sa.Connection) -> None:
    put(trust, "attendance", week(1, date(2025, 9, 8)), totals(1, date(2025, 9, 1), "year", school=CEDAR, possible=380))
    put(trust, "attendance", totals(1, date(2025, 9, 1), "term", school=CEDAR, possible=140, attended=130))
    facts.rebuild(trust, schools=None)
    assert sessions(trust, 1, AUTUMN)[:2] == (10, 10)
    assert sessions(trust, 1, YEAR)[:2] == (10, 10)


def test_a_week_belongs_to_the_enrolment_held_in_it(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(5, to_date=date(2025, 10, 1)), enrolled(5, DOGWOOD, date(2025, 10, 1)))
    put(trust, "enrolment", enrolled(5, from_date=date(2025, 11, 5)))
    put(trust, "attendance", week(5, date(2025, 9, 22)), week(5, date(2025, 9, 29), "/ \\ / \\ - - - - - -"))
    put(trust, "attendance", week(5, date(2025, 11, 3), "- - - - / \\ / \\ / \\"), week(5, date(2025, 10, 13)))
    facts.rebuild(trust, schools=None)
    rows = facts_of(trust, enrolment_fact, pupil_id=5, period=AUTUMN)
    by_enrolment = {(row["school"], row["at_end"]): row["sessions_possible"] for row in rows}
    # Two days before leaving on Wednesday 1 October, three after coming back on Wednesday 5 November; the week from
    # 13 October was on roll at Dogwood only, so Cedar's register of it is in no sum. Who is back has left Dogwood.
    assert by_enrolment == {(CEDAR, False): 14, (CEDAR, True): 6, (DOGWOOD, False): None}


def talk(pupil: int, day: date, term: str, status: str, *, came: bool | None = None) -> Row:
    row = {"pupil_id": pupil, "school": CEDAR, "scheduled": day, "term": term, "status": status}
    return row | {"parent_present": came, "held": day if status == "held" else None}


def test_conversations_count_when_held_with_a_parent(trust: sa.Connection) -> None:
    put(
        trust,
        "conversation",
        talk(1, date(2025, 10, 1), AUTUMN, "held", came=True),
        talk(1, date(2025, 10, 8), AUTUMN, "held", came=False),
        talk(1, date(2025, 10, 9), AUTUMN, "held"),
        talk(1, date(2025, 11, 1), AUTUMN, "cancelled"),
        talk(1, date(2025, 11, 8), AUTUMN, "parent_absent", came=False),
        talk(1, date(2026, 1, 8), SPRING, "declined"),
        talk(1, date(2026, 3, 8), SPRING, "scheduled"),
    )
    facts.rebuild(trust, schools=None)
    names = ("offered", "held", "counted", "declined")

    def counts(pupil: int, period: str) -> tuple[int | None, ...]:
        return tuple(fact(trust, pupil, period)[f"conversations_{name}"] for name in names)

    assert counts(1, AUTUMN) == (4, 3, 1, 0)  # one the school cancelled was not offered
    assert counts(1, SPRING) == (2, 0, 0, 1)
    assert counts(1, YEAR) == (6, 3, 1, 1)
    assert counts(2, YEAR) == (0, 0, 0, 0)
    assert counts(3, YEAR) == (None,) * 4


def club(pupil: int, day: date, term: str, offered: int | None, attended: int) -> Row:
    row = {"pupil_id": pupil, "school": CEDAR, "activity": "Chess", "from_date": day, "term": term}
    return row | {"offered": offered, "attended": attended}


def test_clubs_that_say_only_yes_or_no_have_no_offered_sessions(trust: sa.Connection) -> None:
    put(trust, "activity_session", club(1, date(2025, 9, 8), AUTUMN, 6, 4), club(1, date(2025, 11, 3), AUTUMN, 6, 5))
    put(trust, "activity_session", club(2, date(2025, 9, 8), AUTUMN, None, 1))
    put(trust, "activity_session", club(2, date(2026, 1, 5), SPRING, None, 0))
    facts.rebuild(trust, schools=None)
    found = {(pupil, period): fact(trust, pupil, period) for pupil in (1, 2, 3) for period in (AUTUMN, SPRING, YEAR)}
    sums = {key: (row["activity_offered"], row["activity_attended"]) for key, row in found.items()}
    assert sums[1, AUTUMN] == (12, 9)
    assert sums[2, AUTUMN] == (None, 1)
    assert (sums[1, SPRING], sums[2, SPRING]) == ((None, 0), (None, 0))
    assert sums[1, YEAR] == (12, 9)
    assert (sums[3, AUTUMN], sums[3, YEAR]) == ((None, None), (None, None))


def in_group(pupil: int, from_date: date, to_date: date | None = None) -> Row:
    return {"pupil_id": pupil, "kind": "afa_group", "from_date": from_date, "to_date": to_date}


def test_in_the_group_for_half_of_the_open_days(trust: sa.Connection) -> None:
    # Spring has 60 open days, 5 January to 27 March; its 30th is Friday 13 February.
    put(trust, "enrolment", enrolled(5, to_date=date(2026, 2, 13)), enrolled(6))
    put(trust, "characteristic", in_group(1, LONG_AGO, date(2026, 2, 14)), in_group(2, LONG_AGO, date(2026, 2, 13)))
    put(trust, "characteristic", in_group(5, LONG_AGO))
    put(trust, "characteristic", {"pupil_id": 6, "kind": "free_meals", "from_date": LONG_AGO})
    facts.rebuild(trust, schools=None)
    assert fact(trust, 1, SPRING)["afa_group"] is True  # 30 of 60 days
    assert fact(trust, 2, SPRING)["afa_group"] is False  # 29 of 60 days
    assert fact(trust, 5, SPRING)["afa_group"] is False  # listed throughout, on roll for 29 days
    assert fact(trust, 6, SPRING)["afa_group"] is False
    assert [fact(trust, pupil, YEAR)["afa_group"] for pupil in (1, 2, 5, 6)] == [True, True, True, False]


def test_where_a_school_lists_no_group_it_is_who_has_support_at_the_start_of_the_year(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(5, DOGWOOD), enrolled(6, DOGWOOD), enrolled(7, DOGWOOD, date(2026, 1, 5)))
    put(
        trust,
        "sen_status",
        {"pupil_id": 3, "from_date": LONG_AGO, "to_date": date(2025, 11, 1), "code": "K"},
        {"pupil_id": 3, "from_date": date(2025, 11, 1), "code": "N"},
        {"pupil_id": 4, "from_date": LONG_AGO, "code": "N"},
        {"pupil_id": 5, "from_date": LONG_AGO, "code": "E"},
        {"pupil_id": 6, "from_date": date(2025, 9, 2), "code": "K"},
        {"pupil_id": 7, "from_date": date(2026, 1, 5), "code": "K"},
        {"pupil_id": 2, "from_date": LONG_AGO, "code": "K"},
    )
    put(trust, "characteristic", in_group(1, LONG_AGO))
    put(trust, "attendance", totals(3, date(2025, 9, 1), "term", possible=120, attended=110))
    facts.rebuild(trust, schools=None)
    groups = {row["pupil_id"]: row["afa_group"] for row in facts_of(trust, enrolment_fact, period=SPRING)}
    # Dogwood lists none: K and E on 1 September (6 was on roll and not yet K; 7 was K on joining). Cedar lists 1 only.
    assert groups == {1: True, 2: False, 3: True, 4: False, 5: True, 6: False, 7: True}


def test_a_pupil_who_brings_a_listing_along_makes_no_list_at_the_new_school(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(5, to_date=date(2025, 11, 3)), enrolled(5, DOGWOOD, date(2025, 11, 3)))
    put(trust, "characteristic", in_group(5, date(2025, 9, 1)))
    put(trust, "sen_status", {"pupil_id": 3, "from_date": LONG_AGO, "code": "K"})
    put(trust, "attendance", totals(3, date(2025, 9, 1), "term", possible=120, attended=110))
    facts.rebuild(trust, schools=None)
    assert fact(trust, 3, SPRING)["afa_group"] is True


def test_status_and_need_are_frozen_at_the_start_and_on_census_day(trust: sa.Connection) -> None:
    census = date(2026, 1, 15)
    put(trust, "sen_status", {"pupil_id": 1, "from_date": LONG_AGO, "to_date": census, "code": "N"})
    put(trust, "sen_status", {"pupil_id": 1, "from_date": census, "code": "K"})
    put(trust, "sen_need", {"pupil_id": 1, "from_date": LONG_AGO, "rank": 2, "need": "SEMH"})
    put(trust, "sen_need", {"pupil_id": 1, "from_date": date(2026, 1, 10), "rank": 1, "need": "SLCN"})
    facts.rebuild(trust, schools=None)
    spring = fact(trust, 1, SPRING)
    assert (spring["sen_start"], spring["sen_january"]) == ("N", "K")  # a change on the day counts on the day
    assert (spring["need_start"], spring["need_january"]) == ("SEMH", "SLCN")  # the lowest rank open then is primary
    assert (fact(trust, 2, SPRING)["sen_start"], fact(trust, 2, SPRING)["need_start"]) == (None, None)


def test_periods_of_an_enrolment_are_those_it_has_a_day_in(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(5, from_date=date(2025, 12, 22)), enrolled(6, to_date=date(2025, 9, 2)))
    facts.rebuild(trust, schools=None)
    assert [row["period"] for row in facts_of(trust, enrolment_fact, pupil_id=5)] == [YEAR, SPRING]
    left = facts_of(trust, enrolment_fact, pupil_id=6)
    assert [(row["period"], row["at_end"]) for row in left] == [(YEAR, False), (AUTUMN, False)]


def test_the_registration_class_is_the_one_at_the_end_or_on_the_last_day(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(5, to_date=date(2026, 2, 2)))
    same = {"school": CEDAR, "academic_year": YEAR}
    for code, kind in (("3A", "registration"), ("3B", "registration"), ("MA1", "teaching")):
        put(trust, "teaching_class", same | {"code": code, "kind": kind, "name": code})
    first = same | {"from_date": date(2025, 9, 1)}
    put(trust, "class_member", first | {"pupil_id": 1, "code": "3A", "to_date": date(2025, 11, 3)})
    put(trust, "class_member", same | {"pupil_id": 1, "code": "3B", "from_date": date(2025, 11, 3)})
    put(trust, "class_member", first | {"pupil_id": 5, "code": "3A", "to_date": date(2026, 2, 2)})
    put(trust, "class_member", first | {"pupil_id": 2, "code": "3A", "to_date": date(2025, 11, 3)})
    put(trust, "class_member", *(first | {"pupil_id": pupil, "code": "MA1"} for pupil in (1, 2)))
    facts.rebuild(trust, schools=None)
    held = {pupil: fact(trust, pupil, SPRING)["class_id"] for pupil in (1, 2, 5)}
    assert held == {1: 3, 2: None, 5: 2}  # 3A is the second class of the trust, 3B the third


def test_a_school_without_a_calendar_has_the_default_terms_of_the_years_it_has_records_in(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(8, "MS", date(2005, 9, 1)))
    put(trust, "assessment", {
        "pupil_id": 8, "subject": "mathematics", "scale": "marks", "term": "2005-06.spring", "kind": "test",
        "value": 11.0})  # fmt: skip
    facts.rebuild(trust, schools=None)
    terms = facts_of(trust, term_fact, school="MS")
    assert [(row["term"], row["starts"], row["ends"]) for row in terms] == [
        ("2005-06.autumn", date(2005, 9, 1), date(2005, 12, 31)),
        ("2005-06.spring", date(2006, 1, 1), date(2006, 4, 16)),  # Easter Sunday
        ("2005-06.summer", date(2006, 4, 17), date(2006, 7, 31)),
    ]
    assert [(row["open_days"], row["on_roll"], row["results"]) for row in terms] == [
        (None, 1, 0),
        (None, 1, 1),
        (None, 1, 0),
    ]


def test_a_term_the_calendar_lacks_is_there_when_a_record_lies_in_it(trust: sa.Connection) -> None:
    put(trust, "conversation", talk(1, date(2026, 6, 1), "2025-26.summer", "held", came=True))
    facts.rebuild(trust, schools=None)
    assert [row["term"] for row in facts_of(trust, term_fact, school=CEDAR)] == [AUTUMN, SPRING, "2025-26.summer"]
    assert fact(trust, 1, "2025-26.summer")["conversations_counted"] == 1


def test_registers_are_known_to_the_last_day_with_a_mark(trust: sa.Connection) -> None:
    put(trust, "attendance", week(1, date(2026, 3, 9)), week(1, date(2026, 3, 16), "/ \\ I I / \\ - - # #"))
    put(trust, "attendance", week(2, date(2026, 3, 9)), week(2, date(2026, 3, 16), "- - - - - - - - - -"))
    put(trust, "attendance", totals(3, date(2025, 9, 1), "term", possible=120))
    facts.rebuild(trust, schools=None)
    spring = one(facts_of(trust, term_fact, school=CEDAR, term=SPRING))
    assert (spring["register_marks"], spring["registers_to"]) == (3, date(2026, 3, 18))
    autumn = one(facts_of(trust, term_fact, school=DOGWOOD, term=AUTUMN))
    assert (autumn["register_marks"], autumn["registers_to"]) == (1, None)


def test_an_empty_store_and_a_school_without_pupils_have_facts_of_nothing(store: sa.Engine) -> None:
    with store.begin() as connection:
        facts.rebuild(connection, schools=None)
        assert not facts_of(connection, term_fact)
        put(connection, "calendar", *open_term(CEDAR, AUTUMN, date(2025, 9, 1), date(2025, 12, 19)))
        facts.rebuild(connection, schools={CEDAR})
        assert [row["on_roll"] for row in facts_of(connection, term_fact)] == [0]
