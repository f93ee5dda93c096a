"""Progress: which cells each of its metrics counts, and the questions no other strand has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from dashboard.metrics import progress, progress_ages, progress_bands, progress_levels, progress_starts
from dashboard.metrics.answer import Row
from dashboard.metrics.cells import BandCell, LevelCell, ProgressCell
from dashboard.metrics.counted import average_gain
from dashboard.metrics.progress_ages import MONTHS
from dashboard.metrics.progress_bands import IN_BANDS, NOT_IN_BANDS, InBand
from dashboard.metrics.progress_levels import LEVELS
from dashboard.metrics.standing import cohort_keys
from dashboard.queries import matching
from dashboard.reporting import progress_starts as starts
from dashboard.reporting.part import Inputs, Part, Question, here
from dashboard.reporting.view import View, cells_of
from data_loaders.vocabulary import term_before, term_order, year_before

NOTHING_BEFORE = "no earlier results to compare with"


Cell = TypeVar("Cell", ProgressCell, LevelCell, BandCell)


def coverage(view: View) -> progress.Coverage:
    """How many of the place's eligible pupils are matched in the subject and scale, and why the others are not."""
    return progress.coverage(_bands(view, part=Part()) if view.in_bands else _cells(view, part=Part()))


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
    there, pair = here(view, part=part), (wanted.subject, wanted.scale)
    if view.place.total:
        return view.ask.phase_cells(wanted.period).get(pair, [])
    return _held(view.ask.cells(wanted.period, school=there.school).get(pair, []), part=there)


def _bands(view: View, *, part: Part) -> list[BandCell]:
    wanted, there = view.selection, here(view, part=part)
    if view.place.total:
        return []
    pair = (wanted.subject, wanted.scale)
    return _held(view.ask.bands(wanted.period, school=there.school).get(pair, []), part=there)


def by_band(view: View) -> list[InBand]:
    """Where the latest results of the place's pupils lie on the view's scale of bands, the lowest first."""
    scale = view.ask.scales[view.selection.scale]
    return progress_bands.by_band(_bands(view, part=Part()), bands=len(scale.in_bands), group=view.selection.group)


def _held(cells: list[Cell], *, part: Part) -> list[Cell]:
    """Of the cells of the part's school those of its year groups, or of its schools."""
    return [cell for cell in cells if part.holds(cell)] if part.within else cells


Levels = Mapping[str, list[LevelCell]]


def _levels(view: View, *, part: Part) -> Levels:
    """The results of the part by term; terms without any are left out."""
    wanted = view.selection
    if view.place.total:
        return view.ask.phase_levels(wanted.subject, scale=wanted.scale)
    there = here(view, part=part)
    by_term = view.ask.levels(wanted.subject, scale=wanted.scale, school=there.school)
    if not there.within:
        return by_term
    held = ((term, _held(cells, part=there)) for term, cells in by_term.items())
    return {term: cells for term, cells in held if cells}


def _at(levels: Levels, *, period: str) -> list[LevelCell]:
    """The results on one date: of the term, or of the last term of the year that has any."""
    terms = [term for term in levels if term == period or term.startswith(f"{period}.")]
    return levels.get(max(terms, key=term_order, default=""), [])


def _of_cells(view: View, part: Part) -> Inputs:
    return _cells(view, part=part), {}


def averages(view: View) -> dict[str, float]:
    """By school in scope the average gain of all pupils of the trust's schools of its phase, in the subject and scale:
    what each pupil's own gain is held against. A reader of single schools has the total of their phase, in terms alone:
    a year's less its last term's would be that of a school that sent nothing in that term."""
    wanted = view.selection
    question = ("averages", wanted.period, wanted.subject, wanted.scale, view.place.total)
    return view.ask.once(*question, read=lambda: _averages(view))


def _averages(view: View) -> dict[str, float]:
    wanted, ask = view.selection, view.ask
    pair, phases = (wanted.subject, wanted.scale), {code: school.phase for code, school in ask.schools.items()}
    if ask.scope.schools is None:
        cells = ask.cells(wanted.period).get(pair, [])
        held = {phase: [cell for cell in cells if phases.get(cell.school) == phase] for phase in set(phases.values())}
    elif ask.scope.trust_total and not view.place.total and "." in wanted.period:
        held = {ask.phase: ask.phase_cells(wanted.period).get(pair, [])}
    else:
        held = {}
    found = {phase: average_gain(cells) for phase, cells in held.items()}
    told = ((code, found.get(phase)) for code, phase in phases.items())
    return {code: average for code, average in told if average is not None}


def _of_matching(view: View, part: Part) -> Inputs:
    wanted, cells, held = view.selection, _cells(view, part=part), averages(view)
    if not held:
        return cells, {"matching": []}
    found = view.ask.matching(wanted.period, subject=wanted.subject, scale=wanted.scale, averages=held)
    there = here(view, part=part)
    return cells, {"matching": [cell for cell in found if there.holds(cell)]}


def _of_starts(view: View, part: Part) -> Inputs:
    there = here(view, part=part)
    return _cells(view, part=part), {"beside": [cell for cell in starts.beside(view) if there.holds(cell)]}


