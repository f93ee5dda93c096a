"""Attendance on paper: the pupils of definitions.md 2.2, and others to hold them against."""

from __future__ import annotations

from dashboard.metrics.absentees import absentees
from dashboard.metrics.cells_attendance import AbsenteeCell, ReasonCell
from tests.unit.dashboard.metrics.on_paper.example import NONE, Example
from tests.unit.dashboard.metrics.sessions import Sessions, cells, spread
from tests.unit.dashboard.metrics.test_attendance import EXAMPLE
from tests.unit.dashboard.metrics.test_paired import cell as pupils
from tests.unit.dashboard.metrics.test_paired import yes_no

THREE = cells(
    EXAMPLE,  # 3 of 19: 2 with a reason accepted, 1 without; late twice on 15 arrivals
    Sessions(20, 0, arrived=20),
    Sessions(20, 6, 4, late=1, arrived=10),
)
"""3 of 19, 0 of 20 and 10 of 20 sessions missed."""
OTHERS = cells(Sessions(20, 1, late=1, arrived=20, sen="N"), Sessions(20, 2, arrived=20, sen="N"))
ILL = cells(Sessions(40, 5), Sessions(60, 2), Sessions(100, 9), Sessions(100, 3, sen="N"), Sessions(100, 1, sen="N"))
REASONS = [
    ReasonCell("1", "K", "I", sessions=12, sessions_squared=16 + 4 + 36, sessions_possible=160 + 120 + 600),
    ReasonCell("1", "N", "I", sessions=4, sessions_squared=9 + 1, sessions_possible=400),
    ReasonCell("1", "K", "M", sessions=4, sessions_squared=10, sessions_possible=340),
]
"""SEND pupils were ill for 4 of 40, 2 of 60 and 6 of 100 sessions, others for 3 and 1 of 100."""
SAME = pupils("K", "K", (3, 20, 2, 40), (1, 40, 2, 20), (4, 20, 0, 20))
"""Sessions missed and possible of three pupils now, and then: 8 of 80 and 4 of 80."""
SAME_OTHERS = pupils("N", "N", (1, 20, 1, 20), (0, 20, 2, 20), (2, 20, 1, 20), (1, 20, 0, 20))


def missed(*counted: tuple[int, int, int], sen: str = "K") -> list[AbsenteeCell]:
    """So many pupils who each missed so many of so many sessions."""
    return absentees(spread(*(each for n, absent, possible in counted for each in [(absent, possible)] * n), sen=sen))


