"""Which sessions a row of attendance counts: the cells of a part of the view's place, read once a period and folded.

Figures of a term and of the year to date are asked for by their period; nothing here adds two of them up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from dashboard.metrics import attendance as arithmetic
from dashboard.metrics.absence_years import earlier_years, usual_distance
from dashboard.metrics.absentees import absentees
from dashboard.metrics.answer import Row
from dashboard.metrics.cells import codes_of
from dashboard.metrics.cells_attendance import (
    AbsenceCell,
    AbsenteeCell,
    ReasonCell,
    WeekCell,
    rolled,
    rolled_absentees,
    week_sums,
)
from dashboard.queries import attendance as queries
from dashboard.queries import places
from dashboard.reporting import attendance_once
from dashboard.reporting.ask import Ask
from dashboard.reporting.pairs import before_of
from dashboard.reporting.part import Inputs, Part, Question, here
from dashboard.reporting.view import View
from data_loaders.vocabulary import YEAR_GROUPS, year_before

_Cell = TypeVar("_Cell", AbsenceCell, AbsenteeCell)


def absence(view: View, *, part: Part, period: str = "", by: tuple[str, ...] = ()) -> list[AbsenceCell]:
    """The sums of sessions of a part, in the view's period or another: folded as far as the part and ``by``, the keys
    to be told apart besides, allow."""
    wanted = period or view.selection.period
    read = partial(_sums, view.ask, period=wanted, total=view.place.total)
    return _held(view, part=part, asked=("absence", wanted, *by), read=read, roll=rolled)


def counted_pupils(view: View, *, part: Part, period: str = "", by: tuple[str, ...] = ()) -> list[AbsenteeCell]:
    """The pupils of a part counted against the thresholds, in a period; ``by`` as of ``absence``."""
    wanted = period or view.selection.period
    read = partial(_pupils, view.ask, period=wanted, total=view.place.total)
    return _held(view, part=part, asked=("absentees", wanted, *by), read=read, roll=rolled_absentees)


def _held(
    view: View,
    *,
    part: Part,
    asked: tuple[str, ...],
    read: Callable[[], list[_Cell]],
    roll: Callable[..., list[_Cell]],
) -> list[_Cell]:
    """The cells of a part. ``asked`` is what is read, its period, and the keys told apart besides the part's own."""
    at, total = here(view, part=part), view.place.total
    schools = sorted(at.schools) or [at.school]
    needed: dict[str, bool] = {"school": schools != [""], "year_group": bool(at.year_groups), "need": bool(at.needs)}
    names = {"sen", *asked[2:], *(name for name, wanted in needed.items() if wanted)}
    every = partial(view.ask.once, *asked[:2], total, read=read)
    found = view.ask.once(*asked[:2], total, frozenset(names), read=lambda: _by_school(roll(every(), *names)))
    kept = list(found) if "school" in asked[2:] and not at.school else schools
    cells = (cell for school in kept for cell in found.get(school, []))
    return [cell for cell in cells if at.holds(cell) and _chosen(cell, part=at)]


def _chosen(cell: AbsenceCell | AbsenteeCell, *, part: Part) -> bool:
    return (part.codes is None or cell.sen in part.codes) and (not part.needs or cell.need in part.needs)


def _by_school(cells: Sequence[_Cell]) -> dict[str, list[_Cell]]:
    found: dict[str, list[_Cell]] = {}
    for cell in cells:
        found.setdefault(cell.school, []).append(cell)
    return found


def _sums(ask: Ask, *, period: str, total: bool) -> list[AbsenceCell]:
    if total:
        return queries.total_cells(ask.asker, period=period, schools=places.of_phase(ask.phase))
    return queries.cells(ask.asker, period=period)


def _pupils(ask: Ask, *, period: str, total: bool) -> list[AbsenteeCell]:
    if total:
        return absentees(queries.total_spread(ask.asker, period=period, schools=places.of_phase(ask.phase)))
    return absentees(queries.spread(ask.asker, period=period))


def reasons(view: View, *, part: Part) -> list[ReasonCell]:
    """The sessions of absence by code in the view's period. A total of a phase is not told apart by reason."""
    if view.place.total:
        return []
    period, at = view.selection.period, here(view, part=part)
    found = view.ask.once("reasons", period, read=lambda: queries.reasons(view.ask.asker, period=period))
    return [cell for cell in found if at.school in {"", cell.school} and (at.codes is None or cell.sen in at.codes)]


def weeks(view: View, *, terms: frozenset[str]) -> list[WeekCell]:
    """The weeks of some terms at the view's place."""
    total, school = view.place.total, here(view, part=Part()).school
    read = partial(queries.weeks, view.ask.asker, terms=terms)
    if total:
        read = partial(queries.total_weeks, view.ask.asker, terms=terms, schools=places.of_phase(view.ask.phase))
    found = view.ask.once("weeks", terms, total, read=read)
    return [cell for cell in found if school in {"", cell.school}]


