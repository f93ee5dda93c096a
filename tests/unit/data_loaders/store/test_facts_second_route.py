"""Facts of invented trusts, computed a second time pupil by pupil in plain loops: every value agrees exactly."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from data_loaders.store import facts
from data_loaders.store.engine import migrate, writer
from data_loaders.store.tables import enrolment_fact, level_cell, progress_cell, progress_fact, term_fact
from tests.unit.data_loaders.store.invented_trust import SCHOOLS, invent
from tests.unit.data_loaders.store.school_on_paper import Row, facts_of
from tests.unit.data_loaders.store.second_route import Trust

SEEDS = range(8)


def by_key(table: sa.Table, rows: list[Row]) -> dict[tuple[Any, ...], Row]:
    names = [column.name for column in table.primary_key.columns]
    found = {tuple(row[name] for name in names): row for row in rows}
    assert len(found) == len(rows)
    return found


def assert_same(table: sa.Table, ours: list[Row], theirs: list[Row]) -> None:
    one, other = by_key(table, ours), by_key(table, theirs)
    assert one.keys() == other.keys()
    different = {key: (one[key], other[key]) for key in one if one[key] != other[key]}
    assert not different, next(iter(different.items()))


@pytest.mark.parametrize("seed", SEEDS)
def test_facts_agree_with_plain_loops(sqlite_url: str, seed: int) -> None:
    migrate(sqlite_url)
    with writer(sqlite_url).begin() as connection:
        invent(connection, seed=seed)
        facts.rebuild(connection, schools=None)
        trust = Trust(connection)
        assert_same(enrolment_fact, facts_of(connection, enrolment_fact), list(trust.enrolment_facts()))
        assert_same(progress_fact, facts_of(connection, progress_fact), list(trust.progress_facts()))


@pytest.mark.postgres
def test_facts_agree_with_plain_loops_on_postgres(postgres_url: str) -> None:
    migrate(postgres_url)
    engine = writer(postgres_url)
    with engine.begin() as connection:
        invent(connection, seed=99)
        facts.rebuild(connection, schools=None)
        trust = Trust(connection)
        assert_same(enrolment_fact, facts_of(connection, enrolment_fact), list(trust.enrolment_facts()))
        assert_same(progress_fact, facts_of(connection, progress_fact), list(trust.progress_facts()))
    engine.dispose()


@pytest.mark.parametrize("seed", SEEDS)
def test_rebuilding_school_by_school_gives_the_same(sqlite_url: str, seed: int) -> None:
    migrate(sqlite_url)
    with writer(sqlite_url).begin() as connection:
        invent(connection, seed=seed)
        facts.rebuild(connection, schools=None)
        whole = {table.name: facts_of(connection, table) for table in facts.FACTS}
        for school in SCHOOLS:
            facts.rebuild(connection, schools={school})
            assert {table.name: facts_of(connection, table) for table in facts.FACTS} == whole


@pytest.mark.parametrize("seed", SEEDS)
def test_cells_are_the_facts_added_up(sqlite_url: str, seed: int) -> None:
    migrate(sqlite_url)
    with writer(sqlite_url).begin() as connection:
        invent(connection, seed=seed)
        facts.rebuild(connection, schools=None)
        rows = facts_of(connection, progress_fact)
        cells, levels = facts_of(connection, progress_cell), facts_of(connection, level_cell)
        assert sum(cell["n"] for cell in cells) == len(rows)
        matched = [row for row in rows if row["state"] == "matched"]
        assert sum(cell["sum_product"] for cell in cells) == sum(
            row["first_value"] * row["last_value"] for row in matched
        )
        assert sum(cell["met_expectation"] or 0 for cell in cells) == sum(
            row["met_expectation"] is True for row in rows
        )
        in_terms = [row["last_value"] for row in rows if row["last_value"] is not None and "." in row["period"]]
        assert (sum(cell["n"] for cell in levels), sum(cell["sum_value"] for cell in levels)) == (
            len(in_terms), sum(in_terms))  # fmt: skip
        assert {row["term"] for row in facts_of(connection, term_fact)} >= {row["term"] for row in levels}
