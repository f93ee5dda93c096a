"""One pupil's registers, counted on paper: half terms, whole terms, what is not known, and after a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from dashboard.metrics.registers import Missed, Window, added, missed_after, missed_by_window, missed_in

AUTUMN_1 = Window(date(2025, 9, 2), date(2025, 10, 24), "2025-26.autumn", "Autumn 1")
AUTUMN_2 = Window(date(2025, 11, 3), date(2025, 12, 19), "2025-26.autumn", "Autumn 2")
AUTUMN = Window(date(2025, 9, 2), date(2025, 12, 19), "2025-26.autumn", "autumn term 2025")
WINDOWS = {"halves": [AUTUMN_1, AUTUMN_2], "terms": [AUTUMN]}


@dataclass(frozen=True)
class Row:
    """A row of a register that knows nothing but what it is given."""

    from_date: date
    grain: str = "week"
    marks: str | None = None
    counts: str | None = None
    possible: int | None = None
    attended: int | None = None
    authorised: int | None = None
    unauthorised: int | None = None
    late: int | None = None


@pytest.mark.parametrize(
    ("row", "missed"),
    [
        # Ten marks: # is no possible session, nor is -; I and M are authorised, U and O are not, U and L are late.
        (Row(date(2025, 9, 8), marks="/ \\ I M U O L \\ # -"), Missed(8, 4, 2, 2)),
        (Row(date(2025, 9, 1), "term", counts="I:3 U:1"), Missed(None, 4, 1, 1)),  # who was present is not told
        (Row(date(2025, 9, 1), "term", counts="/:50 \\:46 I:3 U:1"), Missed(100, 4, 1, 1)),
        (Row(date(2025, 9, 1), "term", possible=100, attended=93), Missed(100, 7, None, None)),
        (Row(date(2025, 9, 1), "term", attended=93, authorised=4, unauthorised=3), Missed(100, 7, 3, None)),
        (Row(date(2025, 9, 1), "term", possible=100), Missed(100, None, None, None)),
        # Before 19 August 2024 H was a holiday agreed; since then there is no such code.
        (Row(date(2024, 6, 3), marks="H H / \\"), Missed(4, 2, 0, 0)),
        (Row(date(2025, 6, 2), marks="H H / \\"), Missed(2, 0, 0, 0)),
    ],
)
def test_a_row_knows_what_it_says_and_no_more(row: Row, missed: Missed) -> None:
    assert missed_in(row) == missed


def test_weeks_stand_in_their_half_terms() -> None:
    # The week of Monday 1 September begins before the term does, that of 27 October lies between two half terms.
    rows = [
        Row(date(2025, 9, 1), marks="# # / \\ I \\ / \\ / \\"),
        Row(date(2025, 10, 20), marks="I I / \\ / \\ / \\ / \\"),
        Row(date(2025, 10, 27), marks="# # # # # # # # # #"),
        Row(date(2025, 11, 3), marks="/ \\ / \\ / \\ / \\ / \\"),
    ]
    found = [(each.window.name, each.sessions) for each in missed_by_window(rows, **WINDOWS)]
    assert found == [("Autumn 1", Missed(18, 3, 0, 0)), ("Autumn 2", Missed(10, 0, 0, 0))]


def test_no_session_is_counted_twice() -> None:
    week, term = Row(date(2025, 9, 8), marks="I I / \\"), Row(date(2025, 9, 2), "term", possible=140, attended=130)
    year = Row(date(2025, 9, 1), "year", possible=380, attended=350)
    assert [each.sessions for each in missed_by_window([week, term, year], **WINDOWS)] == [Missed(4, 2, 0, 0)]
    by_term = missed_by_window([term, year], **WINDOWS)
    assert [(each.window, each.sessions) for each in by_term] == [(AUTUMN, Missed(140, 10, None, None))]
    (whole,) = missed_by_window([year], **WINDOWS)
    assert (whole.window.term, whole.sessions) == ("2025-26", Missed(380, 30, None, None))


def test_a_week_after_every_term_is_not_lost() -> None:
    (alone,) = missed_by_window([Row(date(2026, 8, 3), marks="I I")], **WINDOWS)
    assert (alone.window.name, alone.sessions.missed) == ("outside the term dates", 2)


def test_after_a_day_the_marks_of_its_week_are_cut() -> None:
    rows = [
        Row(date(2026, 2, 16), marks="I I I I I I I I I I"),
        Row(date(2026, 2, 23), marks="I I I I / \\ U \\ / \\"),  # after Tuesday: six sessions, one missed and late
        Row(date(2026, 3, 2), marks="/ \\ / \\ / \\ / \\ I I"),
    ]
    assert missed_after(rows, day=date(2026, 2, 24)) == Missed(16, 3, 1, 1)
    assert missed_after(rows, day=date(2026, 3, 8)) is None
    assert missed_after([Row(date(2026, 1, 5), "term", possible=120, attended=110)], day=date(2026, 1, 6)) is None


def test_a_sum_with_an_unknown_part_is_unknown() -> None:
    assert added([Missed(10, 1, 0, 0), Missed(None, 2, None, 0)]) == Missed(None, 3, None, 0)
