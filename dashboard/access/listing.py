"""Who has an account: what each may do, why, until when, who said so, and when it was last used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from dashboard.access import tables
from dashboard.access.accounts import place_of
from dashboard.access.policy import load_policy

_account, _grant = tables.account, tables.role_grant


@dataclass(frozen=True, kw_only=True)
class GrantLine:
    """One grant that has not ended; ``to_date`` is the first day no longer."""

    grant_id: int
    role: str
    school: str | None
    staff_code: str | None
    from_date: date
    to_date: date | None
    granted_by: str
    why: str

    @property
    def words(self) -> str:
        """The grant in one line: ``3: governor school:100001 from 2026-03-20 to 2026-10-01 (link governor)``."""
        where = place_of(self.school) + (f" {self.staff_code}" if self.staff_code else "")
        until = f" to {self.to_date}" if self.to_date else ""
        return (
            f"{self.grant_id}: {self.role} {where} from {self.from_date}{until}{f' ({self.why})' if self.why else ''}"
        )

    @property
    def title(self) -> str:
        """What the role is called."""
        return load_policy().roles[self.role].title


@dataclass(frozen=True, kw_only=True)
class AccountLine:
    """One account as it is listed: with every grant that has not ended, and when it was last signed in to (UTC)."""

    account_id: int
    username: str
    name: str
    disabled: bool
    second_factor: bool
    last_signed_in: datetime | None
    held: tuple[GrantLine, ...]

    @property
    def grants(self) -> tuple[str, ...]:
        """The grants, each in one line."""
        return tuple(grant.words for grant in self.held)


def listed(connection: sa.Connection, *, today: date) -> list[AccountLine]:
    """Every account by username, with the grants that have not ended."""
    grants: dict[int, list[GrantLine]] = {}
    lasting = sa.select(_grant).where(_grant.c.to_date.is_(None) | (_grant.c.to_date > today))
    for row in connection.execute(lasting.order_by(_grant.c.grant_id)).mappings():
        line = GrantLine(**{name: value for name, value in row.items() if name != "account_id"})
        grants.setdefault(row["account_id"], []).append(line)
    return [_line(row, held=grants.get(row.account_id, [])) for row in connection.execute(_accounts())]


def _accounts() -> sa.Select[Any]:
    factor = tables.second_factor
    return (
        sa.select(_account, factor.c.account_id.label("factor"))
        .outerjoin(factor, factor.c.account_id == _account.c.account_id)
        .order_by(_account.c.username)
    )


def _line(row: sa.Row[Any], *, held: list[GrantLine]) -> AccountLine:
    return AccountLine(
        account_id=row.account_id, username=row.username, name=row.name, disabled=row.disabled_at is not None,
        second_factor=row.factor is not None, last_signed_in=row.signed_in_at, held=tuple(held),
    )  # fmt: skip
