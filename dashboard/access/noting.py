"""Notes of what is done on the command line: made before it stands, in a transaction of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from dashboard.access import audit, store
from dashboard.access.audit import Action

_UNUSUAL = re.compile(r"[^\w.:@+ -]")
_LONGEST = 80


class TrailClosed(RuntimeError):
    """The audit trail cannot be written, so what was to be noted must not happen; the message says so."""


def note(url: str, *, action: Action, by: str, place: str = "", detail: Mapping[str, str | int] | None = None) -> None:
    """Note an act in the accounts database at a url, which is made where it is not there. ``by`` is who did it.

    Raises ``TrailClosed``.
    """
    told = {**(detail or {}), "by": _UNUSUAL.sub("", by)[:_LONGEST]}
    try:
        store.migrate(url)
        opened = store.open_accounts(url)
        try:
            with opened.writes.begin() as connection:
                audit.record(connection, action=action, at=store.utc_now(), place=place, detail=told)
        finally:
            opened.close()
    except (sa.exc.SQLAlchemyError, OSError) as wrong:
        raise TrailClosed(f"the audit trail cannot be written ({type(wrong).__name__}): nothing was changed") from wrong


def of_batch(url: str, *, action: Action, by: str, **detail: str | int) -> Callable[[int], None]:
    """What notes a batch in the audit trail before it stands: what cannot be noted is not done."""

    def noted(batch_id: int) -> None:
        note(url, action=action, by=by, detail={"batch": batch_id, **detail})

    return noted
