"""What in the trail is out of the ordinary: much more than a role's usual, files by night, many refusals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

import sqlalchemy as sa

from dashboard.access import tables, trail
from dashboard.access.audit import Action
from dashboard.access.policy import Volume

DAYS = 28
"""How far back is looked."""
_audit, _shown = tables.audit, tables.audit_pupil


Key = tuple[int, date]
"""An account and a day."""
Counted = tuple[int, date, int, float | None]
"""An account, a day, how many, and what is usual for the role."""


@dataclass(frozen=True, kw_only=True)
class Unusual:
    """Something to ask an account about: the day (UTC), what it was, how many, and what is usual for its role."""

    account_id: int
    name: str
    roles: tuple[str, ...]
    day: date
    what: str
    count: int
    usual: float | None = None


def found(connection: sa.Connection, *, now: datetime, limits: Volume) -> list[Unusual]:
    """What was unusual in the last four weeks, the latest first."""
    since = now - timedelta(days=DAYS)
    people = trail.accounts(connection)
    days: dict[str, list[Counted]] = {
        "Pupils shown": _over_usual(_pupils(connection, since=since), people=people, limits=limits),
        "Files taken by night": [(*key, n, None) for key, n in _nights(connection, since=since, limits=limits).items()],
        "Refused": [
            (*key, n, None) for key, n in _refusals(connection, since=since).items() if n >= limits.refusals_alert
        ],
        "Pupils’ pages over the hour’s limit": [(*key, n, None) for key, n in _alerts(connection, since=since).items()],
    }
    listed = [
        Unusual(account_id=who, name=people[who][1], roles=people[who][2], day=day, what=what, count=n, usual=usual)
        for what, each in days.items()
        for who, day, n, usual in each
        if who in people
    ]
    return sorted(listed, key=lambda each: (each.day, each.count), reverse=True)


def _pupils(connection: sa.Connection, *, since: datetime) -> dict[Key, int]:
    """How many pupils each account was shown on each day; one that was shown in two views counts twice."""
    statement = (
        sa.select(_audit.c.account_id, _audit.c.at, sa.func.count())
        .join(_shown, _shown.c.audit_id == _audit.c.audit_id)
        .where(_audit.c.at >= since, _audit.c.account_id.is_not(None))
        .group_by(_audit.c.audit_id)
    )
    counted: dict[Key, int] = defaultdict(int)
    for who, at, n in connection.execute(statement):
        counted[who, at.date()] += n
    return counted


def _over_usual(
    shown: dict[Key, int], *, people: dict[int, tuple[str, str, tuple[str, ...]]], limits: Volume
) -> list[Counted]:
    """The days on which an account was shown many more pupils than the other accounts of its roles usually are."""
    of_roles: dict[tuple[str, ...], list[tuple[int, int, date]]] = defaultdict(list)
    for (who, day), n in shown.items():
        of_roles[people[who][2] if who in people else ()].append((n, who, day))
    over: list[Counted] = []
    for days in of_roles.values():
        days.sort()
        many = [each for each in days if each[0] > limits.pupils_alert]
        usual = {who: median([n for n, other, _ in days if other != who] or [0]) for who in {who for _, who, _ in many}}
        over += [(who, day, n, usual[who]) for n, who, day in many if n > limits.over_usual * usual[who]]
    return over


def _nights(connection: sa.Connection, *, since: datetime, limits: Volume) -> dict[Key, int]:
    """How many files each account took between the hours of the night (UTC)."""
    counted: dict[Key, int] = defaultdict(int)
    for who, at in _acts(connection, action=Action.EXPORTED, since=since):
        if at.hour >= limits.night_from or at.hour < limits.night_to:
            counted[who, at.date()] += 1
    return counted


def _refusals(connection: sa.Connection, *, since: datetime) -> dict[Key, int]:
    counted: dict[Key, int] = defaultdict(int)
    for who, at in _acts(connection, action=Action.REFUSED, since=since):
        counted[who, at.date()] += 1
    return counted


def _alerts(connection: sa.Connection, *, since: datetime) -> dict[Key, int]:
    """The most pupils' pages of an hour that was noted as unusual when it happened."""
    most: dict[Key, int] = defaultdict(int)
    noted = _audit.c.action.in_([Action.VOLUME_HIGH, Action.VOLUME_STOPPED])
    statement = sa.select(_audit.c.account_id, _audit.c.at, _audit.c.detail).where(noted, _audit.c.at >= since)
    for who, at, detail in connection.execute(statement):
        most[who, at.date()] = max(most[who, at.date()], detail["pupils"])
    return most


def _acts(connection: sa.Connection, *, action: Action, since: datetime) -> list[tuple[int, datetime]]:
    """Who did this, and when."""
    statement = sa.select(_audit.c.account_id, _audit.c.at).where(
        _audit.c.action == action, _audit.c.at >= since, _audit.c.account_id.is_not(None)
    )
    return [(row.account_id, row.at) for row in connection.execute(statement)]
