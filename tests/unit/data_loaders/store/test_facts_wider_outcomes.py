"""Wider outcomes worked out on paper: clubs by half term, incidents, suspensions, evenings, and four kinds of nothing.

Cedar (100001) has a calendar of two half terms in the autumn of 2025; Dogwood (GP) keeps none and says of clubs only
yes or no. Everybody is Year 3 in 2025/26 and on roll since September 2023 unless a test says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data_loaders.store import engine, facts, importing
from data_loaders.store.tables_wider_outcomes import (
    MEASURES,
    activity_cell,
    club_percent_cell,
    wider_outcomes_cell,
    wider_outcomes_fact,
)
from tests.unit.data_loaders.store.school_on_paper import Row, facts_of, one, open_term, put

CEDAR, DOGWOOD = "100001", "GP"
AUTUMN, SPRING, YEAR = "2025-26.autumn", "2025-26.spring", "2025-26"
FIRST_HALF, SECOND_HALF = date(2025, 9, 1), date(2025, 11, 3)


def enrolled(pupil: int, school: str = CEDAR, **more: Any) -> Row:
    row = {"pupil_id": pupil, "school": school, "from_date": date(2023, 9, 1), "to_date": None}
    return row | {"year_group": "1", "status": "C"} | more


def club(pupil: int, attended: int, offered: int | None, **more: Any) -> Row:
    row = {"pupil_id": pupil, "school": CEDAR, "activity": "Choir", "from_date": FIRST_HALF, "term": AUTUMN}
    return row | {"attended": attended, "offered": offered} | more


def incident(pupil: int, day: date, kind: str, role: str) -> Row:
    return {"pupil_id": pupil, "school": CEDAR, "date": day, "kind": kind, "role": role}


def suspension(pupil: int, day: date, kind: str = "SUSP", sessions: int | None = None) -> Row:
    return {"pupil_id": pupil, "school": CEDAR, "from_date": day, "kind": kind, "sessions": sessions}


@pytest.fixture
def trust(store: sa.Engine) -> Iterator[sa.Connection]:
    with store.begin() as connection:
        halves = (("Aut1", FIRST_HALF, date(2025, 10, 24)), ("Aut2", SECOND_HALF, date(2025, 12, 19)))
        for name, first, last in halves:
            put(connection, "calendar", *open_term(CEDAR, AUTUMN, first, last, half_term=name))
        put(connection, "calendar", *open_term(CEDAR, SPRING, date(2026, 1, 5), date(2026, 3, 27), half_term="Spr1"))
        put(connection, "enrolment", enrolled(1), enrolled(2), enrolled(3, DOGWOOD), enrolled(4, DOGWOOD))
        same = {"school": DOGWOOD, "code": "3D", "academic_year": YEAR}
        put(connection, "teaching_class", same | {"kind": "registration", "name": "3D"})
        put(connection, "class_member", *(same | {"pupil_id": each, "from_date": FIRST_HALF} for each in (3, 4)))
        put(connection, "activity", {"school": CEDAR, "activity": "Choir", "kind": "music", "places": 20})
        yield connection


def fact(connection: sa.Connection, pupil: int, period: str) -> Row:
    return one(facts_of(connection, wider_outcomes_fact, pupil_id=pupil, period=period))


def picked(connection: sa.Connection, pupil: int, period: str, *names: str) -> tuple[Any, ...]:
    found = fact(connection, pupil, period)
    return tuple(found[name] for name in names)


CLUBS = ("club_sessions", "club_offered", "club_percent")


def test_the_best_half_term_counts_with_all_its_clubs_together(trust: sa.Connection) -> None:
    put(trust, "activity_session", club(1, 3, 7), club(1, 7, 7, activity="Chess"))  # 10 of 14
    put(trust, "activity_session", club(1, 5, 7, from_date=SECOND_HALF))  # 5 of 7
    facts.rebuild(trust, schools=None)
    assert picked(trust, 1, AUTUMN, *CLUBS) == (15, 21, 71)
    assert picked(trust, 1, YEAR, *CLUBS) == (15, 21, 71)


def test_registers_by_day_add_up_to_their_half_term(trust: sa.Connection) -> None:
    days = [date(2025, 9, 3), date(2025, 9, 10), date(2025, 10, 24)]
    put(
        trust, "activity_session", *(club(1, went, 1, from_date=day) for went, day in zip((1, 0, 0), days, strict=True))
    )
    put(trust, "activity_session", club(1, 1, 1, from_date=date(2025, 12, 20)))  # after the last open day: the second
    facts.rebuild(trust, schools=None)
    assert picked(trust, 1, AUTUMN, *CLUBS) == (2, 4, 100)


def test_in_no_club_is_nought_and_nothing_supplied_is_null(trust: sa.Connection) -> None:
    put(trust, "activity_session", club(1, 0, 7))
    facts.rebuild(trust, schools=None)
    assert picked(trust, 1, AUTUMN, *CLUBS) == (0, 7, 0)  # signed up, never came
    assert picked(trust, 2, AUTUMN, *CLUBS) == (0, 0, 0)
    assert picked(trust, 1, SPRING, *CLUBS) == (None, None, None)
    assert fact(trust, 3, YEAR)["club_sessions"] is None


def test_a_file_that_says_only_yes_or_no_has_participation_and_no_share(trust: sa.Connection) -> None:
    yes = club(3, 1, None, school=DOGWOOD, from_date=date(2025, 9, 1))
    put(trust, "activity_session", yes, yes | {"pupil_id": 4, "attended": 0})
    facts.rebuild(trust, schools=None)
    assert picked(trust, 3, AUTUMN, *CLUBS) == (1, None, None)
    assert picked(trust, 4, AUTUMN, *CLUBS) == (0, None, None)
    assert facts_of(trust, club_percent_cell) == []
    (cell,) = facts_of(trust, wider_outcomes_cell, period=AUTUMN, measure="club_sessions")
    assert (cell["n"], cell["pupils"], cell["total"], cell["squared"]) == (2, 1, 1, 1)


def test_incidents_are_nought_from_the_year_of_the_first_one_on(trust: sa.Connection) -> None:
    put(trust, "incident", incident(1, date(2025, 9, 12), "racist", "victim"))
    put(trust, "incident", incident(1, date(2025, 9, 12), "behaviour", "perpetrator"))
    put(trust, "incident", incident(1, date(2025, 9, 15), "bullying", "witness"))
    facts.rebuild(trust, schools=None)
    names = ("bullying_victim", "bullying_perpetrator", "behaviour_victim", "behaviour_perpetrator")
    assert picked(trust, 1, AUTUMN, *names) == (1, 0, 0, 1)
    assert picked(trust, 2, SPRING, *names) == (0, 0, 0, 0)
    assert picked(trust, 3, YEAR, *names) == (None,) * 4


@pytest.mark.parametrize("schools", [None, {CEDAR, "100009"}])
def test_what_was_made_at_a_school_without_enrolment_or_calendar_counts_nowhere(
    trust: sa.Connection, schools: set[str] | None
) -> None:
    elsewhere = {"school": "100009"}
    put(trust, "incident", incident(1, date(2025, 9, 12), "bullying", "victim") | elsewhere)
    put(trust, "activity_session", club(1, 4, 5) | elsewhere)
    facts.rebuild(trust, schools=schools)
    assert facts_of(trust, wider_outcomes_fact, school="100009") == []
    assert picked(trust, 1, AUTUMN, "bullying_victim", "club_sessions") == (None, None)


def test_suspensions_lunchtimes_and_permanent_exclusions(trust: sa.Connection) -> None:
    put(trust, "suspension", suspension(1, date(2025, 9, 12), sessions=4), suspension(1, date(2025, 10, 1), "LNCH"))
    put(trust, "suspension", suspension(1, date(2026, 2, 3), "PERM"), suspension(2, date(2025, 11, 4)))
    put(trust, "attendance", {"pupil_id": 1, "school": CEDAR, "from_date": date(2025, 9, 8), "grain": "week",
                              "marks": "/ \\ / \\ / \\ / \\ E E"})  # fmt: skip
    put(trust, "attendance", {"pupil_id": 1, "school": CEDAR, "from_date": date(2025, 9, 1), "grain": "term",
                              "counts": "E:9"})  # fmt: skip
    facts.rebuild(trust, schools=None)
    names = ("suspensions", "suspension_sessions", "permanent_exclusions", "excluded_sessions")
    assert picked(trust, 1, AUTUMN, *names) == (2, 5, 0, 2)  # weeks win over the term's counts
    assert picked(trust, 1, YEAR, *names) == (2, 5, 1, 2)
    assert picked(trust, 2, AUTUMN, *names) == (1, None, 0, 0)  # how long it was is not known


def test_only_those_on_roll_at_the_january_census_are_in_its_count(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(5, to_date=date(2025, 12, 1)))
    put(trust, "sen_status", {"pupil_id": 5, "from_date": date(2023, 9, 1), "to_date": None, "code": "K"})
    put(trust, "suspension", suspension(5, date(2025, 9, 12), sessions=2))
    facts.rebuild(trust, schools=None)
    assert fact(trust, 5, AUTUMN)["january_roll"] is False
    cells = {row["status"]: row for row in facts_of(trust, wider_outcomes_cell, period=YEAR, measure="suspensions")}
    assert (cells["K"]["n"], cells["K"]["total"], cells["K"]["pupils"]) == (0, 1, 1)
    assert (cells[""]["n"], cells[""]["total"]) == (2, 0)


def test_whoever_joined_after_the_census_or_left_before_is_counted_by_the_nearest_day(trust: sa.Connection) -> None:
    put(
        trust,
        "enrolment",
        enrolled(5, from_date=date(2026, 2, 2), year_group="3"),
        enrolled(6, to_date=date(2026, 2, 1)),
    )
    put(trust, "sen_status", {"pupil_id": 5, "from_date": date(2026, 2, 2), "to_date": None, "code": "K"},
        {"pupil_id": 6, "from_date": date(2023, 9, 1), "to_date": None, "code": "K"})  # fmt: skip
    put(trust, "suspension", suspension(5, date(2026, 3, 3), sessions=2), suspension(1, date(2025, 9, 12), sessions=1))
    facts.rebuild(trust, schools=None)
    assert fact(trust, 5, SPRING)["sen_january"] == "K"
    cells = {row["status"]: row for row in facts_of(trust, wider_outcomes_cell, period=SPRING, measure="suspensions")}
    assert (cells["K"]["n"], cells["K"]["total"], cells["K"]["pupils"]) == (1, 1, 1)  # pupil 6 is the roll, 5 suspended


def test_one_census_has_one_roll_in_every_term_of_its_year(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(5, to_date=date(2026, 2, 1)))
    put(trust, "sen_status", {"pupil_id": 5, "from_date": date(2023, 9, 1), "to_date": None, "code": "K"})
    put(trust, "suspension", suspension(1, date(2025, 9, 12), sessions=1))
    facts.rebuild(trust, schools=None)
    for period in (AUTUMN, SPRING, YEAR):
        rows = facts_of(trust, wider_outcomes_cell, period=period, measure="suspensions")
        assert {row["status"]: row["n"] for row in rows} == {"": 2, "K": 1}, period


def test_parents_evenings_count_those_invited(trust: sa.Connection) -> None:
    evening = {"pupil_id": 1, "school": CEDAR, "attended": True}
    put(trust, "parents_evening", evening | {"date": date(2025, 11, 10)},
        evening | {"date": date(2025, 12, 1), "attended": False})  # fmt: skip
    facts.rebuild(trust, schools=None)
    assert picked(trust, 1, AUTUMN, "evenings_invited", "evenings_attended") == (2, 1)
    assert picked(trust, 2, AUTUMN, "evenings_invited", "evenings_attended") == (0, 0)
    (cell,) = facts_of(trust, wider_outcomes_cell, period=AUTUMN, measure="evenings")
    assert (cell["n"], cell["pupils"]) == (1, 1)


def test_who_left_and_came_back_counts_once_and_a_second_registration_not(trust: sa.Connection) -> None:
    put(trust, "enrolment", enrolled(5, to_date=date(2025, 9, 20)), enrolled(5, from_date=date(2025, 11, 3)))
    put(trust, "enrolment", enrolled(6, status="S"))
    put(trust, "sen_status", {"pupil_id": 5, "from_date": date(2025, 10, 1), "to_date": None, "code": "K"})
    put(trust, "activity_session", club(5, 2, 7), club(6, 2, 7))
    facts.rebuild(trust, schools=None)
    assert picked(trust, 5, AUTUMN, "club_sessions", "sen_start", "at_end") == (2, None, True)
    assert facts_of(trust, wider_outcomes_fact, pupil_id=6) == []


def test_clubs_count_each_pupil_once_a_club_and_once_a_kind(trust: sa.Connection) -> None:
    put(trust, "activity", {"school": CEDAR, "activity": "Orchestra", "kind": "music", "places": None})
    put(trust, "activity_session", club(1, 3, 7), club(1, 2, 7, activity="Orchestra"), club(2, 0, 7))
    put(trust, "activity_session", club(2, 1, 7, from_date=SECOND_HALF), club(1, 4, 7, activity="Unlisted"))
    facts.rebuild(trust, schools=None)
    cells = {
        (row["kind"], row["activity"]): (row["members"], row["members_now"], row["pupils"], row["sessions"])
        for row in facts_of(trust, activity_cell, period=AUTUMN)
    }
    assert cells == {
        ("music", "Choir"): (2, 1, 2, 4),  # in the second half term only pupil 2 is on its register
        ("music", "Orchestra"): (1, 1, 1, 2),
        ("music", ""): (2, 2, 2, 6),
        ("other", "Unlisted"): (1, 1, 1, 4),
        ("other", ""): (1, 1, 1, 4),
    }


def test_cells_are_the_facts_added_up(trust: sa.Connection) -> None:
    put(trust, "activity_session", club(1, 3, 7), club(2, 5, 7))
    put(trust, "incident", *(incident(1, date(2025, 9, day), "bullying", "victim") for day in (2, 3, 4)))
    facts.rebuild(trust, schools=None)
    rows = facts_of(trust, wider_outcomes_fact)
    for measure in ("club_sessions", "bullying_victim"):
        known = [row[MEASURES[measure][1]] for row in rows if row[MEASURES[measure][1]] is not None]
        cells = facts_of(trust, wider_outcomes_cell, measure=measure)
        sums = tuple(sum(cell[name] for cell in cells) for name in ("n", "total", "squared", "pupils"))
        assert sums == (len(known), sum(known), sum(each**2 for each in known), sum(each > 0 for each in known))
    shares = {cell["percent"]: cell["n"] for cell in facts_of(trust, club_percent_cell, period=AUTUMN)}
    assert shares == {42: 1, 71: 1}


def grown_old(store: sa.Engine) -> None:
    """Records without facts, under the schema before the newest."""
    with store.begin() as connection:
        put(connection, "enrolment", enrolled(1))
        put(connection, "activity_session", club(1, 3, 7))
        connection.execute(sa.text("ALTER TABLE enrolment_fact DROP COLUMN sen_census"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0018'"))


@pytest.mark.parametrize("bring", [importing.prepare, engine.migrate])
def test_a_database_brought_to_a_newer_schema_has_its_facts_made(
    store: sa.Engine, database_url: str, bring: Callable[[str], None]
) -> None:
    grown_old(store)
    bring(database_url)
    with store.begin() as connection:
        assert picked(connection, 1, AUTUMN, "club_sessions", "club_offered") == (3, 7)


def test_where_its_facts_cannot_be_made_a_database_keeps_its_schema(
    store: sa.Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next start would find a schema of today and leave the facts as they are."""

    def broken(connection: sa.Connection, *, schools: set[str] | None) -> None:
        raise KeyboardInterrupt

    grown_old(store)
    with monkeypatch.context() as patched:
        patched.setattr(facts, "rebuild", broken)
        with pytest.raises(KeyboardInterrupt):
            engine.migrate(database_url)
    assert not engine.schema_is_current(database_url)
    engine.migrate(database_url)
    with store.begin() as connection:
        assert picked(connection, 1, AUTUMN, "club_sessions") == (3,)
