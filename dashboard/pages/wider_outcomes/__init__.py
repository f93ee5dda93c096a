"""Clubs, behaviour, suspensions and parents' evenings: who takes part and who is missing. Trust to pupil."""

from __future__ import annotations

from dataclasses import replace

from dashboard.pages.drawn import Drawn
from dashboard.pages.wider_outcomes import classroom, pupil, trust_school
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import View, opening, view_of
from dashboard.selection import Selection

PATH = "wider_outcomes"
WORDS = "Wider outcomes"


def page(selection: Selection, ask: Ask) -> Drawn:
    """The page of the selection's place. Raises ``NotHere`` where the place is unknown or not the reader's."""
    view = view_of(ask, selection=selection, strand=PATH)
    view = view if selection.period else opening(_dated(view))
    levels = {"trust": trust_school.page, "school": trust_school.page, "class": classroom.page, "pupil": pupil.page}
    return levels[view.place.kind](view)


def _dated(view: View) -> View:
    """Where no club register has come, what else has been supplied is shown for the current term."""
    if view.selection.period or not view.current:
        return view
    return replace(view, selection=replace(view.selection, period=view.current))