def _of_bands(view: View, part: Part) -> Inputs:
    scale = view.ask.scales.get(view.selection.scale)
    return _bands(view, part=part), {"expected": scale.expected_place if scale else None}


def _of_ages(view: View, part: Part) -> Inputs:
    wanted, ask = view.selection, view.ask
    scale = ask.scales.get(wanted.scale)
    if view.place.total:
        return [], {}
    cells = _cells(view, part=part)
    if scale is None or scale.unit != MONTHS:
        return cells, {"ages": None}
    asked = partial(matching.within_the_ends, ask.asker, period=wanted.period, subject=wanted.subject)
    read = partial(asked, scale=wanted.scale, lowest=scale.lowest, highest=scale.highest)
    found, there = ask.once("ages", wanted.period, wanted.subject, wanted.scale, read=read), here(view, part=part)
    return cells, {"ages": [cell for cell in found if there.holds(cell)]}


def _of_sub_levels(view: View, part: Part) -> Inputs:
    return _cells(view, part=part), {"levels": view.selection.scale == LEVELS}


def _of_levels(view: View, part: Part) -> Inputs:
    return _at(_levels(view, part=part), period=view.selection.period), {}


def _of_standing(view: View, part: Part) -> Inputs:
    wanted = view.selection
    there, found = here(view, part=part), cells_of(view.ask, place=view.place, period=wanted.period)
    cells = [cell for (subject, _), held in found.items() if subject == wanted.subject for cell in held]
    held = [cell for cell in cells if cell.year_group and there.holds(cell)]
    terms = frozenset(term for cell in held for term in (cell.first_term, cell.last_term) if term)
    cohorts = view.ask.cohorts(terms) if terms else {}
    keys = {key for cell in held if cell.first_term and cell.last_term for key in cohort_keys(cell)}
    return held, {"cohorts": {key: cohorts[key] for key in keys & cohorts.keys()}}


def _of_pairs(view: View, part: Part) -> Inputs:
    wanted = view.selection
    if view.place.total:
        return [], {}
    later, before = dates_of(view)
    found = view.ask.pairs(later, before=before, subject=wanted.subject, scale=wanted.scale)
    there = here(view, part=part)
    return [cell for cell in found if there.holds(cell)], {}


def _of_years(view: View, part: Part) -> Inputs:
    levels, (later, _) = _levels(view, part=part), dates_of(view)
    before = levels.get(year_before(later), [])
    return (levels.get(later, []) if before else []), {"before": before}


_NUMBERS: Mapping[str, Question] = {
    "progress_gap": Question(function=progress.progress_gap, inputs=_of_cells),
    "progress_gain": Question(function=progress.progress_gain, inputs=_of_cells),
    "progress_gain_per_term": Question(function=progress.progress_gain_per_term, inputs=_of_cells),
    "progress_gain_ratio": Question(
        function=progress_ages.progress_gain_ratio, inputs=_of_ages, nothing="no ages in months here for this period"
    ),
    "progress_gain_sub_levels": Question(function=progress_levels.progress_gain_sub_levels, inputs=_of_sub_levels),
    "progress_gain_everyone": Question(function=progress.progress_gain_everyone, inputs=_of_cells),
    "progress_share_at_expected": Question(function=progress.progress_share_at_expected, inputs=_of_cells),
    "progress_share_matching_all": Question(function=progress.progress_share_matching_all, inputs=_of_matching),
    "progress_value_added": Question(function=progress_starts.progress_value_added, inputs=_of_starts),
    "progress_distance": Question(function=progress.progress_distance, inputs=_of_levels),
    "progress_effect_size": Question(function=progress.progress_effect_size, inputs=_of_levels),
    "progress_standing_change": Question(function=progress.progress_standing_change, inputs=_of_standing),
    "progress_change_same_pupils": Question(
        function=progress.progress_change_same_pupils, inputs=_of_pairs, nothing=NOTHING_BEFORE
    ),
    "progress_change_year_groups": Question(
        function=progress.progress_change_year_groups, inputs=_of_years, nothing=NOTHING_BEFORE
    ),
}
_IN_BANDS: Mapping[str, Callable[..., Row]] = {
    "progress_band_expected": progress_bands.progress_band_expected,
    "progress_band_up": progress_bands.progress_band_up,
    "progress_band_kept": progress_bands.progress_band_kept,
    "progress_band_down": progress_bands.progress_band_down,
}


def _no_numbers(view: View) -> str:
    return IN_BANDS if view.in_bands else ""


def _no_bands(view: View) -> str:
    return "" if view.in_bands else NOT_IN_BANDS


QUESTIONS: Mapping[str, Question] = {
    **{name: replace(question, refused=_no_numbers) for name, question in _NUMBERS.items()},
    **{name: Question(function=each, inputs=_of_bands, refused=_no_bands) for name, each in _IN_BANDS.items()},
}
"""How each metric of progress is answered."""


def smallest_change(view: View) -> float | None:
    """The smallest difference in gains that this many pupils could show, in the scale's unit; None where there is no
    interval at all."""
    return progress.smallest_change(_cells(view, part=Part()), group=view.selection.group)
