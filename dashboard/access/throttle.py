"""Slowing down whoever guesses passwords, without letting anybody lock somebody else out.

Tries are counted for an account from one address, and for an address whoever is tried. A refused try is not counted,
so a wait always ends. The right password from another address, or from one where the account has signed in before,
is not held up by what others guess elsewhere.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa

from dashboard.access import tables

TRIES = 10
WINDOW = timedelta(minutes=5)
_LONGEST = timedelta(hours=1)
_MEMORY = timedelta(days=30)
_ANYWHERE = 100
_attempt = tables.sign_in_attempt


class TooManyTries(Exception):
    """The try is refused unseen; ``wait`` is how many seconds until one is allowed."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many tries")
        self.wait = max(1, round(wait.total_seconds()))


def admit(connection: sa.Connection, *, username: str, address: str, now: datetime) -> int:
    """Note a try before the password is looked at, so that tries at the same instant count too; the try's id.

    Raises ``TooManyTries`` where it must wait. Ten failures within five minutes are allowed for the account from this
    address; then one try after 5, 10, 20, 40, 60 minutes, longer with every ten failures of the day until the right
    password. An address that fails ten times in five minutes waits too, except for accounts known to sign in there;
    so does an account tried a hundred times from everywhere, except where it is known.
    """
    _one_at_a_time(connection)
    who = _who(username)
    wait = max(
        _wait_of_pair(connection, who=who, address=address, now=now),
        _wait_of_stranger(connection, who=who, address=address, now=now),
    )
    if wait > timedelta(0):
        raise TooManyTries(wait)
    connection.execute(sa.delete(_attempt).where(_attempt.c.at < now - _MEMORY))
    row = {"who": who, "address": address, "at": now, "succeeded": False}
    attempt: int = connection.execute(sa.insert(_attempt).values(row).returning(_attempt.c.attempt_id)).scalar_one()
    return attempt


def succeeded(connection: sa.Connection, *, attempt_id: int) -> None:
    """Note that a try was right: the account's failures from that address are forgiven."""
    connection.execute(sa.update(_attempt).where(_attempt.c.attempt_id == attempt_id).values(succeeded=True))


def _wait_of_pair(connection: sa.Connection, *, who: str, address: str, now: datetime) -> timedelta:
    pair = (_attempt.c.who == who) & (_attempt.c.address == address)
    last_right = sa.select(sa.func.max(_attempt.c.attempt_id)).where(pair, _attempt.c.succeeded).scalar_subquery()
    since = pair & (_attempt.c.attempt_id > sa.func.coalesce(last_right, 0)) & (_attempt.c.at > now - timedelta(days=1))
    failures, latest = connection.execute(sa.select(sa.func.count(), sa.func.max(_attempt.c.at)).where(since)).one()
    if failures < TRIES:
        return timedelta(0)
    return latest + min(WINDOW * 2 ** (failures // TRIES - 1), _LONGEST) - now  # type: ignore[no-any-return]


def _wait_of_stranger(connection: sa.Connection, *, who: str, address: str, now: datetime) -> timedelta:
    known = sa.select(sa.literal(1)).where(
        _attempt.c.who == who, _attempt.c.address == address, _attempt.c.succeeded, _attempt.c.at > now - _MEMORY
    )
    if connection.execute(known.limit(1)).first():
        return timedelta(0)
    limits = ((_attempt.c.address == address, TRIES), (_attempt.c.who == who, _ANYWHERE))
    return max(_window_wait(connection, whose=whose, limit=limit, now=now) for whose, limit in limits)


def _window_wait(connection: sa.Connection, *, whose: sa.ColumnElement[bool], limit: int, now: datetime) -> timedelta:
    recent = (
        sa.select(_attempt.c.at)
        .where(whose, ~_attempt.c.succeeded, _attempt.c.at > now - WINDOW)
        .order_by(_attempt.c.at.desc())
        .offset(limit - 1)
        .limit(1)
    )
    oldest_counted = connection.execute(recent).scalar()
    return oldest_counted + WINDOW - now if oldest_counted else timedelta(0)


def _one_at_a_time(connection: sa.Connection) -> None:
    """SQLite's writer takes the lock when it begins; PostgreSQL is asked for one until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


_LOCK = 7_203_117


def _who(username: str) -> str:
    return hashlib.sha256(username.strip().lower().encode()).hexdigest()
