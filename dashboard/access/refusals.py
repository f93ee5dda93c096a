"""What is refused is noted: by the gate, by a scope, by an address that is not the reader's. Not what strangers try.

Somebody who loads a page again is not refused anew: the same account at the same place is noted once a minute.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from flask_login import current_user

from dashboard.access import audit, current

_EVERY = timedelta(minutes=1)
_MOST = 10_000
"""Refusals remembered by one process; beyond that all are forgotten and noted anew."""
Seen = dict[tuple[object, ...], datetime]


def note(*, page: str, place: str = "", code: int = 404) -> None:
    """Note that the person of this request was refused a page (its path, not what was typed) at a place.

    Nothing happens for a stranger. What the accounts database raises goes up: then nothing at all is answered.
    """
    if not current_user.is_authenticated:
        return
    seen: Seen = current_app.extensions.setdefault("afa-refusals", {})
    key, now = (current.person().account_id, page, place, code), current.access().clock()
    if key in seen and seen[key] <= now < seen[key] + _EVERY:
        return
    current.note(audit.Action.REFUSED, place=place, detail={"page": page, "code": code})
    if len(seen) >= _MOST:
        seen.clear()
    seen[key] = now
