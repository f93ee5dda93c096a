"""The audit trail: who did what and who was shown which pupil. It holds ids and codes, never a pupil's name.

A view is noted before it is shown: where the row cannot be written the error goes up and nothing is shown. Every row
carries a hash of itself and of the row before, worked out in the transaction that writes it: a row that is changed, put
in or taken out breaks the chain, and ``verify`` says where.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from dashboard.access import tables

_LOCK = 7_203_118
"""Any fixed number: on PostgreSQL two acts that are noted at once wait for each other on it."""
_DETAIL = re.compile(r"[\w.:@+ -]{0,80}")


class Action(StrEnum):
    """What can be noted."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    ROLE_CHOSEN = "role_chosen"
    CODE_REFUSED = "code_refused"
    FACTOR_SET_UP = "second_factor_set_up"
    FACTOR_RESET = "second_factor_reset"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    CONFIRMED = "confirmed"
    CONFIRM_REFUSED = "confirm_refused"
    INVITED = "invited"
    SESSIONS_ENDED = "sessions_ended"
    PUPILS_SHOWN = "pupils_shown"
    NAMES_REVEALED = "names_revealed"
    EXPORTED = "exported"
    REFUSED = "refused"
    TRAIL_READ = "trail_read"
    VOLUME_HIGH = "volume_high"
    VOLUME_STOPPED = "volume_stopped"
    PRESENTING_BEGUN = "presenting_begun"
    PRESENTING_ENDED = "presenting_ended"
    RELEASES_BUILT = "releases_built"
    IMPORT_BEGUN = "import_begun"
    FILES_IMPORTED = "files_imported"
    CONVERSATIONS_RECORDED = "conversations_recorded"
    BATCH_UNDONE = "batch_undone"
    UPLOAD_REFUSED = "upload_refused"
    MAPPING_SAVED = "mapping_saved"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_LET_IN = "account_let_in"
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
    pupils = sorted(set(pupil_ids))
    row = {"at": at, "account_id": account_id, "action": action.value, "place": place, "detail": detail}
    sealed = seal(row, pupils=pupils, after=_last_hash(connection))
    audit_id: int = connection.execute(_ADDED, {**row, "hash": sealed}).scalar_one()
    if pupils:
        connection.execute(_SHOWN, [{"audit_id": audit_id, "pupil_id": pupil} for pupil in pupils])
    return audit_id


_NEWEST = sa.select(tables.audit.c.audit_id, tables.audit.c.hash).order_by(tables.audit.c.audit_id.desc()).limit(1)
_ADDED = sa.insert(tables.audit).returning(tables.audit.c.audit_id)
_SHOWN = sa.insert(tables.audit_pupil)


def seal(row: Mapping[Any, Any], *, pupils: list[int], after: str) -> str:
    """The SHA-256 of a row, of the pupils it showed, and of the hash before it: what the next row builds on."""
    told = [row["at"].isoformat(), row["account_id"], row["action"], row["place"], row["detail"], pupils, after]
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _last_hash(connection: sa.Connection) -> str:
    """The hash that the next row builds on; nobody else adds one until this transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite's writer has the lock since it began
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    newest = connection.execute(_NEWEST).first()
    return (newest.hash or "") if newest is not None else ""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What checking the whole trail found.

    ``rows`` were checked; ``before`` rows are older than the chain and not covered by it. ``broken`` is the id of the
    first row that does not follow from the one before it, None where every row does. ``head`` is the newest hash: kept
    elsewhere, it shows later that nothing was cut off the end. ``missing`` are the heads that the trail no longer has.
    """

    rows: int
    before: int
    broken: int | None
    head: str
    missing: frozenset[str]


def verify(connection: sa.Connection, *, heads: Iterable[str] = ()) -> Verified:
    """Work every row's hash out anew, oldest first, and stop at the first that differs.

    ``heads`` are hashes that were written down earlier: ``missing`` says which of them the chain does not have.
    """
    rows, before, last, missing, broken = 0, 0, "", set(heads), None
    with closing(_oldest_first(connection)) as trail:
        for row, pupils in trail:
            if not row["hash"] and not rows:
                before += 1
                continue
            if row["hash"] != seal(row, pupils=pupils, after=last):
                broken = row["audit_id"]
                break
            rows, last = rows + 1, row["hash"]
            missing.discard(last)
    return Verified(rows=rows, before=before, broken=broken, head=last, missing=frozenset(missing))


def head(connection: sa.Connection) -> tuple[int, str] | None:
    """The newest row's number and hash, unchecked: what leaves the machine each day; None while the trail is empty."""
    row = connection.execute(_NEWEST).first()
    return (row.audit_id, row.hash) if row is not None and row.hash else None


def _oldest_first(connection: sa.Connection) -> Generator[tuple[sa.RowMapping, list[int]]]:
    """Every row of the trail with the pupils it showed, read in one pass over both tables."""
    audit, shown = tables.audit, tables.audit_pupil
    streaming = connection.execution_options(yield_per=1000)
    each_pupil = sa.select(shown).order_by(shown.c.audit_id, shown.c.pupil_id)
    each_row = sa.select(audit).order_by(audit.c.audit_id)
    with streaming.execute(each_pupil) as pupils, streaming.execute(each_row) as rows:
        ahead = next(pupils, None)
        for row in rows.mappings():
            found: list[int] = []
            while ahead is not None and ahead.audit_id <= row["audit_id"]:
                found.append(ahead.pupil_id)
                ahead = next(pupils, None)
            yield row, found


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
