"""Sessions kept on the server: a random token opens one, and it dies the moment the account or its grants change."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_login import UserMixin

from dashboard.access import tables
from dashboard.access.policy import Grant, Role, acting_role, load_policy

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
    revealed: frozenset[str] = frozenset()
    """The schools whose pupils may be shown by name until the reveal runs out."""

    def get_id(self) -> str:
        """The account's id as text."""
        return str(self.account_id)

    @property
    def schools(self) -> frozenset[str]:
        """The schools of the grants."""
        return frozenset(grant.school for grant in self.grants if grant.school)

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


def begin(connection: sa.Connection, *, account_id: int, now: datetime) -> str:
    """Begin a session for an account and end its oldest ones over the limit; the token that opens it."""
    policy, session, account = load_policy(), tables.session, tables.account
    token = new_token()
    version = sa.select(account.c.version).where(account.c.account_id == account_id).scalar_subquery()
    started = {"token_hash": token_hash(token), "started_at": now, "seen_at": now}
    connection.execute(sa.delete(session).where(session.c.started_at <= now - timedelta(hours=policy.absolute_hours)))
    connection.execute(sa.insert(session).values(**started, account_id=account_id, account_version=version))
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
    stale: bool


def read(connection: sa.Connection, *, token: str, now: datetime) -> OpenSession | None:
    """The session a token opens now; None where it has ended, was idle too long, or the account changed since."""
    account, session = tables.account, tables.session
    statement = (
        sa.select(account, session.c.started_at, session.c.seen_at)
        .join(session, session.c.account_id == account.c.account_id)
        .where(session.c.token_hash == token_hash(token), session.c.account_version == account.c.version)
        .where(account.c.disabled_at.is_(None))
    )
    row = connection.execute(statement).first()
    person = read_person(connection, account=row, now=now) if row else None
    if row is None or person is None or _is_over(row, idle=person.rights.idle_minutes, now=now):
        return None
    return OpenSession(person=person, token=token, stale=now - row.seen_at >= _SEEN_EVERY)


def _is_over(row: sa.Row[Any], *, idle: int, now: datetime) -> bool:
    absolute = timedelta(hours=load_policy().absolute_hours)
    return bool(now - row.seen_at > timedelta(minutes=idle) or now - row.started_at >= absolute)


def see(connection: sa.Connection, *, token: str, now: datetime) -> None:
    """Note that a session was used."""
    session = tables.session
    connection.execute(sa.update(session).where(session.c.token_hash == token_hash(token)).values(seen_at=now))


def read_person(connection: sa.Connection, *, account: sa.Row[Any], now: datetime) -> Person | None:
    """Somebody with the grants in force today and the reveals not run out; None where no one role is held."""
    grants = grants_in_force(connection, account_id=account.account_id, today=now.date())
    role = acting_role(grants)
    if role is None:
        return None
    reveal = tables.reveal
    mine = sa.select(reveal.c.school).where(reveal.c.account_id == account.account_id, reveal.c.until > now)
    revealed = frozenset(connection.execute(mine).scalars()) if load_policy().roles[role].reveals else frozenset()
    return Person(
        account_id=account.account_id, username=account.username, name=account.name, role=role, grants=grants,
        revealed=revealed,
    )  # fmt: skip


def find_person(connection: sa.Connection, *, username: str, now: datetime) -> Person | None:
    """The person of an account that is not disabled; None where there is none or no one role is held."""
    account = tables.account
    named = sa.select(account).where(account.c.username == username, account.c.disabled_at.is_(None))
    row = connection.execute(named).first()
    return read_person(connection, account=row, now=now) if row else None


def grants_in_force(connection: sa.Connection, *, account_id: int, today: date) -> tuple[Grant, ...]:
    """The grants of an account that hold today."""
    grant = tables.role_grant
    statement = (
        sa.select(grant.c.role, grant.c.school, grant.c.staff_code)
        .where(grant.c.account_id == account_id, grant.c.from_date <= today)
        .where(grant.c.to_date.is_(None) | (grant.c.to_date > today))
        .order_by(grant.c.grant_id)
    )
    return tuple(Grant(**row) for row in connection.execute(statement).mappings())
