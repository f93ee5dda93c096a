"""The formula with a row's own numbers in it: it adds up, and says nothing of what is not made of parts."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.worked import worked

WORDS = {"group_words": "SEND pupils", "other_words": "other pupils"}


def said(metric: str, *, unit: str, **row: Any) -> str:
    """The words for one row of a metric."""
    one = Row(label="Rowan Park", **row)
    answer = Answer(
        metric=metric, place="trust", place_words="The trust", period="2025-26.spring", period_words="spring term 2026",
        rows=(one,), unit=unit, **WORDS,
    )  # fmt: skip
    return worked(one, answer=answer)


def test_difference_of_means() -> None:
    assert said(
        "progress_gap", unit="points", n=24, n_other=112, group_value=97.5, other_value=104.8, value=-7.3, low=-11.4,
        high=-3.2,
    ) == (
        "97.5000 (SEND pupils, n 24) minus 104.8000 (other pupils, n 112) = −7.3000 points. "
        "95% interval: −11.4000 to −3.2000."
    )  # fmt: skip


def test_size_of_a_gap_shows_every_number_that_it_is_made_of() -> None:
    """The example of definitions.md 3.5: −7.3 ÷ 7.7388 × 0.9944 is −0.9380."""
    assert said(
        "progress_effect_size", unit="standard deviations", n=24, n_other=112, numerator=-7.3, denominator=7.73878,
        value=-0.93801, low=-1.477, high=-0.399,
    ) == (
        "−7.3000 (SEND pupils, n 24, minus other pupils, n 112) ÷ 7.7388 (the pupils' standard deviation) × 0.9944 "
        "(the correction for 136 pupils) = −0.9380 standard deviations. 95% interval: −1.4770 to −0.3990."
    )  # fmt: skip
    few = {"n": 4, "n_other": 112, "numerator": -7.3, "denominator": 7.7, "value": -0.9}
    assert said("progress_effect_size", unit="", **few) == "Five or fewer on a side: nothing is worked out of so few."


def test_share_alone() -> None:
    assert said(
        "progress_share_at_expected", unit="%", n=20, numerator=11, denominator=20, value=55.0, group_value=55.0,
        low=34.2085, high=74.1802,
    ) == "11 ÷ 20 × 100 = 55.0000%. 95% interval: 34.2085 to 74.1802."  # fmt: skip


@pytest.mark.parametrize("n", [6, 9])
def test_a_share_of_nine_or_fewer_is_counted_to_no_decimal(n: int) -> None:
    share = {"n": n, "numerator": 4, "denominator": n, "value": 100 * 4 / n, "group_value": 100 * 4 / n}
    expected = f"4 ÷ {n}: of nine pupils or fewer nothing is worked out."
    assert said("progress_share_at_expected", unit="%", **share) == expected
    nobody = {
        **share,
        "value": None,
        "n_other": 0,
        "state": State.NOT_APPLICABLE,
        "reason": "no other pupils to compare",
    }
    alone = said("progress_share_at_expected", unit="percentage points", **nobody)
    assert alone == "There is no figure: no other pupils to compare."


def test_an_average_of_seven_all_of_them_counted_is_no_share_of_them() -> None:
    told = said("progress_8", unit="grades", n=7, numerator=7, denominator=7, value=-0.61, group_value=-0.61,
                low=-1.66, high=0.44)  # fmt: skip
    assert "−0.6100" in told
    assert "−1.6600 to 0.4400" in told


def test_difference_of_shares() -> None:
    assert said(
        "progress_share_at_expected", unit="percentage points", n=24, n_other=112, numerator=6, denominator=24,
        group_value=25.0, other_value=75.0, value=-50.0,
    ) == (
        "6 ÷ 24 × 100 = 25.0000 (SEND pupils, n 24) minus 75.0000 (other pupils, n 112) = −50.0000 percentage points."
    )  # fmt: skip


def test_rate_of_sessions_says_how_many_pupils() -> None:
    value = 100 * 1_300 / 5_900
    assert (
        said(
            "progress_share_at_expected",
            unit="%",
            n=30,
            numerator=1_300,
            denominator=5_900,
            value=value,
            group_value=value,
        )
        == "1,300 ÷ 5,900 × 100 = 22.0339% (n 30)."
    )


def test_difference_of_rates_of_sessions() -> None:
    one, two = 100 * 1_300 / 5_900, 6.5
    assert said(
        "progress_share_at_expected",
        unit="percentage points",
        n=30,
        n_other=300,
        numerator=1_300,
        denominator=5_900,
        group_value=one,
        other_value=two,
        value=one - two,
    ).startswith("1,300 ÷ 5,900 × 100 = 22.0339 (SEND pupils, n 30) minus 6.5000 (other pupils, n 300) = +15.5339")


def test_count_per_100_pupils() -> None:
    assert (
        said(
            "progress_share_at_expected", unit="per 100 pupils", n=340, numerator=12, denominator=340, value=1200 / 340
        )
        == "12 ÷ 340 × 100 = 3.5294 per 100 pupils."
    )


def test_sessions_a_pupil() -> None:
    assert (
        said("progress_share_at_expected", unit="sessions", n=12, numerator=51, denominator=12, value=4.25)
        == "51 ÷ 12 = 4.2500 sessions."
    )


def test_average_alone() -> None:
    assert said("progress_gain", unit="points", n=806, value=1.25, group_value=1.25) == (
        "The average of 806 SEND pupils = 1.2500 points."
    )


def test_change_names_its_two_dates() -> None:
    words = said(
        "progress_change_same_pupils", unit="points", n=69, n_other=367, group_value=-11.0, other_value=-12.0,
        value=1.0, first_period="2024-25.spring", last_period="2025-26.spring",
    )  # fmt: skip
    assert words == (
        "−11.0000 (the distance in spring term 2026) minus −12.0000 (the distance in spring term 2025) = "
        "+1.0000 points."
    )


def test_five_pupils_or_fewer_have_no_average() -> None:
    words = said("progress_gap", unit="points", n=3, n_other=112, group_value=97.5, other_value=104.8, value=-7.3)
    assert words == "Five or fewer on a side: nothing is worked out of so few."


def test_no_figure_says_why() -> None:
    words = said("progress_gap", unit="points", state=State.NOT_AVAILABLE, reason="registers have not been supplied")
    assert words == "There is no figure: registers have not been supplied."


@pytest.mark.parametrize("value", [24.0, 26.0])
def test_nothing_is_said_that_does_not_add_up(value: float) -> None:
    assert said("progress_share_at_expected", unit="%", n=20, numerator=5, denominator=20, value=value) == ""
