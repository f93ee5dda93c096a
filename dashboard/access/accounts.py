"""Accounts and their grants: add, disable, grant, end, renew. Every change is noted and ends the account's sessions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.access import audit, second_factor, sessions, tables
from dashboard.access.passwords import check_new_password, hash_password
from dashboard.access.policy import Grant, load_policy, never_together

_account, _grant = tables.account, tables.role_grant
_LONGEST_WHY = 200
_USERNAME = re.compile(r"[\w.@+-]{1,80}")


class AccountError(ValueError):
    """The change cannot be made; the message says why and what to do."""


def add(
    connection: sa.Connection,
    *,
    username: str,
    name: str,
    password: str,
    now: datetime,
    words: Iterable[str] = (),
) -> int:
    """Add an account without any grant; its id. ``words`` as of ``set_password``.

    Raises ``AccountError`` or ``WeakPassword``.
    """
    username = username.strip().lower()
    if not username or not name.strip():
        raise AccountError("An account needs a username and a person's name.")
    if not _USERNAME.fullmatch(username):
        raise AccountError("A username has letters, figures and . _ - + @, and no spaces.")
    if _find(connection, username=username) is not None:
        raise AccountError(f"There is an account {username} already: choose another username.")
    check_new_password(password, words=(username, name, *name.split(), *words))
    row = {"username": username, "name": name.strip(), "password_hash": hash_password(password), "version": 1}
    added = sa.insert(_account).values(**row, created_at=now).returning(_account.c.account_id)
    account_id: int = connection.execute(added).scalar_one()
    _note(connection, action=audit.Action.ACCOUNT_ADDED, account_id=account_id, at=now)
    return account_id


def disable(connection: sa.Connection, *, username: str, now: datetime, by: str = "") -> None:
    """Disable an account at once: it cannot sign in and its sessions end. Raises ``AccountError``."""
    account_id = find(connection, username=username)
    connection.execute(sa.update(_account).where(_account.c.account_id == account_id).values(disabled_at=now))
    _changed(connection, action=audit.Action.ACCOUNT_DISABLED, account_id=account_id, at=now, by=by)


def let_in(connection: sa.Connection, *, username: str, now: datetime, by: str = "") -> None:
    """Let a disabled account sign in again, with the grants that have not ended meanwhile. Raises ``AccountError``."""
    account_id = find(connection, username=username)
    connection.execute(sa.update(_account).where(_account.c.account_id == account_id).values(disabled_at=None))
    _changed(connection, action=audit.Action.ACCOUNT_LET_IN, account_id=account_id, at=now, by=by)


def set_password(
    connection: sa.Connection, *, username: str, password: str, now: datetime, words: Iterable[str] = ()
) -> None:
    """Give an account a new password, end its sessions. Raises ``AccountError`` or ``WeakPassword``.

    ``words`` are names that the password may not rest on, beside its owner's: the trust's and its schools'.
    """
    account_id = find(connection, username=username)
    name = connection.execute(sa.select(_account.c.name).where(_account.c.account_id == account_id)).scalar_one()
    check_new_password(password, words=(username, name, *name.split(), *words))
    keep_hash(connection, account_id=account_id, password_hash=hash_password(password))
    _changed(connection, action=audit.Action.PASSWORD_SET, account_id=account_id, at=now)


def end_sessions(connection: sa.Connection, *, username: str, now: datetime, by: str = "") -> None:
    """End every session of an account; ``by`` is the administrator's username. Raises ``AccountError``."""
    account_id = find(connection, username=username)
    sessions.end_all(connection, account_id=account_id)
    _note(connection, action=audit.Action.SESSIONS_ENDED, account_id=account_id, at=now, by=by)


def reset_factor(connection: sa.Connection, *, username: str, now: datetime, by: str = "") -> None:
    """Forget an account's second factor and end its sessions; ``by`` as above. Raises ``AccountError``."""
    account_id = find(connection, username=username)
    second_factor.reset(connection, account_id=account_id)
    sessions.end_all(connection, account_id=account_id)
    _note(connection, action=audit.Action.FACTOR_RESET, account_id=account_id, at=now, by=by)


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
    why: str = "",
) -> int:
    """Grant a role for a school or the trust, from a day (today) to a day (none: while it lasts); the grant's id.

    A role that is held yearly ends with the governors' year where no day is named. Raises ``AccountError`` where the
    role does not fit the place, a class teacher has no staff code, somebody would grant something to themselves, or
    the role may never be held beside one that the account holds in those days.
    """
    account_id, from_date = find(connection, username=username), from_date or now.date()
    new = Grant(role=role, school=school, staff_code=staff_code)
    _check(new, from_date=from_date, to_date=to_date)
    _not_for_oneself(username, granted_by=granted_by)
    if load_policy().roles[role].yearly:
        to_date = to_date or load_policy().year_end(from_date)
    _check_apart(connection, account_id=account_id, new=new, from_date=from_date, to_date=to_date)
    row = {"role": role, "school": school, "staff_code": staff_code, "from_date": from_date, "to_date": to_date}
    given = {"account_id": account_id, "granted_by": granted_by, "why": readable(why)}
    grant_id: int = connection.execute(
        sa.insert(_grant).values(**row, **given).returning(_grant.c.grant_id)
    ).scalar_one()
    detail = {"role": role, "granted_by": granted_by}
    _changed(
        connection, action=audit.Action.GRANT_GIVEN, account_id=account_id, at=now, place=place_of(school),
        detail=detail, by=granted_by,
    )  # fmt: skip
    return grant_id


