"""Where to look: what may be named among many comparisons, in which order, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.elsewhere import beyond, smallest_of
from dashboard.metrics.findings import Finding, Tried, found
from dashboard.metrics.uncertainty import Interval, difference
from dashboard.metrics.words_brief import brief_change
from dashboard.metrics.words_findings import finding_words, tried_words

close = pytest.approx


def row(value: float, *, half: float = 1.0, p: float | None = 0.001, n: int = 40, **said: float | str) -> Row:
    return Row(label="Ash", value=value, low=value - half, high=value + half, p=p, n=n, n_other=200, **said)  # type: ignore[arg-type]


def tried(value: float, *, place: str = "Ash", metric: str = "progress_gap", subject: str = "", **said: Any) -> Tried:
    answer = Answer(metric=metric, place="trust", place_words="The trust", period="2025-26.spring", period_words="",
                    rows=(row(value, **said),), subject=subject, unit="points")  # fmt: skip
    return Tried(place=place, key=f"school:{place}", strand="progress", answer=answer)


def test_worse_comes_first_whatever_its_certainty() -> None:
    told = found([tried(3.0, place="Elm", p=1e-9), tried(-2.0, place="Ash", p=0.001)])
    assert [each.first.place for each in told.listed] == ["Ash", "Elm"]
    assert (len(told.worse), len(told.better), told.compared) == (1, 1, 2)


def test_for_absence_more_is_worse() -> None:
    told = found([replace(tried(3.0, metric="absence_gap"), strand="attendance")])
    assert len(told.worse) == 1


def test_one_place_and_strand_is_one_finding() -> None:
    told = found([tried(-2.0, subject="reading", p=1e-6), tried(-3.0, subject="mathematics", p=1e-4)])
    assert len(told.worse) == 1
    assert finding_words(told.worse[0]) == (
        "SEND pupils gained 2.0 points less than other pupils in reading; the same is found in mathematics."
    )


def test_beside_other_schools_the_page_of_the_place_says_how_far_it_is_from_them() -> None:
    """Its own difference is the page's first sentence; the distance from the others stands nowhere else."""
    there = replace(tried(3.2, metric="absence_gap"), beside="the trust's other primary schools")
    assert (
        tried_words(there)
        == "The difference in absence is 3.2 points greater than in the trust's other primary schools."
    )


def test_few_pupils_are_not_compared() -> None:
    assert found([tried(-9.0, n=9)]).compared == 0
    assert found([tried(-9.0, p=None)]).compared == 0


def test_of_many_comparisons_of_nothing_hardly_any_day_has_a_finding() -> None:
    random = np.random.default_rng(5)
    days = [
        found([tried(1.0, place=str(at), p=float(p)) for at, p in enumerate(random.random(120))]) for _ in range(400)
    ]
    assert sum(bool(day.listed) for day in days) <= 0.08 * 400


def test_beyond_is_the_difference_of_two_independent_figures() -> None:
    here, there = row(6.0, half=1.96), row(2.0, half=0.98)
    found_there = difference(Interval(value=6.0, se=1.0), Interval(value=2.0, se=0.5))
    made = beyond(here, there=there)
    assert made.value == close(4.0)
    assert (made.low, made.high) == close((found_there.low, found_there.high), abs=1e-3)
    assert made.p == close(found_there.p, rel=0.01)
    assert (made.group_value, made.other_value) == (6.0, 2.0)


def test_beyond_without_a_figure_says_why() -> None:
    nothing = Row(label="Ash", reason="no registers for this period")
    made = beyond(nothing, there=row(2.0))
    assert (made.value, made.p, made.reason) == (None, None, "no registers for this period")


def test_the_smallest_change_is_found_four_times_in_five() -> None:
    assert smallest_of(row(0.0, half=1.959964)) == close(1.959964 + 0.841621)
    assert smallest_of(Row(label="", value=1.0)) is None


