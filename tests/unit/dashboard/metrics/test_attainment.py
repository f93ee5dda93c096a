"""National tests and examinations: the worked examples by hand, every kind of nothing, and who is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.metrics import progress_attainment as attainment
from dashboard.metrics.answer import Answer, State
from dashboard.metrics.cells import MixedCellsError
from dashboard.metrics.cells_attainment import AttainmentCell
from dashboard.metrics.numbers import interval, number
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import may_claim
from dashboard.metrics.words import sentence
from dashboard.metrics.words_attainment import band_words, progress_8_band

SHARES = ("good_development", "phonics_expected", "multiplication_full", "rwm_expected", "rwm_higher")


def cell(sen: str, n: int, *, assessment: str = "ks2", year: str = "2024-25", **held: Any) -> AttainmentCell:
    made = AttainmentCell(
        school="1", academic_year=year, assessment=assessment, year_group="6", sen=sen, state="result", n=n
    )
    return made._replace(**held)


def scores(sen: str, values: list[float], *, beyond: list[float] | None = None, **held: Any) -> AttainmentCell:
    """Year 11 pupils with these values of Attainment 8, and of how far it lies beyond those with the same start."""
    squares = sum(value * value for value in values)
    placed = beyond or []
    made = cell(sen, len(values), assessment="ks4", points=sum(values), points_squared=squares, placed=len(placed),
                beyond=sum(placed), beyond_squared=sum(value * value for value in placed))  # fmt: skip
    return made._replace(**held)


def told(row: Any, *, name: str) -> Answer:
    known = metric(name)
    return Answer(
        metric=name, place="trust", place_words="Trust", period="2023-24", period_words="2023/24", rows=(row,),
        unit=known.unit, decimals=known.decimals,
    )  # fmt: skip


def said(row: Any, *, name: str) -> str:
    return sentence(told(row, name=name))


def test_the_worked_example_of_reading_writing_and_maths() -> None:
    """6 of 24 against 84 of 112: −50.0 points (−64.8 to −28.3), each side with Wilson's interval."""
    row = attainment.rwm_expected([cell("K", 20, met=5), cell("E", 4, met=1), cell("N", 112, met=84)])
    assert (row.numerator, row.denominator, row.n, row.n_other) == (6, 24, 24, 112)
    assert row.value is not None
    assert row.low is not None
    assert row.high is not None
    assert number(row.value) == "−50.0"
    assert interval(row.low, row.high) == "−64.8 to −28.3"
    assert interval(row.group_low or 0, row.group_high or 0) == "12.0 to 44.9"
    assert interval(row.other_low or 0, row.other_high or 0) == "66.2 to 82.1"
    assert said(row, name="rwm_expected") == (
        "In 2024/25, 25.0% of SEND pupils reached the expected standard in reading, writing and maths, "
        "50.0 percentage points less than other pupils (75.0%)."
    )


def test_the_worked_example_of_progress_8() -> None:
    """A pupil with 31.0 where those with the same start have 35.46: −0.45. 24 of them: −1.02 to +0.12, not clear."""
    one = attainment.progress_8([scores("K", [31.0], beyond=[31.0 - 35.46], academic_year="2023-24")])
    assert one.value is not None
    assert number(one.value, decimals=2) == "−0.45"
    school = scores("K", [31.0] * 24, beyond=[-4.5] * 24, academic_year="2023-24")
    row = attainment.progress_8([school])
    assert row.value == pytest.approx(-0.45)
    assert row.low is not None
    assert row.high is not None
    assert interval(row.low, row.high, decimals=2) == "−1.02 to 0.12"
    assert not may_claim(row)
    assert said(row, name="progress_8") == (
        "There is no clear difference between SEND pupils and pupils in England with the same results at key stage 2 "
        "in 2023/24: Progress 8 −0.45."
    )
    clear = attainment.progress_8([school._replace(n=60, placed=60, beyond=-4.5 * 60, beyond_squared=60 * 4.5**2)])
    assert said(clear, name="progress_8") == (
        "SEND pupils are 0.45 grades a subject below pupils in England with the same results at key stage 2 in 2023/24."
    )


