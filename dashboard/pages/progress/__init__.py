"""Progress: do SEND pupils gain as much as others, and is the distance closing? Trust, school, class and pupil."""

from __future__ import annotations

from dashboard.pages.drawn import Drawn
from dashboard.pages.progress import classroom, pupil, trust_school
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import view_of
from dashboard.selection import Selection

PATH = "progress"
WORDS = "Progress"


def page(selection: Selection, ask: Ask) -> Drawn:
    """The page of the selection's place. Raises ``NotHere`` where the place is unknown or not the reader's."""
    view = view_of(ask, selection=selection)
    levels = {
        "trust": trust_school.page,
        "school": trust_school.page,
        "class": classroom.page,
        "pupil": pupil.page,
    }
    return levels[view.place.kind](view)
