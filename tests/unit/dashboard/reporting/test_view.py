"""Which periods may be chosen: terms with results, and years where a year tells of no single school."""

from __future__ import annotations

from datetime import date

from dashboard.queries.terms import TermDates
from dashboard.reporting.view import _periods

BEGUN = [
    TermDates("1", "2024-25.summer", date(2025, 4, 22), date(2025, 7, 22), frozenset({"progress"})),
    TermDates("1", "2025-26.autumn", date(2025, 9, 3), date(2025, 12, 19), frozenset({"progress"})),
    TermDates("1", "2025-26.spring", date(2026, 1, 5), date(2026, 3, 27), frozenset({"attendance"})),
]


def test_terms_with_results_and_their_years_latest_first() -> None:
    assert _periods(BEGUN, strand="progress", years=True) == ("2025-26", "2025-26.autumn", "2024-25", "2024-25.summer")


def test_total_for_one_schools_readers_has_no_years() -> None:
    assert _periods(BEGUN, strand="progress", years=False) == ("2025-26.autumn", "2024-25.summer")
