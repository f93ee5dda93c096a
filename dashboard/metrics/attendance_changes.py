"""How absence has changed between two periods.

Each takes the pupils of both periods with what came of each in either, so that nobody is taken for two.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.metrics.answer import Row
from dashboard.metrics.cells_pairs import RateCell
from dashboard.metrics.paired import change_row, gap_change_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject


def absence_change_same_pupils(
    cells: Sequence[RateCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The change of the share of possible sessions missed by the group's pupils who were counted at both times."""
    about = Subject(metric=metric("absence_change_same_pupils"), group=group, label=label, key=key)
    return change_row(about, cells=cells)


def absence_gap_change(cells: Sequence[RateCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """How far the group's rate of absence has moved against other pupils'."""
    about = Subject(metric=metric("absence_gap_change"), group=group, label=label, key=key)
    return gap_change_row(about, cells=cells)


def persistent_absence_gap_change(
    cells: Sequence[RateCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """How far the group's share of persistent absentees has moved against other pupils'."""
    about = Subject(metric=metric("persistent_absence_gap_change"), group=group, label=label, key=key)
    return gap_change_row(about, cells=cells)