def usual(view: View) -> float | None:
    """How far the same weeks of the three years before lay apart for the group, in percentage points; None where that
    is not known, or where the terms of one year are compared."""
    period = view.selection.period
    if view.selection.compare == "term" or "." not in period:
        return None
    earlier = [period]
    for _ in range(earlier_years()):
        earlier.append(year_before(earlier[-1]))
    cells = weeks(view, terms=frozenset(earlier))
    last = max((cell.number for cell in cells if cell.term == period), default=0)
    group = codes_of(view.selection.group)
    kept = [cell for cell in cells if cell.number <= last and cell.sen in group]
    return usual_distance([week_sums(cell for cell in kept if cell.term == term) for term in earlier[1:]])


def _of_cells(view: View, part: Part) -> Inputs:
    return absence(view, part=part), {}


def _of_pupils(view: View, part: Part) -> Inputs:
    return counted_pupils(view, part=part), {}


def _of_reasons(view: View, part: Part) -> Inputs:
    return absence(view, part=part), {"reasons": reasons(view, part=part), "code": part.key.partition(":")[2]}


def _of_band(view: View, part: Part) -> Inputs:
    band = part.key.removeprefix("percent:")
    return counted_pupils(view, part=part), {"band": int(band) if band.isdigit() else 0}


def _of_change(view: View, part: Part) -> Inputs:
    alone = not (part.school or part.year_groups or part.needs or part.codes)
    now, before = _of_both(view, part=part, read=absence)
    return now, {"before": before, "usual": usual(view) if alone else None}


def _of_persistent_change(view: View, part: Part) -> Inputs:
    now, before = _of_both(view, part=part, read=counted_pupils)
    return now, {"before": before}


def _of_both(view: View, *, part: Part, read: Callable[..., list[_Cell]]) -> tuple[list[_Cell], list[_Cell]]:
    """The cells of the view's period and of the one compared with, of the schools with registers in both: where one
    has sent none, what differs would be the schools."""
    now, before = (read(view, part=part, period=each, by=("school",)) for each in ("", before_of(view)))
    both = {cell.school for cell in now if cell.n} & {cell.school for cell in before if cell.n}
    if not both:  # nothing to compare: say of which period nothing is held
        return now, before
    return [cell for cell in now if cell.school in both], [cell for cell in before if cell.school in both]


def in_one_only(view: View) -> list[str]:
    """The schools of the view's place, in order of name, with registers in one of the two periods compared only."""
    cells = (absence(view, part=Part(), period=each, by=("school",)) for each in ("", before_of(view)))
    now, before = ({cell.school for cell in each if cell.n} for each in cells)
    return sorted(view.ask.schools[code].name for code in now ^ before if code and now and before)


def _question(function: Callable[..., Row], *, inputs: Callable[[View, Part], Inputs]) -> Question:
    return Question(function=function, inputs=inputs, nothing=arithmetic.NO_REGISTERS)


QUESTIONS: Mapping[str, Question] = {
    "overall_absence": _question(arithmetic.overall_absence, inputs=_of_cells),
    "authorised_absence": _question(arithmetic.authorised_absence, inputs=_of_cells),
    "unauthorised_absence": _question(arithmetic.unauthorised_absence, inputs=_of_cells),
    "late_marks": _question(arithmetic.late_marks, inputs=_of_cells),
    "punctuality": _question(arithmetic.punctuality, inputs=_of_cells),
    "punctuality_gap": _question(arithmetic.punctuality_gap, inputs=_of_cells),
    "absence_by_reason": _question(arithmetic.absence_by_reason, inputs=_of_reasons),
    "absence_gap": _question(arithmetic.absence_gap, inputs=_of_cells),
    "absence_change": _question(arithmetic.absence_change, inputs=_of_change),
    "persistent_absence": _question(arithmetic.persistent_absence, inputs=_of_pupils),
    "persistent_absence_pupils": _question(arithmetic.persistent_absence_pupils, inputs=attendance_once.inputs),
    "severe_absence": _question(arithmetic.severe_absence, inputs=_of_pupils),
    "persistent_absence_gap": _question(arithmetic.persistent_absence_gap, inputs=_of_pupils),
    "severe_absence_gap": _question(arithmetic.severe_absence_gap, inputs=_of_pupils),
    "persistent_absence_change": _question(arithmetic.persistent_absence_change, inputs=_of_persistent_change),
    "absence_distribution": _question(arithmetic.absence_distribution, inputs=_of_band),
}
"""How each metric of attendance is answered."""


OF_ONE_GROUP = (
    "overall_absence", "authorised_absence", "unauthorised_absence", "late_marks", "punctuality",
    "persistent_absence", "persistent_absence_pupils", "severe_absence",
)  # fmt: skip
"""The metrics that are of one group by itself, and so may be told by single codes of SEN provision."""


def held(view: View) -> Counter[str]:
    """Year groups with registers, with how many of the group's pupils each has (none is 0, and still a year group)."""
    found: Counter[str] = Counter()
    for cell in absence(view, part=Part(year_groups=YEAR_GROUPS)):
        found[cell.year_group] += cell.n if cell.sen in codes_of(view.selection.group) else 0
    return found
