"""Gains in sub-levels of the National Curriculum's levels, which ended in 2014 to 2016: a sub-level is two points."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import ProgressCell, Sums
from dashboard.metrics.counted import dated, gain_sums, without_pairs
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, mean_alone

LEVELS = "nc_levels"
"""The code of the scale of National Curriculum levels in points: 6 × level + 3, 2 less for c, 2 more for a."""
NO_LEVELS = "the scale is not that of National Curriculum levels"


def progress_gain_sub_levels(
    cells: Sequence[ProgressCell], *, levels: bool, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The group's mean gain in sub-levels with Student's interval; other pupils' beside it where there are any.
    ``levels`` says whether the scale is that of National Curriculum levels: no other has sub-levels."""
    about = Subject(metric=metric("progress_gain_sub_levels"), group=group, label=label, key=key)
    if not levels:
        return about.nothing(State.NOT_APPLICABLE, reason=NO_LEVELS)
    points = about.metric.parameters["points_a_sub_level"]
    one, two = (Sums(side.n, side.total / points, side.squared / points**2) for side in gain_sums(cells, group=group))
    return dated(mean_alone(about, one=one, two=two, uncounted=without_pairs(cells, group=group)), cells=cells)
