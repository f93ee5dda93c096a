"""What the sample trust shows on purpose, as plain facts: where, in which files, and of what size.

Each truth is proved from the files alone by ``tests/unit/data_loaders/test_sample.py``, with a computation of its own.
All else is meant to show no clear difference beyond the national levels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data_loaders.sample import trust

Bounds = Mapping[str, tuple[float, float]]
_RESULTS = ("assessment", "enrolment", "sen_status")
_ROLLS = ("enrolment", "sen_status")


@dataclass(frozen=True, kw_only=True)
class Truth:
    """One planted truth. ``schools`` are school codes, empty for the whole trust; ``files`` the records it is seen in.

    ``expected`` holds, by what is measured, the lowest and highest value. A measure whose name ends in ``_low`` or
    ``_high`` is that limit of a 95% interval. Shares are 0 to 1, gains and distances scale points, SEND minus others.
    """

    name: str
    strand: str
    what: str
    schools: tuple[str, ...] = ()
    files: tuple[str, ...]
    expected: Bounds


def _codes(*schools: trust.School) -> tuple[str, ...]:
    return tuple(school.code for school in schools)


def _led_by(role: str) -> tuple[str, ...]:
    return tuple(school.code for school in trust.MAINSTREAM if school.lead == role)


MANY = 1e9
PROGRESS: tuple[Truth, ...] = (
    Truth(
        name="good_school_minus",
        strand="progress",
        what="Rowan Park gains more than any other school, and its SEND pupils are left behind: 2024/25, then 2025/26",
        schools=_codes(trust.ROWAN_PARK),
        files=_RESULTS,
        expected={
            "gain_2024_25": (1.5, 4.0),
            "gap_2024_25_high": (-5.0, -0.5),
            "gain_2025_26": (2.0, 4.5),
            "gap_2025_26_high": (-5.0, -0.5),
            "places_ahead_2025_26": (0, 0),
        },
    ),
    Truth(
        name="distance_narrows",
        strand="progress",
        what="Birch Lane: the distance of the same SEND pupils narrows, over each academic year and year on year",
        schools=_codes(trust.BIRCH_LANE),
        files=_RESULTS,
        expected={
            "gap_2024_25_low": (0.5, 5.0),
            "gap_2025_26_low": (0.5, 5.0),
            "year_on_year_low": (1.5, 6.0),
            "year_on_year": (3.0, 6.0),
        },
    ),
    Truth(
        name="no_clear_change",
        strand="progress",
        what="Larch Street: nothing to see; the intervals of gaps and of changes of distance all hold zero",
        schools=_codes(trust.LARCH_STREET),
        files=_RESULTS,
        expected={"clear_windows": (0, 0), "largest_gap": (0.0, 1.0)},
    ),
    Truth(
        name="trust_keeps_pace",
        strand="progress",
        what="Trust-wide, SEND pupils gain about as much as others, at a distance that is wide and does not change",
        files=_RESULTS,
        expected={
            "gap_2024_25": (-0.4, 0.4),
            "gap_2025_26": (-0.4, 0.4),
            "clear_windows": (0, 0),
            "support_distance": (-12.0, -8.0),
            "plan_distance": (-21.0, -16.0),
        },
    ),
    Truth(
        name="special_without_scores",
        strand="progress",
        what="The pupils of Aspen House have no scores but those of national tests and examinations",
        schools=_codes(trust.ASPEN_HOUSE),
        files=("assessment", "enrolment"),
        expected={"on_roll": (100, 125), "results_while_there": (0, 0)},
    ),
    Truth(
        name="classes_of_three_and_none",
        strand="progress",
        what="Hazel Bank in 2025/26: class 2A has three SEND pupils, class 5A has none",
        schools=_codes(trust.HAZEL_BANK),
        files=("teaching_class", "class_member", *_ROLLS),
        expected={"send_in_2A": (3, 3), "send_in_5A": (0, 0), "pupils_in_2A": (25, 31), "pupils_in_5A": (25, 31)},
    ),
)
CONVERSATIONS: tuple[Truth, ...] = (
    *(
        Truth(
            name=f"participation_led_by_{role}",
            strand="conversations",
            what=f"Full participation near {share:.0%} in the schools led by {words}, in both completed years",
            schools=_led_by(role),
            files=("afa_lead", "conversation", "characteristic", *_ROLLS),
            expected={
                "schools": (count, count),
                "mean_2023_24": (share - 0.025, share + 0.025),
                "mean_2024_25": (share - 0.025, share + 0.025),
            },
        )
        for role, words, share, count in (
            (trust.HEAD, "the headteacher", 0.55, 4),
            (trust.SENDCO, "the SENDCO", 0.32, 4),
            (trust.TEACHER, "a class teacher", 0.30, 3),
        )
    ),
    Truth(
        name="lead_changes",
        strand="conversations",
        what="Juniper Hill's headteacher takes over from the class teacher in January 2026",
        schools=_codes(trust.JUNIPER_HILL),
        files=("afa_lead",),
        expected={"leads_in_2025_26": (2, 2), "headteachers_now": (5, 5), "class_teachers_now": (2, 2)},
    ),
    Truth(
        name="listed_afa_group",
        strand="conversations",
        what="Ashcombe's AfA group is SEND pupils of Years 7 and 10 only; no other school lists one",
        schools=_codes(trust.ASHCOMBE),
        files=("characteristic", *_ROLLS),
        expected={"listed": (30, 70), "of_other_years": (0, 0), "without_send": (0, 0), "elsewhere": (0, 0)},
    ),
)
WIDER_OUTCOMES: tuple[Truth, ...] = (
    Truth(
        name="clubs_20_to_70",
        strand="wider_outcomes",
        what="Oakmere: club participation of SEND pupils goes from 20% to 70% in three years; of others it stays",
        schools=_codes(trust.OAKMERE),
        files=("activity_session", *_ROLLS),
        expected={
            "send_2023_24": (0.18, 0.22),
            "send_2024_25": (0.42, 0.48),
            "send_2025_26": (0.67, 0.73),
            "rise_low": (0.3, 0.6),
            "others_change": (-0.03, 0.03),
        },
    ),
)
ATTENDANCE: tuple[Truth, ...] = (
    Truth(
        name="absence_of_plans_doubles",
        strand="attendance",
        what="Linden: persistent absence among pupils with an EHC plan at least doubles, 2023/24 to 2025/26",
        schools=_codes(trust.LINDEN),
        files=("attendance", *_ROLLS),
        expected={"fewest_plans": (30, 60), "ratio": (2.0, 4.0), "rise_low": (0.1, 0.5)},
    ),
    Truth(
        name="registers_not_supplied",
        strand="attendance",
        what="Sorrel Way has supplied no registers for the spring of 2026",
        schools=_codes(trust.SORREL_WAY),
        files=("attendance", "calendar"),
        expected={"weeks_this_term": (0, 0), "weeks_last_term": (13, 16), "others_this_term": (11, 11)},
    ),
)
PEOPLE: tuple[Truth, ...] = (
    Truth(
        name="small_primary",
        strand="people",
        what="Elder Brook: 280 pupils, 40 SEND, 6 of them with an EHC plan, all through 2025/26",
        schools=_codes(trust.ELDER_BROOK),
        files=_ROLLS,
        expected={"on_roll": (280, 280), "send": (40, 40), "plans": (6, 6)},
    ),
    Truth(
        name="movement",
        strand="people",
        what="In the course of each year pupils move between the trust's schools, join and leave",
        files=("enrolment",),
        expected={
            "movers": (20, MANY), "joiners": (100, MANY), "leavers": (100, MANY), "to_the_special_school": (4, 12),
        },
    ),
    Truth(
        name="status_changes",
        strand="people",
        what="Pupils join the register (N to K), leave it (K to N) and are given a plan (K to E), also in mid-year",
        files=("sen_status",),
        expected={
            "N_to_K": (60, MANY), "K_to_N": (40, MANY), "K_to_E": (15, MANY),
            "N_to_K_mid_year": (20, MANY), "K_to_N_mid_year": (10, MANY), "K_to_E_mid_year": (5, MANY),
        },
    ),
    Truth(
        name="dual_registration",
        strand="people",
        what="Four pupils of Aspen House have a second registration at Linden from September 2025",
        schools=_codes(trust.ASPEN_HOUSE, trust.LINDEN),
        files=("enrolment", "attendance"),
        expected={"pupils": (4, 4), "marked_elsewhere": (4, 4)},
    ),
)  # fmt: skip
TRUTHS: tuple[Truth, ...] = (*PROGRESS, *CONVERSATIONS, *WIDER_OUTCOMES, *ATTENDANCE, *PEOPLE)
"""Every planted truth."""
BY_NAME: dict[str, Truth] = {truth.name: truth for truth in TRUTHS}
