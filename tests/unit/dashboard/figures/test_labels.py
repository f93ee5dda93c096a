"""Labels never lie on one another, whatever the values."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.labels import Extent, apart, extent, stacked, ticks

finite = st.floats(min_value=-1e6, max_value=1e6)


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(10, 40)), max_size=8))
def test_apart_leaves_no_overlap_and_keeps_the_order(boxes: list[tuple[float, float]]) -> None:
    positions, heights = [box[0] for box in boxes], [box[1] for box in boxes]
    moved = apart(positions, heights=heights)
    order = sorted(range(len(boxes)), key=lambda place: moved[place])
    for below, above in pairwise(order):
        assert moved[above] - moved[below] >= (heights[above] + heights[below]) / 2 - 1e-6
    assert [positions[place] for place in order] == sorted(positions)


def test_apart_leaves_alone_what_is_apart() -> None:
    assert apart([10, 100, 50], heights=[20, 20, 20]) == [10, 100, 50]


def test_apart_moves_both_of_two_alike() -> None:
    assert apart([50, 50], heights=[20, 20]) == [40, 60]


@given(st.lists(finite, max_size=20))
def test_extent_holds_every_value(values: list[float]) -> None:
    ends = extent(values)
    assert ends.low < ends.high
    assert all(ends.low <= value <= ends.high for value in values)


def test_extent_of_nothing() -> None:
    assert extent([None, None]) == Extent(0.0, 1.0)


@given(finite, st.floats(min_value=0.1, max_value=1e6))
def test_ticks_are_within_and_few(low: float, width: float) -> None:
    ends = Extent(low, low + width)
    found = ticks(ends)
    assert 2 <= len(found) <= 10
    assert all(low - width * 1e-6 <= tick <= low + width * (1 + 1e-6) for tick in found)


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (Extent(0, 10), [0, 2, 4, 6, 8, 10]),
        (Extent(93.5, 106.4), [94, 96, 98, 100, 102, 104, 106]),
        (Extent(-4, 1), [-4, -3, -2, -1, 0, 1]),
    ],
)
def test_ticks_are_round(ends: Extent, said: list[float]) -> None:
    assert ticks(ends) == said


@given(st.lists(st.floats(0, 100), max_size=40))
def test_stacked_marks_do_not_touch(values: list[float]) -> None:
    levels = stacked(values, width=3)
    for level in set(levels):
        here = sorted(value for value, at in zip(values, levels, strict=True) if at == level)
        assert all(later - earlier >= 3 for earlier, later in pairwise(here))
