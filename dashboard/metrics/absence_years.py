"""What years do anyhow: how far the same weeks of earlier years lay apart, for judging a change of absence."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.metrics.registry import metric
from dashboard.metrics.uncertainty import RatioSums


def earlier_years() -> int:
    """How many earlier years say what is usual."""
    return int(metric("absence_change").parameters["years"])


def usual_distance(years: Sequence[RatioSums]) -> float | None:
    """The distance in percentage points between the highest and the lowest rate of the same weeks in earlier years;
    None with fewer than two of them, where nothing is known of what is usual."""
    rates = [sums.part / sums.whole for sums in years if sums.whole]
    return 100 * (max(rates) - min(rates)) if len(rates) > 1 else None
