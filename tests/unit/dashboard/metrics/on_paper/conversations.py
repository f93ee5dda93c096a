"""Conversations on paper: the twenty pupils of definitions.md 4, and the one who joined in spring."""

from __future__ import annotations

from tests.unit.dashboard.metrics.on_paper.example import Example
from tests.unit.dashboard.metrics.test_conversations import EVERYBODY, OVER, SPRING, SPRING_TERM, TWENTY, cell
from tests.unit.dashboard.metrics.test_paired import yes_no

TARGETS = [
    cell(1, "111", complete=3, complete_squared=9, complete_counted=9, curricular_met=3, wider_met=1, wider_missed=1,
         with_closed=1, met_squared=16, closed_squared=25, met_closed=20),
    cell(1, "100", curricular_missed=1, with_closed=1, closed_squared=1),
    cell(1, "111", complete=2, complete_squared=4, complete_counted=6, curricular_met=1, curricular_missed=1,
         wider_met=1, with_closed=1, met_squared=4, closed_squared=9, met_closed=6),
    cell(1, "110", complete=1, complete_squared=1, complete_counted=2, curricular_met=1, wider_met=1, with_closed=1,
         met_squared=4, closed_squared=4, met_closed=4),
    cell(6, "000", wider_set=6),
]  # fmt: skip
"""Four pupils with 3 of 3, 0 of 1, 2 of 3 and 1 of 2 conversations that ended with a target of each kind, and 4 of 5,
0 of 1, 2 of 3 and 2 of 2 closed targets met; six with no conversation and none closed."""

CONVERSATIONS = {
    # 11 of the 20 who were there all year had three; who joined in spring is not counted.
    "conversations_full_participation": Example(
        cells=EVERYBODY, more={"when": OVER}, value=55.0, of=(11, 20), between=(34.21, 74.18), n=(20, None),
        sides=(55.0, None),
    ),
    # Two in one term are three in a year, but not one in each: 6 of 10.
    "conversations_termly_complete": Example(
        cells=[cell(4, "120"), cell(6, "111")], more={"when": OVER}, value=60.0, of=(6, 10), between=(31.27, 83.18),
        n=(10, None), sides=(60.0, None), reason="only 10 pupils in the AfA group",
    ),
    # (33 + 10 + 3) ÷ 20; s² = (11 × 0.49 + 5 × 0.09 + 3 × 1.69 + 5.29) ÷ 19 = 0.8526, se 0.2065, t of 19 2.0930.
    "conversations_per_pupil": Example(
        cells=TWENTY, more={"when": OVER}, value=2.30, of=(46, 20), between=(1.8678, 2.7322), n=(20, None),
        sides=(2.30, None),
    ),
    # (46 + 2) of (60 + 2) expected; away from it the 21 pupils' 3, 2, 1, 0 of 3 and 2 of 2.
    "conversations_pro_rata": Example(
        cells=EVERYBODY, more={"when": OVER}, value=77.4194, of=(48, 62), between=(63.452, 91.387), n=(21, None),
        sides=(77.4194, None),
    ),
    "conversations_reach": Example(
        cells=EVERYBODY, more={"when": OVER}, value=95.2381, of=(20, 21), between=(77.33, 99.15), n=(21, None),
        sides=(95.2381, None),
    ),
    # After the autumn term 11 and 5 of the 20 had theirs; nothing was due of who joined in spring.
    "conversations_so_far": Example(
        cells=EVERYBODY, more={"when": SPRING}, value=80.0, of=(16, 20), between=(58.40, 91.93), n=(20, None),
        sides=(80.0, None),
    ),
    # 12 of 12 + 2 held alone + 3 declined + 1 missed + 4 to come + 5 without a day.
    "conversations_this_term": Example(
        cells=SPRING_TERM, value=44.4444, of=(12, 27), between=(27.59, 62.69), n=(27, None), sides=(44.4444, None)
    ),
    # 6 of 9: away from two thirds 1, −⅔, 0, −⅓; 4 ÷ 3 × 1.5556 ÷ 81 = 0.025606, se 16.002%, t of 3 3.1824.
    "conversations_target_completeness": Example(
        cells=TARGETS, more={"when": OVER}, value=66.6667, of=(6, 9), between=(15.742, 117.592), n=(4, None),
        sides=(66.6667, None), reason="only 4 pupils in the AfA group",
    ),
    # 8 of 11: away from it 4, −8, −2 and 6 elevenths; 4 ÷ 3 × 120 ÷ 121 ÷ 121 = 0.010928, se 10.454%, t of 3 3.1824.
    "conversations_targets_met": Example(
        cells=TARGETS, more={"when": OVER}, value=72.7273, of=(8, 11), between=(39.459, 105.996), n=(4, None),
        sides=(72.7273, None), reason="only 4 pupils in the AfA group",
    ),
    # Of 30, 10 had one at both times, 10 only now, 4 only then: 20 now, 14 then; ten times +1, four times −1.
    "conversations_change_same_pupils": Example(
        cells=yes_no("K", "K", both=10, only_now=10, only_then=4, neither=6), value=20.0, of=(20, 30),
        between=(-4.808, 44.808), n=(30, None), sides=(66.6667, 46.6667),
    ),
    # Schools, not parents: 3 of 8.
    "conversations_parent_relationships": Example(
        cells=["excellent"] * 3 + ["good"] * 4 + ["poor"], value=37.5, of=(3, 8), between=(13.68, 69.43), n=(8, None),
        sides=(37.5, None), reason="only 8 schools",
    ),
}  # fmt: skip
