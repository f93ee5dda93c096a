"""Sessions kept on the server: a random token opens one, and it dies the moment the account or its grants change."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_login import UserMixin

from dashboard.access import tables
from dashboard.access.policy import Acting, Grant, Role, load_policy, ways_to_act

_SEEN_EVERY = timedelta(seconds=15)
"""A request moves ``seen_at`` at most this often: a session may end this much before its idle limit, never after."""


@dataclass(frozen=True, kw_only=True)
class Person(UserMixin):  # type: ignore[misc]
    """Somebody signed in, as the accounts database says at this request."""

    account_id: int
    username: str
    name: str
    role: str
    grants: tuple[Grant, ...]
    others: tuple[str, ...] = ()
    """The other roles that the account may choose to act in."""
    revealed: frozenset[str] = frozenset()
    """The schools whose pupils may be shown by name until the reveal runs out."""
    presenting: bool = False
    """Whether this session presents: totals only, no pupil and no name, until it ends."""

    def get_id(self) -> str:
        """The account's id as text."""
        return str(self.account_id)

    @property
    def schools(self) -> frozenset[str]:
        """The schools of the grants."""
        return frozenset(grant.school for grant in self.grants if grant.school)

    @property
    def idle_minutes(self) -> int:
        """How long a session of this person lasts without a request."""
        return load_policy().presenting_minutes if self.presenting else self.rights.idle_minutes

    @property
    def rights(self) -> Role:
        """What the role may do."""
        return load_policy().roles[self.role]


def new_token() -> str:
    """A token of 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(connection: sa.Connection, *, account_id: int, now: datetime, role: str = "") -> str:
    """Begin a session for an account and end its oldest ones over the limit; the token that opens it.

    ``role`` is the one it acts in; without it, the only one that the account has.
    """
    policy, session, account = load_policy(), tables.session, tables.account
    token = new_token()
    version = sa.select(account.c.version).where(account.c.account_id == account_id).scalar_subquery()
    started = {"token_hash": token_hash(token), "role": role, "started_at": now, "confirmed_at": now, "seen_at": now}
    connection.execute(sa.delete(session).where(session.c.started_at <= now - timedelta(hours=policy.absolute_hours)))
    connection.execute(sa.insert(session).values(**started, account_id=account_id, account_version=version))
    connection.execute(sa.update(account).where(account.c.account_id == account_id).values(signed_in_at=now))
    newest = (
        sa.select(session.c.token_hash)
        .where(session.c.account_id == account_id)
        .order_by(session.c.started_at.desc(), (session.c.token_hash == token_hash(token)).desc())
    )
    kept = connection.execute(newest.limit(policy.parallel_sessions)).scalars().all()
    connection.execute(sa.delete(session).where(session.c.account_id == account_id, session.c.token_hash.not_in(kept)))
    return token


def end(connection: sa.Connection, *, token: str) -> None:
    """End a session: its token opens nothing any more."""
    connection.execute(sa.delete(tables.session).where(tables.session.c.token_hash == token_hash(token)))


def renew(
    connection: sa.Connection, *, token: str, role: str | None = None, confirmed_at: datetime | None = None
) -> str | None:
    """Give a session a new token, and a role or the time of a confirmation with it; the old token opens nothing.

    None where the old one opened nothing already. How long the session lasts does not change.
    """
    fresh, table = new_token(), tables.session
    changed: dict[str, Any] = {"token_hash": token_hash(fresh)}
    changed |= {} if role is None else {"role": role}
    changed |= {} if confirmed_at is None else {"confirmed_at": confirmed_at}
    statement = sa.update(table).where(table.c.token_hash == token_hash(token)).values(changed)
    return fresh if connection.execute(statement).rowcount == 1 else None


@dataclass(frozen=True, kw_only=True)
class SessionLine:
    """A session as its owner sees it listed: ``number`` ends it and opens nothing."""

    number: str
    role: str
    started_at: datetime
    seen_at: datetime


def listed(connection: sa.Connection, *, account_id: int, now: datetime) -> list[SessionLine]:
    """The sessions of an account that its limits have not ended, the newest first."""
    table, policy = tables.session, load_policy()
    rows = connection.execute(
        sa.select(table.c.token_hash.label("number"), table.c.role, table.c.started_at, table.c.seen_at)
        .where(table.c.account_id == account_id, table.c.started_at > now - timedelta(hours=policy.absolute_hours))
        .order_by(table.c.started_at.desc())
    )
    return [SessionLine(**row) for row in rows.mappings()]


def end_one(connection: sa.Connection, *, account_id: int, number: str) -> bool:
    """End one session of an account by its number in the list; whether there was one."""
    table = tables.session
    mine = sa.delete(table).where(table.c.account_id == account_id, table.c.token_hash == number)
    return connection.execute(mine).rowcount == 1


def end_all(connection: sa.Connection, *, account_id: int) -> None:
    """End every session of an account and raise its version, so that none begun before can be used."""
    account = tables.account
    connection.execute(
        sa.update(account).where(account.c.account_id == account_id).values(version=account.c.version + 1)
    )
    connection.execute(sa.delete(tables.session).where(tables.session.c.account_id == account_id))


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """A session that lasts, whose it is, and whether its last request is so long ago that it must be noted again."""

    person: Person
    token: str
    confirmed_at: datetime
    stale: bool

    @property
    def number(self) -> str:
        """Its number in the list of its owner's sessions."""
        return token_hash(self.token)


