"""Cells to values: what is written is read back, what cannot be is refused, never guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.code_lists import CODE_LISTS
from data_loaders.rules import values
from data_loaders.rules.values import Wrong

FORMATS = ("%d/%m/%Y",)
DAYS = st.dates(min_value=values.EARLIEST, max_value=values.LATEST)


@given(day=DAYS)
def test_a_day_is_read_in_iso_and_in_the_declared_format(day: date) -> None:
    for text in (day.isoformat(), f"{day.day:02}/{day.month:02}/{day.year}", f"{day.day}/{day.month}/{day.year}"):
        assert values.read_date(text, formats=FORMATS) == day


@given(text=st.text(max_size=12))
def test_a_cell_is_a_day_or_wrong_and_nothing_else(text: str) -> None:
    with suppress(Wrong):
        assert values.EARLIEST <= values.read_date(text, formats=FORMATS) <= values.LATEST


@given(day=DAYS)
def test_day_and_month_are_never_swapped(day: date) -> None:
    """Month-first text is read only where it is also a day-first day, and then as that."""
    text = f"{day.month:02}/{day.day:02}/{day.year}"
    if day.day > 12:
        with pytest.raises(Wrong, match="month first"):
            values.read_date(text, formats=FORMATS)
    else:
        assert values.read_date(text, formats=FORMATS) == date(day.year, day.day, day.month)


@pytest.mark.parametrize(
    "text", ["46054", "20.03.2026", "20/03/26", "2025-02-29", "0206-01-01", "20 March 2026", "today"]
)
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(Wrong):
        values.read_date(text, formats=FORMATS)


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-10_000, max_value=10_000))
def test_a_number_is_read_with_either_decimal_mark(number: object) -> None:
    assert values.read_number(str(number)) == float(str(number))
    assert values.read_number(str(number).replace(".", ","), decimal=",") == float(str(number))


@pytest.mark.parametrize("text", ["1,234", "nan", "inf", "1e5", "1O", "٣", "12 000", "--1", "."])
def test_what_is_not_plainly_a_number_is_refused(text: str) -> None:
    with pytest.raises(Wrong, match="not a number"):
        values.read_number(text)


def test_a_dot_is_no_thousands_mark_where_the_comma_is_decimal() -> None:
    with pytest.raises(Wrong):
        values.read_number("1.234", decimal=",")


@given(number=st.integers(-(10**14), 10**14))
def test_whole_numbers(number: int) -> None:
    assert values.read_whole(str(number)) == values.read_whole(f"{number}.0") == number


@pytest.mark.parametrize("text", ["1.5", "1e3", "", "x", "1,000"])
def test_what_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        values.read_whole(text)


@pytest.mark.parametrize("codes", CODE_LISTS)
def test_every_code_is_read_whatever_its_capitals_and_by_its_words(codes: str) -> None:
    for code, words in CODE_LISTS[codes].items():
        assert values.read_code(code.swapcase(), codes=codes) == code
        assert values.read_code(words, codes=codes) in CODE_LISTS[codes]


def test_an_unknown_code_is_refused_with_the_nearest() -> None:
    with pytest.raises(Wrong) as caught:
        values.read_code("SEHM", codes="need")
    assert caught.value.advice.startswith("Is SEMH meant? Use one of SLCN, ")


@pytest.mark.parametrize(
    ("text", "term"),
    [("2025-26.spring", "2025-26.spring"), ("2025/26 Spring", "2025-26.spring"), ("2025/2026 spring", "2025-26.spring"),
     ("1999-00.autumn", "1999-00.autumn")],
)  # fmt: skip
def test_terms(text: str, term: str) -> None:
    assert values.read_term(text) == term


@pytest.mark.parametrize("text", ["2025-27.spring", "2025-26", "spring", "2025-26.winter", "2025-26.spring.1"])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(Wrong, match="academic year and term"):
        values.read_term(text)


def test_an_academic_year_has_no_term() -> None:
    assert values.read_term("2025/26", year_alone=True) == "2025-26"
    with pytest.raises(Wrong):
        values.read_term("2025-26.spring", year_alone=True)


@pytest.mark.parametrize(("text", "said"), [("Yes", True), ("N", False), ("TRUE", True), ("0", False)])
def test_yes_and_no(text: str, said: bool) -> None:
    assert values.read_yes_no(text) is said


def test_maybe_is_refused() -> None:
    with pytest.raises(Wrong, match="neither yes nor no"):
        values.read_yes_no("maybe")


def test_upns_are_put_in_capitals_and_other_keys_left_alone() -> None:
    assert values.read_text("h80120000101a", key=True) == "H80120000101A"
    assert values.read_text("ash1", key=True) == "ash1"
    assert values.read_text("h80120000101a") == "h80120000101a"


def test_an_identifier_a_spreadsheet_has_rounded_is_refused() -> None:
    with pytest.raises(Wrong, match="scientific"):
        values.read_text("1.23E+12", key=True)
    assert values.read_text("1.23E+12") == "1.23E+12"


def test_a_very_long_text_is_refused() -> None:
    with pytest.raises(Wrong, match="longer than 2,000"):
        values.read_text("x" * 2_001)
