"""Attendance: how much SEND pupils miss, through the year, for what reason, and who misses a tenth. Trust to pupil."""

from __future__ import annotations

from dashboard.pages.attendance import classroom, pupil, trust_school
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import opening, view_of
from dashboard.selection import Selection

PATH = "attendance"
WORDS = "Attendance"


def page(selection: Selection, ask: Ask) -> Drawn:
    """The page of the selection's place. Raises ``NotHere`` where the place is unknown or not the reader's."""
    view = view_of(ask, selection=selection, strand=PATH)
    levels = {"trust": trust_school.page, "school": trust_school.page, "class": classroom.page, "pupil": pupil.page}
    return levels[view.place.kind](view if selection.period else opening(view))
