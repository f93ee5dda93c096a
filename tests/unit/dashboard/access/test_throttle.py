"""Slowing down guesses: ten in five minutes, longer and longer, for one account at one address; never for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from dashboard.access import store, throttle
from dashboard.access.throttle import TooManyTries, admit, succeeded
from data_loaders.store.engine import writer

pytestmark = pytest.mark.safety
NOON = datetime(2026, 3, 20, 12, 0)


@pytest.fixture
def accounts(empty_database_url: str) -> Iterator[sa.Connection]:
    """An accounts database on both engines, a transaction open on it."""
    store.migrate(empty_database_url)
    engine = writer(empty_database_url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def fail(connection: sa.Connection, *, times: int, at: datetime = NOON, who: str = "head", address: str = "a") -> None:
    for _ in range(times):
        admit(connection, username=who, address=address, now=at)


def wait(connection: sa.Connection, *, at: datetime, who: str = "head", address: str = "a") -> int:
    with pytest.raises(TooManyTries) as refused:
        admit(connection, username=who, address=address, now=at)
    return refused.value.wait


def test_A4_the_eleventh_try_waits_and_waiting_ends(accounts: sa.Connection) -> None:
    fail(accounts, times=10)
    assert wait(accounts, at=NOON) == 300
    assert wait(accounts, at=NOON + timedelta(minutes=4, seconds=59)) == 1
    fail(accounts, times=1, at=NOON + timedelta(minutes=5))


def test_A4_a_refused_try_does_not_make_the_wait_longer(accounts: sa.Connection) -> None:
    fail(accounts, times=10)
    for second in range(60):
        wait(accounts, at=NOON + timedelta(seconds=second))
    assert wait(accounts, at=NOON + timedelta(minutes=4)) == 60


def test_A4_each_ten_failures_double_the_wait_up_to_an_hour(accounts: sa.Connection) -> None:
    at, waits = NOON, []
    for _ in range(60):
        try:
            fail(accounts, times=1, at=at)
        except TooManyTries as refused:
            waits.append(refused.wait)
            at += timedelta(seconds=refused.wait)
            fail(accounts, times=1, at=at)
    minutes = sorted({seconds // 60 for seconds in waits})
    assert minutes == [5, 10, 20, 40, 60]
    assert waits == sorted(waits)


def test_A4_at_most_ten_tries_in_any_five_minutes(accounts: sa.Connection) -> None:
    allowed = []
    for second in range(0, 3600, 7):
        at = NOON + timedelta(seconds=second)
        try:
            fail(accounts, times=1, at=at)
            allowed.append(at)
        except TooManyTries:
            continue
    for start in allowed:
        assert len([at for at in allowed if start <= at < start + timedelta(minutes=5)]) <= 10


def test_A4_the_right_password_from_another_address_still_works(accounts: sa.Connection) -> None:
    fail(accounts, times=10)
    wait(accounts, at=NOON)
    succeeded(accounts, attempt_id=admit(accounts, username="head", address="b", now=NOON))


def test_A4_an_address_that_guesses_at_many_accounts_waits_too(accounts: sa.Connection) -> None:
    for number in range(10):
        fail(accounts, times=1, who=f"person{number}")
    assert wait(accounts, at=NOON, who="somebody else") == 300
    fail(accounts, times=1, who="somebody else", address="b")


def test_A4_a_pupil_at_the_schools_address_does_not_lock_out_the_head(accounts: sa.Connection) -> None:
    yesterday = NOON - timedelta(days=1)
    succeeded(accounts, attempt_id=admit(accounts, username="head", address="a", now=yesterday))
    for number in range(10):
        fail(accounts, times=1, who=f"person{number}")
    fail(accounts, times=1, who="head")


def test_A4_guesses_from_everywhere_stop_except_where_the_account_is_known(accounts: sa.Connection) -> None:
    yesterday = NOON - timedelta(days=1)
    succeeded(accounts, attempt_id=admit(accounts, username="head", address="school", now=yesterday))
    for number in range(100):
        fail(accounts, times=1, address=f"bot{number}")
    assert wait(accounts, at=NOON, address="bot101") == 300
    fail(accounts, times=1, address="school")


def test_A4_the_right_password_forgives_the_failures_before_it(accounts: sa.Connection) -> None:
    fail(accounts, times=9)
    succeeded(accounts, attempt_id=admit(accounts, username="head", address="a", now=NOON))
    fail(accounts, times=9, at=NOON + timedelta(minutes=6))


def test_what_was_typed_as_a_username_is_not_kept(accounts: sa.Connection) -> None:
    fail(accounts, times=1, who="Head ")
    kept = accounts.execute(sa.select(throttle._attempt)).one()
    assert "head" not in kept.who.lower()
    fail(accounts, times=9, who="head")
    wait(accounts, at=NOON, who="HEAD")


def test_tries_are_forgotten_after_thirty_days(accounts: sa.Connection) -> None:
    fail(accounts, times=3, at=NOON - timedelta(days=31))
    fail(accounts, times=1)
    assert accounts.execute(sa.select(sa.func.count()).select_from(throttle._attempt)).scalar() == 1
