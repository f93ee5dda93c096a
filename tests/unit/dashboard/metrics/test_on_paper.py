"""Schools worked out on paper, a measure each: the numbers are those of a pencil, not of another function.

Shares have Wilson's interval (centre (p + z²/2n) ÷ (1 + z²/n)), their differences Newcombe's (squared and added).
"""

from __future__ import annotations

import pytest

from dashboard.metrics import attendance, progress_attainment, progress_bands, wider_outcomes
from dashboard.metrics.absentees import absentees
from dashboard.metrics.answer import State
from dashboard.metrics.cells import BandCell
from dashboard.metrics.cells_attendance import AbsenteeCell, ReasonCell
from dashboard.metrics.cells_wider_outcomes import CountCell
from dashboard.metrics.progress_ages import progress_gain_ratio
from dashboard.metrics.progress_levels import progress_gain_sub_levels
from tests.unit.dashboard.metrics.sessions import Sessions, cells, spread
from tests.unit.dashboard.metrics.test_attainment import cell as sat
from tests.unit.dashboard.metrics.test_progress import cell as gained

close = pytest.approx


def missed(*pupils: tuple[int, int, int], sen: str = "K") -> list[AbsenteeCell]:
    """So many pupils who each missed so many of so many sessions."""
    return absentees(spread(*(each for n, absent, possible in pupils for each in [(absent, possible)] * n), sen=sen))


def test_absence_by_reason() -> None:
    """Three SEND pupils were ill for 4 of 40, 2 of 60 and 6 of 100 sessions: 12 of 200. Two others 4 of 200."""
    here = cells(
        Sessions(40, 5), Sessions(60, 2), Sessions(100, 9), Sessions(100, 3, sen="N"), Sessions(100, 1, sen="N")
    )
    reasons = [
        ReasonCell("1", "K", "I", sessions=12, sessions_squared=16 + 4 + 36, sessions_possible=160 + 120 + 600),
        ReasonCell("1", "N", "I", sessions=4, sessions_squared=9 + 1, sessions_possible=400),
        ReasonCell("1", "K", "M", sessions=4, sessions_squared=10, sessions_possible=340),
    ]
    row = attendance.absence_by_reason(here, reasons=reasons, code="I")
    assert (row.numerator, row.denominator, row.n, row.other_value) == (12, 200, 3, close(2.0))
    # away from 6%: 1.6, −1.6 and 0 sessions; 3 ÷ 2 × 5.12 ÷ 200² = 0.000192, se 1.3856%, t of 2 degrees 4.3027
    assert (row.value, row.low, row.high) == close((6.0, 0.038, 11.962), abs=1e-3)
    assert row.state is State.LOW_RELIABILITY


def test_persistent_absence_pupils() -> None:
    """25 pupils: 5 missed 4 of 40 (one of them 1 of 10 and 3 of 30 at two schools), 20 missed 3 of 40: 20%."""
    row = attendance.persistent_absence_pupils(missed((4, 4, 40), (1, 1 + 3, 10 + 30), (20, 3, 40)))
    assert (row.numerator, row.denominator, row.n) == (5, 25, 25)
    assert (row.value, row.low, row.high) == close((20.0, 8.86, 39.13), abs=5e-3)


def test_severe_absence_gap() -> None:
    """2 of 20 SEND pupils missed half or more, 1 of 100 others; 19 of 40 is not half, and 10 of 19 is too short."""
    send = missed((1, 20, 40), (1, 30, 40), (17, 2, 40), (1, 19, 40), (3, 10, 19))
    row = attendance.severe_absence_gap([*send, *missed((1, 40, 40), (99, 1, 40), sen="N")])
    assert (row.n, row.n_other, row.numerator, row.denominator) == (20, 100, 2, 20)
    assert (row.group_value, row.group_low, row.group_high) == close((10.0, 2.79, 30.10), abs=5e-3)
    assert (row.other_value, row.other_low, row.other_high) == close((1.0, 0.18, 5.45), abs=5e-3)
    assert (row.value, row.low, row.high) == close((9.0, 0.53, 29.12), abs=5e-3)


def test_persistent_absence_change() -> None:
    """12 of 40 now, 6 of 30 before: 10 points more, anything from 11.0 fewer to 28.7 more; not clear."""
    now, before = missed((12, 4, 40), (28, 3, 40), (2, 5, 10)), missed((6, 2, 20), (24, 1, 20))
    row = attendance.persistent_absence_change(now, before=before)
    assert (row.n, row.fewest, row.numerator, row.denominator) == (40, 30, 12, 40)
    assert (row.group_value, row.other_value) == close((30.0, 20.0))
    assert (row.value, row.low, row.high) == close((10.0, -11.02, 28.66), abs=5e-3)
    assert not row.clear


def test_bullying_perpetrators() -> None:
    """6 times by 50 SEND pupils, 8 times by 200 others, nobody twice: 12 against 4 in a hundred."""
    counted = [("K", 30, 4), ("E", 20, 2), ("N", 200, 8), ("", 9, 3)]
    here = [CountCell("1", "2025-26", "bullying_perpetrator", "4", sen, n, k, k, k) for sen, n, k in counted]
    row = wider_outcomes.bullying_perpetrators(here)
    assert (row.group_value, row.other_value, row.n, row.n_other) == (12.0, 4.0, 50, 200)
    # the score interval of 6 is 2.750 to 13.092, of 8 is 4.054 to 15.788: doubled and halved for a hundred
    assert (row.group_low, row.group_high) == close((5.50, 26.18), abs=5e-3)
    assert (row.other_low, row.other_high) == close((2.03, 7.89), abs=5e-3)
    assert (row.value, row.low, row.high) == close((8.0, 0.42, 22.32), abs=5e-3)


