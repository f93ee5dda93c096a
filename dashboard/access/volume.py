"""How much one account asks for: requests a second, and different pupils' own pages in an hour.

A list of a school is one view however long it is, and a file is one file with a cap of its own; what is counted here is
going from child to child.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import sqlalchemy as sa

from dashboard.access import audit, tables
from dashboard.access.audit import Action
from dashboard.access.policy import Volume, load_policy

HOUR = timedelta(hours=1)


class Pace:
    """How fast each account may ask of this process: so many requests at once, then so many a second.

    Kept in memory and by the machine's own steady clock: it is a brake, not a record.
    """

    def __init__(self, *, burst: float, a_second: float) -> None:
        self._burst, self._a_second = burst, a_second
        self._left: dict[int, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, account_id: int, *, now: float) -> float:
        """Seconds until the account may ask again; 0 where it may now, and then the request is counted."""
        with self._lock:
            left, at = self._left.get(account_id, (self._burst, now))
            left = min(self._burst, left + (now - at) * self._a_second)
            admitted = left >= 1
            self._left[account_id] = (left - 1 if admitted else left, now)
        return 0.0 if admitted else (1 - left) / self._a_second


def pace() -> Pace:
    """The brake that the policy asks for."""
    limits = load_policy().volume
    return Pace(burst=limits.burst, a_second=limits.requests_a_second)


def watch(connection: sa.Connection, *, account_id: int, place: str, now: datetime, limits: Volume) -> bool:
    """Whether an account may open the page of one more pupil now; its own page again is never one more.

    The page over ``pupils_alert`` in an hour is noted as unusual, once an hour; over ``pupils_stop`` none opens, which
    is noted once an hour too.
    """
    opened = _opened(connection, account_id=account_id, since=now - HOUR)
    if place in opened:
        return True
    number = len(opened) + 1
    if number > limits.pupils_stop:
        _note_once(connection, action=Action.VOLUME_STOPPED, account_id=account_id, now=now, pupils=number)
        return False
    if number > limits.pupils_alert:
        _note_once(connection, action=Action.VOLUME_HIGH, account_id=account_id, now=now, pupils=number)
    return True


def _opened(connection: sa.Connection, *, account_id: int, since: datetime) -> frozenset[str]:
    """The pupils' own pages that an account was shown or took away since a time."""
    trail = tables.audit
    mine = sa.select(trail.c.place).where(trail.c.account_id == account_id, trail.c.at > since)
    views = trail.c.action.in_([Action.PUPILS_SHOWN, Action.EXPORTED])
    return frozenset(connection.execute(mine.where(views, trail.c.place.like("pupil:%")).distinct()).scalars())


def _note_once(connection: sa.Connection, *, action: Action, account_id: int, now: datetime, pupils: int) -> None:
    trail = tables.audit
    noted = sa.select(trail.c.audit_id).where(trail.c.account_id == account_id, trail.c.at > now - HOUR)
    if connection.execute(noted.where(trail.c.action == action).limit(1)).first() is None:
        audit.record(connection, action=action, at=now, account_id=account_id, detail={"pupils": pupils})
