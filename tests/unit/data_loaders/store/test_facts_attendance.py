"""Registers added up: a school on paper, and invented trusts by a second route in plain loops."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data_loaders.store import facts
from data_loaders.store.engine import migrate, writer
from data_loaders.store.tables_attendance import absence_cell, absence_reason, absence_spread, absence_week
from tests.unit.data_loaders.store.invented_trust import invent
from tests.unit.data_loaders.store.school_on_paper import facts_of, one, open_term, put
from tests.unit.data_loaders.store.second_route import Trust
from tests.unit.data_loaders.store.second_route_attendance import Registers

SCHOOL, TERM = "100001", "2025-26.spring"
FIRST, BREAK, AFTER, LAST = date(2026, 1, 5), date(2026, 2, 13), date(2026, 2, 23), date(2026, 3, 27)
WEEK = "/ \\ / \\ / \\ / \\ / \\"


def school(connection: sa.Connection) -> None:
    put(connection, "calendar", *open_term(SCHOOL, TERM, FIRST, BREAK, half_term="Spr1"))
    put(connection, "calendar", *open_term(SCHOOL, TERM, AFTER, LAST, half_term="Spr2"))


def pupil(connection: sa.Connection, pupil_id: int, *, code: str = "N", since: date = FIRST, **said: Any) -> None:
    same = {"pupil_id": pupil_id, "school": SCHOOL}
    put(connection, "enrolment", same | {"from_date": since, "year_group": "4", "status": "C"} | said)
    put(connection, "sen_status", {"pupil_id": pupil_id, "from_date": since, "code": code})


def marks(connection: sa.Connection, pupil_id: int, monday: date, text: str) -> None:
    row = {"pupil_id": pupil_id, "school": SCHOOL, "from_date": monday, "grain": "week", "marks": text}
    put(connection, "attendance", row)


@pytest.fixture
def paper(store: sa.Engine) -> Any:
    with store.connect() as connection:
        school(connection)
        yield connection
        connection.rollback()


def test_a_cell_is_the_worked_example(paper: sa.Connection) -> None:
    """definitions.md 2.2: 20 slots, 19 possible, 16 attended, 2 authorised, 1 unauthorised, 2 late."""
    pupil(paper, 1, code="K")
    marks(paper, 1, FIRST, "/ \\ / \\ / \\ / \\ / \\")
    marks(paper, 1, FIRST + timedelta(weeks=1), "L \\ / \\ V V M I U Y2")
    facts.rebuild(paper, schools=None)
    cell = one(facts_of(paper, absence_cell, period=TERM))
    assert (cell["n"], cell["possible"], cell["absent"], cell["authorised"], cell["unauthorised"]) == (1, 19, 3, 2, 1)
    assert (cell["late"], cell["arrived"], cell["sen"]) == (2, 15, "K")
    assert (cell["possible_squared"], cell["absent_possible"], cell["late_arrived"]) == (361, 57, 30)
    spread = one(facts_of(paper, absence_spread, period="2025-26"))
    assert (spread["possible"], spread["absent"], spread["n"]) == (19, 3, 1)
    codes = {row["code"]: row["sessions"] for row in facts_of(paper, absence_reason, period=TERM)}
    assert codes == {"M": 1, "I": 1, "U": 1}


def test_weeks_are_numbered_over_the_break_and_halves_add_up(paper: sa.Connection) -> None:
    pupil(paper, 1)
    for monday in (FIRST, AFTER, AFTER + timedelta(weeks=1)):
        marks(paper, 1, monday, WEEK.replace("/", "I", 1))
    facts.rebuild(paper, schools=None)
    weeks = [(row["number"], row["half"], row["absent"], row["open_sessions"]) for row in facts_of(paper, absence_week)]
    assert weeks == [(1, 1, 1, 10), (7, 2, 1, 10), (8, 2, 1, 10)]
    halves = {row["period"]: (row["n"], row["absent"]) for row in facts_of(paper, absence_cell)}
    assert halves == {f"{TERM}.1": (1, 1), f"{TERM}.2": (1, 2), TERM: (1, 3), "2025-26": (1, 3)}


def test_status_is_that_of_the_census_day_or_the_nearest_day_on_roll(paper: sa.Connection) -> None:
    pupil(paper, 1, code="N")
    put(paper, "sen_status", {"pupil_id": 1, "from_date": date(2026, 1, 15), "code": "K"})  # the census day itself
    pupil(paper, 2, code="E", since=date(2026, 3, 2))
    for each in (1, 2):
        marks(paper, each, date(2026, 3, 2), WEEK)
    facts.rebuild(paper, schools=None)
    assert {row["sen"]: row["n"] for row in facts_of(paper, absence_cell, period=TERM)} == {"K": 1, "E": 1}


def test_who_is_not_counted(paper: sa.Connection) -> None:
    """A subsidiary registration is in no cell; a pupil without a possible session stands in ``without``."""
    pupil(paper, 1)
    pupil(paper, 2, status="S")
    pupil(paper, 3)
    pupil(paper, 4)
    for each in (1, 2):
        marks(paper, each, FIRST, WEEK)
    marks(paper, 3, FIRST, "D D D D D D D D D D")
    facts.rebuild(paper, schools=None)
    cell = one(facts_of(paper, absence_cell, period=TERM))
    assert (cell["n"], cell["without"]) == (1, 2)
    assert facts_of(paper, absence_cell, period="2025-26.summer") == []


def test_totals_without_codes_leave_the_classes_empty(paper: sa.Connection) -> None:
    pupil(paper, 1)
    row = {"pupil_id": 1, "school": SCHOOL, "from_date": FIRST, "grain": "term", "possible": 100, "attended": 90}
    put(paper, "attendance", row)
    facts.rebuild(paper, schools=None)
    cell = one(facts_of(paper, absence_cell, period=TERM))
    assert (cell["absent"], cell["authorised"], cell["late"], cell["arrived"]) == (10, None, None, None)
    assert facts_of(paper, absence_reason) == []


@pytest.mark.parametrize("seed", range(4))
def test_the_tables_agree_with_plain_loops(sqlite_url: str, seed: int) -> None:
    migrate(sqlite_url)
    with writer(sqlite_url).begin() as connection:
        agree(connection, seed=seed)


@pytest.mark.postgres
def test_the_tables_agree_with_plain_loops_on_postgres(postgres_url: str) -> None:
    migrate(postgres_url)
    engine = writer(postgres_url)
    with engine.begin() as connection:
        agree(connection, seed=99)
    engine.dispose()


def agree(connection: sa.Connection, *, seed: int) -> None:
    invent(connection, seed=seed)
    facts.rebuild(connection, schools=None)
    second = Registers(Trust(connection))
    place = ("school", "period", "year_group", "sen", "need")
    cells = {tuple(row.pop(name) for name in place): row for row in facts_of(connection, absence_cell)}
    assert {key: row for key, row in cells.items() if key[1].count(".") < 2} == second.cells()
    spread = facts_of(connection, absence_spread)
    assert {tuple(row[name] for name in (*place, "possible", "absent")): row["n"] for row in spread} == second.spread()
    reasons = facts_of(connection, absence_reason)
    names, sums = ("school", "period", "sen", "code"), ("sessions", "sessions_squared", "sessions_possible")
    assert {keyed(row, names): keyed(row, sums) for row in reasons} == second.reasons()
    weeks = {keyed(row, ("school", "week", "sen")): row for row in facts_of(connection, absence_week)}
    assert {key: keyed(row, ("n", "possible", "absent")) for key, row in weeks.items()} == second.weeks()


def keyed(row: dict[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)
