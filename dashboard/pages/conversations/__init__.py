"""Structured conversations with parents: how many of those due were held, and who leads them."""

from __future__ import annotations

from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import view_of
from dashboard.selection import Selection

PATH = "conversations"
WORDS = "Conversations"


def page(selection: Selection, ask: Ask) -> Drawn:
    """The page of the selection's place. Raises ``NotHere`` where the place is unknown or not the reader's."""
    view = view_of(ask, selection=selection, strand=PATH)
    return pieces.drawn(view, body=[pieces.supply_card(view)])
