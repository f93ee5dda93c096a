"""How the trail is put in words: times, acts, places, accounts."""

from __future__ import annotations

from datetime import datetime

from dashboard.access.policy import load_policy
from dashboard.selection import Selection

TRAIL = ("/audit", "Who has seen what")
"""The way back to the trail's first page."""
NOBODY = "Nobody signed in"
_KINDS = {"trust": "The trust", "class": "A class", "pupil": "A pupil’s page"}


def when(at: datetime) -> str:
    """``2026-03-20 09:15``, in UTC as the column's heading says."""
    return f"{at:%Y-%m-%d %H:%M}"


def act(action: str) -> str:
    """``Pupils shown``."""
    return action.replace("_", " ").capitalize()


def place(address: str) -> str:
    """A place without its token: ``School 100001``, ``A class``."""
    kind, _, code = address.partition(":")
    return f"School {code}" if kind == "school" else _KINDS.get(kind, address)


def roles(codes: tuple[str, ...]) -> str:
    """The titles of roles: ``Headteacher, SENDCO``."""
    known = load_policy().roles
    return ", ".join(known[code].title if code in known else code for code in codes) or "No role"


def to_account(account_id: int | None) -> str:
    """The address of an account's part of the trail; empty where there is no account."""
    return f"/audit{Selection(account=str(account_id)).to_query()}" if account_id else ""
