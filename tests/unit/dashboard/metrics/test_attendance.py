"""Attendance on paper: the worked examples of the definitions, thresholds at their edges, and how each is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.metrics import attendance, words
from dashboard.metrics.absence_years import usual_distance
from dashboard.metrics.absentees import absentees, band_of, is_close, is_persistent, is_severe, sessions_away
from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.cells_attendance import rolled, rolled_absentees
from dashboard.metrics.registry import metric
from dashboard.metrics.uncertainty import RatioSums
from tests.unit.dashboard.metrics.sessions import Sessions, cells, spread

EXAMPLE = Sessions(possible=19, authorised=2, unauthorised=1, late=2, arrived=15)
"""20 slots: 13 present, 1 L, 2 V, 1 M, 1 I, 1 U, 1 Y2."""
THREE = [Sessions(19, 3), Sessions(20, 0), Sessions(20, 10)]


def answer(name: str, *rows: Row) -> Answer:
    return Answer(
        metric=name, place="trust", place_words="The trust", period="2025-26.spring",
        period_words="spring term 2026", rows=rows, unit=metric(name).unit,
    )  # fmt: skip


def test_the_worked_example_of_one_pupil() -> None:
    found = {
        name: getattr(attendance, name)(cells(EXAMPLE)).value
        for name in ("overall_absence", "authorised_absence", "unauthorised_absence", "late_marks", "punctuality")
    }
    shown = {name: round(value, 1) for name, value in found.items()}
    assert shown == {
        "overall_absence": 15.8, "authorised_absence": 10.5, "unauthorised_absence": 5.3, "late_marks": 10.5,
        "punctuality": 86.7,
    }  # fmt: skip
    assert 10 * EXAMPLE.absent >= EXAMPLE.possible
    assert not 2 * EXAMPLE.absent >= EXAMPLE.possible


def test_three_pupils_are_a_ratio_of_sums_not_a_mean_of_rates() -> None:
    row = attendance.overall_absence(cells(*THREE))
    assert (row.numerator, row.denominator, row.n) == (13, 59, 3)
    assert row.value == pytest.approx(100 * 13 / 59)
    assert (row.state, row.reason) == (State.LOW_RELIABILITY, "only 3 SEND pupils")
    pupils = absentees(spread((6, 38), (0, 40), (20, 40)))
    assert attendance.persistent_absence(pupils).numerator == 2
    assert attendance.severe_absence(pupils).numerator == 1  # exactly half counts


@pytest.mark.parametrize(
    ("absent", "possible", "persistent", "severe"),
    [(4, 40, True, False), (3, 31, False, False), (20, 40, True, True), (19, 40, True, False), (0, 40, False, False),
     (10, 19, False, False), (2, 20, True, False)],
)  # fmt: skip
def test_thresholds_are_whole_numbers_of_own_sessions(
    absent: int, possible: int, persistent: bool, severe: bool
) -> None:
    """4 of 40 is persistent, 3 of 31 is not though it is 10% when rounded; 10 of 19 has too few sessions."""
    assert is_persistent(absent, possible=possible) is persistent
    assert is_severe(absent, possible=possible) is severe
    (cell,) = absentees(spread((absent, possible)))
    assert (cell.persistent, cell.severe, cell.n + cell.short) == (persistent, severe, 1)


@given(st.integers(20, 400).flatmap(lambda p: st.tuples(st.integers(0, p), st.just(p))))
def test_sessions_away_is_the_first_number_that_reaches_a_tenth(pupil: tuple[int, int]) -> None:
    absent, possible = pupil
    away = sessions_away(absent, possible=possible)
    assert 10 * (absent + away) >= possible + away
    assert away == 0 or 10 * (absent + away - 1) < possible + away - 1
    assert 0 <= band_of(absent, possible=possible) <= 10


def test_close_is_under_a_tenth_and_not_far() -> None:
    assert [is_close(absent, possible=100) for absent in (7, 8, 9, 10)] == [False, True, True, False]
    assert not is_close(1, possible=12)
    assert sessions_away(9, possible=100) == 2


def test_bands_are_five_points_wide_and_the_last_is_open() -> None:
    words_of = [attendance.band_words(band) for band in (0, 1, 10)]
    assert words_of == ["under 5%", "5% to under 10%", "50% or more"]
    pupils = absentees(spread((1, 20), (2, 20), (20, 20), (0, 20)))
    rows = [attendance.absence_distribution(pupils, band=band) for band in range(11)]
    assert [row.numerator for row in rows] == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1]


def test_a_gap_has_the_sign_of_absence_and_both_rates_beside_it() -> None:
    send = [Sessions(100, 10 + one % 5) for one in range(30)]
    others = [Sessions(100, 4 + one % 3, sen="N") for one in range(40)]
    row = attendance.absence_gap(cells(*send, *others))
    assert row.value == pytest.approx(12.0 - 100 * sum(one.absent for one in others) / 4000)
    assert (row.n, row.n_other, row.clear) == (30, 40, True)
    said = words.sentence(answer("absence_gap", replace(row, key="trust")))
    assert said == (
        "In spring term 2026, SEND pupils missed 12.0% of sessions, "
        "7.0 percentage points more than other pupils (5.0%)."
    )


def test_punctuality_stands_beside_that_of_other_pupils() -> None:
    """1 − 2/15 = 86.7% of the example, against 1 − 1/20 of others: per arrival, with the interval over pupils."""
    send = [EXAMPLE._replace(late=2 + one % 2) for one in range(30)]
    others = [Sessions(20, 0, late=1 + one % 2, arrived=20, sen="N") for one in range(40)]
    alone = attendance.punctuality_gap(cells(EXAMPLE, Sessions(20, 0, late=1, arrived=20, sen="N")))
    assert round(alone.group_value or 0, 1) == 86.7
    assert alone.other_value == pytest.approx(95.0)
    row = attendance.punctuality_gap(cells(*send, *others))
    assert row.value == pytest.approx(100 * (1 - 2.5 / 15) - 100 * (1 - 1.5 / 20))
    assert (row.n, row.n_other, row.clear, row.numerator, row.denominator) == (30, 40, True, 375, 450)
    said = words.sentence(answer("punctuality_gap", replace(row, key="trust")))
    assert said == (
        "In spring term 2026, SEND pupils were on time for 83.3% of their arrivals, "
        "9.2 percentage points less than other pupils (92.5%)."
    )
    nobody = attendance.punctuality_gap(cells(*send))
    assert (nobody.value, round(nobody.group_value or 0, 1)) == (None, 83.3)


def test_nothing_said_is_not_nought() -> None:
    (cell,) = cells(EXAMPLE)
    silent = [cell._replace(unauthorised=None, unauthorised_squared=None, unauthorised_possible=None, arrived=None)]
    assert attendance.unauthorised_absence(silent).state is State.NOT_AVAILABLE
    assert attendance.punctuality(silent).reason == attendance.NOT_SAID
    beside = cells(Sessions(20, 0, late=1, arrived=20, sen="N"))
    assert attendance.punctuality_gap([*silent, *beside]).reason == attendance.NOT_SAID
    assert attendance.overall_absence(silent).value is not None
    assert rolled([cell, *silent], "sen")[0].unauthorised is None


def test_who_is_not_there_is_said() -> None:
    assert attendance.overall_absence([]).reason == attendance.NO_REGISTERS
    nobody = attendance.absence_gap(cells(*(Sessions(100, 5, sen="N") for _ in range(12))))
    assert (nobody.state, nobody.reason) == (State.NOT_APPLICABLE, "no SEND pupils to compare")
    short = attendance.persistent_absence(absentees(spread((3, 10), (0, 12))))
    assert (short.state, short.reason, short.value) == (State.NOT_AVAILABLE, attendance.TOO_FEW_SESSIONS, None)
    unknown = attendance.overall_absence(cells(Sessions(100, 5, sen="")))
    assert unknown.value is None


def test_a_change_needs_more_than_years_do_anyhow() -> None:
    now = cells(*(Sessions(200, 20 + one % 7) for one in range(60)))
    before = cells(*(Sessions(200, 16 + one % 7) for one in range(60)))
    row = attendance.absence_change(now, before=before)
    assert row.clear
    assert (row.group_value or 0) - (row.other_value or 0) == pytest.approx(row.value)
    said = words.sentence(answer("absence_change", replace(row, key="trust")))
    assert said.startswith("In spring term 2026, the absence of SEND pupils rose by 2.0 percentage points")
    usual = attendance.absence_change(now, before=before, usual=2.5)
    assert not usual.clear
    assert "no clear change" in words.sentence(answer("absence_change", replace(usual, key="trust")))
    assert attendance.absence_change(now, before=[]).reason == "no registers to compare with"


def test_what_years_do_anyhow_needs_two_of_them() -> None:
    year = RatioSums(n=10, part=50, whole=1000, part_squared=0, product=0, whole_squared=0)
    assert usual_distance([year]) is None
    assert usual_distance([year, replace(year, part=80)]) == pytest.approx(3.0)


def test_a_few_pupils_are_counted_in_words() -> None:
    row = attendance.persistent_absence(absentees(spread((6, 38), (0, 40), (20, 40))))
    said = words.sentence(answer("persistent_absence", replace(row, key="trust")))
    assert "2 of 3 SEND pupils were persistently absent" in said
    rate = attendance.overall_absence(cells(*THREE))
    assert "3 SEND pupils missed 13 of 59 sessions between them" in words.sentence(
        answer("overall_absence", replace(rate, key="trust"))
    )


def test_folding_changes_no_figure() -> None:
    pupils = [Sessions(100 + one, one % 9, one % 4, one % 3, 80, sen="KEN"[one % 3]) for one in range(60)]
    held = cells(*pupils, without=2)
    for name in ("overall_absence", "absence_gap", "punctuality", "unauthorised_absence"):
        assert getattr(attendance, name)(rolled(held, "sen")) == getattr(attendance, name)(held)
    counted = absentees(cell for one in pupils for cell in spread((one.absent, one.possible), sen=one.sen))
    gap = attendance.persistent_absence_gap
    assert gap(rolled_absentees(counted, "sen")) == gap(counted)
