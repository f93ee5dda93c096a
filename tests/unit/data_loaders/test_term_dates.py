"""Term dates: what England usually does is proposed, and what cannot be is refused in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from data_loaders.sample.terms import half_terms
from data_loaders.school_year import easter_sunday
from data_loaders.term_dates import HALVES, WrongDates, calendar_rows, checked_halves, usual


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_the_usual_dates_are_those_of_english_schools(year: int) -> None:
    known = [half for half in half_terms() if half.term.startswith(str(year))]
    said = usual(year)
    assert [(half.term, half.code) for half in said] == [(half.term, half.code) for half in known]
    apart = [abs((a.first - b.first).days) + abs((a.last - b.last).days) for a, b in zip(said, known, strict=True)]
    assert max(apart) <= 3


@settings(phases=[Phase.explicit, Phase.generate], max_examples=40, deadline=None)
@given(st.integers(2000, 2099))
def test_every_year_has_about_190_days_and_no_holiday_in_them(year: int) -> None:
    halves = checked_halves(year, spans=[(half.first, half.last) for half in usual(year)])
    rows = calendar_rows(halves, schools=["100001"])
    opened = {date.fromisoformat(row["Date"]) for row in rows if row["Open"] == "yes"}
    easter = easter_sunday(year + 1)
    assert 180 <= len(opened) <= 200
    assert opened.isdisjoint({easter - timedelta(days=2), easter + timedelta(days=1), date(year, 12, 25)})
    assert len(rows) == 2 * len({row["Date"] for row in rows})


def test_closed_days_are_closed_at_every_school() -> None:
    rows = calendar_rows(usual(2025), schools=["1", "2"], closed=[date(2025, 9, 1)])
    closed = [(row["School"], row["Session"]) for row in rows if row["Date"] == "2025-09-01" and row["Open"] == "no"]
    assert closed == [("1", "AM"), ("1", "PM"), ("2", "AM"), ("2", "PM")]
    assert [row["Open"] for row in rows if row["Date"] == "2026-05-04"] == ["no"] * 4


@pytest.mark.parametrize(
    ("place", "first", "last", "words"),
    [
        (1, date(2025, 10, 20), date(2025, 12, 19), "Autumn, second half begins on 2025-10-20, before"),
        (2, date(2026, 2, 13), date(2026, 1, 5), "Spring, first half ends on 2026-01-05, before it begins"),
        (5, date(2026, 6, 1), date(2026, 8, 3), "the summer term ends on 2026-08-03, after the school year"),
        (0, date(2024, 9, 1), date(2025, 10, 24), "Autumn, first half begins on 2024-09-01, before"),
        (0, date(2025, 8, 1), date(2025, 12, 24), "Autumn, first half is more than 16 weeks long"),
    ],
)
def test_what_cannot_be_is_said(place: int, first: date, last: date, words: str) -> None:
    spans = [(half.first, half.last) for half in usual(2025)]
    spans[place] = (first, last)
    with pytest.raises(WrongDates, match=words):
        checked_halves(2025, spans=spans)
    with pytest.raises(WrongDates, match="six half terms, and 5"):
        checked_halves(2025, spans=spans[1:])
    assert len(HALVES) == 6