def test_attainment_8_is_a_difference_of_means_with_welchs_interval() -> None:
    one, two = [10.0, 20.0, 30.0, 40.0] * 6, [40.0, 50.0, 60.0] * 10
    row = attainment.attainment_8([scores("K", one), scores("N", two), scores("", [90.0])])
    assert (row.value, row.group_value, row.other_value, row.n, row.n_other) == (-25.0, 25.0, 50.0, 24, 30)
    assert row.low == pytest.approx(-30.6171, abs=1e-4)
    assert row.high == pytest.approx(-19.3829, abs=1e-4)
    assert said(row, name="attainment_8") == (
        "Attainment 8 of SEND pupils is 25.0 points below that of other pupils in 2024/25: "
        "on average 25.0 points against 50.0."
    )


def test_who_was_not_entered_counts_and_is_told() -> None:
    """A school that counts only who sat the test would say 6 of 12, and not 6 of 24."""
    held = [
        cell("K", 12, met=6), cell("K", 8, state="not_entered"), cell("E", 4, state="nothing"), cell("N", 30, met=20),
        cell("N", 2, state="nothing"), cell("", 5, met=5),
    ]  # fmt: skip
    row = attainment.rwm_expected(held)
    assert (row.numerator, row.denominator, row.n_other) == (6, 24, 32)
    assert attainment.without(held, group="send") == attainment.Without(not_entered=8, nothing=4)
    assert attainment.without(held, group="plan") == attainment.Without(not_entered=0, nothing=4)
    assert attainment.without(held, group="others") == attainment.Without(not_entered=0, nothing=2)


def test_the_higher_standard_is_counted_apart() -> None:
    held = [cell("K", 24, met=6, higher=1), cell("N", 112, met=84, higher=28)]
    assert (attainment.rwm_higher(held).numerator, attainment.rwm_higher(held).other_value) == (1, 25.0)


def test_what_must_be_reached_stands_in_the_definitions() -> None:
    assert attainment.standards() == attainment.Standards(
        scaled=100, writing=("EXS", "GDS"), higher_scaled=110, higher_writing=("GDS",), phonics=32, multiplication=25
    )
    known = metric("progress_8").parameters
    assert (known["national_sd"], known["points_a_grade"]) == (1.41628, 10)


@pytest.mark.parametrize("name", SHARES)
def test_few_pupils_are_counted_in_words(name: str) -> None:
    held = [cell("K", 6, met=2, higher=2), cell("N", 40, met=30, higher=30)]
    assert "2 of 6 SEND pupils" in said(getattr(attainment, name)(held), name=name)
    few = getattr(attainment, name)([cell("K", 3, met=1, higher=1), cell("N", 40, met=30, higher=30)])
    assert "1 of 3 SEND pupils" in said(few, name=name)
    low = getattr(attainment, name)([cell("K", 12, met=2, higher=2), cell("N", 40, met=30, higher=30)])
    assert (low.state, low.reason) == (State.LOW_RELIABILITY, "only 12 SEND pupils")


@pytest.mark.parametrize("year", ["2024-25", "2025-26"])
def test_progress_8_is_not_made_for_two_years_whatever_is_brought_in(year: str) -> None:
    row = attainment.progress_8([scores("K", [31.0] * 24, beyond=[-4.5] * 24, academic_year=year)])
    assert (row.value, row.state) == (None, State.NOT_AVAILABLE)
    assert row.reason.startswith(f"no Progress 8 is made for {year.replace('-', '/')}:")


def test_progress_8_leaves_out_and_counts_who_has_no_start() -> None:
    held = [
        scores("K", [31.0] * 20, beyond=[-4.5] * 20, academic_year="2023-24"),
        scores("K", [12.0] * 5, academic_year="2023-24"),
        scores("N", [60.0] * 30, beyond=[1.0] * 30, academic_year="2023-24"),
    ]
    row = attainment.progress_8(held)
    assert (row.n, row.numerator, row.denominator, row.n_other) == (20, 20, 25, 30)
    assert row.other_value == pytest.approx(0.1)


def test_progress_8_says_which_kind_of_nothing() -> None:
    others = scores("N", [60.0] * 30, beyond=[1.0] * 30, academic_year="2023-24")
    send = scores("K", [31.0] * 4, academic_year="2023-24")
    assert attainment.progress_8([others, send]).reason == ("no results of key stage 2 to begin from for 4 SEND pupils")
    assert attainment.progress_8([send]).reason == attainment.NO_TABLE
    assert attainment.progress_8([others]).state is State.NOT_APPLICABLE
    assert attainment.progress_8([]).state is State.NOT_AVAILABLE


