"""Shares and rates of sessions as rows: the worked examples of the definitions, and how they are said."""

from __future__ import annotations

import pytest

from dashboard.metrics import words_rates
from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.rates import ratio_gap_row, ratio_row, share_gap_row, share_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject
from dashboard.metrics.telling import Telling
from dashboard.metrics.uncertainty import RatioSums
from dashboard.metrics.words_rates import Phrase

ABOUT = Subject(metric=metric("progress_share_at_expected"))
CLUBS = Phrase(share="{value} of {group} came to a club", counted="{k} of {n} {group} came to a club")


def sums(*pupils: tuple[int, int]) -> RatioSums:
    """Pupils as sessions missed of sessions possible."""
    return RatioSums(
        n=len(pupils),
        part=sum(a for a, _ in pupils),
        whole=sum(p for _, p in pupils),
        part_squared=sum(a * a for a, _ in pupils),
        product=sum(a * p for a, p in pupils),
        whole_squared=sum(p * p for _, p in pupils),
    )


def told(row: Row) -> Telling:
    answer = Answer(
        metric="progress_share_at_expected",
        place="trust",
        place_words="The trust",
        period="2025-26.spring",
        period_words="spring term 2026",
        rows=(row,),
        unit="percentage points",
    )
    return Telling(row, answer)


def test_share_is_wilsons() -> None:
    row = share_row(ABOUT, one=(6, 24))
    assert (row.value, row.n, row.n_other, row.numerator, row.denominator) == (25.0, 24, None, 6, 24)
    assert (row.low, row.high) == (pytest.approx(12.0, abs=0.05), pytest.approx(44.9, abs=0.05))


def test_share_gap_is_newcombes() -> None:
    row = share_gap_row(ABOUT, one=(6, 24), two=(84, 112))
    assert (row.value, row.group_value, row.other_value) == (-50.0, 25.0, 75.0)
    assert (row.low, row.high) == (pytest.approx(-64.8, abs=0.05), pytest.approx(-28.3, abs=0.05))


def test_rate_is_a_ratio_of_sums() -> None:
    row = ratio_row(ABOUT, one=sums((3, 19), (0, 20), (10, 20)))
    assert row.value == pytest.approx(100 * 13 / 59)
    assert (row.n, row.numerator, row.denominator) == (3, 13, 59)


def test_difference_of_rates_has_both_sides() -> None:
    row = ratio_gap_row(ABOUT, one=sums((3, 19), (0, 20), (10, 20)), two=sums((1, 20), (2, 20)))
    assert row.value == pytest.approx(100 * 13 / 59 - 7.5)
    assert row.group_value == pytest.approx(100 * 13 / 59)
    assert row.other_value == pytest.approx(7.5)


@pytest.mark.parametrize("make", [share_row, ratio_row])
def test_nobody_to_count_is_said(make: object) -> None:
    assert callable(make)
    row = make(ABOUT, one=(0, 0) if make is share_row else sums())
    assert (row.value, row.state, row.reason) == (None, State.NOT_AVAILABLE, "nothing supplied for this period")


def test_words_claim_only_what_is_clear() -> None:
    clear = words_rates.core(told(share_gap_row(ABOUT, one=(6, 24), two=(84, 112))), phrase=CLUBS)
    assert clear == ("25.0% of SEND pupils came to a club, 50.0 percentage points fewer than other pupils (75.0%)")
    alike = words_rates.core(told(share_gap_row(ABOUT, one=(17, 24), two=(84, 112))), phrase=CLUBS)
    assert alike == "70.8% of SEND pupils came to a club, with no clear difference from other pupils (75.0%)"


def test_few_pupils_are_counted() -> None:
    assert words_rates.core(told(share_row(ABOUT, one=(3, 4))), phrase=CLUBS) == "3 of 4 SEND pupils came to a club"
