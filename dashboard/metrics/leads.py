"""Who leads Achievement for All, and what goes with it: the role of a school's year, the mean of a role's schools.

It is an association: schools chose their lead. With few schools a role's mean is words only, and nothing is tested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.metrics.answer import Row
from dashboard.metrics.cells_conversations import LeadDays
from dashboard.metrics.registry import metric

METRIC = "conversations_full_participation"
CHANGED, UNKNOWN = "changed", ""
PILOT: dict[str, float] = {"headteacher": 55.0, "senco": 32.0, "class_teacher": 30.0}
"""Full participation by who led, per cent, in the Achievement for All pilot of 2009 to 2011, as published; on how many
schools or pupils it rests is not known."""
ROLES = ("headteacher", "senco", "class_teacher", "other_senior_leader", "other", CHANGED, UNKNOWN)
"""The order in which roles are shown."""
ROLE_WORDS: dict[str, str] = {
    "headteacher": "the headteacher",
    "senco": "the SENDCO",
    "class_teacher": "a class teacher",
    "other_senior_leader": "another senior leader",
    "other": "somebody else",
    CHANGED: "changed in the year",
    UNKNOWN: "not recorded",
}


def annual_role(leads: Sequence[LeadDays], *, open_days: int) -> str:
    """The role that led on most of the year's open school days, where that is at least the definition's share of them;
    else *changed in the year*; "" where nobody is recorded."""
    days: Counter[str] = Counter()
    for lead in leads:
        days[lead.role] += lead.open_days
    if not days or not open_days:
        return UNKNOWN
    role, most = max(days.items(), key=lambda held: (held[1], held[0]))
    enough = most >= metric(METRIC).parameters["lead_share"] * open_days
    return role if enough else CHANGED


@dataclass(frozen=True, kw_only=True)
class RoleMean:
    """The schools of one role: how many, the plain mean of their rates, and the rate of all their pupils together,
    both 0 to 100."""

    schools: int
    of_schools: float
    of_pupils: float


def role_mean(rows: Sequence[Row]) -> RoleMean | None:
    """The mean of the rows of one role's mainstream schools in a completed year; None where fewer schools than the
    definition asks for have a rate."""
    known = [row for row in rows if row.value is not None]
    if len(known) < metric(METRIC).parameters["schools_for_a_mean"]:
        return None
    took_part, pupils = (sum(getattr(row, side) or 0.0 for row in known) for side in ("numerator", "denominator"))
    return RoleMean(
        schools=len(known), of_schools=sum(row.value or 0.0 for row in known) / len(known),
        of_pupils=100 * took_part / pupils,
    )  # fmt: skip
