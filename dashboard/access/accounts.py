"""Accounts and their grants: add, disable, list, grant, end. Every change is noted and ends the account's sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from dashboard.access import audit, sessions, tables
from dashboard.access.passwords import check_new_password, hash_password
from dashboard.access.policy import Grant, acting_role, load_policy

_account, _grant = tables.account, tables.role_grant


class AccountError(ValueError):
    """The change cannot be made; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class AccountLine:
    """One account as it is listed: with every grant that has not ended."""

    account_id: int
    username: str
    name: str
    disabled: bool
    grants: tuple[str, ...]


def add(connection: sa.Connection, *, username: str, name: str, password: str, now: datetime) -> int:
    """Add an account without any grant; its id. Raises ``AccountError`` or ``WeakPassword``."""
    username = username.strip().lower()
    if not username or not name.strip():
        raise AccountError("An account needs a username and a person's name.")
    if _find(connection, username=username) is not None:
        raise AccountError(f"There is an account {username} already: choose another username.")
    check_new_password(password, words=(username, name, *name.split()))
    row = {"username": username, "name": name.strip(), "password_hash": hash_password(password), "version": 1}
    added = sa.insert(_account).values(**row, created_at=now).returning(_account.c.account_id)
    account_id: int = connection.execute(added).scalar_one()
    _note(connection, action=audit.Action.ACCOUNT_ADDED, account_id=account_id, at=now)
    return account_id


def disable(connection: sa.Connection, *, username: str, now: datetime) -> None:
    """Disable an account at once: it cannot sign in and its sessions end. Raises ``AccountError``."""
    account_id = find(connection, username=username)
    connection.execute(sa.update(_account).where(_account.c.account_id == account_id).values(disabled_at=now))
    _changed(connection, action=audit.Action.ACCOUNT_DISABLED, account_id=account_id, at=now)


def set_password(connection: sa.Connection, *, username: str, password: str, now: datetime) -> None:
    """Give an account a new password, end its sessions. Raises ``AccountError`` or ``WeakPassword``."""
    account_id = find(connection, username=username)
    name = connection.execute(sa.select(_account.c.name).where(_account.c.account_id == account_id)).scalar_one()
    check_new_password(password, words=(username, name, *name.split()))
    keep_hash(connection, account_id=account_id, password_hash=hash_password(password))
    _changed(connection, action=audit.Action.PASSWORD_SET, account_id=account_id, at=now)


def keep_hash(connection: sa.Connection, *, account_id: int, password_hash: str) -> None:
    """Store the hash of an account's password."""
    connection.execute(
        sa.update(_account).where(_account.c.account_id == account_id).values(password_hash=password_hash)
    )


def give(
    connection: sa.Connection,
    *,
    username: str,
    role: str,
    now: datetime,
    granted_by: str,
    school: str | None = None,
    staff_code: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
) -> int:
    """Grant a role for a school or the trust, from a day (today) to a day (none: while it lasts); the grant's id.

    Raises ``AccountError`` where the role does not fit the place, a class teacher has no staff code, or the grant
    would conflict with one the account holds.
    """
    account_id = find(connection, username=username)
    from_date = from_date or now.date()
    new = Grant(role=role, school=school, staff_code=staff_code)
    _check(new, from_date=from_date, to_date=to_date)
    held = sessions.grants_in_force(connection, account_id=account_id, today=max(from_date, now.date()))
    if acting_role((*held, new)) is None:
        raise AccountError("This role conflicts with one the account holds: end that first, or add a second account.")
    row = {"role": role, "school": school, "staff_code": staff_code, "from_date": from_date, "to_date": to_date}
    added = sa.insert(_grant).values(**row, account_id=account_id, granted_by=granted_by).returning(_grant.c.grant_id)
    grant_id: int = connection.execute(added).scalar_one()
    detail = {"role": role, "granted_by": granted_by}
    _changed(
        connection, action=audit.Action.GRANT_GIVEN, account_id=account_id, at=now, place=_place(school), detail=detail
    )
    return grant_id


