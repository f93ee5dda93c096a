"""Half-way through signing in: the password was right, and a code, a role or a second factor is still wanted.

A step is kept on the server like a session, for ten minutes, and opens no page. The browser holds its token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.access import tables
from dashboard.access.sessions import new_token, token_hash

LASTS = timedelta(minutes=10)
_step = tables.sign_in_step


@dataclass(frozen=True, kw_only=True)
class Step:
    """Whose sign-in it is, and what has been given so far."""

    account: sa.Row[Any]
    token: str
    proven: bool
    role: str
    signs_in: bool


def begin(connection: sa.Connection, *, account_id: int, now: datetime, signs_in: bool = True) -> str:
    """Begin: the password was right, or an invitation was used (``signs_in`` false: nothing opens at the end)."""
    token, account = new_token(), tables.account
    version = sa.select(account.c.version).where(account.c.account_id == account_id).scalar_subquery()
    given = {"account_id": account_id, "account_version": version, "began_at": now, "signs_in": signs_in}
    connection.execute(sa.delete(_step).where(_step.c.began_at <= now - LASTS))
    connection.execute(sa.insert(_step).values(**given, token_hash=token_hash(token), proven=False, role=""))
    return token


def read(connection: sa.Connection, *, token: str, now: datetime) -> Step | None:
    """The step a token stands for; None where it has run out, or the account was changed or disabled since."""
    account = tables.account
    statement = (
        sa.select(account, _step.c.proven, _step.c.role, _step.c.signs_in)
        .join(_step, _step.c.account_id == account.c.account_id)
        .where(_step.c.token_hash == token_hash(token), _step.c.account_version == account.c.version)
        .where(account.c.disabled_at.is_(None), _step.c.began_at > now - LASTS)
    )
    row = connection.execute(statement).first()
    if row is None:
        return None
    return Step(account=row, token=token, proven=row.proven, role=row.role, signs_in=row.signs_in)


def prove(connection: sa.Connection, *, step: Step) -> None:
    """Note that the second factor was given."""
    connection.execute(sa.update(_step).where(_step.c.token_hash == token_hash(step.token)).values(proven=True))


def choose(connection: sa.Connection, *, step: Step, role: str) -> None:
    """Note the role chosen."""
    connection.execute(sa.update(_step).where(_step.c.token_hash == token_hash(step.token)).values(role=role))


def end(connection: sa.Connection, *, step: Step) -> None:
    """The step is over: its token stands for nothing."""
    connection.execute(sa.delete(_step).where(_step.c.token_hash == token_hash(step.token)))
