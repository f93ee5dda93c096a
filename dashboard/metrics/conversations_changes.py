"""How conversations about the same pupils have changed between two terms: each pupil of the AfA group in both."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.metrics.answer import Row
from dashboard.metrics.cells_pairs import RateCell
from dashboard.metrics.conversations import AfaSubject
from dashboard.metrics.paired import change_row
from dashboard.metrics.registry import metric


def conversations_change_same_pupils(
    cells: Sequence[RateCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The change of the share of pupils with a counted conversation of the term, of those in the AfA group in both
    terms."""
    about = AfaSubject(metric=metric("conversations_change_same_pupils"), group=group, label=label, key=key)
    return change_row(about, cells=cells)
