"""How the rates of the other strands have changed: which pairs of periods each metric counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from dashboard.metrics import attendance_changes, conversations_changes, wider_outcomes_changes
from dashboard.metrics.answer import Row
from dashboard.metrics.cells_pairs import RateCell
from dashboard.metrics.paired import NOTHING_BEFORE
from dashboard.queries import pairs as queries
from dashboard.reporting.part import Inputs, Part, Question, here
from dashboard.reporting.view import View
from data_loaders.vocabulary import term_before, year_before


def before_of(view: View) -> str:
    """The period compared with: the term before, the same a year before, or two years before."""
    period, compare = view.selection.period, view.selection.compare
    if compare == "term" and "." in period:
        return term_before(period)
    return year_before(year_before(period)) if compare == "two_years" else year_before(period)


def rate_cells(view: View, *, measure: str, part: Part, moved: bool = False) -> list[RateCell]:
    """The pupils of the part in the view's period and the one compared with; none of a phase together, nor before
    anything has been supplied. ``moved``: of the whole trust every pupil once, also who has moved between its schools;
    else, and at a school, as they are counted there."""
    period = view.selection.period
    if view.place.total or not period or (measure == "conversations" and "." not in period):
        return []
    before, ask = before_of(view), view.ask
    held = here(view, part=part)
    moved = moved and not held.school and not held.schools
    read = partial(queries.rates, ask.asker, measure=measure, period=period, before=before, moved=moved)
    if measure == "conversations":
        read = partial(queries.conversations, ask.asker, term=period, before=before, moved=moved)
    return [cell for cell in ask.once("rates", measure, period, before, moved, read=read) if held.holds(cell)]


MEASURES = {
    "absence_change_same_pupils": "absence",
    "club_change_same_pupils": "clubs",
    "conversations_change_same_pupils": "conversations",
}
"""What the change of the same pupils counts."""


def change_cells(view: View, *, metric: str) -> list[RateCell]:
    """The pupils of the view's place in both periods, as the change of the same pupils counts them."""
    return rate_cells(view, measure=MEASURES[metric], part=Part(), moved=True)


def _question(function: Callable[..., Row], *, measure: str, moved: bool = False) -> Question:
    """The change of a measure, its row dated with the two periods."""

    def inputs(view: View, part: Part) -> Inputs:
        cells = rate_cells(view, measure=measure, part=part, moved=moved)
        return cells, {"periods": (before_of(view), view.selection.period)} if cells else {}

    def dated(cells: Sequence[RateCell], *, periods: tuple[str, str], **said: str) -> Row:
        return replace(function(cells, **said), first_period=periods[0], last_period=periods[1])

    return Question(function=dated, inputs=inputs, nothing=NOTHING_BEFORE)


QUESTIONS: Mapping[str, Question] = {
    "absence_change_same_pupils": _question(
        attendance_changes.absence_change_same_pupils, measure="absence", moved=True
    ),
    "absence_gap_change": _question(attendance_changes.absence_gap_change, measure="absence"),
    "persistent_absence_gap_change": _question(
        attendance_changes.persistent_absence_gap_change, measure="persistent_absence"
    ),
    "club_change_same_pupils": _question(wider_outcomes_changes.club_change_same_pupils, measure="clubs", moved=True),
    "club_gap_change": _question(wider_outcomes_changes.club_gap_change, measure="clubs"),
    "conversations_change_same_pupils": _question(
        conversations_changes.conversations_change_same_pupils, measure="conversations", moved=True
    ),
}
"""How each change of a rate is answered."""
