"""A week as a row: the group's rate of absence beside that of other pupils. Rates of sessions only: nobody is called
persistently absent for a week."""

from __future__ import annotations

from dashboard.metrics.answer import Row
from dashboard.metrics.rates import ratio_gap_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject
from dashboard.metrics.uncertainty import RatioSums


def week_row(one: RatioSums, *, two: RatioSums, group: str, label: str, key: str) -> Row:
    """The difference in absence in one week, both rates beside it."""
    about = Subject(metric=metric("absence_gap"), group=group, label=label, key=key)
    return ratio_gap_row(about, one=one, two=two, nothing="no registers for this week")
