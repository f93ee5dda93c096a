"""Value added: a pupil's result beside the average of all pupils who began with the same result.

A cohort is a phase's pupils of one year group whose two results are of the same two terms. Those who began with the
same result are a start group; results next to each other are joined, from the lowest, until a group is large enough,
and what is left over at the top belongs to the group before it. A cohort of only a few such groups has none: their
pupils would not have begun alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import MATCHED, ProgressCell, Sums, added, codes_of, one_of_each
from dashboard.metrics.counted import dated, without_pairs
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, means_apart, split

NO_STARTS = "no pupils of the phase in the trust with the same start to compare with"


class StartCell(NamedTuple):
    """Matched pupils of one school, year group, status and window who began with the same result, and the sums of
    their last results. Of a cohort ``school`` and ``sen_start`` are "": everybody in the trust's schools of the phase
    together."""

    school: str
    year_group: str
    sen_start: str
    first_term: str
    last_term: str
    first_value: float
    n: int
    sum_last: float
    sum_last_squared: float

    @property
    def start(self) -> Start:
        """Who began alike: the same year group, window and first result."""
        return self.year_group, self.first_term, self.last_term, self.first_value


Start: TypeAlias = tuple[str, str, str, float]
"""Year group, first term, last term, first result."""


class AddedCell(NamedTuple):
    """Pupils of one school, year group and status: how far their last results lie above the average of their start
    groups, and how many more are in start groups too small to have one."""

    school: str
    year_group: str
    sen_start: str
    sums: Sums
    left_out: int


def start_averages(cohort: Iterable[StartCell], *, smallest: float, fewest: float) -> dict[Start, float]:
    """The average last result of everybody who began alike, for each start of a phase; pupils of no year group, and
    those of a cohort with fewer than ``fewest`` start groups of ``smallest`` pupils, have none."""
    starts: defaultdict[tuple[str, str, str], defaultdict[float, list[Sums]]]
    starts = defaultdict(lambda: defaultdict(list))
    for cell in cohort:
        if cell.year_group != "X":
            whose = starts[cell.year_group, cell.first_term, cell.last_term]
            whose[cell.first_value].append(Sums(cell.n, cell.sum_last, cell.sum_last_squared))
    found: dict[Start, float] = {}
    for window, by_result in starts.items():
        whole = {result: added(parts) for result, parts in by_result.items()}
        groups = _start_groups(whole, smallest=smallest)
        for group in groups if len(groups) >= fewest else []:
            mean = added(whole[result] for result in group).mean
            found |= {(*window, result): mean for result in group}
    return found


def _start_groups(by_result: Mapping[float, Sums], *, smallest: float) -> list[list[float]]:
    """The first results of a cohort, joined from the lowest until a group has ``smallest`` pupils."""
    groups: list[list[float]] = []
    waiting: list[float] = []
    for result in sorted(by_result):
        waiting.append(result)
        if sum(by_result[each].n for each in waiting) >= smallest:
            groups.append(waiting)
            waiting = []
    if groups:
        groups[-1] += waiting
    return groups


def added_cells(cells: Iterable[StartCell], *, averages: Mapping[Start, float]) -> list[AddedCell]:
    """Each school's pupils beside those who began alike: a cell a school, year group and status."""
    found: defaultdict[tuple[str, str, str], list[AddedCell]] = defaultdict(list)
    for cell in cells:
        whose, mean = (cell.school, cell.year_group, cell.sen_start), averages.get(cell.start)
        if mean is None:
            found[whose].append(AddedCell(*whose, Sums(), cell.n))
            continue
        total = cell.sum_last - cell.n * mean
        squares = cell.sum_last_squared - 2 * mean * cell.sum_last + cell.n * mean * mean
        found[whose].append(AddedCell(*whose, Sums(cell.n, total, squares), 0))
    return [
        AddedCell(*whose, added(part.sums for part in parts), sum(part.left_out for part in parts))
        for whose, parts in found.items()
    ]


def progress_value_added(
    cells: Sequence[ProgressCell],
    *,
    beside: Sequence[AddedCell],
    group: str = "send",
    label: str = "",
    key: str = "",
) -> Row:
    """The group's mean value added minus other pupils', in the scale's unit, with Welch's interval; each side's mean
    beside it. ``numerator`` of ``denominator`` matched pupils of the group are in a start group that is large enough.

    ``beside`` are the matched pupils of ``cells`` beside those who began alike; empty where the reader has no averages.
    """
    about = Subject(metric=metric("progress_value_added"), group=group, label=label, key=key)
    one_of_each(cells, "subject", "scale", "period")
    if not beside and any(cell.state == MATCHED for cell in cells):
        return about.nothing(State.NOT_AVAILABLE, reason=NO_STARTS)
    one, two = split(beside, group=group, status=attrgetter("sen_start"), value=attrgetter("sums"))
    here = sum(cell.sums.n + cell.left_out for cell in beside if cell.sen_start in codes_of(group))
    if here and not one.n:
        least = about.metric.parameters["smallest_start_group"] * about.metric.parameters["fewest_start_groups"]
        reason = f"no year group with {least:.0f} results of the same two terms, enough to find pupils who began alike"
        row = about.nothing(State.NOT_AVAILABLE, reason=reason, n_other=two.n or None)
    else:
        row = means_apart(about, one=one, two=two, uncounted=without_pairs(cells, group=group))
    return dated(replace(row, numerator=one.n, denominator=here), cells=cells)
