"""Structured conversations with parents: how many of those due were held, and who leads them."""

from __future__ import annotations

from dashboard.pages.conversations import classroom, pupil, trust_school
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.reporting.conversations import at_period
from dashboard.reporting.view import view_of
from dashboard.selection import Selection

PATH = "conversations"
WORDS = "Conversations"


def page(selection: Selection, ask: Ask) -> Drawn:
    """The page of the selection's place. Raises ``NotHere`` where the place is unknown or not the reader's."""
    view = view_of(ask, selection=selection, strand=PATH)
    if view.place.kind in {"class", "pupil"} and not selection.period and view.current:
        view = at_period(view, period=view.current)  # single pupils are of now, also before a term's first conversation
    levels = {
        "trust": trust_school.page,
        "school": trust_school.page,
        "class": classroom.page,
        "pupil": pupil.page,
    }
    return levels[view.place.kind](view)