ATTENDANCE = {
    # 13 of 59, where a mean of the three rates would say 21.9%; away from it −1.19, −4.41, 5.59 sessions; t 4.3027.
    "overall_absence": Example(
        cells=THREE, value=22.0339, of=(13, 59), between=(-42.442, 86.510),
        n=(3, None), sides=(22.0339, None), reason="only 3 SEND pupils",
    ),
    # 2 + 0 + 6, and 1 + 0 + 4: together the 13.
    "authorised_absence": Example(
        cells=THREE, value=13.5593, of=(8, 59), between=(-24.855, 51.974),
        n=(3, None), sides=(13.5593, None), reason="only 3 SEND pupils",
    ),
    "unauthorised_absence": Example(
        cells=THREE, value=8.4746, of=(5, 59), between=(-17.655, 34.604),
        n=(3, None), sides=(8.4746, None), reason="only 3 SEND pupils",
    ),
    # L and U: 2 + 0 + 1.
    "late_marks": Example(
        cells=THREE, value=5.0847, of=(3, 59), between=(-7.869, 18.038),
        n=(3, None), sides=(5.0847, None), reason="only 3 SEND pupils",
    ),
    # On time on 13 of 15, 20 of 20 and 9 of 10 arrivals.
    "punctuality": Example(
        cells=THREE, value=93.3333, of=(42, 45), between=(73.430, 113.237),
        n=(3, None), sides=(93.3333, None), reason="only 3 SEND pupils",
    ),
    # Others 19 of 20 and 20 of 20.
    "punctuality_gap": Example(
        cells=[*THREE, *OTHERS], value=-4.1667, of=(42, 45), between=(-21.402, 13.069), n=(3, 2),
        sides=(93.3333, 97.5), reason="only 2 other pupils",
    ),
    # Others 3 of 40; Welch's degrees of freedom 2.11.
    "absence_gap": Example(
        cells=[*THREE, *OTHERS], value=14.5339, of=(13, 59), between=(-47.684, 76.752),
        n=(3, 2), sides=(22.0339, 7.5), reason="only 2 other pupils",
    ),
    # Then 2, 1 and 3 of 20, by other pupils.
    "absence_change": Example(
        cells=THREE, more={"before": cells(Sessions(20, 2), Sessions(20, 1), Sessions(20, 3))}, value=12.0339,
        of=NONE, between=(-49.471, 73.539), n=(3, None), sides=(22.0339, 10.0), reason="only 3 SEND pupils", fewest=3,
    ),
    # Each pupil's pull on the change is (missed − 10% of possible) ÷ 80 now less the same with 5% then; t of 2 4.3027.
    "absence_change_same_pupils": Example(
        cells=[SAME], value=5.0, of=(8, 80), between=(-28.588, 38.588),
        n=(3, None), sides=(10.0, 5.0), reason="only 3 SEND pupils",
    ),
    # Others missed 4 of 80 at both times, so all of the 5 points is the group's; 2.83 degrees of freedom.
    "absence_gap_change": Example(
        cells=[SAME, SAME_OTHERS], value=5.0, of=(8, 80), between=(-23.251, 33.251),
        n=(3, 4), sides=(10.0, 5.0), reason="only 3 SEND pupils", fewest=3,
    ),
    # 12 of 200; away from 6%: 1.6, −1.6 and 0 sessions; 3 ÷ 2 × 5.12 ÷ 200² = 0.000192, se 1.3856%, t of 2 4.3027.
    "absence_by_reason": Example(
        cells=ILL, more={"reasons": REASONS, "code": "I"}, value=6.0, of=(12, 200), between=(0.038, 11.962),
        n=(3, None), sides=(6.0, 2.0), reason="only 3 SEND pupils",
    ),
    # 6 of 24 missed 3 of 40, which is 7.5%, and 28 of 112 others; 18 and 84 missed nothing.
    "absence_distribution": Example(
        cells=[*missed((6, 3, 40), (18, 0, 40)), *missed((28, 3, 40), (84, 0, 40), sen="N")], more={"band": 1},
        value=25.0, of=(6, 24), between=(12.00, 44.90), n=(24, None), sides=(25.0, 25.0),
    ),
    # 3 of 19 (twice over, as 6 of 38), 0 of 40, and 20 of 40, which is severe too: half counts.
    "persistent_absence": Example(
        cells=missed((1, 6, 38), (1, 0, 40), (1, 20, 40)), value=66.6667, of=(2, 3), between=(20.77, 93.85),
        n=(3, None), sides=(66.6667, None), reason="only 3 SEND pupils",
    ),
    "severe_absence": Example(
        cells=missed((1, 6, 38), (1, 0, 40), (1, 20, 40)), value=33.3333, of=(1, 3), between=(6.15, 79.23),
        n=(3, None), sides=(33.3333, None), reason="only 3 SEND pupils",
    ),
    # 4 of 40 is a tenth, 3 of 31 is not though it says 10% when rounded: 8 of 25 against 18 of 100.
    "persistent_absence_gap": Example(
        cells=[*missed((6, 4, 40), (2, 10, 40), (17, 3, 31)), *missed((18, 4, 40), (82, 0, 40), sen="N")], value=14.0,
        of=(8, 25), between=(-3.15, 34.58), n=(25, 100), sides=(32.0, 18.0),
    ),
    # 5 of 25 missed 4 of 40, one of them 1 of 10 and 3 of 30 at two schools; 20 missed 3 of 40.
    "persistent_absence_pupils": Example(
        cells=missed((4, 4, 40), (1, 1 + 3, 10 + 30), (20, 3, 40)), value=20.0, of=(5, 25), between=(8.86, 39.13),
        n=(25, None), sides=(20.0, None),
    ),
    # 2 of 20 missed half or more, 1 of 100 others; 19 of 40 is not half, and 10 of 19 is too short.
    "severe_absence_gap": Example(
        cells=[*missed((1, 20, 40), (1, 30, 40), (17, 2, 40), (1, 19, 40), (3, 10, 19)),
               *missed((1, 40, 40), (99, 1, 40), sen="N")],
        value=9.0, of=(2, 20), between=(0.53, 29.12), n=(20, 100), sides=(10.0, 1.0),
        ends=((2.79, 30.10), (0.18, 5.45)),
    ),
    # 12 of 40 now, 6 of 30 before; two more have too few sessions.
    "persistent_absence_change": Example(
        cells=missed((12, 4, 40), (28, 3, 40), (2, 5, 10)), more={"before": missed((6, 2, 20), (24, 1, 20))},
        value=10.0, of=(12, 40), between=(-11.02, 28.66), n=(40, None), sides=(30.0, 20.0), fewest=30,
    ),
    # 40 SEND pupils: 4 at both times, 8 only now, 2 only then. 100 others: 10 then and 10 now, five of them the same.
    # Eight times +1 and twice −1 against five times +1 and five times −1: Welch's, 53.05 degrees of freedom.
    "persistent_absence_gap_change": Example(
        cells=[*yes_no("K", "K", both=4, only_now=8, only_then=2, neither=26),
               *yes_no("N", "N", both=5, only_now=5, only_then=5, neither=85)],
        value=15.0, of=(12, 40), between=(-1.592, 31.592), n=(40, 100), sides=(30.0, 15.0), fewest=40,
    ),
}  # fmt: skip