def end_grant(connection: sa.Connection, *, grant_id: int, now: datetime, by: str = "") -> None:
    """End a grant today, at once. Raises ``AccountError`` where there is no such grant."""
    row = _granted(connection, grant_id=grant_id)
    connection.execute(sa.update(_grant).where(_grant.c.grant_id == grant_id).values(to_date=now.date()))
    _changed(
        connection, action=audit.Action.GRANT_ENDED, account_id=row.account_id, at=now, place=place_of(row.school),
        detail={"role": row.role}, by=by,
    )  # fmt: skip


def renew(connection: sa.Connection, *, grant_id: int, now: datetime, renewed_by: str) -> date:
    """Let a grant that ends on a day last a year longer; the first day no longer.

    A yearly role's lasts to the end of the next governors' year. Raises ``AccountError`` where there is no such grant,
    it has no last day, it has ended already or lasts for more than a year, or it is one's own.
    """
    row = _granted(connection, grant_id=grant_id)
    if row.to_date is None or row.to_date <= now.date():
        raise AccountError("Only a grant that still lasts and ends on a day can be renewed.")
    if row.to_date > now.date() + timedelta(days=366):
        raise AccountError("The grant lasts for more than a year already.")
    _not_for_oneself(row.username, granted_by=renewed_by)
    to_date: date = row.to_date + timedelta(days=365)
    if load_policy().roles[row.role].yearly:
        to_date = load_policy().year_end(row.to_date)
    new = Grant(role=row.role, school=row.school)
    _check_apart(connection, account_id=row.account_id, new=new, from_date=row.to_date, to_date=to_date)
    connection.execute(sa.update(_grant).where(_grant.c.grant_id == grant_id).values(to_date=to_date))
    detail = {"role": row.role, "until": to_date.isoformat(), "granted_by": renewed_by}
    _note(
        connection, action=audit.Action.GRANT_RENEWED, account_id=row.account_id, at=now, place=place_of(row.school),
        detail=detail, by=renewed_by,
    )  # fmt: skip
    return to_date


def readable(words: str) -> str:
    """What somebody will read of a text: one space between words, no character that cannot be seen, 200 at most."""
    said = "".join(letter if letter.isprintable() else " " for letter in words).split()
    return " ".join(said)[:_LONGEST_WHY]


def find(connection: sa.Connection, *, username: str) -> int:
    """The id of an account. Raises ``AccountError`` where there is none of that username."""
    account_id = _find(connection, username=username.strip().lower())
    if account_id is None:
        raise AccountError(f"There is no account {username}: afa user list shows them.")
    return account_id


def known(connection: sa.Connection, *, username: str) -> bool:
    """Whether there is an account of that username."""
    return _find(connection, username=username.strip().lower()) is not None


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


def _granted(connection: sa.Connection, *, grant_id: int) -> sa.Row[Any]:
    held = sa.select(_grant, _account.c.username).join(_account, _account.c.account_id == _grant.c.account_id)
    row = connection.execute(held.where(_grant.c.grant_id == grant_id)).first()
    if row is None:
        raise AccountError(f"There is no grant {grant_id}: afa user list shows them.")
    return row


def _not_for_oneself(username: str, *, granted_by: str) -> None:
    if username.strip().lower() == granted_by:
        raise AccountError("Nobody grants anything to themselves: ask another administrator.")


def _check_apart(
    connection: sa.Connection, *, account_id: int, new: Grant, from_date: date, to_date: date | None
) -> None:
    """Refuse what may never be held beside a grant that lasts on any of the same days."""
    same_days = sa.and_(
        _grant.c.to_date.is_(None) | (_grant.c.to_date > from_date),
        sa.true() if to_date is None else _grant.c.from_date < to_date,
    )
    roles = connection.execute(sa.select(_grant.c.role).where(_grant.c.account_id == account_id, same_days)).scalars()
    apart = never_together([new, *(Grant(role=role) for role in roles)])
    if new.role in apart:
        titles = sorted(load_policy().roles[role].title for role in apart)
        raise AccountError(f"Nobody may hold both: {' and '.join(titles)}. End the other grant first.")


def place_of(school: str | None) -> str:
    """A grant's place as an address says it."""
    return f"school:{school}" if school else "trust"


def _changed(
    connection: sa.Connection,
    *,
    action: audit.Action,
    account_id: int,
    at: datetime,
    place: str = "",
    detail: dict[str, str] | None = None,
    by: str = "",
) -> None:
    sessions.end_all(connection, account_id=account_id)
    # Names shown for a purpose go with the right to ask for them.
    open_still = (tables.reveal.c.account_id == account_id) & (tables.reveal.c.until > at)
    connection.execute(sa.update(tables.reveal).where(open_still).values(until=at))
    _note(connection, action=action, account_id=account_id, at=at, place=place, detail=detail, by=by)


def _note(
    connection: sa.Connection,
    *,
    action: audit.Action,
    account_id: int,
    at: datetime,
    place: str = "",
    detail: dict[str, str] | None = None,
    by: str = "",
) -> None:
    """Note a change of an account: by whose account it was made, where not from the command line."""
    acting = _find(connection, username=by) if by else None
    detail_of: dict[str, str | int] = {**(detail or {}), "account": account_id}
    audit.record(connection, action=action, at=at, account_id=acting, place=place, detail=detail_of)
