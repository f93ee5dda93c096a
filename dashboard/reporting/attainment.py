"""National tests and examinations: which academic year a page shows, and which cells each metric counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial

from dashboard.metrics import progress_attainment as arithmetic
from dashboard.metrics.cells import codes_of
from dashboard.metrics.cells_attainment import AttainmentCell
from dashboard.queries import attainment as queries
from dashboard.reporting.ask import Ask
from dashboard.reporting.part import Inputs, Part, Question, here
from dashboard.reporting.view import View
from data_loaders.vocabulary import academic_year_of

Held = Mapping[tuple[str, str], Mapping[str, list[AttainmentCell]]]
"""By school ("" is all in scope) and assessment the cells of each academic year."""


def held(ask: Ask) -> Held:
    """Everything in scope: read once for all places, assessments and years."""
    return ask.once("attainment", read=lambda: _by_place(queries.cells(ask.asker, standards=arithmetic.standards())))


def _by_place(cells: list[AttainmentCell]) -> dict[tuple[str, str], dict[str, list[AttainmentCell]]]:
    found: dict[tuple[str, str], dict[str, list[AttainmentCell]]] = {}
    for cell in cells:
        for school in (cell.school, ""):
            years = found.setdefault((school, cell.assessment), {})
            years.setdefault(cell.academic_year, []).append(cell)
    return found


def years_of(view: View, *, metric: str) -> list[str]:
    """The academic years with results of the metric's assessment at the view's place, up to that of its period, the
    oldest first. A phase together has none: results of other schools are told in no total."""
    if view.place.total:
        return []
    school = view.place.school.code if view.place.school else ""
    known = held(view.ask).get((school, arithmetic.ASSESSMENTS[metric]), {})
    return sorted(year for year in known if year <= _last(view))


def year_of(view: View, *, metric: str) -> str:
    """The last academic year with results here up to that of the view's period; that of the period where none has."""
    return next(reversed(years_of(view, metric=metric)), _last(view))


def _last(view: View) -> str:
    return view.selection.period[:7] or academic_year_of(view.ask.as_at)


def counted(view: View, *, metric: str, part: Part | None = None) -> list[AttainmentCell]:
    """The cells of the metric's assessment in its academic year, of a part of the view's place."""
    if view.place.total:
        return []
    at, assessment = here(view, part=part or Part()), arithmetic.ASSESSMENTS[metric]
    year = year_of(view, metric=metric)
    cells = held(view.ask).get((at.school, assessment), {}).get(year, [])
    return [cell for cell in cells if at.holds(cell)] if at.within else cells


def together(view: View, *, metric: str, most: int) -> list[AttainmentCell]:
    """The cells of the last years with results at the view's place, at most so many, as though of the last of them:
    where one year group holds too few pupils, their counts are summed before anybody gives up. Empty where the view's
    place has one year alone."""
    years = years_of(view, metric=metric)[-most:]
    if len(years) < 2:
        return []
    school = view.place.school.code if view.place.school else ""
    known = held(view.ask)[school, arithmetic.ASSESSMENTS[metric]]
    return [cell._replace(academic_year=years[-1]) for year in years for cell in known[year]]


def year_groups(view: View, *, metric: str) -> Counter[str]:
    """The year groups counted, with how many of the view's group each has."""
    found: Counter[str] = Counter()
    for cell in counted(view, metric=metric):
        found[cell.year_group] += cell.n if cell.sen in codes_of(view.selection.group) else 0
    return found


def _inputs(view: View, part: Part, *, metric: str) -> Inputs:
    return counted(view, metric=metric, part=part), {}


def _question(metric: str) -> Question:
    return Question(
        function=getattr(arithmetic, metric),
        inputs=partial(_inputs, metric=metric),
        nothing=arithmetic.NOTHING[arithmetic.ASSESSMENTS[metric]],
        period=partial(year_of, metric=metric),
    )


QUESTIONS: Mapping[str, Question] = {metric: _question(metric) for metric in arithmetic.ASSESSMENTS}
"""How each metric of national tests and examinations is answered."""
