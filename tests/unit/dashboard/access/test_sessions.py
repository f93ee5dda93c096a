"""Sessions: a token that cannot be guessed, kept hashed, and the two clocks that end it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from dashboard.access import accounts, sessions, store, tables

pytestmark = pytest.mark.safety
NOON = datetime(2026, 3, 20, 9, 0)


@pytest.fixture
def opened(tmp_path: object) -> Iterator[sa.Connection]:
    """A transaction on an accounts database with a head (account 1) and a governor (account 2)."""
    url = f"sqlite:///{tmp_path}/accounts.db"
    store.migrate(url)
    engines = store.open_accounts(url)
    with engines.writes.begin() as connection:
        for username, role in (("head", "headteacher"), ("governor", "governor")):
            accounts.add(connection, username=username, name="Somebody", password="plum kettle orbit", now=NOON)
            accounts.give(connection, username=username, role=role, school="100001", now=NOON, granted_by="test")
        yield connection
    engines.close()


def lasts(connection: sa.Connection, token: str, **span: float) -> bool:
    return sessions.read(connection, token=token, now=NOON + timedelta(**span)) is not None


def test_S2_ten_thousand_tokens_are_different_and_long() -> None:
    tokens = {sessions.new_token() for _ in range(10_000)}
    assert len(tokens) == 10_000
    assert all(len(token) * 6 >= 128 for token in tokens)
    assert len({character for token in tokens for character in token}) == 64


def test_S2_what_is_stored_opens_nothing(opened: sa.Connection) -> None:
    token = sessions.begin(opened, account_id=1, now=NOON)
    row = opened.execute(sa.select(tables.session)).one()
    assert token not in str(row)
    assert sessions.read(opened, token=row.token_hash, now=NOON) is None
    assert sessions.read(opened, token=token, now=NOON) is not None


@pytest.mark.parametrize(("account_id", "minutes"), [(1, 20), (2, 60)])
def test_S6_a_session_ends_when_it_is_idle(opened: sa.Connection, account_id: int, minutes: int) -> None:
    token = sessions.begin(opened, account_id=account_id, now=NOON)
    assert lasts(opened, token, minutes=minutes, seconds=-1)
    assert not lasts(opened, token, minutes=minutes, seconds=1)


def test_S6_use_keeps_a_session_but_not_beyond_eight_hours(opened: sa.Connection) -> None:
    token = sessions.begin(opened, account_id=1, now=NOON)
    for minutes in range(15, 8 * 60, 15):
        opened_session = sessions.read(opened, token=token, now=NOON + timedelta(minutes=minutes))
        assert opened_session is not None
        assert opened_session.stale
        sessions.see(opened, token=token, now=NOON + timedelta(minutes=minutes))
    assert lasts(opened, token, hours=8, seconds=-1)
    assert not lasts(opened, token, hours=8)


def test_a_session_used_a_moment_ago_is_not_noted_again(opened: sa.Connection) -> None:
    token = sessions.begin(opened, account_id=1, now=NOON)
    soon = sessions.read(opened, token=token, now=NOON + timedelta(seconds=14))
    assert soon is not None
    assert not soon.stale


def test_S4_a_session_that_was_ended_opens_nothing(opened: sa.Connection) -> None:
    token, other = (sessions.begin(opened, account_id=1, now=NOON) for _ in range(2))
    sessions.end(opened, token=token)
    assert not lasts(opened, token)
    assert lasts(opened, other)


def test_S10_a_fourth_session_ends_the_first(opened: sa.Connection) -> None:
    tokens = [sessions.begin(opened, account_id=1, now=NOON + timedelta(minutes=n)) for n in range(4)]
    governor = sessions.begin(opened, account_id=2, now=NOON)
    assert [lasts(opened, token, minutes=4) for token in tokens] == [False, True, True, True]
    assert lasts(opened, governor, minutes=4)


def test_a_guess_opens_nothing(opened: sa.Connection) -> None:
    sessions.begin(opened, account_id=1, now=NOON)
    for guess in ("", "a", "%", "' OR 1=1 --", sessions.new_token()):
        assert sessions.read(opened, token=guess, now=NOON) is None


def test_the_person_is_who_the_grants_make_them(opened: sa.Connection) -> None:
    token = sessions.begin(opened, account_id=1, now=NOON)
    found = sessions.read(opened, token=token, now=NOON)
    assert found is not None
    assert (found.person.role, found.person.get_id(), found.person.username) == ("headteacher", "1", "head")
    assert found.person.is_authenticated
    assert [grant.school for grant in found.person.grants] == ["100001"]
