"""Persistent absence with every pupil once: the worked example, whose status counts, and never another's school."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from dashboard.access.scope import Level, Scope
from dashboard.metrics.absentees import absentees
from dashboard.metrics.attendance import persistent_absence, persistent_absence_pupils
from dashboard.metrics.cells_attendance import SpreadCell
from dashboard.queries.attendance import merged
from dashboard.queries.running import Asker
from data_loaders.store.tables import TABLES, enrolment_fact, metadata

EVERYBODY = Scope(account_id=1, role="trust_executive", schools=None, levels=frozenset({Level.TRUST, Level.SCHOOL}))
HEAD = replace(EVERYBODY, schools=frozenset({"1"}))
PERIOD, BEGAN = "2025-26.spring", date(2024, 9, 1)
MOVED = date(2026, 1, 26)
STAYS: tuple[tuple[int, str, date, date | None, str, int, int], ...] = (
    (1, "1", BEGAN, MOVED, "C", 15, 1), (1, "2", MOVED, None, "C", 25, 5),  # the worked example
    (2, "1", BEGAN, None, "C", 40, 3),
    (3, "2", BEGAN, None, "M", 40, 4), (3, "1", BEGAN, None, "S", 40, 40),  # a subsidiary registration is not counted
    (4, "2", date(2026, 2, 2), None, "C", 30, 3),  # joined after the census
    (5, "2", BEGAN, date(2026, 1, 12), "C", 20, 1),  # left before it
)  # fmt: skip
"""Pupil, school, from, to, registration, possible sessions in the spring, sessions missed. The census is 15 January."""
STATUSES: tuple[tuple[int, date, date | None, str], ...] = (
    (1, BEGAN, None, "K"), (2, BEGAN, None, "N"), (3, BEGAN, date(2026, 1, 15), "N"), (3, date(2026, 1, 15), None, "E"),
    (4, BEGAN, date(2026, 1, 20), "N"), (4, date(2026, 1, 20), None, "K"),
    (5, BEGAN, date(2026, 1, 12), "K"), (5, date(2026, 1, 12), None, "N"),
)  # fmt: skip


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as opened:
        for at, (pupil, school, begins, ends, status, possible, absent) in enumerate(STAYS, start=1):
            stay = {"pupil_id": pupil, "school": school, "year_group": "4", "enrolment_id": at}
            opened.execute(
                TABLES["enrolment"].insert().values(stay | {
                    "from_date": begins, "to_date": ends, "status": status, "batch_id": 1,
                })
            )  # fmt: skip
            opened.execute(
                enrolment_fact.insert().values(stay | {
                    "period": PERIOD, "academic_year": "2025-26", "main": status != "S", "at_end": ends is None,
                    "afa_group": False, "sessions_possible": possible, "sessions_attended": possible - absent,
                })
            )  # fmt: skip
        for pupil, begins, ends, code in STATUSES:
            row = {"pupil_id": pupil, "from_date": begins, "to_date": ends, "code": code, "batch_id": 1}
            opened.execute(TABLES["sen_status"].insert().values(row))
        yield opened
    engine.dispose()


def held(connection: sa.Connection, *, scope: Scope = EVERYBODY, school: str = "") -> set[tuple[str, int, int, int]]:
    """Provision, possible, absent and how many pupils."""
    cells = merged(Asker(connection=connection, scope=scope), period=PERIOD, school=school)
    return {(cell.sen, cell.possible, cell.absent, cell.n) for cell in cells}


def test_who_moved_is_one_pupil_with_both_schools_sessions() -> None:
    """1 of 15 and 5 of 25: by enrolment the one is too short to be counted and the other a fifth; by pupil 6 of 40."""
    enrolments = absentees(
        [SpreadCell(school, "4", "K", "", *of, 1) for school, of in (("1", (15, 1)), ("2", (25, 5)))]
    )
    pupils = absentees([SpreadCell("", "4", "K", "", 40, 6, 1)])
    by_enrolment, by_pupil = persistent_absence(enrolments), persistent_absence_pupils(pupils)
    assert sum(cell.short for cell in enrolments) == 1
    assert (by_enrolment.numerator, by_enrolment.denominator) == (1, 1)
    assert (by_pupil.numerator, by_pupil.denominator) == (1, 1)


def test_a_pupil_may_be_persistent_who_is_so_at_neither_school() -> None:
    """2 of 19 at each: both enrolments are too short to be counted, the pupil has missed 4 of 38."""
    enrolments = absentees([SpreadCell(school, "4", "K", "", 19, 2, 1) for school in ("1", "2")])
    assert persistent_absence(enrolments).value is None
    assert persistent_absence_pupils(absentees([SpreadCell("", "4", "K", "", 38, 4, 1)])).numerator == 1


def test_each_pupil_stands_once_with_the_status_of_the_census_or_the_nearest_day(connection: sa.Connection) -> None:
    assert held(connection) == {
        ("K", 40, 6, 1), ("N", 40, 3, 1), ("E", 40, 4, 1), ("K", 30, 3, 1), ("K", 20, 1, 1),
    }  # fmt: skip


def test_at_one_school_and_for_its_reader_only_what_was_missed_there(connection: sa.Connection) -> None:
    one = {("K", 15, 1, 1), ("N", 40, 3, 1)}
    assert held(connection, school="1") == held(connection, scope=HEAD) == one
    assert held(connection, scope=HEAD, school="2") == set()


def test_who_reads_no_figures_reads_none_of_these(connection: sa.Connection) -> None:
    for scope in (replace(HEAD, levels=frozenset()), replace(HEAD, classes=frozenset({7}))):
        with pytest.raises(PermissionError):
            held(connection, scope=scope)
