"""From the cells of progress to the two sides of a figure: who is on which side, and between which terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from dashboard.metrics.answer import Row
from dashboard.metrics.cells import (
    MATCHED,
    LevelCell,
    MatchingCell,
    ProgressCell,
    Sums,
    WindowCell,
    added,
    codes_of,
    one_of_each,
)
from dashboard.metrics.sides import Uncounted, split
from data_loaders.vocabulary import OTHERS, TERMS, YEAR_GROUPS, first_year, term_order

TERMS_A_YEAR = len(TERMS)
_IN_ORDER = frozenset(YEAR_GROUPS) - {"X"}


def value_sums(
    cells: Sequence[ProgressCell], *, group: str, value: Callable[[ProgressCell], Sums]
) -> tuple[Sums, Sums]:
    """The sums of one value of the matched pupils: the group's, and other pupils'."""
    paired = [cell for cell in cells if cell.state == MATCHED]
    return split(paired, group=group, status=lambda cell: cell.sen_start, value=value)


def gain_sums(cells: Sequence[ProgressCell], *, group: str) -> tuple[Sums, Sums]:
    """The sums of the gains of the matched pupils of one subject, scale and period: the group's, and other pupils'."""
    one_of_each(cells, "subject", "scale", "period")
    return value_sums(cells, group=group, value=lambda cell: cell.gain)


def average_gain(cells: Sequence[ProgressCell]) -> float | None:
    """The average gain of all matched pupils, whatever their status; None where nobody is matched."""
    everyone = added(cell.gain for cell in cells if cell.state == MATCHED)
    return everyone.mean if everyone.n else None


def level_sums(levels: Sequence[LevelCell], *, group: str) -> tuple[Sums, Sums]:
    """The sums of the results of one subject, scale and term: the group's, and other pupils'."""
    one_of_each(levels, "subject", "scale", "term")
    return split(levels, group=group, status=lambda cell: cell.sen_year, value=lambda cell: cell.level)


def without_pairs(cells: Sequence[WindowCell], *, group: str) -> Uncounted:
    """The pupils who are on neither side: without two results, or of unknown status."""
    rest = [cell for cell in cells if cell.state != MATCHED]
    return Uncounted(
        one=sum(cell.n for cell in rest if cell.sen_start in codes_of(group)),
        two=sum(cell.n for cell in rest if cell.sen_start in OTHERS),
        unknown=sum(cell.n for cell in cells if not cell.sen_start),
    )


def dated(row: Row, *, cells: Sequence[WindowCell]) -> Row:
    """The row with the terms of the window: of each end, the one that most matched pupils have."""
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for cell in cells:
        if cell.state == MATCHED:
            first[cell.first_term] += cell.n
            last[cell.last_term] += cell.n
    return replace(row, first_period=_commonest(first), last_period=_commonest(last))


def _commonest(terms: Counter[str]) -> str:
    return max(terms, key=lambda term: (terms[term], term), default="")


def met_expectation(cells: Sequence[ProgressCell], *, codes: frozenset[str]) -> tuple[int, int]:
    """How many met the expectation, of how many matched on a scale that has one."""
    counted = [(cell.met_expectation, cell.n) for cell in cells if cell.state == MATCHED and cell.sen_start in codes]
    told = [(met, n) for met, n in counted if met is not None]
    return sum(met for met, _ in told), sum(n for _, n in told)


def matched_all(cells: Sequence[MatchingCell], *, codes: frozenset[str]) -> tuple[int, int]:
    """How many gained at least the average of all pupils, of how many matched."""
    counted = [cell for cell in cells if cell.sen_start in codes]
    return sum(cell.met for cell in counted), sum(cell.n for cell in counted)


def terms_apart(cell: ProgressCell) -> int:
    """How many terms, three a year, lie between the two results; 0 where both are of one term, or there is none."""
    if cell.state != MATCHED:
        return 0
    (year, term), (year_before, term_before) = term_order(cell.last_term), term_order(cell.first_term)
    return TERMS_A_YEAR * (year - year_before) + term - term_before


def gain_per_term(cell: ProgressCell) -> Sums:
    """The gains of the pupils divided by the terms between their two results. Raises for results of one term."""
    terms, gain = terms_apart(cell), cell.gain
    return Sums(gain.n, gain.total / terms, gain.squared / terms**2)


def entry_years(levels: Sequence[LevelCell]) -> set[int | None]:
    """The cohorts in the levels, by the year each would have begun nursery; None stands for pupils whose year group is
    not told, who may be anybody."""
    return {
        first_year(cell.term) - YEAR_GROUPS.index(cell.year_group) if cell.year_group in _IN_ORDER else None
        for cell in levels
    }
