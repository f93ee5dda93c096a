"""Numbers, dates and periods as a reader sees them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.metrics import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (-7.3, 1, "−7.3"), (-0.04, 1, "0.0"), (0.05, 1, "0.1"), (-0.05, 1, "−0.1"), (2.675, 2, "2.68"),
        (0.1 + 0.2, 1, "0.3"), (0.35 - 1e-16, 1, "0.4"), (1234.5, 0, "1,235"), (-0.0, 1, "0.0"), (12, 0, "12"),
        (1e-12, 4, "0.0000"), (99.95, 1, "100.0"),
    ],
)  # fmt: skip
def test_number(value: float, decimals: int, said: str) -> None:
    assert numbers.number(value, decimals=decimals) == said


@pytest.mark.parametrize(("value", "said"), [(1.25, "+1.3"), (-1.25, "−1.3"), (0.04, "0.0"), (-0.04, "0.0")])
def test_sign_is_said_when_asked_for(value: float, said: str) -> None:
    assert numbers.number(value, sign=True) == said


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_no_number_is_never_shown_as_one(value: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        numbers.number(value)


@settings(deadline=None)  # what is tested is the figure, not the machine
@given(
    st.one_of(st.floats(-1e6, 1e6), st.integers(-(10**8), 10**8).map(lambda n: (n + 0.5) / 1_000)), st.integers(0, 4)
)
def test_number_is_the_decimal_number_rounded_halves_away_from_nought(value: float, decimals: int) -> None:
    exact = abs(Decimal(repr(round(value, 9)))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert numbers.number(value, decimals=decimals).lstrip("−") == f"{exact:,}"


@settings(deadline=None)  # what is tested is the figure, not the machine
@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_number_is_within_half_a_last_place_and_never_minus_nought(value: float, decimals: int) -> None:
    said = numbers.number(value, decimals=decimals)
    back = float(said.replace(numbers.MINUS, "-").replace(",", ""))
    assert abs(back - value) <= 0.5 * 10**-decimals + 1e-8
    assert back or numbers.MINUS not in said
    assert (back == 0) == numbers.is_nought(value, decimals=decimals)
    assert "-" not in said


def test_words_around_numbers() -> None:
    assert numbers.interval(-11.44, -3.2) == "−11.4 to −3.2"
    assert numbers.percentage(25) == "25.0%"
    assert numbers.points(1.2, unit="points") == "1.2 points"
    assert numbers.points(0.5, unit="points", sign=True) == "+0.5 points"
    assert numbers.points(25, unit="%", decimals=0) == "25%"
    assert numbers.count(1, words="SEND pupils") == "1 SEND pupil"
    assert numbers.count(1204, words="pupils with an EHC plan") == "1,204 pupils with an EHC plan"
    assert numbers.of(4, 8) == "4 of 8"


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2025-26.autumn", "autumn term 2025"), ("2025-26.spring", "spring term 2026"),
        ("1999-00.summer", "summer term 2000"), ("2025-26", "2025/26"), ("", ""),
    ],
)  # fmt: skip
def test_periods(period: str, said: str) -> None:
    assert numbers.period_words(period) == said


def test_dates() -> None:
    assert numbers.date_words(date(2026, 3, 1)) == "1 March 2026"
