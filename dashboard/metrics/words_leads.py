"""Who leads Achievement for All, in words: what stands over the schools of a role, and what may be said of roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.metrics.answer import Row
from dashboard.metrics.leads import CHANGED, METRIC, ROLE_WORDS, UNKNOWN, RoleMean
from dashboard.metrics.numbers import count, percentage, period_words
from dashboard.metrics.registry import metric
from dashboard.metrics.telling import listed


def role_heading(role: str, *, rows: Sequence[Row], mean: RoleMean | None) -> str:
    """What stands over the schools of a role: the mean of the schools, then of their pupils, or why there is none."""
    if mean is not None:
        return (
            f"{_led_by(role)}: {percentage(mean.of_schools)} on average over {count(mean.schools)} schools; "
            f"{percentage(mean.of_pupils)} of all their pupils together"
        )
    few = "" if role in {CHANGED, UNKNOWN} else TOO_FEW
    return f"{_led_by(role)}: {count(len(rows), words='schools')}{few}"


def role_so_far_heading(role: str, *, schools: int, mainstream: int) -> str:
    """The same in a year under way, when no role has a mean: how many schools, and whether the mainstream ones are too
    few to say anything."""
    enough = role in {CHANGED, UNKNOWN} or mainstream >= metric(METRIC).parameters["schools_for_a_mean"]
    return f"{_led_by(role)}: {count(schools, words='schools')}{'' if enough else TOO_FEW}"


def _led_by(role: str) -> str:
    """``"Led by the SENDCO"``."""
    apart = {CHANGED: "Lead changed in the year", UNKNOWN: "Lead not recorded"}
    return apart.get(role, f"Led by {ROLE_WORDS[role]}")


TOO_FEW = ": too few to say whether it matters"


def by_lead_title(means: Mapping[str, RoleMean], *, year: str) -> str:
    """``"2024/25: 54.8% where the headteacher led, 31.9% where the SENDCO led"``: only roles that have a mean."""
    said = [f"{percentage(mean.of_schools)} where {ROLE_WORDS[role]} led" for role, mean in means.items()]
    if not said:
        return f"Who led each school, and full participation in {period_words(year)}"
    return f"Full participation in {period_words(year)}: {listed(said)}"


ASSOCIATION = (
    "An association, not an effect: schools chose their lead, and nothing is tested on so few. The dotted marks are "
    "the pilot's, 2009 to 2011, as published; on how many schools or pupils they rest is not known. A randomised "
    "trial reported in 2020 found that pupils of the programme made about two months less progress."
)
