"""From counts of two sides to a row: a share with Wilson's interval, a rate of sessions with the ratio estimator's, and
the differences of both. Values are 0 to 100, differences percentage points.

``numerator`` and ``denominator`` are the group's: pupils of pupils, or sessions of sessions. ``n`` counts pupils.
"""

from __future__ import annotations

from dataclasses import replace

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import Sums
from dashboard.metrics.numbers import count
from dashboard.metrics.sides import NOBODY, NOTHING_SENT, OTHER_WORDS, Subject, Uncounted, missing, valued, with_sides
from dashboard.metrics.uncertainty import (
    Interval,
    RatioSums,
    count_difference,
    count_interval,
    dispersion,
    newcombe,
    ratio,
    ratio_difference,
    wilson,
)

Share = tuple[int, int]
"""How many of how many pupils."""


def percent(found: Interval) -> Interval:
    """The interval of a share (0 to 1) as a percentage (0 to 100)."""
    low, high = (None if end is None else 100 * end for end in (found.low, found.high))
    return replace(found, value=100 * found.value, low=low, high=high)


def share_row(about: Subject, *, one: Share, uncounted: Uncounted = NOBODY, nothing: str = NOTHING_SENT) -> Row:
    """The row of one group's share; state x or z with words where the group has nobody to count."""
    k, n = one
    row = missing(about, one=n, two=None, uncounted=uncounted, nothing=nothing) or about.row(n=n)
    row = replace(row, numerator=k, denominator=n)
    if not n:
        return row
    found = percent(wilson(k, n, confidence=about.confidence))
    return valued(with_sides(row, one=found, two=None), found=found, about=about, sides=[(n, about.words)])


def share_gap_row(
    about: Subject, *, one: Share, two: Share, uncounted: Uncounted = NOBODY, nothing: str = NOTHING_SENT
) -> Row:
    """The row of a difference of two shares, the group minus others, with Newcombe's interval; both shares beside it
    with Wilson's. Of fewer pupils with one than the definition's ``fewest_events``, where it has such a number, nothing
    is claimed: there is no interval."""
    absent = missing(about, one=one[1], two=two[1], uncounted=uncounted, nothing=nothing)
    row = absent or about.row(n=one[1], n_other=two[1])
    row = replace(row, numerator=one[0], denominator=one[1], other_numerator=two[0])
    row = with_sides(row, one=_share(one, about=about), two=_share(two, about=about))
    if absent:
        return row
    found = percent(newcombe(one, two, confidence=about.confidence))
    if few := _too_few(about, events=one[0] + two[0]):
        return replace(row, value=found.value, state=State.LOW_RELIABILITY, reason=few)
    return valued(row, found=found, about=about, sides=[(one[1], about.words), (two[1], OTHER_WORDS)])


def _share(side: Share, *, about: Subject) -> Interval | None:
    return percent(wilson(*side, confidence=about.confidence)) if side[1] else None


def ratio_row(about: Subject, *, one: RatioSums, uncounted: Uncounted = NOBODY, nothing: str = NOTHING_SENT) -> Row:
    """The row of one group's rate of sessions: Σ part / Σ whole over pupils."""
    row = missing(about, one=one.n, two=None, uncounted=uncounted, nothing=nothing) or about.row(n=one.n)
    row = replace(row, numerator=one.part, denominator=one.whole)
    if not one.n:
        return row
    found = percent(ratio(one, confidence=about.confidence))
    return valued(with_sides(row, one=found, two=None), found=found, about=about, sides=[(one.n, about.words)])


def ratio_gap_row(
    about: Subject, *, one: RatioSums, two: RatioSums, uncounted: Uncounted = NOBODY, nothing: str = NOTHING_SENT
) -> Row:
    """The row of a difference of two rates of sessions, the group minus others, with Welch's degrees of freedom; both
    rates beside it."""
    absent = missing(about, one=one.n, two=two.n, uncounted=uncounted, nothing=nothing)
    row = replace(absent or about.row(n=one.n, n_other=two.n), numerator=one.part, denominator=one.whole)
    row = with_sides(row, one=_rate(one, about=about), two=_rate(two, about=about))
    if absent:
        return row
    found = percent(ratio_difference(one, two, confidence=about.confidence))
    return valued(row, found=found, about=about, sides=[(one.n, about.words), (two.n, OTHER_WORDS)])


def count_gap_row(
    about: Subject, *, one: Sums, two: Sums, times: int, uncounted: Uncounted = NOBODY, nothing: str = NOTHING_SENT
) -> Row:
    """The row of a difference of two rates of events for so many pupils (``times``), the group minus others; both rates
    beside it. ``numerator`` are the group's events, ``denominator`` its pupils. Of fewer events than the definition's
    ``fewest_events`` nothing is claimed: there is no interval."""
    absent = missing(about, one=one.n, two=two.n, uncounted=uncounted, nothing=nothing)
    row = absent or about.row(n=one.n, n_other=two.n)
    row = replace(row, numerator=one.total, denominator=one.n, other_numerator=two.total)
    spread = dispersion(one + two) if one.n + two.n else 1.0
    sides = (
        _times(count_interval(side, dispersion=spread, confidence=about.confidence), times=times) if side.n else None
        for side in (one, two)
    )
    row = with_sides(row, **dict(zip(("one", "two"), sides, strict=True)))
    if absent:
        return row
    found = _times(count_difference(one, two, confidence=about.confidence), times=times)
    if few := _too_few(about, events=int(one.total + two.total)):
        return replace(row, value=found.value, state=State.LOW_RELIABILITY, reason=few)
    return valued(row, found=found, about=about, sides=[(one.n, about.words), (two.n, OTHER_WORDS)])


def _too_few(about: Subject, *, events: int) -> str:
    """Why a difference of so few events is not compared; empty where they are enough, or the metric counts none."""
    if "fewest_events" not in about.metric.parameters or events >= about.metric.parameters["fewest_events"]:
        return ""
    return f"only {count(events)} recorded, too few to compare" if events else "none recorded"


def _times(found: Interval, *, times: int) -> Interval:
    low, high = (None if end is None else times * end for end in (found.low, found.high))
    return replace(found, value=times * found.value, low=low, high=high)


def _rate(side: RatioSums, *, about: Subject) -> Interval | None:
    return percent(ratio(side, confidence=about.confidence)) if side.n else None
