"""National tests and examinations at a place, for a page: each measure with its year, its holes, its earlier years and
what England shows; and school by school how far from England a school is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.cells import added, codes_of
from dashboard.metrics.funnel import Beside, mean_beside, share_beside
from dashboard.metrics.numbers import period_words
from dashboard.metrics.progress_attainment import ASSESSMENTS, Without, without, years_together
from dashboard.metrics.references import Reference
from dashboard.metrics.registry import metric as definition_of
from dashboard.reporting import attainment, over_time, questions
from dashboard.reporting.benchmarks import OTHERS, beside, phase_of, reference_for
from dashboard.reporting.part import Part
from dashboard.reporting.view import View

T = TypeVar("T")
OF_PHASE: Mapping[str, tuple[str, ...]] = {
    "primary": ("development", "phonics", "multiplication", "ks2"),
    "secondary": ("ks4",),
    "all_through": tuple(dict.fromkeys(ASSESSMENTS.values())),
}
"""The assessments that the pupils of a school of a phase sit."""
BY_SCHOOL = ("rwm_expected", "attainment_8")
"""The measures told school by school."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure at a place: its answer, of one row; the pupils without an outcome on both sides, and those on
    neither, whose SEN provision in January is not known; what England shows of the same year, phase and groups; a row
    for each year with results, the last one too; and, where that last one holds too few of the group, the last years
    together."""

    answer: Answer
    own: Without
    others: Without
    unknown: int
    country: tuple[Reference, ...]
    years: Answer
    together: Answer | None

    @property
    def row(self) -> Row:
        """The row of the place."""
        return self.answer.rows[0]

    @property
    def name(self) -> str:
        """What the measure is called."""
        return definition_of(self.answer.metric).name


def beside_words(view: View, *, found: Sequence[Measure]) -> list[str]:
    """What England shows beside each measure, with its source: the figures set beside it, else why there is none."""
    told = ((each, [one.caption for one in each.country] or beside(view.ask, answer=each.answer)) for each in found)
    return [f"{each.name}. {words}" for each, said in told for words in said]


@dataclass(frozen=True, kw_only=True)
class Schools:
    """A measure school by school: those with anybody to count, and by the rows' keys and group how each school of the
    phase that England's figure is of reads beside it. ``country`` are those figures, by group; none where England has
    none of the same year."""

    answer: Answer
    country: Mapping[str, Reference]
    readings: Mapping[str, Mapping[str, Beside]]


def measures(view: View) -> list[Measure]:
    """The measures with results at the place, the youngest pupils' first: worked out once for each view."""
    return _once(view, name="national measures", read=lambda: [_measure(view, metric=each) for each in _held(view)])


def _once(view: View, *, name: str, read: Callable[[], list[T]]) -> list[T]:
    """What the view's question gives in this state: no pupil is in it."""
    asked = (view.selection, view.place.address, view.place.total, view.ask.path, view.ask.as_at)
    return view.ask.once(name, *asked, read=read)


def _held(view: View, *, names: Iterable[str] = ASSESSMENTS) -> list[str]:
    """Of these metrics those with results at the place."""
    return [name for name in names if attainment.years_of(view, metric=name)]


def lacking(view: View) -> list[str]:
    """The assessments that a school of this phase has and of which there is no result here."""
    phase = view.place.school.phase if view.place.school else ""
    known = {ASSESSMENTS[name] for name in _held(view)}
    return [each for each in OF_PHASE.get(phase, ()) if each not in known]


def _measure(view: View, *, metric: str) -> Measure:
    answer = questions.value(view, metric=metric)
    cells = attainment.counted(view, metric=metric)
    country = _country(view, answer=answer)
    return Measure(
        answer=answer,
        own=without(cells, group=answer.group),
        others=without(cells, group="others"),
        unknown=sum(cell.n for cell in cells if not cell.sen),
        country=tuple(country.values()),
        years=over_time.trend(view, metric=metric),
        together=_together(view, answer=answer),
    )


def _together(view: View, *, answer: Answer) -> Answer | None:
    """The last years' pupils as one row, as many years as the definition says, for a measure whose own year holds few
    pupils on a side; of Progress 8, which each year measures anew, never."""
    known, row, most = definition_of(answer.metric), answer.rows[0], years_together(answer.metric)
    sides = [n for n in (row.n, row.n_other) if n]
    if not most or not sides or min(sides) >= known.minimum_denominator:
        return None
    cells = attainment.together(view, metric=answer.metric, most=most)
    if not cells:
        return None
    known_years = attainment.years_of(view, metric=answer.metric)[-most:]
    words = f"{period_words(known_years[0])} to {period_words(known_years[-1])}"
    function = attainment.QUESTIONS[answer.metric].function
    pooled: Row = function(cells, group=answer.group, label=f"{row.label}, {words}", key=row.key)
    return replace(answer, rows=(pooled,), period_words=words)


def _country(view: View, *, answer: Answer) -> dict[str, Reference]:
    """England's figures of the same year and phase by group: the group's, or of SEND pupils, where England shows none
    of them together, those of SEN support and EHC plans; and other pupils'."""
    own = dict(_published(view, answer=answer, groups=(answer.group,)))
    if not own and answer.group == "send":
        own = dict(_published(view, answer=answer, groups=("support", "plan")))
    return own | dict(_published(view, answer=answer, groups=(OTHERS,)))


def _published(view: View, *, answer: Answer, groups: tuple[str, ...]) -> Iterator[tuple[str, Reference]]:
    for measure in definition_of(answer.metric).benchmarks:
        phase = phase_of(view.ask, place=answer.place, measure=measure)
        for group in groups:
            found = reference_for(view.ask, measure=measure, period=answer.period, phase=phase, group=group)
            if found is not None:
                yield group, found


def by_school(view: View) -> list[Schools]:
    """The measures told school by school, at the trust, where any school has results in their year."""
    names = _held(view, names=BY_SCHOOL)
    found = _once(view, name="national schools", read=lambda: [_schools(view, metric=each) for each in names])
    return [each for each in found if len(each.answer.rows) > 1]


def _schools(view: View, *, metric: str) -> Schools:
    here = {cell.school for cell in attainment.counted(view, metric=metric)}
    parts = [questions.school_part(view, code=code) for code in view.ask.schools if code in here]
    answer = questions.by_part(view, metric=metric, parts=parts)
    country = {group: found for group, found in _country(view, answer=answer).items() if group != OTHERS}
    readings = {part.key: dict(_readings(view, metric=metric, part=part, country=country)) for part in parts}
    return Schools(answer=answer, country=country, readings=readings)


def _readings(view: View, *, metric: str, part: Part, country: Mapping[str, Reference]) -> Iterator[tuple[str, Beside]]:
    """How a school's pupils of each group read beside England's of its own phase: a special school's are not held
    against a figure that is mostly of other schools."""
    for group, reference in country.items():
        if phase_of(view.ask, place=part.key, measure=reference.measure) != reference.phase:
            continue
        cells = [cell for cell in attainment.counted(view, metric=metric, part=part) if cell.sen in codes_of(group)]
        if metric == "attainment_8":
            sums = added(cell.attainment_8 for cell in cells)
            yield group, mean_beside(metric, sums=sums, reference=reference.value)
        else:
            k, n = sum(cell.met for cell in cells), sum(cell.n for cell in cells)
            yield group, share_beside(metric, k=k, n=n, reference=reference.value)
