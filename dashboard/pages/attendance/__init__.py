"""Attendance: how much SEND pupils miss, through the year, for what reason, and who misses a tenth. Trust to pupil."""

from __future__ import annotations

from dataclasses import replace

from dashboard.pages.attendance import classroom, pupil, trust_school
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import View, view_of
from dashboard.selection import Selection

PATH = "attendance"
WORDS = "Attendance"
SEPTEMBER = 9


def page(selection: Selection, ask: Ask) -> Drawn:
    """The page of the selection's place. Raises ``NotHere`` where the place is unknown or not the reader's."""
    view = view_of(ask, selection=selection, strand=PATH)
    levels = {"trust": trust_school.page, "school": trust_school.page, "class": classroom.page, "pupil": pupil.page}
    return levels[view.place.kind](view if selection.period else _in_september(view))


def _in_september(view: View) -> View:
    """In September a page opens on the last completed term: two weeks say nothing yet. The new term is a choice away.
    Of a class and a pupil, who are those of now, the new term is shown."""
    shown = view.selection.period
    begun = shown == view.current and shown.endswith(".autumn") and view.ask.as_at.month == SEPTEMBER
    earlier = next((period for period in view.periods if "." in period and period != shown), "")
    if not begun or not earlier or view.place.kind in {"class", "pupil"}:
        return view
    return replace(view, selection=replace(view.selection, period=earlier))
