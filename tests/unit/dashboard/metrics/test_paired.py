"""Changes of rates that keep each pupil's two figures together: worked on paper, and what must not change them."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import pytest
from scipy import stats

from dashboard.metrics.answer import State
from dashboard.metrics.attendance_changes import (
    absence_change_same_pupils,
    absence_gap_change,
    persistent_absence_gap_change,
)
from dashboard.metrics.cells_pairs import ABSENT, RateCell
from dashboard.metrics.conversations_changes import conversations_change_same_pupils
from dashboard.metrics.wider_outcomes_changes import club_change_same_pupils, club_gap_change

close = pytest.approx
Pupil = tuple[float, float, float, float]
"""Part and whole now, part and whole then."""


def cell(then: str, now: str, *pupils: Pupil) -> RateCell:
    """Pupils of one school, added up."""
    sums = [sum(pupil[at] for pupil in pupils) for at in range(4)]
    a1, p1, a0, p0 = 0, 1, 2, 3
    pairs = ((a1, a1), (a1, p1), (p1, p1), (a0, a0), (a0, p0), (p0, p0), (a1, a0), (a1, p0), (p1, a0), (p1, p0))
    return RateCell("1", "4", then, now, len(pupils), *sums, *(sum(p[x] * p[y] for p in pupils) for x, y in pairs))


def yes_no(then: str, now: str, *, both: int, only_now: int, only_then: int, neither: int) -> list[RateCell]:
    """Pupils who did or did not at each time."""
    kinds = ((both, (1, 1)), (only_now, (1, 0)), (only_then, (0, 1)), (neither, (0, 0)))
    return [cell(then, now, *[(late, 1, early, 1)] * n) for n, (late, early) in kinds if n]


def test_clubs_of_the_same_pupils_on_paper() -> None:
    """20 pupils: 6 came then, 12 now; 7 began, 1 stopped: +30 points, and the paired interval of Student."""
    row = club_change_same_pupils(yes_no("K", "K", both=5, only_now=7, only_then=1, neither=7))
    differences = [0] * 5 + [1] * 7 + [-1] + [0] * 7
    half = stats.t.ppf(0.975, 19) * stats.sem(differences)
    assert (row.value, row.group_value, row.other_value, row.n) == (close(30), close(60), close(30), 20)
    assert (row.low, row.high) == close((30 - 100 * half, 30 + 100 * half))
    assert (row.numerator, row.denominator) == (12, 20)


def test_the_pairing_removes_what_is_a_pupils_own() -> None:
    """Who comes, comes each year: a small change among many who stay as they are is told apart from chance."""
    steady = club_change_same_pupils(yes_no("K", "K", both=80, only_now=10, only_then=0, neither=10))
    restless = club_change_same_pupils(yes_no("K", "K", both=45, only_now=45, only_then=35, neither=0))
    assert steady.value == close(10)
    assert steady.clear
    assert restless.high is not None
    assert restless.high - (restless.low or 0) > 2 * ((steady.high or 0) - (steady.low or 0))


def test_absence_of_the_same_pupils_is_a_ratio_of_sums() -> None:
    """Three pupils: 3 of 20 and 1 of 40 and 4 of 20 now, 2 of 40, 2 of 20, 0 of 20 then: 10.0% now, 5.0% then."""
    pupils = [(3.0, 20.0, 2.0, 40.0), (1.0, 40.0, 2.0, 20.0), (4.0, 20.0, 0.0, 20.0)]
    row = absence_change_same_pupils([cell("K", "K", *pupils)])
    assert (row.group_value, row.other_value, row.value) == close((10.0, 5.0, 5.0))
    pulls = [(a1 - 0.1 * p1) / 80 - (a0 - 0.05 * p0) / 80 for a1, p1, a0, p0 in pupils]
    half = 100 * stats.t.ppf(0.975, 2) * sqrt(sum(u * u for u in pulls) * 3 / 2)
    assert (row.low, row.high) == close((5.0 - half, 5.0 + half))
    assert row.state is State.LOW_RELIABILITY


def test_conversations_about_the_same_pupils() -> None:
    row = conversations_change_same_pupils(yes_no("K", "K", both=10, only_now=10, only_then=4, neither=6))
    assert (row.value, row.group_value, row.other_value) == close((20.0, 20 / 0.3, 14 / 0.3))


def gap_cells() -> list[RateCell]:
    """SEND: 40 pupils, 12 came then and 28 now. Others: 100, 50 then and 50 now."""
    return [
        *yes_no("K", "K", both=10, only_now=18, only_then=2, neither=10),
        *yes_no("N", "N", both=40, only_now=10, only_then=10, neither=40),
    ]


def test_the_difference_moves_by_what_the_group_moves_beyond_others() -> None:
    row = club_gap_change(gap_cells())
    assert (row.value, row.group_value, row.other_value) == close((40.0, 70.0, 30.0))
    assert (row.n, row.n_other, row.fewest) == (40, 100, 40)
    assert row.clear
    one = [0] * 10 + [1] * 18 + [-1] * 2 + [0] * 10
    two = [0] * 40 + [1] * 10 + [-1] * 10 + [0] * 40
    ends = stats.ttest_ind(one, two, equal_var=False).confidence_interval()
    assert (row.low, row.high) == close((100 * ends.low, 100 * ends.high))


def test_who_is_there_once_counts_once() -> None:
    """All new pupils on one side and all gone on the other: then the two years are independent, and Welch's."""
    cells = [
        cell("K", ABSENT, *[(0, 0, 1, 1)] * 8, *[(0, 0, 0, 1)] * 32),
        cell(ABSENT, "K", *[(1, 1, 0, 0)] * 28, *[(0, 1, 0, 0)] * 12),
        cell("N", "N", *[(1, 1, 1, 1)] * 50, *[(0, 1, 0, 1)] * 50),
    ]
    row = club_gap_change(cells)
    assert row.value == close(50.0)
    assert row.low is not None
    assert row.high is not None
    variance = (0.2 * 0.8 / 40 + 0.7 * 0.3 / 40) * 80 / 79
    assert (row.high - row.low) / 2 == close(100 * stats.t.ppf(0.975, 79) * sqrt(variance), rel=1e-6)


def test_who_joins_the_register_is_one_pupil_and_on_both_sides_in_turn() -> None:
    cells = [*gap_cells(), *yes_no("N", "K", both=0, only_now=5, only_then=0, neither=5)]
    row = club_gap_change(cells)
    assert (row.n, row.n_other, row.fewest) == (50, 100, 40)
    assert row.group_value == close(100 * 33 / 50)


@pytest.mark.parametrize(
    "function", [absence_gap_change, persistent_absence_gap_change, club_gap_change, club_change_same_pupils]
)
@pytest.mark.parametrize("cells", [[], [cell(ABSENT, "K", (1, 1, 0, 0)), cell(ABSENT, "N", (1, 1, 0, 0))]])
def test_nothing_before_is_said_and_not_nought(function: object, cells: Sequence[RateCell]) -> None:
    assert callable(function)
    row = function(cells)
    assert row.value is None
    assert row.state is State.NOT_AVAILABLE
    assert row.reason


def test_pupils_all_alike_have_no_interval() -> None:
    row = club_change_same_pupils(yes_no("K", "K", both=30, only_now=0, only_then=0, neither=0))
    assert (row.value, row.low, row.high, row.state) == (0.0, None, None, State.LOW_RELIABILITY)