def test_a_change_in_few_words() -> None:
    answer = tried(0.5, metric="absence_change_same_pupils").answer
    assert brief_change(answer) == "no clear change"
    assert brief_change(replace(answer, rows=(row(2.0),))) == "up 2.0 points"
    assert brief_change(replace(answer, rows=(row(-2.0),))) == "down 2.0 points"
    assert brief_change(replace(answer, rows=(row(-2.0, n=7),))) == "too few pupils to say"
    assert brief_change(replace(answer, rows=(Row(label="", reason="nothing supplied"),))) == "nothing supplied"


def found_of(value: float, *, metric: str, strand: str = "wider_outcomes", **said: Any) -> Tried:
    return replace(tried(value, metric=metric, **said), strand=strand)


def words_of(one: Tried) -> str:
    return finding_words(Finding(first=one))


def test_what_moved_against_other_pupils_is_said_in_two_sentences() -> None:
    """The group's own share first; the change of the difference is not its change."""
    dates = {"first_period": "2023-24.spring", "last_period": "2025-26.spring"}
    made = found_of(47.7, metric="club_gap_change", group_value=67.9, other_value=19.6, **dates)
    made = replace(made, answer=replace(made.answer, unit="percentage points"))
    assert words_of(made) == (
        "67.9% of SEND pupils came to a club in spring term 2026, up from 19.6% in spring term 2024. "
        "Set against the change among other pupils, that is a rise of 47.7 percentage points."
    )
    assert tried_words(made) == (
        "That is up from 19.6% in spring term 2024; set against the change among other pupils, "
        "a rise of 47.7 percentage points."
    )
    alike = replace(made, answer=replace(made.answer, rows=(replace(made.row, other_value=67.9),)))
    assert tried_words(alike).startswith("That is unchanged from 67.9% in spring term 2024; ")
    down = replace(made.row, value=-3.0, group_value=10.0, other_value=12.0)
    made = replace(made, answer=replace(made.answer, metric="absence_gap_change", rows=(down,)))
    assert words_of(made) == (
        "SEND pupils missed 10.0% of sessions in spring term 2026, down from 12.0% in spring term 2024. "
        "Set against the change among other pupils, that is a fall of 3.0 percentage points."
    )


def test_a_share_beside_other_schools_has_its_pupils() -> None:
    own = Row(label="Ash", value=45.8, group_value=45.8, low=32.6, high=59.7, n=48, numerator=22, denominator=48)
    there = replace(own, value=70.3, low=65.1, high=75.0, n=327)
    made = found_of(0.0, metric="conversations_so_far", strand="conversations")
    answer = replace(made.answer, rows=(beyond(own, there=there),), group_words="pupils in the AfA group")
    made = replace(made, answer=answer, beside="the trust's other secondary schools", own=own, there=there)
    assert found([made]).worse
    assert words_of(made) == (
        "45.8% of 48 pupils in the AfA group had a conversation in every term one was due. "
        "In the trust's other secondary schools it is 70.3% of 327."
    )


def test_a_difference_beside_other_schools_says_both_ways_round() -> None:
    """A wider gap below other pupils is no smaller difference."""
    sides = {"group_value": 38.0, "other_value": 58.0}
    own = row(-20.0, half=5.0, **sides)
    there = row(-4.0, half=3.0)
    made = found_of(0.0, metric="club_gap")
    answer = replace(made.answer, rows=(beyond(own, there=there),), unit="percentage points")
    made = replace(made, answer=answer, beside="the trust's other primary schools", own=own, there=there)
    assert found([made]).worse
    assert words_of(made) == (
        "38.0% of SEND pupils came to a club, 20.0 percentage points less than other pupils (58.0%). "
        "In the trust's other primary schools SEND pupils are 4.0 percentage points below other pupils."
    )


def test_what_tells_of_something_else_is_a_finding_by_itself() -> None:
    """Parents' evenings are not hidden under clubs; the same of clubs twice is one finding."""
    clubs = [found_of(-9.0, metric=name, p=1e-6) for name in ("club_gap", "regular_participation")]
    evenings = replace(found_of(-9.0, metric="parents_evening_attendance", p=1e-4), about="parents' evenings")
    told = found([*clubs, evenings])
    assert [(each.first.answer.metric, len(each.also)) for each in told.worse] == [
        ("club_gap", 1),
        ("parents_evening_attendance", 0),
    ]
