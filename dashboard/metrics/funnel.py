"""Is a school different from the country? A school's own group beside the published figure of the same group.

Of a share by exact binomial limits about the published share, of an average by the average's own interval. Two widths:
within the narrower nothing is said; between the two the school is worth asking about; outside the wider it is
different. Groups of fewer than ten are not judged.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from dashboard.metrics.cells import Sums
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import HOLLOW_TO
from dashboard.metrics.uncertainty import funnel_limits, mean_interval


class Reading(StrEnum):
    """What may be said of a school beside the country, in words."""

    FEW = "fewer than ten"
    AS_OTHERS = ""
    ASK = "worth asking"
    DIFFERENT = "different"


class Beside(NamedTuple):
    """How a school's group reads beside the country, and whether it lies above."""

    reading: Reading
    above: bool

    @property
    def words(self) -> str:
        """``worth asking, below``; empty where there is nothing to say."""
        side = "above" if self.above else "below"
        return f"{self.reading}, {side}" if self.reading in {Reading.ASK, Reading.DIFFERENT} else ""


def share_beside(name: str, *, k: int, n: int, reference: float) -> Beside:
    """How ``k`` of ``n`` pupils read beside a published share (0 to 100) of the metric ``name``."""

    def inside(confidence: float) -> bool:
        low, high = funnel_limits(n, reference=reference / 100, confidence=confidence)
        return low <= k / n <= high

    return Beside(_reading(name, n=n, inside=inside), above=100 * k > reference * n)


def mean_beside(name: str, *, sums: Sums, reference: float) -> Beside:
    """How the average of some pupils reads beside a published average of the metric ``name``."""

    def inside(confidence: float) -> bool:
        found = mean_interval(sums, confidence=confidence)
        return found.low is None or found.high is None or found.low <= reference <= found.high

    return Beside(_reading(name, n=sums.n, inside=inside), above=sums.total > reference * sums.n)


def _reading(name: str, *, n: int, inside: Callable[[float], bool]) -> Reading:
    if n <= HOLLOW_TO:
        return Reading.FEW
    known = metric(name)
    asking, different = known.parameters["worth_asking"] / 100, known.parameters["different"] / 100
    if inside(asking):
        return Reading.AS_OTHERS
    return Reading.ASK if inside(different) else Reading.DIFFERENT
