"""Standing among a cohort, in standard deviations: the only common measure of results on different scales."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import sqrt
from typing import NamedTuple, TypeAlias

from dashboard.metrics.cells import LevelCell, ProgressCell, Sums, added
from data_loaders.vocabulary import YEAR_GROUPS, first_year

CohortKey: TypeAlias = tuple[str, str, str, str]
"""Subject, scale, year group in that term, term."""


class Cohort(NamedTuple):
    """All the trust's pupils with a result on one subject, scale, year group and term, whatever their SEND status."""

    n: int
    mean: float
    sd: float


def cohorts_of(levels: Iterable[LevelCell]) -> dict[CohortKey, Cohort]:
    """The cohorts of the trust, from the levels of *all* its schools; those of one pupil are left out."""
    parts: defaultdict[CohortKey, list[Sums]] = defaultdict(list)
    for cell in levels:
        parts[cell.subject, cell.scale, cell.year_group, cell.term].append(cell.level)
    whole = {key: added(sums) for key, sums in parts.items()}
    return {key: Cohort(sums.n, sums.mean, sqrt(sums.variance)) for key, sums in whole.items() if sums.n > 1}


def year_group_in(term: str, *, year_group: str, at: str) -> str:
    """The year group in ``term`` of pupils who are in ``year_group`` in the period ``at``; X stays X.

    >>> year_group_in("2024-25.summer", year_group="4", at="2025-26.autumn")
    '3'
    """
    if year_group not in YEAR_GROUPS or year_group == "X":
        return year_group
    place = YEAR_GROUPS.index(year_group) - (first_year(at) - first_year(term))
    return YEAR_GROUPS[max(place, 0)]


def cohort_keys(cell: ProgressCell) -> list[CohortKey]:
    """The cohorts the cell's pupils stand in, last and first."""
    found = []
    for term in (cell.last_term, cell.first_term):
        year_group = year_group_in(term, year_group=cell.year_group, at=cell.period)
        found.append((cell.subject, cell.scale, year_group, term))
    return found


def standing_change(cell: ProgressCell, *, cohorts: Mapping[CohortKey, Cohort], smallest_cohort: float) -> Sums | None:
    """The sums of the cell's changes of standing, z last minus z first, worked out exactly from its sums.

    None where either cohort has fewer than ``smallest_cohort`` pupils or no spread, and for pupils of no year group:
    there is nothing for them to stand in.
    """
    if cell.year_group == "X":
        return None
    ends = []
    for key in cohort_keys(cell):
        cohort = cohorts.get(key)
        if cohort is None or cohort.n < smallest_cohort or cohort.sd == 0:
            return None
        ends.append(cohort)
    last, first = ends
    constant = first.mean / first.sd - last.mean / last.sd
    return cell.weighted(last=1 / last.sd, first=1 / first.sd, constant=constant)


def one_scale_each(cells: Iterable[ProgressCell]) -> list[ProgressCell]:
    """The cells, keeping for each school and year group the scale on which most pupils are matched, so that a pupil
    with results on two scales counts once."""
    listed = list(cells)
    pupils: defaultdict[tuple[str, str], defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cell in listed:
        pupils[cell.school, cell.year_group][cell.scale] += cell.n
    kept = {place: max(scales, key=lambda name: (scales[name], name)) for place, scales in pupils.items()}
    return [cell for cell in listed if kept[cell.school, cell.year_group] == cell.scale]