def banded(sen: str, *, up: int, kept: int, down: int) -> list[BandCell]:
    """Pupils of a school who rose from the second of four bands, stayed in the third, or fell from it."""
    window = ("matched", "2025-26.autumn", "2025-26.spring")
    about = ("1", "2025-26.spring", "writing", "age_related", "4", sen, sen, *window)
    return [BandCell(*about, *ends, n) for ends, n in (((2, 3), up), ((3, 3), kept), ((3, 2), down))]


ROSE_AND_FELL = [*banded("K", up=5, kept=12, down=3), *banded("N", up=30, kept=60, down=10)]
"""20 SEND pupils and 100 others."""


def test_progress_band_expected() -> None:
    """6 of 24 ended in the third of four bands, 84 of 112 others: where they began does not count."""
    held = [*banded("K", up=4, kept=2, down=18), *banded("N", up=34, kept=50, down=28)]
    row = progress_bands.progress_band_expected(held, expected=3)
    assert (row.numerator, row.denominator, row.n_other) == (6, 24, 112)
    assert (row.value, row.low, row.high) == close((-50.0, -64.8, -28.3), abs=0.05)


def test_progress_band_up() -> None:
    """5 of 20 (11.2 to 46.9%) against 30 of 100 (21.9 to 39.6%)."""
    row = progress_bands.progress_band_up(ROSE_AND_FELL, expected=3)
    assert (row.numerator, row.denominator, row.n_other) == (5, 20, 100)
    assert (row.group_value, row.other_value) == close((25.0, 30.0))
    assert (row.value, row.low, row.high) == close((-5.0, -21.81, 18.32), abs=5e-3)


def test_progress_band_kept() -> None:
    """12 of 20 against 60 of 100: to stay in an age-related band is to keep pace."""
    row = progress_bands.progress_band_kept(ROSE_AND_FELL, expected=3)
    assert (row.numerator, row.denominator, row.value) == (12, 20, close(0.0))
    assert (row.group_value, row.other_value) == close((60.0, 60.0))


def test_progress_band_down() -> None:
    """3 of 20 against 10 of 100; with those who rose and those who stayed, everybody."""
    row = progress_bands.progress_band_down(ROSE_AND_FELL, expected=3)
    assert (row.numerator, row.denominator, row.value) == (3, 20, close(5.0))
    assert (row.group_value, row.other_value) == close((15.0, 10.0))


def test_phonics_expected() -> None:
    """9 of 20, two of them not entered and one without a result; 68 of 80 others: 40 points fewer."""
    send = [sat("K", 17, met=9, assessment="phonics"), sat("K", 2, state="not_entered", assessment="phonics"),
            sat("E", 1, state="nothing", assessment="phonics")]  # fmt: skip
    row = progress_attainment.phonics_expected([*send, sat("N", 80, met=68, assessment="phonics")])
    assert (row.numerator, row.denominator, row.n, row.n_other) == (9, 20, 20, 80)
    assert (row.group_value, row.group_low, row.group_high) == close((45.0, 25.82, 65.79), abs=5e-3)
    assert (row.other_value, row.other_low, row.other_high) == close((85.0, 75.59, 91.21), abs=5e-3)
    assert (row.value, row.low, row.high) == close((-40.0, -60.16, -17.18), abs=5e-3)


def test_multiplication_full() -> None:
    """4 of 25 had full marks, 40 of 100 others; whose status nobody knows is in neither."""
    held = [("K", 20, 3), ("E", 5, 1), ("N", 100, 40), ("", 6, 6)]
    row = progress_attainment.multiplication_full(
        [sat(sen, n, met=k, assessment="multiplication") for sen, n, k in held]
    )
    assert (row.numerator, row.denominator, row.n, row.n_other) == (4, 25, 25, 100)
    assert (row.group_value, row.other_value, row.value) == close((16.0, 40.0, -24.0))
    assert row.state is State.OK


def test_good_development() -> None:
    """3 of 12 against 42 of 60: 45 points fewer, of only twelve pupils."""
    held = [("K", 12, 3), ("N", 60, 42)]
    row = progress_attainment.good_development([sat(sen, n, met=k, assessment="development") for sen, n, k in held])
    assert (row.numerator, row.denominator, row.n, row.n_other) == (3, 12, 12, 60)
    assert (row.group_value, row.other_value, row.value) == close((25.0, 70.0, -45.0))
    assert (row.state, row.reason) == (State.LOW_RELIABILITY, "only 12 SEND pupils")


def test_progress_gain_sub_levels() -> None:
    """Ten pupils gained 2 points and ten 4: 1 and 2 sub-levels, 1.5 on average; se 0.5130 ÷ √20, t of 19 2.0930."""
    row = progress_gain_sub_levels([gained("K", *[2.0] * 10, *[4.0] * 10), gained("N", 6.0, 6.0)], levels=True)
    assert (row.value, row.low, row.high) == close((1.5, 1.2599, 1.7401), abs=5e-5)
    assert (row.n, row.other_value) == (20, 3.0)


def test_progress_gain_ratio() -> None:
    """A term is four months: ten gained 4 months in it and ten 8, 1.5 for each month; others 2."""
    held = [gained("K", *[4.0] * 10, *[8.0] * 10), gained("N", 8.0)]
    row = progress_gain_ratio(held, ages=held)
    assert (row.value, row.low, row.high) == close((1.5, 1.2599, 1.7401), abs=5e-5)
    assert (row.n, row.other_value) == (20, 2.0)
