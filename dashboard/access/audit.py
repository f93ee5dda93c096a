"""The audit trail: who did what and who was shown which pupil. It holds ids and codes, never a pupil's name.

A view is noted before it is shown: where the row cannot be written the error goes up and nothing is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from dashboard.access import tables

_DETAIL = re.compile(r"[\w.:@+ -]{0,80}")


class Action(StrEnum):
    """What can be noted."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    ROLE_CHOSEN = "role_chosen"
    PUPILS_SHOWN = "pupils_shown"
    NAMES_REVEALED = "names_revealed"
    EXPORTED = "exported"
    FILES_IMPORTED = "files_imported"
    CONVERSATIONS_RECORDED = "conversations_recorded"
    BATCH_UNDONE = "batch_undone"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_DISABLED = "account_disabled"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an act
    GRANT_GIVEN = "grant_given"
    GRANT_ENDED = "grant_ended"
    RECORD_TAKEN_OUT = "record_taken_out"
    PUPIL_ERASED = "pupil_erased"
    ERASURE_LIFTED = "erasure_lifted"
    RECORDS_LET_GO = "records_let_go"
    GRANT_RENEWED = "grant_renewed"
    GRANTS_CONFLICT = "grants_conflict"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One act as it was noted, with the account's username where somebody was signed in."""

    at: datetime
    username: str | None
    action: Action
    place: str
    detail: dict[str, Any]


def record(
    connection: sa.Connection,
    *,
    action: Action,
    at: datetime,
    account_id: int | None = None,
    place: str = "",
    pupil_ids: Iterable[int] = (),
    detail: Mapping[str, str | int] | None = None,
) -> int:
    """Add one row, and one for each pupil shown, in the connection's transaction; the id of the row.

    ``place`` is written as in an address (``school:100001``). ``detail`` may hold codes, ids and counts: a longer or
    freer text raises ``ValueError``, for it might name a child. What the database raises goes up.
    """
    detail = dict(detail or {})
    if not all(isinstance(value, int) or _DETAIL.fullmatch(value) for value in detail.values()):
        raise ValueError("an audit row holds codes, ids and counts, no free text")
    row = {"at": at, "account_id": account_id, "action": action.value, "place": place, "detail": detail}
    added = sa.insert(tables.audit).values(row).returning(tables.audit.c.audit_id)
    audit_id: int = connection.execute(added).scalar_one()
    shown = [{"audit_id": audit_id, "pupil_id": pupil} for pupil in sorted(set(pupil_ids))]
    if shown:
        connection.execute(sa.insert(tables.audit_pupil), shown)
    return audit_id


def entries(
    connection: sa.Connection, *, pupil_id: int | None = None, place: str | None = None, limit: int = 500
) -> list[Entry]:
    """The newest acts first; only those that showed one pupil, or at one place, where asked."""
    audit, shown = tables.audit, tables.audit_pupil
    statement = (
        sa.select(audit.c.at, tables.account.c.username, audit.c.action, audit.c.place, audit.c.detail)
        .select_from(audit.outerjoin(tables.account, tables.account.c.account_id == audit.c.account_id))
        .order_by(audit.c.audit_id.desc())
        .limit(limit)
    )
    if pupil_id is not None:
        statement = statement.where(
            audit.c.audit_id.in_(sa.select(shown.c.audit_id).where(shown.c.pupil_id == pupil_id))
        )
    if place is not None:
        statement = statement.where(audit.c.place == place)
    rows = connection.execute(statement).mappings()
    return [Entry(**{**row, "action": Action(row["action"])}) for row in rows]
