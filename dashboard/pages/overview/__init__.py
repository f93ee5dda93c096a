"""Overview: what has changed and where to look; of one pupil, the whole story on one time axis."""

from __future__ import annotations

from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.overview import story
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import view_of
from dashboard.selection import Selection

PATH = "overview"
WORDS = "Overview"


def page(selection: Selection, ask: Ask) -> Drawn:
    """The page of the selection's place. Raises ``NotHere`` where the place is unknown or not the reader's."""
    view = view_of(ask, selection=selection)
    if view.place.kind == "pupil":
        return story.page(view)
    return pieces.drawn(view, body=[pieces.supply_card(view)])
