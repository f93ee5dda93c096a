"""A rate has a mark by its own pupils; other pupils' rate only where more than five stand behind it."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from dashboard.figures.rate_rails import is_drawn, others_value, rate_rail
from dashboard.figures.template import MARKS
from dashboard.metrics.answer import Row


def of_two_sides(*, n: int, n_other: int, fewest: int | None = None) -> Row:
    return Row(label="Spring", n=n, n_other=n_other, fewest=fewest, value=20.0, group_value=30.0, other_value=10.0)


@pytest.mark.parametrize(("n_other", "drawn"), [(0, False), (5, False), (6, True)])
def test_others_have_a_mark_where_more_than_five_stand_behind_it(n_other: int, drawn: bool) -> None:
    row = of_two_sides(n=60, n_other=n_other)
    assert is_drawn(row)
    assert (others_value(row) is not None) is drawn
    assert (MARKS["other"].colour in unquote(rate_rail(row, top=50))) is drawn


@pytest.mark.parametrize(("top", "on"), [(25, True), (30, False), (35, False)])
def test_an_interval_that_reaches_over_the_axis_goes_on_with_an_arrow(top: int, on: bool) -> None:
    row = Row(label="Plan", n=12, value=16.0, low=7.0, high=30.0)
    assert ("M-2-5L5 0L-2 5" in unquote(rate_rail(row, top=top))) is on


def test_the_groups_own_mark_goes_by_its_own_pupils_then_and_now() -> None:
    assert not is_drawn(of_two_sides(n=5, n_other=60))
    assert not is_drawn(of_two_sides(n=60, n_other=60, fewest=5))
