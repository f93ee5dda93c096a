"""Wider outcomes on paper: clubs, evenings, incidents, suspensions, questionnaires and moves between schools.

Events for each hundred pupils have the score interval of a count, widened by φ: the variance of all pupils' counts
over their mean, at least 1. Of k events of n pupils it is φ ÷ n × (k ÷ φ + z² ÷ 2 ± z × √(k ÷ φ + z² ÷ 4)).
"""

from __future__ import annotations

from dashboard.metrics.cells_wider_outcomes import ActivityCell, PercentCell
from tests.unit.dashboard.metrics.on_paper.example import NONE, Example
from tests.unit.dashboard.metrics.test_paired import gap_cells, yes_no
from tests.unit.dashboard.metrics.test_questionnaires import cell as rated
from tests.unit.dashboard.metrics.test_transition import joined
from tests.unit.dashboard.metrics.test_wider_outcomes import COUNTED, counts, suspended

EVENINGS = counts("evenings", K=(20, 9, 11, 8), E=(4, 1, 1, 1), N=(112, 90, 100, 84))
BULLIED = counts("bullying_victim", K=(30, 13, 60, 5), E=(10, 2, 4, 1), N=(200, 12, 16, 10))
BULLIES = counts("bullying_perpetrator", K=(50, 8, 16, 5), N=(200, 7, 9, 6))
CHOIR = [ActivityCell("100001", "2025-26", "music", "Choir", status, 30, 30, came, 3 * came)
         for status, came in (("K", 3), ("N", 22))]  # fmt: skip
HALVES = [PercentCell("100001", "2025-26.spring", "4", status, percent, n) for status, percent, n in (
    ("K", 0, 10), ("K", 49, 5), ("K", 50, 6), ("E", 100, 3), ("N", 50, 30), ("N", 12, 30))]  # fmt: skip
"""Pupils by the share of the sessions offered to them to which they came, in whole percents."""
SUSPENSIONS = counts("suspensions", E=(20, 30, 104, 12), N=(300, 30, 34, 28))
"""Of 20: three suspended once, four twice, four three times and one seven times. Of 300: 26 once and two twice."""