def end_grant(connection: sa.Connection, *, grant_id: int, now: datetime) -> None:
    """End a grant today, at once. Raises ``AccountError`` where there is no such grant."""
    row = connection.execute(sa.select(_grant).where(_grant.c.grant_id == grant_id)).first()
    if row is None:
        raise AccountError(f"There is no grant {grant_id}: afa user list shows them.")
    connection.execute(sa.update(_grant).where(_grant.c.grant_id == grant_id).values(to_date=now.date()))
    _changed(
        connection, action=audit.Action.GRANT_ENDED, account_id=row.account_id, at=now, place=_place(row.school),
        detail={"role": row.role},
    )  # fmt: skip


def listed(connection: sa.Connection, *, today: date) -> list[AccountLine]:
    """Every account by username, with the grants that have not ended."""
    lasting = sa.select(_grant).where(_grant.c.to_date.is_(None) | (_grant.c.to_date > today))
    grants: dict[int, list[str]] = {}
    for row in connection.execute(lasting.order_by(_grant.c.grant_id)):
        grants.setdefault(row.account_id, []).append(_grant_words(row))
    rows = connection.execute(sa.select(_account).order_by(_account.c.username)).all()
    return [
        AccountLine(
            account_id=row.account_id, username=row.username, name=row.name, disabled=row.disabled_at is not None,
            grants=tuple(grants.get(row.account_id, ())),
        )
        for row in rows
    ]  # fmt: skip


def find(connection: sa.Connection, *, username: str) -> int:
    """The id of an account. Raises ``AccountError`` where there is none of that username."""
    account_id = _find(connection, username=username.strip().lower())
    if account_id is None:
        raise AccountError(f"There is no account {username}: afa user list shows them.")
    return account_id


def _find(connection: sa.Connection, *, username: str) -> int | None:
    return connection.execute(sa.select(_account.c.account_id).where(_account.c.username == username)).scalar()


def _check(grant: Grant, *, from_date: date, to_date: date | None) -> None:
    roles = load_policy().roles
    if grant.role not in roles:
        raise AccountError(f"There is no role {grant.role}: choose one of {', '.join(roles)}.")
    role = roles[grant.role]
    wrong = {
        f"{role.title} is granted for a school: name it.": role.granted_for == "school" and not grant.school,
        f"{role.title} is granted for the trust: name no school.": role.granted_for == "trust" and bool(grant.school),
        "A class teacher needs the staff code that the classes name.": (
            role.reads == "own_classes" and not grant.staff_code
        ),
        "The grant would end before it begins.": to_date is not None and to_date <= from_date,
    }
    for words, holds in wrong.items():
        if holds:
            raise AccountError(words)


def _grant_words(row: sa.Row[Any]) -> str:
    where = _place(row.school) + (f" {row.staff_code}" if row.staff_code else "")
    until = f" to {row.to_date}" if row.to_date else ""
    return f"{row.grant_id}: {row.role} {where} from {row.from_date}{until}"


def _place(school: str | None) -> str:
    return f"school:{school}" if school else "trust"


def _changed(
    connection: sa.Connection,
    *,
    action: audit.Action,
    account_id: int,
    at: datetime,
    place: str = "",
    detail: dict[str, str] | None = None,
) -> None:
    sessions.end_all(connection, account_id=account_id)
    # Names shown for a purpose go with the right to ask for them.
    open_still = (tables.reveal.c.account_id == account_id) & (tables.reveal.c.until > at)
    connection.execute(sa.update(tables.reveal).where(open_still).values(until=at))
    _note(connection, action=action, account_id=account_id, at=at, place=place, detail=detail)


def _note(
    connection: sa.Connection,
    *,
    action: audit.Action,
    account_id: int,
    at: datetime,
    place: str = "",
    detail: dict[str, str] | None = None,
) -> None:
    audit.record(
        connection, action=action, at=at, place=place, detail={**(detail or {}), "account": account_id},
    )  # fmt: skip
