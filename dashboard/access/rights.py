"""A child's rights: who may take out or erase a whole record, who must agree, and who has seen the child."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa

from dashboard.access import audit, sessions, tables
from dashboard.access.passwords import password_is
from dashboard.access.policy import load_policy

Part = Literal["subject_access", "approves_erasure"]
"""What a role does here; the flags of ``policy.toml`` of the same names."""


class NotConfirmed(ValueError):
    """The person, the password or the role is not right; the message says what is needed."""


@dataclass(frozen=True, kw_only=True)
class Viewed:
    """How often a child was shown on a day (UTC), in what role, doing what. The account is not said: roles are."""

    day: date
    role: str
    action: audit.Action
    times: int


def confirmed(connection: sa.Connection, *, username: str, password: str, part: Part, now: datetime) -> int:
    """The account of somebody who holds a role with this part today and has just given the password.

    Raises ``NotConfirmed``: the same words whether the person, the password or the role is wrong.
    """
    account = tables.account.c
    who = sa.select(account.account_id, account.password_hash).where(account.username == username.strip().lower())
    row = connection.execute(who.where(account.disabled_at.is_(None))).first()
    right = password_is(password, stored=row.password_hash if row else None)
    held = sessions.grants_in_force(connection, account_id=row.account_id, today=now.date()) if row else ()
    if row is None or not right or not any(getattr(load_policy().roles[grant.role], part) for grant in held):
        raise NotConfirmed(f"Username, password or role is not right: it takes {_roles(part)}")
    account_id: int = row.account_id
    return account_id


def viewed(connection: sa.Connection, *, pupil_id: int) -> list[Viewed]:
    """Every showing of a child that the audit trail holds, the oldest first, added up by day, role and act."""
    found, shown, grant = tables.audit, tables.audit_pupil, tables.role_grant
    acts = connection.execute(
        sa.select(found.c.at, found.c.account_id, found.c.action)
        .join(shown, shown.c.audit_id == found.c.audit_id)
        .where(shown.c.pupil_id == pupil_id)
        .order_by(found.c.at)
    ).all()
    grants = connection.execute(sa.select(grant)).all()
    counted = Counter((act.at.date(), _role_on(act, grants=grants), audit.Action(act.action)) for act in acts)
    return [Viewed(day=day, role=role, action=action, times=times) for (day, role, action), times in counted.items()]


def _role_on(act: Any, *, grants: Sequence[Any]) -> str:
    """The titles of the roles the account held on the day."""
    day = act.at.date()
    held = {
        grant.role
        for grant in grants
        if grant.account_id == act.account_id
        and grant.from_date <= day
        and (grant.to_date is None or grant.to_date >= day)
    }
    return " and ".join(load_policy().roles[role].title for role in sorted(held)) or "No role any more"


def _roles(part: Part) -> str:
    titles = [role.title for role in load_policy().roles.values() if getattr(role, part)]
    return " or ".join(titles)
