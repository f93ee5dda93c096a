"""What the overview's cards may be set beside: last year's group, the trust's schools of the phase, or England."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.access.scope import Level
from dashboard.metrics.answer import Answer
from dashboard.metrics.references import Reference
from dashboard.reporting import questions
from dashboard.reporting.ask import NotHere
from dashboard.reporting.benchmarks import latest_reference, reference_for, why_none
from dashboard.reporting.part import Part
from dashboard.reporting.places import place_of
from dashboard.reporting.view import View
from data_loaders.vocabulary import PHASES

OWN, PHASE, COUNTRY = "year", "phase", "country"
"""The comparisons, as the address calls them."""


@dataclass(frozen=True, kw_only=True)
class National:
    """England beside a strand. ``figure`` is of the same measure, group, phase and period, else the newest whole year
    of them; ``why`` says why there is none of the period, in a sentence."""

    figure: Reference | None
    why: str


def comparisons(view: View) -> tuple[str, ...]:
    """What the reader may choose at the view's place: nothing of single pupils; no total of a phase but of those
    schools the reader may see together."""
    if view.place.kind in {"class", "pupil"} or not view.selection.period:
        return ()
    return (OWN, *([PHASE] if _has_phase(view) else []), COUNTRY)


def chosen(view: View) -> str:
    """The comparison of the address, where the reader may choose it; else the place's own last year."""
    return view.selection.compare if view.selection.compare in comparisons(view) else OWN


def phase_words(view: View) -> str:
    """``the trust's primary schools``: those of the phase of the view's school."""
    phase = view.place.school.phase if view.place.school else view.ask.phase
    return f"the trust's {PHASES.get(phase, phase).lower()} schools"


def _has_phase(view: View) -> bool:
    school, scope = view.place.school, view.ask.scope
    if school is None:
        return False
    if not scope.may_read(Level.TRUST):
        return scope.trust_total
    return sum(each.phase == school.phase for each in view.ask.schools.values()) > 1


def phase_of(view: View, *, metric: str) -> Answer | None:
    """The metric over the trust's schools of the phase of the view's school, its own among them; None where the reader
    may not see that total, or the school is the only one of its phase."""
    school = view.place.school
    if school is None or not _has_phase(view):
        return None
    try:
        together = replace(view, place=place_of(view.ask, selection=view.selection.at("trust")))
    except NotHere:
        return None
    codes = frozenset(each.code for each in view.ask.schools.values() if each.phase == school.phase)
    part = Part(label=phase_words(view), schools=frozenset() if together.place.total else codes)
    return questions.answer_of(together, metric=metric, rows=[questions.row_of(together, metric=metric, part=part)])


def national_of(view: View, *, measure: str) -> National:
    """England's figure of a published measure for the view's group and phase; of a trust, of all phases together."""
    if not measure:
        return National(figure=None, why=NO_MEASURE)
    school = view.place.school
    phase = school.phase if school else view.ask.phase if view.place.total else "all"
    asked = {"measure": measure, "period": view.selection.period, "phase": phase, "group": view.selection.group}
    same = reference_for(view.ask, **asked)
    if same is not None:
        return National(figure=same, why="")
    return National(figure=latest_reference(view.ask, **asked), why=why_none(view.ask, **asked))


NO_MEASURE = "England publishes nothing of the same measure."
