"""What the audit trail answers: who has seen this child, what has this account seen. It only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from dashboard.access import tables
from dashboard.access.audit import Action

_audit, _shown, _account, _grant = tables.audit, tables.audit_pupil, tables.account, tables.role_grant


@dataclass(frozen=True, kw_only=True)
class Looker:
    """One account that was shown a child: how often on the child's own page, in lists and in files, first and last."""

    account_id: int | None
    username: str | None
    name: str | None
    roles: tuple[str, ...]
    pages: int
    lists: int
    files: int
    first: datetime
    last: datetime


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of one account: acts by kind, and how many different pupils it was shown."""

    day: date
    pages: int
    lists: int
    files: int
    refused: int
    others: int
    pupils: int


def who_saw(connection: sa.Connection, *, pupil_id: int) -> list[Looker]:
    """Every account that was ever shown a pupil, the latest first. Acts without an account stand as one of None."""
    pages, lists, files = _kinds()
    statement = (
        sa.select(
            _audit.c.account_id, pages.label("pages"), lists.label("lists"), files.label("files"),
            sa.func.min(_audit.c.at).label("first"), sa.func.max(_audit.c.at).label("last"),
        )
        .join(_shown, _shown.c.audit_id == _audit.c.audit_id)
        .where(_shown.c.pupil_id == pupil_id)
        .group_by(_audit.c.account_id)
        .order_by(sa.desc("last"))
    )  # fmt: skip
    found = connection.execute(statement).mappings().all()
    people = accounts(connection)
    nobody = (None, None, ())
    return [
        Looker(**row, username=username, name=name, roles=roles)
        for row in found
        for username, name, roles in [people.get(row["account_id"], nobody)]
    ]


def accounts(connection: sa.Connection) -> dict[int, tuple[str, str, tuple[str, ...]]]:
    """Username, name and the roles ever granted of every account, by its id."""
    roles: dict[int, list[str]] = {}
    for account_id, role in connection.execute(sa.select(_grant.c.account_id, _grant.c.role).distinct()):
        roles.setdefault(account_id, []).append(role)
    rows = connection.execute(sa.select(_account.c.account_id, _account.c.username, _account.c.name))
    return {row.account_id: (row.username, row.name, tuple(sorted(roles.get(row.account_id, ())))) for row in rows}


def days_of(connection: sa.Connection, *, account_id: int, since: datetime, until: datetime) -> list[Day]:
    """What an account did, a row a day (UTC) on which it did anything, the latest first."""
    mine = sa.and_(_audit.c.account_id == account_id, _audit.c.at >= since, _audit.c.at < until)
    day = sa.func.date(_audit.c.at).label("day")
    pages, lists, files = _kinds()
    refused = _count(_audit.c.action == Action.REFUSED)
    acts = sa.select(
        day, pages.label("pages"), lists.label("lists"), files.label("files"), refused.label("refused"),
        sa.func.count().label("acts"),
    ).where(mine).group_by(day).order_by(day.desc())  # fmt: skip
    each = sa.select(day, sa.func.count(sa.distinct(_shown.c.pupil_id)).label("pupils"))
    each = each.join(_shown, _shown.c.audit_id == _audit.c.audit_id).where(mine).group_by(day)
    pupils = {as_day(row.day): row.pupils for row in connection.execute(each)}
    return [
        Day(
            day=as_day(row.day), pages=row.pages, lists=row.lists, files=row.files, refused=row.refused,
            others=row.acts - row.pages - row.lists - row.files - row.refused, pupils=pupils.get(as_day(row.day), 0),
        )
        for row in connection.execute(acts)
    ]  # fmt: skip


def _kinds() -> tuple[sa.ColumnElement[int], sa.ColumnElement[int], sa.ColumnElement[int]]:
    """How many acts showed a pupil's own page, a list, or made a file."""
    own = _audit.c.place.like("pupil:%")
    views = _audit.c.action.in_([Action.PUPILS_SHOWN, Action.CONVERSATIONS_RECORDED])
    return _count(views & own), _count(views & ~own), _count(_audit.c.action == Action.EXPORTED)


def _count(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((which, 1), else_=0)), 0)


def as_day(found: date | str) -> date:
    """A day that a database worked out, as either engine gives it."""
    return date.fromisoformat(found) if isinstance(found, str) else found