@pytest.mark.parametrize("name", [*SHARES, "attainment_8"])
def test_every_kind_of_nothing(name: str) -> None:
    function = getattr(attainment, name)
    assert function([]).state is State.NOT_AVAILABLE
    alone = function([cell("K", 20, met=3)])
    assert (alone.state, alone.reason) == (State.NOT_APPLICABLE, "no other pupils to compare")
    assert alone.group_value is not None
    unknown = function([cell("", 20, met=3)])
    assert (unknown.state, unknown.reason) == (State.NOT_AVAILABLE, "nobody's SEND status is known")


def test_years_and_assessments_are_never_added_up() -> None:
    with pytest.raises(MixedCellsError):
        attainment.rwm_expected([cell("K", 3), cell("K", 3, year="2023-24")])
    with pytest.raises(MixedCellsError):
        attainment.rwm_expected([cell("K", 3), cell("K", 3, assessment="phonics")])


def test_group_looked_at_is_the_one_counted() -> None:
    held = [cell("K", 20, met=5), cell("E", 10, met=1), cell("A", 1, met=1), cell("N", 112, met=84)]
    counted = {group: attainment.rwm_expected(held, group=group) for group in ("send", "support", "plan")}
    assert {group: (row.numerator, row.n) for group, row in counted.items()} == {
        "send": (7, 31), "support": (6, 21), "plan": (1, 10),
    }  # fmt: skip
    assert all(replace(row, n=0).n_other == 112 for row in counted.values())


# 1.96 × 1.41628 ÷ √n: the half width of the interval is 0.2776 for 100 pupils, 0.6207 for 20, 0.8778 for 10
@pytest.mark.parametrize(
    ("score", "n", "band"),
    [
        (0.5, 100, "well above average"),
        (0.499, 100, "above average"),
        (0.278, 100, "above average"),
        (0.277, 100, "average"),
        (0.0, 100, "average"),
        (-0.277, 100, "average"),
        (-0.278, 100, "below average"),
        (-0.499, 100, "below average"),
        (-0.5, 100, "well below average"),
        (0.6, 20, "average"),
        (0.63, 20, "well above average"),
        (-0.87, 10, "average"),
        (-0.88, 10, "well below average"),
        (-3.0, 9, ""),
    ],
)
def test_each_band_of_progress_8_begins_where_the_definition_says(score: float, n: int, band: str) -> None:
    row = attainment.progress_8([scores("K", [31.0] * n, beyond=[10 * score] * n, academic_year="2023-24")])
    assert progress_8_band(row) == band


def test_a_figure_that_is_not_there_has_no_band() -> None:
    assert progress_8_band(attainment.progress_8([])) == ""


@given(st.floats(-4, 4), st.integers(1, 400))
def test_a_band_says_above_or_below_only_where_the_words_may_claim_it(score: float, n: int) -> None:
    row = attainment.progress_8([scores("K", [31.0] * n, beyond=[10 * score] * n, academic_year="2023-24")])
    turned = attainment.progress_8([scores("K", [31.0] * n, beyond=[-10 * score] * n, academic_year="2023-24")])
    band, other = progress_8_band(row), progress_8_band(turned)
    assert (band in {"above average", "below average", "well above average", "well below average"}) == may_claim(row)
    assert (band == "") == (n < 10)
    swapped = {"above": "below", "below": "above"}
    assert " ".join(swapped.get(word, word) for word in band.split()) == other


def test_what_a_band_is_of_is_said_with_it() -> None:
    row = attainment.progress_8([scores("K", [31.0] * 60, beyond=[-4.5] * 60, academic_year="2023-24")])
    assert band_words(told(row, name="progress_8")) == (
        "By the department's bands the Progress 8 of SEND pupils here, −0.45, would be called below average. The "
        "school's own band is of all its Year 11 pupils. In February 2026 the department proposed to stop drawing the "
        "bands by intervals."
    )
    few = attainment.progress_8([scores("K", [31.0] * 9, beyond=[-30.0] * 9, academic_year="2023-24")])
    assert band_words(told(few, name="progress_8")) == ""
