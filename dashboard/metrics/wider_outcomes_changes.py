"""How taking part in clubs has changed between two periods.

Each takes the pupils of both periods with what came of each in either, so that nobody is taken for two.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.metrics.answer import Row
from dashboard.metrics.cells_pairs import RateCell
from dashboard.metrics.paired import change_row, gap_change_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject


def club_change_same_pupils(cells: Sequence[RateCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The change of the share of the group's pupils who came to a club, of those counted at both times."""
    about = Subject(metric=metric("club_change_same_pupils"), group=group, label=label, key=key)
    return change_row(about, cells=cells)


def club_gap_change(cells: Sequence[RateCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """How far the group's share in clubs has moved against other pupils'."""
    about = Subject(metric=metric("club_gap_change"), group=group, label=label, key=key)
    return gap_change_row(about, cells=cells)
