"""Dates of the school year against published ones."""

from __future__ import annotations

from datetime import date

import pytest

from data_loaders.school_year import default_term_dates, easter_sunday, january_census_day, term_name, term_number

EASTERS = [  # the earliest and latest there are, and the years of the sample
    (1818, 3, 22), (1943, 4, 25), (2008, 3, 23), (2023, 4, 9), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5),
]  # fmt: skip


@pytest.mark.parametrize(("year", "month", "day"), EASTERS)
def test_easter_sunday(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


def test_default_terms_cover_the_year_without_overlap() -> None:
    autumn, spring, summer = (default_term_dates(3 * 2025 + which) for which in range(3))
    assert autumn == (date(2025, 9, 1), date(2025, 12, 31))
    assert spring == (date(2026, 1, 1), date(2026, 4, 5))
    assert summer == (date(2026, 4, 6), date(2026, 7, 31))


def test_terms_are_numbered_in_order() -> None:
    names = ["2024-25.summer", "2025-26.autumn", "2025-26.spring", "2025-26.summer", "2026-27.autumn"]
    assert [term_number(name) - term_number(names[0]) for name in names] == [0, 1, 2, 3, 4]
    assert [term_name(term_number(name)) for name in names] == names
    assert term_number("2025-26") == term_number("2025-26.summer")
    with pytest.raises(ValueError, match="easter"):
        term_number("2025-26.easter")


def test_the_census_is_the_third_thursday_of_january() -> None:
    days = [january_census_day(year) for year in (2022, 2023, 2024, 2025)]
    assert days == [date(2023, 1, 19), date(2024, 1, 18), date(2025, 1, 16), date(2026, 1, 15)]
