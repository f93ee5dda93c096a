"""Value added: worked out on paper, and who is held against whom."""

from __future__ import annotations

import pytest

from dashboard.metrics.answer import State
from dashboard.metrics.cells import MATCHED, ProgressCell
from dashboard.metrics.progress_starts import (
    NO_STARTS,
    AddedCell,
    StartCell,
    added_cells,
    progress_value_added,
    start_averages,
)

close = pytest.approx
WINDOW = ("2025-26.autumn", "2025-26.spring")


def began(at: float, *ended: float, status: str = "N", year_group: str = "4", school: str = "1") -> StartCell:
    """Pupils who began at one result and where they ended."""
    squares = sum(value * value for value in ended)
    return StartCell(school, year_group, status, *WINDOW, at, len(ended), sum(ended), squares)


def gains(cells: list[StartCell]) -> list[ProgressCell]:
    """The same pupils as the page's other measures know them."""
    return [
        ProgressCell(
            cell.school, "2025-26.spring", "reading", "standard", cell.year_group, cell.sen_start, MATCHED, *WINDOW,
            cell.n, cell.n * cell.first_value, cell.sum_last, cell.n * cell.first_value**2, cell.sum_last_squared,
            cell.first_value * cell.sum_last,
        )
        for cell in cells
    ]  # fmt: skip


def beside(cells: list[StartCell], *, smallest: float = 30, fewest: float = 1) -> list[AddedCell]:
    return added_cells(cells, averages=start_averages(cells, smallest=smallest, fewest=fewest))


def test_a_result_less_the_average_of_those_who_began_alike() -> None:
    """Of 30 who began at 100, 24 others ended at 106 and 6 with SEND at 101: 105 on average, so +1 against -4. Of 30
    who began at 90, 20 others ended at 93 and 10 with SEND at 90: 92 on average, so +1 against -2. In all SEND pupils
    are (6 x -4 + 10 x -2) / 16 = -2.75, other pupils +1: 3.75 below."""
    cells = [
        began(100, *[106.0] * 24), began(100, *[101.0] * 6, status="K"),
        began(90, *[93.0] * 20), began(90, *[90.0] * 10, status="E"),
    ]  # fmt: skip
    row = progress_value_added(gains(cells), beside=beside(cells))
    assert (row.value, row.group_value, row.other_value) == close((-3.75, -2.75, 1.0))
    assert (row.n, row.n_other, row.numerator, row.denominator) == (16, 44, 16, 16)
    assert row.state is State.LOW_RELIABILITY
    assert row.low is not None
    assert row.low < -3.75 < (row.high or 0.0) < 0


def test_the_example_of_progress_8() -> None:
    """Whose prior attainment group is expected to reach 35.46 and who has 31.0 is 4.46 below."""
    alone = began(99.75, 31.0, status="K")
    [cell] = added_cells([alone], averages={alone.start: 35.46})
    assert cell.sums.mean == close(-4.46)


def test_results_next_to_each_other_are_joined_until_there_are_thirty() -> None:
    """20 at 95 and 10 at 96 are one group; 30 at 97 are one, to which the 5 left over at 99 belong."""
    cells = [began(95, *[98.0] * 20), began(96, *[101.0] * 10), began(97, *[100.0] * 30), began(99, *[107.0] * 5)]
    found = start_averages(cells, smallest=30, fewest=1)
    means = {first: mean for (*_, first), mean in found.items()}
    assert means == {95: close(99.0), 96: close(99.0), 97: close(101.0), 99: close(101.0)}


def test_twenty_nine_are_no_start_group_and_are_counted() -> None:
    cells = [began(95, *[98.0] * 20), began(96, *[101.0] * 9, status="K")]
    assert start_averages(cells, smallest=30, fewest=1) == {}
    row = progress_value_added(gains(cells), beside=beside(cells))
    assert (row.value, row.state, row.numerator, row.denominator) == (None, State.NOT_AVAILABLE, 0, 9)
    assert row.reason == "no year group with 120 results of the same two terms, enough to find pupils who began alike"
    assert progress_value_added(gains(cells), beside=beside(cells, smallest=29)).value is not None


def test_a_year_group_of_three_start_groups_did_not_begin_alike() -> None:
    cells = [began(95.0 + place, *[98.0] * 30) for place in range(4)]
    assert len(start_averages(cells, smallest=30, fewest=4)) == 4
    assert start_averages(cells[:3], smallest=30, fewest=4) == {}


def test_another_year_group_or_window_and_no_year_group_are_no_peers() -> None:
    four, five, none = (began(95, *[98.0] * 30, year_group=year) for year in ("4", "5", "X"))
    later = four._replace(last_term="2025-26.summer", n=29)
    assert set(start_averages([four, five, none, later], smallest=30, fewest=1)) == {four.start, five.start}


def test_pupils_whose_status_is_not_known_are_peers_and_on_neither_side() -> None:
    cells = [began(95, *[98.0] * 20), began(95, *[96.0] * 20, status="K"), began(95, *[120.0] * 20, status="")]
    row = progress_value_added(gains(cells), beside=beside(cells))
    assert (row.value, row.group_value, row.n, row.n_other) == (close(-2.0), close(96 - (98 + 96 + 120) / 3), 20, 20)


def test_without_averages_of_the_phase_nobody_is_held_against_them() -> None:
    row = progress_value_added(gains([began(95, 98.0), began(95, 97.0, status="K")]), beside=[])
    assert (row.value, row.state, row.reason) == (None, State.NOT_AVAILABLE, NO_STARTS)
