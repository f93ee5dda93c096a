"""The audit trail, for the data protection officer: who has seen a child, what an account has seen, the newest acts.

It names accounts and no pupils. Reading it is an act too, and is noted.
"""

from __future__ import annotations

from dashboard.pages.audit import account, child, newest
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection

PATH = "audit"
WORDS = "Who has seen what"


def page(selection: Selection, _ask: Ask) -> Drawn:
    """One child's part of the trail, one account's, or the newest acts; ``NotHere`` for a child or account unknown."""
    if selection.account:
        return account.drawn(selection)
    if selection.place_kind == "pupil":
        return child.drawn(selection)
    return newest.drawn()
