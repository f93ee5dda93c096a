"""Who was on roll on two days: once each, at the main registration, and never of another school than the reader's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.access.scope import Level, Scope
from dashboard.metrics.cells_roll import RollCell
from dashboard.queries.roll import between
from dashboard.queries.running import Asker
from data_loaders.store.tables import TABLES, metadata

FIRST, LAST = date(2025, 9, 1), date(2026, 3, 20)
LONG_AGO = date(2024, 9, 1)
EVERYBODY = Scope(account_id=1, role="trust_executive", schools=None, levels=frozenset({Level.TRUST, Level.SCHOOL}))
HEAD = replace(EVERYBODY, schools=frozenset({"1"}))
STAYS: tuple[tuple[int, str, date, date | None, str], ...] = (
    (1, "1", LONG_AGO, None, "C"),
    (2, "1", LONG_AGO, date(2026, 1, 5), "C"), (2, "2", date(2026, 1, 5), None, "C"),  # moved within the trust
    (3, "1", LONG_AGO, None, "M"), (3, "2", LONG_AGO, None, "S"),  # dual registered
    (4, "2", LONG_AGO, LAST, "C"),  # the last day is the first on which nobody is there
    (5, "1", LAST, None, "C"),  # arrived on the last day
    (6, "1", date(2025, 10, 1), date(2025, 12, 1), "C"),  # came and went between the two days
    (7, "1", LONG_AGO, None, "C"), (7, "2", date(2025, 11, 3), None, "C"),  # nobody has ended the first
    (8, "2", LONG_AGO, None, "C"),
)  # fmt: skip
STATUSES: tuple[tuple[int, date, date | None, str], ...] = (
    (1, LONG_AGO, LAST, "N"), (1, LAST, None, "K"),  # a change on the day counts on the day
    (2, LONG_AGO, None, "K"), (3, LONG_AGO, None, "E"), (4, LONG_AGO, None, "K"), (5, LONG_AGO, None, "E"),
    (6, LONG_AGO, None, "K"), (7, LONG_AGO, date(2025, 12, 1), "K"), (7, date(2026, 1, 1), None, "E"),
    (8, LONG_AGO, date(2025, 12, 1), "N"),  # a hole since then
)  # fmt: skip


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as opened:
        _fill(opened, record="enrolment", names=("pupil_id", "school", "from_date", "to_date", "status"), rows=STAYS)
        _fill(opened, record="sen_status", names=("pupil_id", "from_date", "to_date", "code"), rows=STATUSES)
        yield opened
    engine.dispose()


def _fill(connection: sa.Connection, *, record: str, names: tuple[str, ...], rows: tuple[Any, ...]) -> None:
    more = {"enrolment": {"year_group": "4"}, "sen_status": {}}[record]
    for at, row in enumerate(rows, start=1):
        number = {"enrolment_id": at} if record == "enrolment" else {}
        values = dict(zip(names, row, strict=True)) | more | number | {"batch_id": 1}
        connection.execute(TABLES[record].insert().values(values))


def counted(connection: sa.Connection, *, scope: Scope = EVERYBODY, **asked: Any) -> set[RollCell]:
    cells = between(Asker(connection=connection, scope=scope), first=FIRST, last=LAST, **asked)
    assert len(cells) == len(set(cells))
    return set(cells)


def test_in_the_trust_everybody_stands_once_and_who_moved_within_it_stayed(connection: sa.Connection) -> None:
    assert counted(connection) == {
        RollCell("", "N", "K", 1),  # 1
        RollCell("", "K", "K", 1),  # 2
        RollCell("", "E", "E", 1),  # 3
        RollCell("", "K", None, 1),  # 4
        RollCell("", None, "E", 1),  # 5
        RollCell("", "K", "E", 1),  # 7
        RollCell("", "N", "", 1),  # 8: not known is not N
    }


ONE = {("N", "K", 1), ("K", None, 2), ("E", "E", 1), (None, "E", 1)}
TWO = {(None, "K", 1), ("K", None, 1), (None, "E", 1), ("N", "", 1)}


def test_schools_told_apart_count_who_left_one_and_arrived_at_the_other(connection: sa.Connection) -> None:
    """Pupil 7 has begun at school 2: nobody is at two main schools, whether the first has said so or not."""
    one, two = ({RollCell(school, *rest) for rest in held} for school, held in (("1", ONE), ("2", TWO)))
    assert counted(connection, apart=True) == one | two
    assert counted(connection, school="1") == {cell._replace(school="") for cell in one}
    assert counted(connection, school="2") == {cell._replace(school="") for cell in two}


def test_a_reader_of_one_school_counts_that_school_alone(connection: sa.Connection) -> None:
    own = {RollCell("", *rest) for rest in ONE}
    assert counted(connection, scope=HEAD) == counted(connection, scope=HEAD, school="1") == own
    assert counted(connection, scope=HEAD, school="2") == set()
    assert {cell.school for cell in counted(connection, scope=HEAD, apart=True)} == {"1"}


def test_who_reads_no_figures_reads_none_of_these(connection: sa.Connection) -> None:
    with pytest.raises(PermissionError):
        counted(connection, scope=replace(HEAD, levels=frozenset()))
    with pytest.raises(PermissionError):
        counted(connection, scope=replace(HEAD, classes=frozenset({7})))
