"""Whom each pupil of the view is held against: everybody of the phase in the trust who began with the same result."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from dashboard.metrics.progress_starts import AddedCell, StartCell, added_cells, start_averages
from dashboard.metrics.registry import metric
from dashboard.queries import matching, places
from dashboard.reporting.view import View


def beside(view: View) -> list[AddedCell]:
    """The matched pupils in scope beside those who began alike, in the subject and scale of the view; empty where the
    reader has no average of the phase. A reader of single schools has one in terms alone: a year's less its last
    term's would be that of a school that sent nothing in that term."""
    wanted = view.selection
    question = ("beside starts", wanted.period, wanted.subject, wanted.scale, view.place.total)
    return view.ask.once(*question, read=lambda: _beside(view))


def _beside(view: View) -> list[AddedCell]:
    wanted, ask = view.selection, view.ask
    alone = ask.scope.schools is not None
    if view.place.total or (alone and not (ask.scope.trust_total and "." in wanted.period)):
        return []
    series = {"period": wanted.period, "subject": wanted.subject, "scale": wanted.scale}
    cells = matching.starts(ask.asker, **series)
    known = metric("progress_value_added").parameters
    averages = partial(start_averages, smallest=known["smallest_start_group"], fewest=known["fewest_start_groups"])
    if alone:
        everyone = matching.total_starts(ask.asker, schools=places.of_phase(ask.phase), **series)
        return added_cells(cells, averages=averages(everyone)) if everyone else []
    by_phase: defaultdict[str, list[StartCell]] = defaultdict(list)
    for cell in cells:
        by_phase[ask.schools[cell.school].phase].append(cell)
    return [each for held in by_phase.values() for each in added_cells(held, averages=averages(held))]
