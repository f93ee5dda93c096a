"""A place's figure beside that of other places, which are other pupils: how far apart the two are, and how sure."""

from __future__ import annotations

from dataclasses import replace
from math import hypot

from scipy.special import ndtr, ndtri

from dashboard.metrics.answer import Row
from dashboard.metrics.uncertainty import smallest_detectable

_Z = float(ndtri(0.975))


def beyond(here: Row, *, there: Row) -> Row:
    """The row's value minus that of other places, in its unit. ``group_value`` is the figure here, ``other_value``
    there; the two intervals are put together by squaring and adding, for the pupils are not the same.

    Without a value where either side has none, without an interval where either side has none.
    """
    row = replace(here, low=None, high=None, p=None, group_low=here.low, group_high=here.high,
                  other_low=there.low, other_high=there.high)  # fmt: skip
    if here.value is None or there.value is None:
        return replace(row, value=None, reason=here.reason or there.reason)
    apart = here.value - there.value
    row = replace(row, value=apart, group_value=here.value, other_value=there.value, fewest=_fewest(here, there))
    if here.low is None or here.high is None or there.low is None or there.high is None:
        return row
    down = hypot(here.value - here.low, there.high - there.value)
    up = hypot(here.high - here.value, there.value - there.low)
    toward_nought = down if apart > 0 else up
    p = 2 * float(ndtr(-_Z * abs(apart) / toward_nought)) if toward_nought else None
    return replace(row, low=apart - down, high=apart + up, p=p)


def _fewest(here: Row, there: Row) -> int:
    return min(here.smaller_side, there.smaller_side)


def smallest_of(row: Row) -> float | None:
    """The smallest true change that this row's pupils would show, in its unit: one whose interval leaves out nought
    four times in five. None where the row has no interval."""
    if row.low is None or row.high is None:
        return None
    return smallest_detectable((row.high - row.low) / 2 / _Z)
