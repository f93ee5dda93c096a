"""Teachers' questionnaires: which cells each of the three scales counts, who is covered, and the ratings of pupils."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.metrics import wider_outcomes_questionnaires as metrics
from dashboard.metrics.answer import Row
from dashboard.metrics.cells import MATCHED, codes_of
from dashboard.metrics.cells_questionnaires import QuestionnaireCell, ends_of
from dashboard.metrics.registry import metric as definition_of
from dashboard.queries import questionnaires as queries
from dashboard.queries.questionnaires import Rating
from dashboard.reporting.part import Inputs, Part, Question, here
from dashboard.reporting.view import View
from data_loaders.vocabulary import OTHERS

OUTCOMES: Mapping[str, str] = {
    "relationships_change": "positive_relationships",
    "behaviour_change": "behaviour_problems",
    "bullying_change": "bullying",
}
"""The outcome that each metric is about."""


def year_of(view: View) -> str:
    """The academic year of the view's period: the ratings of a term alone are no first and last."""
    return view.selection.period[:7]


def cells_at(view: View, *, metric: str, part: Part) -> list[QuestionnaireCell]:
    """The cells of a metric's outcome at a part of the view's place, over the academic year of its period; none of a
    phase together, nor of schools that rated nobody on it."""
    if view.place.total or not view.selection.period:
        return []
    ask, year, held = view.ask, year_of(view), here(view, part=part)
    found = ask.once("questionnaires", year, read=lambda: queries.cells(ask.asker, year=year))
    return [cell for cell in found if cell.outcome == OUTCOMES[metric] and held.holds(cell)]


def _question(function: Callable[..., Row], *, metric: str) -> Question:
    def inputs(view: View, part: Part) -> Inputs:
        return cells_at(view, metric=metric, part=part), {}

    return Question(function=function, inputs=inputs, nothing=metrics.NOTHING_RATED)


QUESTIONS: Mapping[str, Question] = {
    "relationships_change": _question(metrics.relationships_change, metric="relationships_change"),
    "behaviour_change": _question(metrics.behaviour_change, metric="behaviour_change"),
    "bullying_change": _question(metrics.bullying_change, metric="bullying_change"),
}
"""How each metric of questionnaires is answered."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Who was rated for an outcome: pupils of the group and others on roll at schools that rate anybody for it, those
    with two ratings to compare, why the rest of the group has none (pupils by state), and the ends of the scale."""

    group: int
    matched: int
    others: int
    others_matched: int
    without: Mapping[str, int]
    ends: Sequence[tuple[float, float]]


def coverage(view: View, *, metric: str) -> Coverage:
    """Who is covered by a metric at the view's place."""
    question = (metric, view.selection.group, year_of(view), view.place.address)
    return view.ask.once("rated", *question, read=lambda: _coverage(view, metric=metric))


def _coverage(view: View, *, metric: str) -> Coverage:
    cells = cells_at(view, metric=metric, part=Part())
    least = definition_of(metric).parameters["least_terms"]
    one: Counter[str] = Counter()
    two: Counter[str] = Counter()
    for cell in cells:
        for codes, side in ((codes_of(view.selection.group), one), (OTHERS, two)):
            side[cell.stands(least_terms=least)] += cell.n if cell.status in codes else 0
    without = {state: n for state, n in one.items() if state != MATCHED and n}
    return Coverage(
        group=one.total(), matched=one[MATCHED], others=two.total(), others_matched=two[MATCHED], without=without,
        ends=ends_of(cells),
    )  # fmt: skip


def class_ratings(view: View) -> dict[int, dict[str, tuple[float, float | None]]]:
    """First and last rating of the year by pupil and outcome, of the pupils of the view's class."""
    held, school = view.place.school_class, view.place.school
    found: dict[int, dict[str, tuple[float, float | None]]] = {}
    if held is None or school is None or not view.selection.period:
        return found
    rows = queries.of_class(
        view.ask.asker, school=school.code, on=view.ask.as_at, year=year_of(view), class_id=held.class_id
    )
    for row in rows:
        found.setdefault(row.pupil_id, {})[row.outcome] = (row.first, row.last)
    return found


def pupil_ratings(view: View) -> list[Rating]:
    """Every rating of the view's pupil, the oldest first."""
    whose = view.place.pupil
    return queries.of_pupil(view.ask.asker, whose=whose, on=view.ask.as_at) if whose else []
