"""The questions about progress: value, trend, by place, by year group, by group. Sums and a metric make an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.metrics import progress
from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.cells import LevelCell, ProgressCell
from dashboard.metrics.numbers import period_words
from dashboard.metrics.registry import SCALE_UNIT
from dashboard.metrics.registry import metric as definition_of
from dashboard.metrics.words import CHANGES
from dashboard.reporting.view import View, cells_of
from dashboard.selection import Selection
from data_loaders.vocabulary import GROUP_WORDS, term_before, term_order, year_before

NOTHING = "no results for this period"
NOTHING_BEFORE = "no earlier results to compare with"
NO_SCORES = "pupils here have no scores"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a place that a row is about: everything, one school, or some year groups; and what it is called."""

    label: str = ""
    key: str = ""
    href: str = ""
    school: str = ""
    year_groups: tuple[str, ...] = ()
    nothing: str = NOTHING

    def holds(self, cell: ProgressCell | LevelCell) -> bool:
        """Whether the cell's pupils belong to the part."""
        return self.school in {"", cell.school} and (not self.year_groups or cell.year_group in self.year_groups)


def answer_of(view: View, *, metric: str, rows: Iterable[Row], selection: Selection | None = None) -> Answer:
    """The rows as an answer about the view, with its words, dates, notes and the imports behind it."""
    said = selection or view.selection
    scale = view.ask.scales.get(said.scale)
    known = definition_of(metric)
    brought = view.ask.batches_of_results
    return Answer(
        metric=metric, place=view.place.address, place_words=view.place.words, period=said.period,
        period_words=period_words(said.period) if said.period else "", rows=tuple(rows), group=said.group,
        group_words=GROUP_WORDS[said.group], subject=said.subject, scale=said.scale,
        scale_words=scale.name if scale else said.scale,
        unit=(scale.unit if scale else "points") if known.unit == SCALE_UNIT else known.unit, decimals=known.decimals,
        as_at=view.ask.as_at, batches=tuple(batch.batch_id for batch in brought),
        notes=tuple(dict.fromkeys(note for batch in brought for note in batch.notes)),
    )  # fmt: skip


def row_of(view: View, *, metric: str, part: Part, selection: Selection | None = None) -> Row:
    """The metric of one part of the view's place, as one row; state x with words where nothing has been supplied."""
    asked = replace(view, selection=selection) if selection else view
    inputs = _INPUTS[metric](asked, part)
    if not inputs[0]:
        reason = NOTHING_BEFORE if metric in CHANGES and part.nothing == NOTHING else part.nothing
        return Row(label=part.label, key=part.key, href=part.href, state=State.NOT_AVAILABLE, reason=reason)
    function: Callable[..., Row] = getattr(progress, metric)
    row = function(inputs[0], **inputs[1], group=asked.selection.group, label=part.label, key=part.key)
    return replace(row, href=part.href)


def value(view: View, *, metric: str, every_scale: bool = False) -> Answer:
    """One row for the place; with ``every_scale`` a row for each scale of the subject, never added together."""
    selection = view.selection
    wanted = [(selection.subject, selection.scale)]
    if every_scale:
        wanted = [(subject, scale) for subject, scale, _ in view.scales if subject == selection.subject] or wanted
    rows = [_scale_row(view, metric=metric, pair=pair, alone=len(wanted) == 1) for pair in wanted]
    return answer_of(view, metric=metric, rows=rows)


def _scale_row(view: View, *, metric: str, pair: tuple[str, str], alone: bool) -> Row:
    subject, scale = pair
    name = view.ask.scales[scale].name if scale in view.ask.scales else scale
    label = view.place.words if alone else name
    part = Part(label=label, key=view.place.address if alone else f"scale:{scale}")
    return row_of(view, metric=metric, part=part, selection=replace(view.selection, subject=subject, scale=scale))


def by_scale(view: View, *, metric: str) -> Answer:
    """A row for every subject and scale of the place in the period: the headlines."""
    rows = []
    for subject, scale, _ in view.scales:
        asked = replace(view.selection, subject=subject, scale=scale)
        words = f"{subject.capitalize()}, {view.ask.scales[scale].name if scale in view.ask.scales else scale}"
        part = Part(label=words, key=f"scale:{scale}", href=view.ask.path + asked.to_query())
        rows.append(row_of(view, metric=metric, part=part, selection=asked))
    return answer_of(view, metric=metric, rows=rows)


def by_place(view: View, *, metric: str) -> Answer:
    """A row for each school in scope, in order of name; a school without results says so."""
    rows = [row_of(view, metric=metric, part=_school_part(view, code=code)) for code in view.ask.schools]
    return answer_of(view, metric=metric, rows=rows)


def _school_part(view: View, *, code: str) -> Part:
    place = f"school:{code}"
    href = view.ask.path + view.selection.at(place).to_query()
    nothing = NO_SCORES if view.ask.schools[code].phase == "special" else NOTHING
    return Part(label=view.ask.schools[code].name, key=place, href=href, school=code, nothing=nothing)


def by_part(view: View, *, metric: str, parts: Sequence[Part]) -> Answer:
    """A row for each part of the place: its year groups, its key stages."""
    return answer_of(view, metric=metric, rows=[row_of(view, metric=metric, part=part) for part in parts])