def read(connection: sa.Connection, *, token: str, now: datetime) -> OpenSession | None:
    """The session a token opens now; None where it has ended, was idle too long, or the account changed since."""
    row = connection.execute(_OPENED, {"token": token_hash(token)}).first()
    person = read_person(connection, account=row, now=now, role=row.role) if row else None
    person = replace(person, presenting=row.presenting) if person and row else None
    if row is None or person is None or _is_over(row, idle=person.idle_minutes, now=now):
        return None
    stale = now - row.seen_at >= _SEEN_EVERY
    return OpenSession(person=person, token=token, confirmed_at=row.confirmed_at, stale=stale)


_OPENED = (
    sa.select(
        tables.account,
        *(tables.session.c[name] for name in ("role", "started_at", "confirmed_at", "seen_at", "presenting")),
    )
    .join(tables.session, tables.session.c.account_id == tables.account.c.account_id)
    .where(tables.session.c.token_hash == sa.bindparam("token"))
    .where(tables.session.c.account_version == tables.account.c.version, tables.account.c.disabled_at.is_(None))
)
"""The account of a session's token. Asked at every request, so written once."""


def _is_over(row: sa.Row[Any], *, idle: int, now: datetime) -> bool:
    absolute = timedelta(hours=load_policy().absolute_hours)
    return bool(now - row.seen_at > timedelta(minutes=idle) or now - row.started_at >= absolute)


def present(connection: sa.Connection, *, token: str) -> str | None:
    """Have a session present until it ends, under a new token; None where the old one opened nothing."""
    fresh, table = renew(connection, token=token), tables.session
    if fresh:
        connection.execute(sa.update(table).where(table.c.token_hash == token_hash(fresh)).values(presenting=True))
    return fresh


def see(connection: sa.Connection, *, token: str, now: datetime) -> None:
    """Note that a session was used."""
    session = tables.session
    connection.execute(sa.update(session).where(session.c.token_hash == token_hash(token)).values(seen_at=now))


def read_person(connection: sa.Connection, *, account: sa.Row[Any], now: datetime, role: str = "") -> Person | None:
    """Somebody acting in a role (in the only one, where none is named) with the grants in force today and the reveals
    not run out; None where the role is not held, or none is named and there are several."""
    ways = ways_of(connection, account_id=account.account_id, today=now.date())
    chosen = [way for way in ways if role in {"", way.role}]
    if len(chosen) != 1:
        return None
    return Person(
        account_id=account.account_id, username=account.username, name=account.name, role=chosen[0].role,
        grants=chosen[0].grants, others=tuple(way.role for way in ways if way != chosen[0]),
        revealed=_revealed(connection, account_id=account.account_id, role=chosen[0].role, now=now),
    )  # fmt: skip


def ways_of(connection: sa.Connection, *, account_id: int, today: date) -> tuple[Acting, ...]:
    """The roles in which an account may act today."""
    return ways_to_act(grants_in_force(connection, account_id=account_id, today=today))


def _revealed(connection: sa.Connection, *, account_id: int, role: str, now: datetime) -> frozenset[str]:
    if not load_policy().roles[role].reveals:
        return frozenset()
    reveal = tables.reveal
    mine = sa.select(reveal.c.school).where(reveal.c.account_id == account_id, reveal.c.until > now)
    return frozenset(connection.execute(mine).scalars())


def find_person(connection: sa.Connection, *, username: str, now: datetime) -> Person | None:
    """The person of an account that is not disabled; None where there is none or it holds no role or several."""
    account = tables.account
    named = sa.select(account).where(account.c.username == username, account.c.disabled_at.is_(None))
    row = connection.execute(named).first()
    return read_person(connection, account=row, now=now) if row else None


def grants_in_force(connection: sa.Connection, *, account_id: int, today: date) -> tuple[Grant, ...]:
    """The grants of an account that hold today."""
    asked = {"account": account_id, "today": today}
    return tuple(Grant(**row) for row in connection.execute(_IN_FORCE, asked).mappings())


_GRANT, _TODAY = tables.role_grant.c, sa.bindparam("today", type_=sa.Date)
_IN_FORCE = (
    sa.select(*(_GRANT[each.name] for each in fields(Grant)))
    .where(_GRANT.account_id == sa.bindparam("account"), _GRANT.from_date <= _TODAY)
    .where(_GRANT.to_date.is_(None) | (_GRANT.to_date > _TODAY))
    .order_by(_GRANT.grant_id)
)
"""An account's grants that hold on a day. Asked at every request, so written once."""
