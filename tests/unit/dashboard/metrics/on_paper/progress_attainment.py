"""National tests and examinations on paper: the pupils of definitions.md 3.3 and 3.5."""

from __future__ import annotations

from tests.unit.dashboard.metrics.on_paper.example import NONE, Example
from tests.unit.dashboard.metrics.test_attainment import cell, scores

SAT = [cell("K", 16, met=5, higher=1), cell("E", 4, met=1), cell("E", 4, state="not_entered"),
       cell("N", 112, met=84, higher=28)]  # fmt: skip
"""24 SEND pupils, four of them not entered, of whom six reached the standard and one the higher; 112 others."""
PHONICS = [cell("K", 17, met=9, assessment="phonics"), cell("K", 2, state="not_entered", assessment="phonics"),
           cell("E", 1, state="nothing", assessment="phonics"),
           cell("N", 80, met=68, assessment="phonics")]  # fmt: skip

ATTAINMENT = {
    "rwm_expected": Example(
        cells=SAT, value=-50.0, of=(6, 24), between=(-64.81, -28.26), n=(24, 112), sides=(25.0, 75.0),
        ends=((12.00, 44.90), (66.2, 82.1)), within=0.05,
    ),
    # 1 of 24 (0.74 to 20.24%) against 28 of 112 (17.90 to 33.76%).
    "rwm_higher": Example(
        cells=SAT, value=-20.8333, of=(1, 24), between=(-30.24, -3.26), n=(24, 112), sides=(4.1667, 25.0)
    ),
    # 9 of 20, two of them not entered and one without a result; 68 of 80 others.
    "phonics_expected": Example(
        cells=PHONICS, value=-40.0, of=(9, 20), between=(-60.16, -17.18), n=(20, 80), sides=(45.0, 85.0),
        ends=((25.82, 65.79), (75.59, 91.21)),
    ),
    "multiplication_full": Example(
        cells=[cell(sen, n, met=k, assessment="multiplication") for sen, n, k in (("K", 20, 3), ("E", 5, 1),
                                                                                  ("N", 100, 40))],
        value=-24.0, of=(4, 25), between=(-37.72, -3.26), n=(25, 100), sides=(16.0, 40.0),
    ),
    "good_development": Example(
        cells=[cell(sen, n, met=k, assessment="development") for sen, n, k in (("K", 12, 3), ("N", 60, 42))],
        value=-45.0, of=(3, 12), between=(-64.01, -14.12), n=(12, 60), sides=(25.0, 70.0), reason="only 12 SEND pupils",
    ),
    # SEND 10, 20, 30, 40 and others 40, 50, 60, again and again: 40.79 degrees of freedom.
    "attainment_8": Example(
        cells=[scores("K", [10.0, 20.0, 30.0, 40.0] * 6), scores("N", [40.0, 50.0, 60.0] * 10)], value=-25.0, of=NONE,
        between=(-30.6171, -19.3829), n=(24, 30), sides=(25.0, 50.0),
    ),
    # 24 pupils 4.5 points below those with the same start; 1.96 × 1.41628 ÷ √24 = 0.5666.
    "progress_8": Example(
        cells=[scores("K", [31.0] * 24, beyond=[-4.5] * 24, academic_year="2023-24")], value=-0.45, of=(24, 24),
        between=(-1.0166, 0.1166), n=(24, None), sides=(-0.45, None), within=5e-5,
    ),
}  # fmt: skip
