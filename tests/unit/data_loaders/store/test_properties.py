"""What holds whatever is brought in: the same rows change nothing, and undoing restores everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_loaders.store.batches import undo
from data_loaders.store.records import BY_NAME
from data_loaders.store.writing import Counts
from tests.unit.data_loaders.store.invented import Rows, bring, dump, no_facts, some_rows

# The store is empty again after each example: its transaction is never committed.
in_one_store = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@contextmanager
def for_now(store: sa.Engine) -> Iterator[sa.Connection]:
    with store.connect() as connection:
        yield connection
        connection.rollback()


def with_all_pupils(rows: Rows, *, others: Rows) -> Rows:
    """The rows, and pupils for those they name: these come first in a file, with nothing but their key."""
    named = {row["pupil"] for said in rows.values() for row in said if "pupil" in row}
    there = {row["pupil"] for row in [*rows["pupil"], *others.get("pupil", [])]}
    blank = dict.fromkeys(name for name in BY_NAME["pupil"].names if name != "pupil")
    return {**rows, "pupil": [*rows["pupil"], *({"pupil": key, **blank} for key in sorted(named - there))]}


@in_one_store
@given(rows=some_rows(), random=st.randoms(use_true_random=False))
def test_the_same_rows_in_any_order_change_nothing(store: sa.Engine, rows: Rows, random: Random) -> None:
    rows = with_all_pupils(rows, others={})
    shuffled = {name: random.sample(said, len(said)) for name, said in rows.items()}
    with for_now(store) as connection:
        bring(connection, rows)
        before = dump(connection)
        for again in (shuffled, rows):
            _, [counts] = bring(connection, again)
            assert counts == {name: Counts(read=len(said), unchanged=len(said)) for name, said in rows.items()}
            assert dump(connection) == before


@in_one_store
@given(first=some_rows(), second=some_rows(), third=some_rows())
def test_undo_restores_every_table_to_the_row(store: sa.Engine, first: Rows, second: Rows, third: Rows) -> None:
    first = with_all_pupils(first, others={})
    second, third = (with_all_pupils(rows, others=first) for rows in (second, third))
    with for_now(store) as connection:
        bring(connection, first)
        before = dump(connection)
        batch_id, _ = bring(connection, second, third)
        after = dump(connection)
        report = undo(connection, batch_id=batch_id, rebuild=no_facts)
        assert dump(connection) == before
        assert (before == after) == (not report.removed and not report.restored)


@in_one_store
@given(first=some_rows(), second=some_rows())
def test_every_row_given_is_counted_once(store: sa.Engine, first: Rows, second: Rows) -> None:
    first = with_all_pupils(first, others={})
    second = with_all_pupils(second, others=first)
    with for_now(store) as connection:
        bring(connection, first)
        _, [counts] = bring(connection, second)
    for name, said in second.items():
        count = counts[name]
        assert count.read == len(said) == count.new + count.changed + count.unchanged