def by_group(view: View, *, metric: str) -> Answer:
    """SEN support and EHC plan apart, each against the other pupils."""
    rows = []
    for group in ("support", "plan"):
        part = Part(label=GROUP_WORDS[group].capitalize().replace("sen ", "SEN ").replace("ehc", "EHC"), key=group)
        asked = replace(view.selection, group=group)
        rows.append(row_of(view, metric=metric, part=part, selection=asked))
    return answer_of(view, metric=metric, rows=rows)


def trend(view: View) -> Answer:
    """The distance at the end of each term up to the period shown: a row a term with results, oldest first, each
    leading to the view of its term."""
    levels = _levels(view, part=Part())
    last = term_order(view.selection.period)
    terms = sorted((term for term in levels if term_order(term) <= last), key=term_order)
    return answer_of(
        view, metric="progress_distance", rows=[_term_row(view, term=term, cells=levels[term]) for term in terms]
    )


def _term_row(view: View, *, term: str, cells: list[LevelCell]) -> Row:
    row = progress.progress_distance(cells, group=view.selection.group, label=period_words(term), key=term)
    return replace(row, href=view.ask.path + replace(view.selection, period=term).to_query())


def coverage(view: View) -> progress.Coverage:
    """How many of the place's eligible pupils are matched in the subject and scale, and why the others are not."""
    return progress.coverage(_cells(view, part=Part()))


def dates_of(view: View) -> tuple[str, str]:
    """The two terms a change lies between, the later first: the term shown (of a year, its last with results here), and
    the same term a year before, or the term before."""
    period, compare = view.selection.period, view.selection.compare
    now = _at(_levels(view, part=Part()), period=period)
    later = now[0].term if now else period
    if compare == "term" and "." in period:
        return later, term_before(later)
    return later, year_before(later)


def before_of(view: View) -> str:
    """The term compared with: the same a year before, or the term before."""
    return dates_of(view)[1]


def _cells(view: View, *, part: Part) -> list[ProgressCell]:
    wanted = view.selection
    cells = cells_of(view.ask, place=view.place, period=wanted.period).get((wanted.subject, wanted.scale), [])
    here = _here(view, part=part)
    return [cell for cell in cells if here.holds(cell)]


def _here(view: View, *, part: Part) -> Part:
    """The part, confined to the view's school where the place is one."""
    return replace(part, school=part.school or (view.place.school.code if view.place.school else ""))


Levels = dict[str, list[LevelCell]]


def _levels(view: View, *, part: Part) -> Levels:
    """The results of the part by term; terms without any are left out."""
    wanted = view.selection
    if view.place.total:
        return dict(view.ask.phase_levels(wanted.subject, scale=wanted.scale))
    here = _here(view, part=part)
    by_term = view.ask.levels(wanted.subject, scale=wanted.scale).items()
    held = ((term, [cell for cell in cells if here.holds(cell)]) for term, cells in by_term)
    return {term: cells for term, cells in held if cells}


def _at(levels: Levels, *, period: str) -> list[LevelCell]:
    """The results on one date: of the term, or of the last term of the year that has any."""
    terms = [term for term in levels if term == period or term.startswith(f"{period}.")]
    return levels.get(max(terms, key=term_order, default=""), [])


Inputs = tuple[Sequence[Any], dict[str, Any]]


def _of_cells(view: View, part: Part) -> Inputs:
    return _cells(view, part=part), {}


def _of_levels(view: View, part: Part) -> Inputs:
    return _at(_levels(view, part=part), period=view.selection.period), {}


def _of_standing(view: View, part: Part) -> Inputs:
    wanted = view.selection
    here, found = _here(view, part=part), cells_of(view.ask, place=view.place, period=wanted.period)
    cells = [cell for (subject, _), held in found.items() if subject == wanted.subject for cell in held]
    held = [cell for cell in cells if cell.year_group and here.holds(cell)]
    terms = frozenset(term for cell in held for term in (cell.first_term, cell.last_term) if term)
    return held, {"cohorts": view.ask.cohorts(terms) if terms else {}}


def _of_pairs(view: View, part: Part) -> Inputs:
    wanted = view.selection
    if view.place.total:
        return [], {}
    later, before = dates_of(view)
    found = view.ask.pairs(later, before=before, subject=wanted.subject, scale=wanted.scale)
    here = _here(view, part=part)
    return [cell for cell in found if here.holds(cell)], {}


def _of_years(view: View, part: Part) -> Inputs:
    levels, (later, _) = _levels(view, part=part), dates_of(view)
    before = levels.get(year_before(later), [])
    return (levels.get(later, []) if before else []), {"before": before}


_INPUTS: dict[str, Callable[[View, Part], Inputs]] = {
    "progress_gap": _of_cells,
    "progress_gain": _of_cells,
    "progress_share_at_expected": _of_cells,
    "progress_distance": _of_levels,
    "progress_standing_change": _of_standing,
    "progress_change_same_pupils": _of_pairs,
    "progress_change_year_groups": _of_years,
}


def sizes(view: View) -> tuple[float | None, float | None]:
    """How large the distance is in standard deviations of the pupils, and the smallest difference in gains that this
    many pupils could show, in the scale's unit; None where it cannot be said."""
    group = view.selection.group
    levels = _at(_levels(view, part=Part()), period=view.selection.period)
    size = progress.distance_size(levels, group=group) if levels else None
    return size, progress.smallest_change(_cells(view, part=Part()), group=group)
