"""The overview's small pictures and its picture of schools: whatever the figures, labels stand apart and inside."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.shared import LABEL, School, drawn, picture
from dashboard.figures.sparks import pair, pair_extent, spark
from dashboard.metrics.answer import Answer, Row

values = st.floats(min_value=-20, max_value=20, allow_nan=False)


def school(name: str, *, everyone: float, gap: float, n: int = 40) -> School:
    low, high = gap - 1, gap + 1
    return School(
        everyone=Row(label=name, value=everyone, n=n + 200),
        gap=Row(label=name, key=f"school:{name}", value=gap, low=low, high=high, n=n, n_other=200),
    )


@given(st.lists(st.tuples(values, values), min_size=4, max_size=14), values)
def test_labels_never_overlap_and_marks_are_inside(schools: list[tuple[float, float]], usual: float) -> None:
    made = picture([school(str(at), everyone=x, gap=y) for at, (x, y) in enumerate(schools)], usual=usual)
    middles = sorted(point.label_y * made.height / 100 for point in made.points)
    assert all(later - earlier >= LABEL - 1e-6 for earlier, later in pairwise(middles))
    assert middles[0] >= LABEL / 2 - 1e-6
    assert middles[-1] <= made.height - LABEL / 2 + 1e-6
    assert all(0 <= point.x <= 100 and 0 <= point.y <= 100 for point in made.points)


def test_region_begins_at_the_usual_gain_under_no_difference() -> None:
    made = picture([school(str(at), everyone=at, gap=at - 2) for at in range(5)], usual=2.0)
    left, top = made.region
    inside = [point.school.gap.label for point in made.points if point.x > left and point.y > top]
    assert inside == []
    minus = picture(
        [*(school(str(at), everyone=at, gap=0.5) for at in range(4)), school("X", everyone=9, gap=-3)], usual=2
    )
    left, top = minus.region
    assert [p.school.gap.label for p in minus.points if p.x > left and p.y > top] == ["X"]


def test_few_pupils_are_not_drawn() -> None:
    assert drawn([school("1", everyone=1, gap=1, n=5), school("2", everyone=1, gap=1)])[0].gap.label == "2"
    assert len(drawn([School(everyone=Row(label="3"), gap=Row(label="3"))])) == 0


def trend(*rows: Row) -> Answer:
    return Answer(metric="absence_gap", place="trust", place_words="", period="", period_words="", rows=rows)


def term(key: str, *, own: float, other: float | None = None, n: int = 40) -> Row:
    return Row(label=key, key=key, n=n, n_other=200, value=own, group_value=own, other_value=other)


def test_line_breaks_each_september() -> None:
    rows = [
        term(key, own=at, other=at + 1) for at, key in enumerate(("2024-25.spring", "2024-25.summer", "2025-26.autumn"))
    ]
    drawing = unquote(spark(trend(*rows)))
    lines = [part.partition('"')[0] for part in drawing.split('d="')[1:]]
    assert [line.count("M") for line in lines] == [2, 2]
    assert drawing.count("stroke-dasharray") == 1


def test_five_pupils_leave_a_hole_and_one_term_no_picture() -> None:
    assert spark(trend(term("2025-26.autumn", own=1, other=2))) == ""
    rows = [term("2025-26.autumn", own=1, other=2), term("2025-26.spring", own=1, other=2, n=5),
            term("2025-26.summer", own=1, other=2)]  # fmt: skip
    assert unquote(spark(trend(*rows))).count("M") > 2


@pytest.mark.parametrize("n", [5, 6])
def test_pair_is_drawn_from_six_pupils(n: int) -> None:
    row = term("school:1", own=4, other=8, n=n)
    assert bool(pair(row, ends=pair_extent([row]))) is (n > 5)
