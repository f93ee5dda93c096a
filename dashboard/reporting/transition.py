"""Whether SEN information was passed on: which cells are counted, who is without, and the moves of one pupil."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.access.scope import Level
from dashboard.metrics.cells import codes_of
from dashboard.metrics.wider_outcomes_transition import (
    NONE,
    NOTHING_LISTED,
    UNKNOWN,
    TransitionCell,
    by_state,
    transition_information,
)
from dashboard.queries import transition as queries
from dashboard.queries.transition import Joiner, Move
from dashboard.reporting.part import Inputs, Part, Question, here
from dashboard.reporting.questionnaires import year_of
from dashboard.reporting.view import View


def cells_at(view: View, *, part: Part) -> list[TransitionCell]:
    """Who joined the view's place in the academic year of its period, at schools that keep a list of it; none of a
    phase together."""
    if view.place.total or not view.selection.period:
        return []
    ask, year, held = view.ask, year_of(view), here(view, part=part)
    found = ask.once("transition", year, ask.as_at, read=lambda: queries.cells(ask.asker, year=year, on=ask.as_at))
    return [cell for cell in found if held.holds(cell)]


def _inputs(view: View, part: Part) -> Inputs:
    return cells_at(view, part=part), {}


QUESTIONS: Mapping[str, Question] = {
    "transition_information": Question(function=transition_information, inputs=_inputs, nothing=NOTHING_LISTED)
}
"""How it is answered."""


def states(view: View, *, school: str = "") -> dict[str, int]:
    """How many of the group's pupils who joined are in each state, at the view's place or one of its schools."""
    return by_state(cells_at(view, part=Part(school=school)), codes=codes_of(view.selection.group))


def without(view: View) -> list[Joiner]:
    """The pupils with SEN who joined the view's school in the academic year and of whom nothing was received or nobody
    knows; empty where the school keeps no list or the reader may see no single pupil."""
    school = view.place.school
    held = cells_at(view, part=Part())
    if school is None or not any(cell.state in {NONE, UNKNOWN} for cell in held):
        return []
    if not view.ask.scope.may_read(Level.PUPIL):
        return []
    found = queries.joiners(view.ask.asker, school=school.code, year=year_of(view), on=view.ask.as_at)
    return [each for each in found if each.state in {NONE, UNKNOWN}]


def pupil_moves(view: View) -> list[Move]:
    """Every school that the view's pupil joined with SEN, the latest last."""
    whose = view.place.pupil
    return queries.moves(view.ask.asker, whose=whose, on=view.ask.as_at) if whose else []