WIDER_OUTCOMES = {
    "club_participation": Example(
        cells=counts("club_sessions", K=(24, 30, 200, 6)), value=25.0, of=(6, 24), between=(12.00, 44.90), n=(24, None),
        sides=(25.0, None),
    ),
    # 8 of 40 (10.5 to 34.8%) against 120 of 200 (53.1 to 66.5%).
    "club_gap": Example(
        cells=counts("club_sessions", K=(40, 80, 400, 8), N=(200, 800, 4000, 120)), value=-40.0, of=(8, 40),
        between=(-51.53, -23.70), n=(40, 200), sides=(20.0, 60.0),
    ),
    "club_send_share": Example(
        cells=CHOIR, value=12.0, of=(3, 25), between=(4.17, 29.96), n=(25, None), sides=(12.0, None)
    ),
    # Half of what was offered and more: 9 of 24 (21.2 to 57.3%) against 30 of 60 (37.7 to 62.3%).
    "regular_participation": Example(
        cells=HALVES, value=-12.5, of=(9, 24), between=(-32.93, 10.78), n=(24, 60), sides=(37.5, 50.0)
    ),
    # SEND 0, 0, 6, 10 and others 4, 6, 8: se² 24 ÷ 4 + 4 ÷ 3, 4.17 degrees of freedom.
    "sessions_per_pupil": Example(
        cells=counts("club_sessions", K=(4, 16, 136, 2), N=(3, 18, 116, 3)), value=-2.0, of=NONE,
        between=(-9.3977, 5.3977), n=(4, 3), sides=(4.0, 6.0), reason="only 3 other pupils",
    ),
    # 20 pupils: 6 came then, 12 now; 7 began, 1 stopped. Seven times +1, once −1: t of 19 2.0930.
    "club_change_same_pupils": Example(
        cells=yes_no("K", "K", both=5, only_now=7, only_then=1, neither=7), value=30.0, of=(12, 20),
        between=(3.265, 56.735), n=(20, None), sides=(60.0, 30.0),
    ),
    # SEND 12 of 40 then and 28 now, others 50 of 100 at both times: 57.94 degrees of freedom.
    "club_gap_change": Example(
        cells=gap_cells(), value=40.0, of=(28, 40), between=(19.257, 60.743), n=(40, 100), sides=(70.0, 30.0), fewest=40
    ),
    # Somebody came for 9 of the 24 SEND pupils invited and for 84 of 112 others, however often: (21.2 to 57.3%) and
    # (66.2 to 82.1%).
    "parents_evening_attendance": Example(
        cells=EVENINGS, value=-37.5, of=(9, 24), between=(-55.32, -15.86), n=(24, 112), sides=(37.5, 75.0)
    ),
    # One of 40 three times, four of 200 once: φ = 13 ÷ 7 − 7 ÷ 240 = 1.828.
    "bullying_incidents": Example(
        cells=counts("bullying_victim", K=(40, 3, 9, 1), N=(200, 4, 4, 4)), value=5.5, of=(3, 40),
        between=(-2.016, 28.768), n=(40, 200), sides=(7.5, 2.0),
    ),
    # 6 times by 50, 8 times by 200, nobody twice, so φ = 1: 6 lies in 2.750 to 13.092, 8 in 4.054 to 15.788.
    "bullying_perpetrators": Example(
        cells=counts("bullying_perpetrator", K=(30, 4, 4, 4), E=(20, 2, 2, 2), N=(200, 8, 8, 8)), value=8.0,
        of=(6, 50), between=(0.42, 22.32), n=(50, 200), sides=(12.0, 4.0), ends=((5.50, 26.18), (2.03, 7.89)),
    ),
    # (10 − m)² = 1.96² m from 5.43 to 18.41; of none 0 to 3.84.
    "behaviour_incidents": Example(
        cells=counts("behaviour_perpetrator", K=(100, 10, 10, 10), N=(100, 0, 0, 0)), value=10.0, of=(10, 100),
        between=(4.032, 18.410), n=(100, 100), sides=(10.0, 0.0), ends=((5.432, 18.410), (0.0, 3.842)),
    ),
    # 6 of 40 pupils, 15 times, against 10 of 200, 12 times.
    "bullied_pupils": Example(
        cells=BULLIED, value=10.0, of=(6, 40), between=(1.13, 24.25), n=(40, 200), sides=(15.0, 5.0)
    ),
    "bullied_send_share": Example(
        cells=BULLIED, value=37.5, of=(6, 16), between=(18.48, 61.36),
        n=(16, None), sides=(37.5, None), reason="only 16 pupils recorded",
    ),
    # 5 of 50 pupils, 8 times, against 6 of 200, 7 times.
    "bullying_pupils": Example(
        cells=BULLIES, value=7.0, of=(5, 50), between=(0.41, 18.47), n=(50, 200), sides=(10.0, 3.0)
    ),
    "bullying_send_share": Example(
        cells=BULLIES, value=45.4545, of=(5, 11), between=(21.27, 71.99),
        n=(11, None), sides=(45.4545, None), reason="only 11 pupils recorded",
    ),
    # 30 of 20 pupils: more than a hundred for each hundred. φ = 138 ÷ 60 − 60 ÷ 320 = 2.1125.
    "suspension_rate": Example(
        cells=SUSPENSIONS, value=140.0, of=(30, 20), between=(79.304, 240.977), n=(20, 300), sides=(150.0, 10.0)
    ),
    "pupils_suspended": Example(
        cells=counts("suspensions", K=(40, 9, 17, 6), N=(300, 14, 18, 12)), value=11.0, of=(6, 40),
        between=(2.56, 25.17), n=(40, 300), sides=(15.0, 4.0),
    ),
    "permanent_exclusion_rate": Example(
        cells=counts("permanent_exclusions", K=(160, 4, 4, 4), N=(800, 2, 2, 2)), value=2.25, of=(4, 160),
        between=(0.591, 6.005), n=(160, 800), sides=(2.5, 0.25),
    ),
    # Of 40 one lost 10 sessions, two 2 and one 1; of 200 four lost 2. φ = 125 ÷ 23 − 23 ÷ 240 = 5.339.
    "sessions_lost": Example(
        cells=counts("sessions_lost", K=(40, 15, 109, 4), N=(200, 8, 16, 4)), value=33.5, of=(15, 40),
        between=(5.029, 109.992), n=(40, 200), sides=(37.5, 4.0),
    ),
    # One of three suspensions of 2, 4 and 6 sessions, another of one of 10: 22 by 4, where a mean of their means is 7.
    # Away from 5.5: −4.5 and 4.5; 2 × 40.5 ÷ 16 = 5.0625, se 2.25, t of 1 12.7062. Others 1, 2 and 3.
    "average_suspension": Example(
        cells=COUNTED, more={"lengths": [suspended((2, 4, 6), (10,)), suspended((1,), (2,), (3,), status="N")]},
        value=5.5, of=(22, 4), between=(-23.089, 34.089), n=(2, None), sides=(5.5, 2.0), reason="only 2 SEND pupils",
    ),
    # Four of 30 were suspended 1, 1, 2 and 4 times: s² 2, se √(2 ÷ 4), t of 3 3.1824. Others 6 by 5.
    "suspensions_per_pupil_suspended": Example(
        cells=counts("suspensions", K=(20, 4, 6, 3), E=(10, 4, 16, 1), N=(200, 6, 8, 5)), value=2.0, of=(8, 4),
        between=(-0.2503, 4.2503), n=(4, None), sides=(2.0, 1.2), reason="only 4 SEND pupils",
    ),
    # +0.4, +0.8, 0, +0.4 and 0, +0.2, −0.2: se² 0.04, 4.91 degrees of freedom, t 2.5850.
    "relationships_change": Example(
        cells=[rated("K", 0.4, 0.8), rated("E", 0.0, 0.4), rated("N", 0.0, 0.2, -0.2)], value=0.4, of=NONE,
        between=(-0.1170, 0.9170), n=(4, 3), sides=(0.4, 0.0), reason="only 3 other pupils", within=5e-5,
    ),
    # −0.5, −0.3, −0.4, −0.8 and +0.1, −0.1, 0: s² 0.14 ÷ 3 and 0.01, se 0.12247, 4.42 degrees of freedom, t 2.6757.
    "behaviour_change": Example(
        cells=[rated(sen, *moved, outcome="behaviour_problems") for sen, moved in (
            ("K", (-0.5, -0.3, -0.4, -0.8)), ("N", (0.1, -0.1, 0.0)))],
        value=-0.5, of=NONE, between=(-0.8277, -0.1723),
        n=(4, 3), sides=(-0.5, 0.0), reason="only 3 other pupils", within=5e-5,
    ),
    # +0.6, +0.2, +0.4 and 0, +0.2, −0.2, 0: s² 0.04 and 0.08 ÷ 3, se 0.14142, 3.86 degrees of freedom, t 2.8174.
    "bullying_change": Example(
        cells=[rated(sen, *moved, outcome="bullying") for sen, moved in (
            ("K", (0.6, 0.2, 0.4)), ("N", (0.0, 0.2, -0.2, 0.0)))],
        value=0.4, of=NONE, between=(0.0015, 0.7985),
        n=(3, 4), sides=(0.4, 0.0), reason="only 3 SEND pupils", within=1e-4,
    ),
    # In time for 12 + 3 of (12 + 4 + 2) + (3 + 1) of whom it is known; 5 not known are in neither.
    "transition_information": Example(
        cells=[*joined("K", in_time=12, late=4, none=2, unknown=5), *joined("E", in_time=3, none=1)], value=68.1818,
        of=(15, 22), between=(47.32, 83.64), n=(22, None), sides=(68.1818, None),
    ),
}  # fmt: skip
