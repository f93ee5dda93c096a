"""Progress of twelve named pupils, worked out on paper: why each is matched or not, with which first value and status.

Ash Primary (100001) and Beech Primary (100002) keep the same calendar. Everything is Year 3 reading on the scale
``score``, on which 3 points a year are expected, unless a pupil's line says otherwise. A window that spans one term
expects 1 point, two terms 2 points.

====== ============================================ ======================================= =========================
pupil  who                                          results                                 SEN
====== ============================================ ======================================= =========================
Ada    comes off the register                       summer 95, autumn 98, spring 101        K, N from 15 Oct 2025
Ben    put on the register                          autumn 100, spring 100                  N, K from 3 Nov 2025
Cal    joins on 5 Jan 2026                          spring 90                               K from 5 Jan 2026
Dee    missed the autumn                            spring 92                               N
Eli    missed the spring                            autumn 97                               N
Fay    on another scale                             spring 5 on ``points``                  E
Gus    moved from Beech on 5 Jan 2026               autumn 94 (there), spring 96            K
Hal    leaves on 13 Feb 2026                        autumn 99, spring 98                    N
Ivy    SEN unknown in 2025/26                       autumn 88, spring 91                    K to 1 Jun 2025
Jon    subsidiary registration                      autumn 93, spring 95                    N
Kit    Reception in Jan 2024, so Year 2             autumn 80, spring 82                    N
Lou    a result in every term                       90, 91, then 92, 93                     N
====== ============================================ ======================================= =========================
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data_loaders.store import facts
from data_loaders.store.tables import TABLES, enrolment_fact, level_cell, progress_cell, progress_fact, term_fact
from tests.unit.data_loaders.store.school_on_paper import Row, facts_of, one, open_term, put

ASH, BEECH = "100001", "100002"
NAMES = ["Ada", "Ben", "Cal", "Dee", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jon", "Kit", "Lou"]
IDS = {name: number for number, name in enumerate(NAMES, start=1)}
TERMS = {
    "2024-25.autumn": (date(2024, 9, 2), date(2024, 12, 20)),
    "2024-25.spring": (date(2025, 1, 6), date(2025, 4, 4)),
    "2024-25.summer": (date(2025, 4, 22), date(2025, 7, 21)),
    "2025-26.autumn": (date(2025, 9, 2), date(2025, 12, 19)),
    "2025-26.spring": (date(2026, 1, 5), date(2026, 3, 27)),
    "2025-26.summer": (date(2026, 4, 13), date(2026, 7, 20)),
}
SUMMER, AUTUMN, SPRING, YEAR = "2024-25.summer", "2025-26.autumn", "2025-26.spring", "2025-26"
LONG_AGO, MOVED, LEFT = date(2023, 9, 1), date(2026, 1, 5), date(2026, 2, 13)
RESULTS = {
    "Ada": {SUMMER: 95, AUTUMN: 98, SPRING: 101},
    "Ben": {AUTUMN: 100, SPRING: 100},
    "Cal": {SPRING: 90},
    "Dee": {SPRING: 92},
    "Eli": {AUTUMN: 97},
    "Gus": {AUTUMN: 94, SPRING: 96},
    "Hal": {AUTUMN: 99, SPRING: 98},
    "Ivy": {AUTUMN: 88, SPRING: 91},
    "Jon": {AUTUMN: 93, SPRING: 95},
    "Kit": {AUTUMN: 80, SPRING: 82},
    "Lou": {"2024-25.spring": 90, SUMMER: 91, AUTUMN: 92, SPRING: 93},
}


def enrolled(name: str, school: str = ASH, from_date: date = LONG_AGO, to_date: date | None = None, **more: str) -> Row:
    row = {"pupil_id": IDS[name], "school": school, "from_date": from_date, "to_date": to_date}
    return row | {"year_group": "1", "status": "C"} | more


def status(name: str, code: str, from_date: date = LONG_AGO, to_date: date | None = None) -> Row:
    return {"pupil_id": IDS[name], "from_date": from_date, "to_date": to_date, "code": code}


def result(name: str, term: str, value: float, *, scale: str = "score", kind: str = "test", on: Any = None) -> Row:
    row = {"pupil_id": IDS[name], "subject": "reading", "scale": scale, "term": term, "kind": kind}
    return row | {"value": float(value), "date": on}


def two_schools(connection: sa.Connection) -> None:
    for school in (ASH, BEECH):
        put(connection, "school", {"school": school, "name": school, "phase": "primary"})
        for term, (first, last) in TERMS.items():
            put(connection, "calendar", *open_term(school, term, first, last))
    put(connection, "pupil", *({"pupil_id": number, "pupil": name} for name, number in IDS.items()))
    put(connection, "scale", {"scale": "score", "name": "Score", "unit": "points", "expected_gain": 3.0})
    put(connection, "scale", {"scale": "points", "name": "Points", "unit": "points"})
    plain = ["Ada", "Ben", "Dee", "Eli", "Fay", "Ivy", "Lou"]
    put(connection, "enrolment", *(enrolled(name) for name in plain))
    put(
        connection,
        "enrolment",
        enrolled("Cal", from_date=MOVED, year_group="3"),
        enrolled("Gus", BEECH, to_date=MOVED),
        enrolled("Gus", from_date=MOVED, year_group="3"),
        enrolled("Hal", to_date=LEFT),
        enrolled("Jon", status="S"),
        enrolled("Kit", from_date=date(2024, 1, 8), year_group="R"),
    )
    put(
        connection,
        "sen_status",
        status("Ada", "K", to_date=date(2025, 10, 15)),
        status("Ada", "N", date(2025, 10, 15)),
        status("Ben", "N", to_date=date(2025, 11, 3)),
        status("Ben", "K", date(2025, 11, 3)),
        status("Cal", "K", MOVED),
        status("Fay", "E"),
        status("Gus", "K"),
        status("Ivy", "K", to_date=date(2025, 6, 1)),
        *(status(name, "N") for name in ("Dee", "Eli", "Hal", "Jon", "Kit", "Lou")),
    )
    classes = [(ASH, "3A"), (ASH, "2A"), (BEECH, "3B")]
    put(
        connection,
        "teaching_class",
        *(
            {"school": school, "code": code, "academic_year": YEAR, "kind": "registration", "name": code}
            for school, code in classes
        ),
    )
    put(connection, "teaching_class", in_class := {"school": ASH, "code": "RD3", "academic_year": YEAR} | {
        "kind": "teaching", "name": "Reading set 3", "subject": "reading"})  # fmt: skip
    member = {"school": ASH, "academic_year": YEAR, "from_date": date(2025, 9, 1), "to_date": None}
    put(connection, "class_member", *(member | {"pupil_id": IDS[name], "code": "3A"} for name in plain))
    put(connection, "class_member", member | {"pupil_id": IDS["Ada"], "code": in_class["code"]})
    put(connection, "class_member", member | {"pupil_id": IDS["Kit"], "code": "2A"})
    put(connection, "class_member", member | {"pupil_id": IDS["Gus"], "code": "3A", "from_date": MOVED})
    put(connection, "class_member", member | {
        "pupil_id": IDS["Gus"], "school": BEECH, "code": "3B", "to_date": MOVED})  # fmt: skip
    put(connection, "assessment", *(result(name, *each) for name, many in RESULTS.items() for each in many.items()))
    put(connection, "assessment", result("Fay", SPRING, 5, scale="points"))


@pytest.fixture
def school(store: sa.Engine) -> Iterator[sa.Connection]:
    with store.begin() as connection:
        two_schools(connection)
        facts.rebuild(connection, schools=None)
        yield connection


def fact(connection: sa.Connection, name: str, period: str, *, scale: str = "score") -> Row:
    return one(facts_of(connection, progress_fact, pupil_id=IDS[name], period=period, scale=scale))


def window(connection: sa.Connection, name: str, period: str) -> tuple[Any, ...]:
    found = fact(connection, name, period)
    return (found["state"], found["first_value"], found["last_value"], found["sen_start"], found["met_expectation"])


def test_spring_window_runs_from_the_first_result_of_the_year(school: sa.Connection) -> None:
    # One term, 1 point expected. Ada 101 − 98 = 3, Ben 100 − 100 = 0, Ivy 91 − 88 = 3, Lou 93 − 92 = 1.
    assert window(school, "Ada", SPRING) == ("matched", 98, 101, "K", True)  # N since October, frozen on 2 September
    assert window(school, "Ben", SPRING) == ("matched", 100, 100, "N", False)  # K since November, frozen likewise
    assert window(school, "Ivy", SPRING) == ("matched", 88, 91, None, True)  # a hole is unknown, never N
    assert window(school, "Lou", SPRING) == ("matched", 92, 93, "N", True)  # 1 point is enough for one term


def test_autumn_window_begins_with_the_last_result_of_the_year_before(school: sa.Connection) -> None:
    # Summer to autumn is one term: Ada 98 − 95 = 3, Lou 92 − 91 = 1 (the summer's 91, not the spring's 90).
    assert window(school, "Ada", AUTUMN) == ("matched", 95, 98, "K", True)
    assert window(school, "Lou", AUTUMN) == ("matched", 91, 92, "N", True)
    assert fact(school, "Ada", AUTUMN)["first_term"] == SUMMER
    assert window(school, "Ben", AUTUMN) == ("no_first", None, 100, "N", None)


def test_year_to_date_runs_to_the_last_result_in_the_year(school: sa.Connection) -> None:
    found = fact(school, "Ada", YEAR)
    assert (found["first_term"], found["last_term"]) == (AUTUMN, SPRING)
    assert (found["first_value"], found["last_value"], found["state"]) == (98, 101, "matched")


def test_each_pupil_without_a_pair_has_a_reason(school: sa.Connection) -> None:
    reasons = {name: fact(school, name, SPRING)["state"] for name in ("Cal", "Dee", "Eli", "Fay")}
    assert reasons == {"Cal": "joined_after", "Dee": "no_first", "Eli": "no_result", "Fay": "other_scale"}
    assert (fact(school, "Dee", AUTUMN)["state"], fact(school, "Fay", AUTUMN)["state"]) == ("no_result", "no_result")
    assert window(school, "Cal", SPRING) == ("joined_after", None, 90, "K", None)  # the status on the first day on roll


def test_the_other_scale_is_its_own_fact(school: sa.Connection) -> None:
    assert fact(school, "Fay", SPRING, scale="points")["state"] == "no_first"
    # Fay's whole year group may be asked why they have no points: they have scores.
    assert fact(school, "Ada", SPRING, scale="points")["state"] == "other_scale"
    assert fact(school, "Eli", SPRING, scale="points")["state"] == "no_result"
    assert not facts_of(school, progress_fact, pupil_id=IDS["Fay"], period=AUTUMN, scale="points")


def test_a_mover_is_matched_across_schools_and_counted_where_enrolled_at_the_end(school: sa.Connection) -> None:
    there, here = fact(school, "Gus", AUTUMN), fact(school, "Gus", SPRING)
    assert (there["school"], there["state"], there["last_value"]) == (BEECH, "no_first", 94)
    assert (here["school"], here["state"]) == (ASH, "matched")
    assert (here["first_value"], here["last_value"], here["met_expectation"]) == (94, 96, True)
    names = {row["teaching_class_id"]: row["code"] for row in facts_of(school, TABLES["teaching_class"])}
    assert (names[there["class_id"]], names[here["class_id"]]) == ("3B", "3A")


def test_a_leaver_is_counted_while_on_roll_and_not_at_the_end(school: sa.Connection) -> None:
    assert fact(school, "Hal", AUTUMN)["school"] == ASH
    assert not facts_of(school, progress_fact, pupil_id=IDS["Hal"], period=SPRING)
    assert not facts_of(school, progress_fact, pupil_id=IDS["Hal"], period=YEAR)


def test_a_subsidiary_registration_is_not_counted(school: sa.Connection) -> None:
    assert not facts_of(school, progress_fact, pupil_id=IDS["Jon"])
    assert {row["main"] for row in facts_of(school, enrolment_fact, pupil_id=IDS["Jon"])} == {False}


def test_year_groups_move_up_each_september(school: sa.Connection) -> None:
    groups = {row["period"]: row["year_group"] for row in facts_of(school, enrolment_fact, pupil_id=IDS["Kit"])}
    assert (groups["2024-25"], groups[SPRING]) == ("1", "2")  # Reception in January 2024: Year 1, then Year 2
    assert (fact(school, "Kit", SPRING)["year_group"], fact(school, "Ada", SPRING)["year_group"]) == ("2", "3")


def test_statuses_of_the_year(school: sa.Connection) -> None:
    found = {name: fact(school, name, SPRING) for name in ("Ada", "Ben", "Cal", "Ivy", "Kit", "Gus")}
    assert {name: row["sen_year"] for name, row in found.items()} == {
        "Ada": "K", "Ben": "N", "Cal": "K", "Ivy": None, "Kit": "N", "Gus": "K",
    }  # fmt: skip


def test_cells_add_up_the_matched_pupils(school: sa.Connection) -> None:
    # Year 3 at Ash, spring, matched: K Ada 98→101, Gus 94→96; N Ben 100→100, Lou 92→93; unknown Ivy 88→91.
    cells = facts_of(school, progress_cell, school=ASH, period=SPRING, scale="score", year_group="3", state="matched")
    assert [(row["sen_start"], row["n"], row["sum_first"], row["sum_last"]) for row in cells] == [
        ("", 1, 88, 91), ("K", 2, 192, 197), ("N", 2, 192, 193),
    ]  # fmt: skip
    support = cells[1]
    assert support["sum_first_squared"] == 98**2 + 94**2
    assert support["sum_last_squared"] == 101**2 + 96**2
    assert support["sum_product"] == 98 * 101 + 94 * 96
    assert [row["met_expectation"] for row in cells] == [1, 2, 1]
    assert {(row["first_term"], row["last_term"]) for row in cells} == {(AUTUMN, SPRING)}


def test_cells_count_the_unmatched_without_values(school: sa.Connection) -> None:
    rows = facts_of(school, progress_cell, school=ASH, period=SPRING, scale="score", year_group="3")
    counts = {(row["state"], row["sen_start"]): row["n"] for row in rows if row["state"] != "matched"}
    assert counts == {("joined_after", "K"): 1, ("no_first", "N"): 1, ("no_result", "N"): 1, ("other_scale", "E"): 1}
    assert all(row["sum_last"] == 0 and row["met_expectation"] is None for row in rows if row["state"] != "matched")


def test_levels_are_of_pupils_on_roll_at_the_end_of_the_term(school: sa.Connection) -> None:
    # Year 3 at Ash, spring. K on 1 September: Ada 101, Gus 96, and Cal 90 (K on joining). N: Ben 100, Dee 92, Lou 93.
    rows = facts_of(school, level_cell, school=ASH, term=SPRING, scale="score", year_group="3")
    assert [(row["sen_year"], row["n"], row["sum_value"]) for row in rows] == [
        ("", 1, 91),
        ("K", 3, 287),
        ("N", 3, 285),
    ]
    assert rows[1]["sum_squared"] == 101**2 + 96**2 + 90**2
    # Hal's spring result was taken here, but Hal had left: 98 is in no level.


def test_of_several_results_in_a_term_the_last_counts_and_a_test_before_a_teacher(school: sa.Connection) -> None:
    put(
        school,
        "assessment",
        result("Dee", AUTUMN, 70, kind="teacher", on=date(2025, 12, 1)),
        result("Eli", SPRING, 71, kind="teacher", on=date(2026, 3, 20)),
    )
    put(school, "assessment", *(result("Kit", "2025-26.summer", value, kind=kind, on=date(2026, 6, 1))
                                for kind, value in (("teacher", 85), ("test", 84))))  # fmt: skip
    facts.rebuild(school, schools={ASH})
    assert window(school, "Dee", SPRING)[:3] == ("matched", 70, 92)
    assert window(school, "Eli", SPRING)[:3] == ("matched", 97, 71)
    assert window(school, "Kit", "2025-26.summer")[:3] == ("matched", 80, 84)


def test_a_september_test_and_a_december_test_are_not_one_term_of_progress(school: sa.Connection) -> None:
    put(school, "assessment", result("Ada", AUTUMN, 60, kind="teacher", on=date(2025, 9, 10)))
    school.execute(
        TABLES["assessment"].update()
        .where(TABLES["assessment"].c.pupil_id == IDS["Ada"], TABLES["assessment"].c.value == 98)
        .values(date=date(2025, 12, 10))
    )  # fmt: skip
    facts.rebuild(school, schools={ASH})
    assert window(school, "Ada", AUTUMN)[:3] == ("matched", 95, 98)  # still from the summer, to the last in the term
    assert window(school, "Ada", SPRING)[:3] == ("matched", 60, 101)  # the first of the year is September's


def test_a_pupil_whom_two_schools_have_at_the_end_is_counted_where_joined_last(school: sa.Connection) -> None:
    put(school, "enrolment", enrolled("Lou", BEECH, from_date=date(2025, 11, 3), year_group="3"))
    facts.rebuild(school, schools={ASH, BEECH})
    assert fact(school, "Lou", AUTUMN)["school"] == BEECH


def test_a_moved_end_of_term_moves_the_pupil_two_schools_share(school: sa.Connection) -> None:
    # Gus leaves Beech and joins Ash on 5 January. If Ash's autumn goes on to 9 January he is at Ash at its end.
    calendar = TABLES["calendar"].c
    late = (calendar.school == ASH) & (calendar.date > date(2026, 1, 7)) & (calendar.date < date(2026, 1, 10))
    school.execute(sa.update(TABLES["calendar"]).where(late).values(term=AUTUMN))
    facts.rebuild(school, schools={ASH})
    assert fact(school, "Gus", AUTUMN)["school"] == ASH
    school.execute(sa.update(TABLES["calendar"]).where(late).values(term=SPRING))
    facts.rebuild(school, schools={ASH})
    assert fact(school, "Gus", AUTUMN)["school"] == BEECH


def test_rebuilding_one_school_reads_results_made_at_another_and_leaves_that_one_alone(school: sa.Connection) -> None:
    before = {table.name: facts_of(school, table) for table in facts.FACTS}
    for table in facts.FACTS:
        school.execute(table.delete().where(table.c.school == ASH))
    facts.rebuild(school, schools={ASH})
    assert {table.name: facts_of(school, table) for table in facts.FACTS} == before


def test_rebuilding_nothing_changes_nothing(school: sa.Connection) -> None:
    before = facts_of(school, progress_fact)
    facts.rebuild(school, schools=set())
    assert facts_of(school, progress_fact) == before
    assert before


def test_terms_say_what_was_supplied(school: sa.Connection) -> None:
    spring = one(facts_of(school, term_fact, school=ASH, term=SPRING))
    assert (spring["starts"], spring["ends"]) == TERMS[SPRING]
    assert spring["open_days"] == 60  # twelve weeks of five days: 5 January to 27 March
    # On roll at some time in the term: all but Jon (subsidiary): 11. Results: Ada, Ben, Cal, Dee, Gus, Hal (on roll
    # in January), Ivy, Kit, Lou and Fay on the other scale: 10; Jon's is nobody's.
    assert (spring["on_roll"], spring["results"]) == (11, 10)
    assert (spring["register_marks"], spring["registers_to"], spring["conversations"]) == (0, None, 0)
    beech = one(facts_of(school, term_fact, school=BEECH, term=AUTUMN))
    assert (beech["on_roll"], beech["results"]) == (1, 1)
