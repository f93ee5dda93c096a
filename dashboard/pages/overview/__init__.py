"""Overview: the four strands side by side, where to look, and the places or pupils below; of one pupil, the whole story
on one time axis."""

from __future__ import annotations

from dashboard.pages.drawn import Drawn
from dashboard.pages.overview import classroom, story, trust_school
from dashboard.reporting.ask import Ask
from dashboard.reporting.strands import overview_of
from dashboard.reporting.view import view_of
from dashboard.selection import Selection

PATH = "overview"
WORDS = "Overview"


def page(selection: Selection, ask: Ask) -> Drawn:
    """The page of the selection's place. Raises ``NotHere`` where the place is unknown or not the reader's."""
    if selection.place_kind == "pupil":
        return story.page(view_of(ask, selection=selection))
    overview = overview_of(ask, selection=selection)
    levels = {"trust": trust_school.page, "school": trust_school.page, "class": classroom.page}
    return levels[overview.view.place.kind](overview)
