"""One-time links: whoever has one sets the account's password, once, within three days, and then signs in as always.

The same link is a reset of the password. It asks for no code, so it never opens anything by itself.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.access import accounts, audit, tables
from dashboard.access.policy import load_policy
from dashboard.access.sessions import new_token, token_hash

_invitation, _account = tables.invitation, tables.account
SET_UP = "set-up"
FIRST_ROLE = "administrator"
GONE = "This link does not work, or does no more: it works once and for three days. Ask your administrator for another."


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A link that works: for which account; none yet where it sets up a new home."""

    token: str
    account: sa.Row[Any] | None


def invite(connection: sa.Connection, *, username: str, name: str, now: datetime, by: str) -> str:
    """Add an account whose password nobody knows; the token of the link by which its owner sets one.

    Raises ``AccountError`` where there is an account of that username.
    """
    unknown = secrets.token_urlsafe(32)
    account_id = accounts.add(connection, username=username, name=name, password=unknown, now=now)
    return _new(connection, account_id=account_id, now=now, by=by)


def invite_again(connection: sa.Connection, *, username: str, now: datetime, by: str) -> str:
    """A new link for an account, for a forgotten password or a link that ran out; earlier links work no more.

    The password that it has works until the link is used. Raises ``AccountError`` where there is no such account or it
    is disabled.
    """
    account_id = accounts.find(connection, username=username)
    row = connection.execute(sa.select(_account).where(_account.c.account_id == account_id)).one()
    if row.disabled_at is not None:
        raise accounts.AccountError(f"{username} is disabled: let the account in again first.")
    return _new(connection, account_id=account_id, now=now, by=by)


def set_up(connection: sa.Connection, *, now: datetime) -> str | None:
    """A link that makes the first account, an administrator's; None where there is an account already."""
    return _new(connection, account_id=None, now=now, by=SET_UP) if _is_empty(connection) else None


def opened(connection: sa.Connection, *, token: str, now: datetime) -> Invitation | None:
    """The invitation of a link; None where it was used, has run out, or was never made."""
    statement = (
        sa.select(_account)
        .select_from(_invitation.outerjoin(_account, _account.c.account_id == _invitation.c.account_id))
        .where(_invitation.c.token_hash == token_hash(token), _invitation.c.until > now)
    )
    row = connection.execute(statement).first()
    if row is None or row.disabled_at is not None:
        return None
    if row.account_id is None:
        return Invitation(token=token, account=None) if _is_empty(connection) else None
    return Invitation(token=token, account=row)


def use(
    connection: sa.Connection,
    *,
    invitation: Invitation,
    password: str,
    now: datetime,
    words: tuple[str, ...] = (),
    username: str = "",
    name: str = "",
) -> int:
    """Set the password and use the link up; the account's id.

    A link that sets up a new home makes its first account, an administrator's, of this username and name. Raises
    ``WeakPassword`` or ``AccountError``, which leave the link; the latter too where it was used meanwhile.
    """
    if not _taken(connection, token=invitation.token):
        raise accounts.AccountError(GONE)
    if invitation.account is not None:
        known = invitation.account.username
        accounts.set_password(connection, username=known, password=password, now=now, words=words)
        return int(invitation.account.account_id)
    account_id = accounts.add(connection, username=username, name=name, password=password, now=now)
    accounts.give(
        connection, username=username, role=FIRST_ROLE, now=now, granted_by=SET_UP, why="Set up this dashboard"
    )
    return account_id


def _taken(connection: sa.Connection, *, token: str) -> bool:
    """Whether the link was there to be taken; it is no more."""
    mine = sa.delete(_invitation).where(_invitation.c.token_hash == token_hash(token))
    return connection.execute(mine).rowcount == 1


def _is_empty(connection: sa.Connection) -> bool:
    return connection.execute(sa.select(_account.c.account_id).limit(1)).first() is None


def _new(connection: sa.Connection, *, account_id: int | None, now: datetime, by: str) -> str:
    token = new_token()
    _end(connection, account_id=account_id)
    until = now + timedelta(hours=load_policy().invitation_hours)
    row = {"token_hash": token_hash(token), "account_id": account_id, "made_by": by, "made_at": now, "until": until}
    connection.execute(sa.insert(_invitation).values(row))
    detail = {"by": by} | ({} if account_id is None else {"account": account_id})
    audit.record(connection, action=audit.Action.INVITED, at=now, detail=detail)
    return token


def _end(connection: sa.Connection, *, account_id: int | None) -> None:
    connection.execute(sa.delete(_invitation).where(_invitation.c.account_id.is_not_distinct_from(account_id)))
