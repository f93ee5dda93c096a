"""Where to look: what may be named among many comparisons, in which order, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.elsewhere import beyond, smallest_of
from dashboard.metrics.findings import Tried, found
from dashboard.metrics.uncertainty import Interval, difference
from dashboard.metrics.words_brief import brief_change
from dashboard.metrics.words_findings import finding_words

close = pytest.approx


def row(value: float, *, half: float = 1.0, p: float | None = 0.001, n: int = 40, **said: float | str) -> Row:
    return Row(label="Ash", value=value, low=value - half, high=value + half, p=p, n=n, n_other=200, **said)  # type: ignore[arg-type]


def tried(value: float, *, place: str = "Ash", metric: str = "progress_gap", subject: str = "", **said: float) -> Tried:
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
