"""Intervals: how far a figure could lie from what it would be for other pupils like these. Two-sided, 95% unless said.

Welch 1947 for means, Wilson 1927 for a share, Newcombe 1998 (method 10) for a difference in shares, the score interval
of a Poisson count for what happens seldom, the ratio estimator for a rate of sessions (sessions of one pupil are not
independent trials), Hedges and Olkin 1985 for a difference in standard deviations, Benjamini and Hochberg 1995 for many
comparisons at once. An interval treats the pupils as one draw from what could have happened; it says nothing of who
was selected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from scipy.special import bdtr, ndtr, ndtri, stdtr, stdtrit

from dashboard.metrics.cells import Sums

CONFIDENCE = 0.95
KEPT = 4096
"""Intervals kept for the same counts: their p value takes thirty steps to find."""


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A value with the ends of its interval. ``low``, ``high``, ``se`` and ``p`` are None where the pupils are too
    few, or too alike, for an interval; ``df`` is None where the normal distribution stands for Student's."""

    value: float
    low: float | None = None
    high: float | None = None
    se: float | None = None
    df: float | None = None
    p: float | None = None


@dataclass(frozen=True, kw_only=True)
class RatioSums:
    """``n`` pupils with at least one possible session: sums of sessions missed and possible, squares and product."""

    n: int
    part: float
    whole: float
    part_squared: float
    product: float
    whole_squared: float


def _z(confidence: float) -> float:
    return float(ndtri((1 + confidence) / 2))


def _around(value: float, *, se: float, df: float | None, confidence: float) -> Interval:
    """The interval of Student's t, or of the normal distribution where ``df`` is None."""
    if se == 0:
        return Interval(value=value)
    half = se * (_z(confidence) if df is None else float(stdtrit(df, (1 + confidence) / 2)))
    away = -abs(value) / se
    p = 2 * float(ndtr(away) if df is None else stdtr(df, away))
    return Interval(value=value, low=value - half, high=value + half, se=se, df=df, p=p)


def student(value: float, *, se: float, df: float, confidence: float = CONFIDENCE) -> Interval:
    """A value whose standard error has been worked out elsewhere, with Student's interval; none where it is nought."""
    return _around(value, se=se, df=df, confidence=confidence)


def known_spread(value: float, *, sd: float, n: int, confidence: float = CONFIDENCE) -> Interval:
    """A mean of ``n`` pupils whose spread is known beforehand, as that of a whole country: value ± z × sd ÷ √n.

    Raises ``ZeroDivisionError`` where there is no pupil.
    """
    return _around(value, se=sd / sqrt(n), df=None, confidence=confidence)


def mean_interval(sums: Sums, *, confidence: float = CONFIDENCE) -> Interval:
    """The mean with Student's interval; without one for fewer than two pupils or no spread.

    Raises ``ZeroDivisionError`` where there is no pupil.
    """
    if sums.n < 2:
        return Interval(value=sums.mean)
    return _around(sums.mean, se=sqrt(sums.variance / sums.n), df=sums.n - 1, confidence=confidence)


def welch(a: Sums, b: Sums, *, confidence: float = CONFIDENCE) -> Interval:
    """The difference of two means, ``a`` minus ``b``, unequal variances. Without an interval where a side has fewer
    than two pupils or neither side has any spread. Raises ``ZeroDivisionError`` where a side is empty."""
    value = a.mean - b.mean
    if min(a.n, b.n) < 2:
        return Interval(value=value)
    va, vb = a.variance / a.n, b.variance / b.n
    if va + vb == 0:
        return Interval(value=value)
    df = (va + vb) ** 2 / (va**2 / (a.n - 1) + vb**2 / (b.n - 1))
    return _around(value, se=sqrt(va + vb), df=df, confidence=confidence)


def difference(a: Interval, b: Interval, *, confidence: float = CONFIDENCE) -> Interval:
    """``a`` minus ``b`` for figures of *different* pupils: standard errors squared and added, normal distribution."""
    value = a.value - b.value
    if a.se is None or b.se is None:
        return Interval(value=value)
    return _around(value, se=sqrt(a.se**2 + b.se**2), df=None, confidence=confidence)


def wilson(k: float, n: float, *, confidence: float = CONFIDENCE) -> Interval:
    """The share ``k`` of ``n`` (0 to 1) with its score interval. Raises ``ZeroDivisionError`` where ``n`` is 0."""
    low, high = _score_limits(k, n, z=_z(confidence))
    return Interval(value=k / n, low=low, high=high)


def _score_limits(k: float, n: float, *, z: float) -> tuple[float, float]:
    share = k / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half))


def count_interval(sums: Sums, *, dispersion: float = 1.0, confidence: float = CONFIDENCE) -> Interval:
    """How often something happened to a pupil, with the score interval of a Poisson count that is ``dispersion`` times
    as spread: what happens to the same pupils again and again tells less. No event at all is no exception.

    Raises ``ZeroDivisionError`` where there is no pupil.
    """
    low, high = _count_limits(sums, dispersion=dispersion, z=_z(confidence))
    return Interval(value=sums.mean, low=low, high=high)


def _count_limits(sums: Sums, *, dispersion: float, z: float) -> tuple[float, float]:
    events, scale = sums.total / dispersion, dispersion / sums.n
    half = z * sqrt(events + z * z / 4)
    return max(0.0, scale * (events + z * z / 2 - half)), scale * (events + z * z / 2 + half)


@lru_cache(maxsize=KEPT)
def count_difference(a: Sums, b: Sums, *, confidence: float = CONFIDENCE) -> Interval:
    """The difference of two such rates, ``a`` minus ``b``: their intervals squared and added, as Newcombe's for shares.

    The dispersion is that of all pupils together. Raises ``ZeroDivisionError`` where a side is empty.
    """
    spread = dispersion(a + b)

    def limits(z: float) -> tuple[float, float]:
        one, two = (_count_limits(side, dispersion=spread, z=z) for side in (a, b))
        return _square_and_add((a.mean, *one), (b.mean, *two))

    low, high = limits(_z(confidence))
    return Interval(value=a.mean - b.mean, low=low, high=high, p=_touching(limits))


def dispersion(sums: Sums) -> float:
    """How much more spread the pupils' counts are than if each event were a throw of its own: at least 1."""
    return max(1.0, sums.squared / sums.total - sums.mean) if sums.total else 1.0


def _square_and_add(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float]:
    (one, one_low, one_high), (two, two_low, two_high) = a, b
    down, up = sqrt((one - one_low) ** 2 + (two_high - two) ** 2), sqrt((one_high - one) ** 2 + (two - two_low) ** 2)
    return one - two - down, one - two + up


def _touching(limits: Callable[[float], tuple[float, float]]) -> float:
    """The p value at which an interval would just touch nought: so that it agrees with the interval."""
    inside, outside = 0.0, 10.0
    for _ in range(30):
        middle = (inside + outside) / 2
        low, high = limits(middle)
        inside, outside = (middle, outside) if low > 0 or high < 0 else (inside, middle)
    return 2 * float(ndtr(-inside))


@lru_cache(maxsize=KEPT)
def newcombe(a: tuple[float, float], b: tuple[float, float], *, confidence: float = CONFIDENCE) -> Interval:
    """The difference of two shares ``(k, n)``, ``a`` minus ``b``, in 0 to 1. Zero and full counts are no exception."""
    low, high = _newcombe_limits(a, b, z=_z(confidence))
    p = _touching(lambda z: _newcombe_limits(a, b, z=z))
    return Interval(value=a[0] / a[1] - b[0] / b[1], low=low, high=high, p=p)


def _newcombe_limits(a: tuple[float, float], b: tuple[float, float], *, z: float) -> tuple[float, float]:
    one, two = _score_limits(*a, z=z), _score_limits(*b, z=z)
    return _square_and_add((a[0] / a[1], *one), (b[0] / b[1], *two))


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a difference of two means is beside the spread of the pupils: Hedges' g with its interval. ``apart`` is
    the difference, ``deviation`` the pooled standard deviation, ``correction`` that for small groups."""

    found: Interval
    apart: float
    deviation: float
    correction: float


def correction(pupils: int) -> float:
    """What a difference in standard deviations of so few pupils is made smaller by: J = 1 − 3 ÷ (4 × df − 1), where df
    are the pupils of both groups less two."""
    return 1 - 3 / (4 * (pupils - 2) - 1)


def hedges_g(a: Sums, b: Sums, *, confidence: float = CONFIDENCE) -> Size | None:
    """The difference of two means in pooled standard deviations, corrected for small groups; None without a spread.

    The variance is Welch's in those deviations, and g² ÷ (2 × df) for a deviation that is itself an estimate (Hedges
    and Olkin 1985); with Welch's degrees of freedom it never claims a difference that Welch's interval does not.
    """
    apart, df = welch(a, b), a.n + b.n - 2
    if apart.se is None:
        return None
    deviation = sqrt(((a.n - 1) * a.variance + (b.n - 1) * b.variance) / df)
    least = correction(a.n + b.n)
    g = least * apart.value / deviation
    se = sqrt((least * apart.se / deviation) ** 2 + g * g / (2 * df))
    found = _around(g, se=se, df=apart.df, confidence=confidence)
    return Size(found=found, apart=apart.value, deviation=deviation, correction=least)


def smallest_detectable(se: float, *, confidence: float = CONFIDENCE, power: float = 0.80) -> float:
    """The smallest true change whose interval would exclude nought ``power`` of the time: (1.96 + 0.84) × se."""
    return (_z(confidence) + float(ndtri(power))) * se


def benjamini_hochberg(p_values: Sequence[float], *, rate: float = 0.05) -> list[bool]:
    """Which comparisons stand when at most ``rate`` of those named may be false, in the order given."""
    ranked = sorted(range(len(p_values)), key=p_values.__getitem__)
    last = max((i for i, at in enumerate(ranked, 1) if p_values[at] <= rate * i / len(ranked)), default=0)
    standing = set(ranked[:last])
    return [at in standing for at in range(len(p_values))]


def ratio(sums: RatioSums, *, confidence: float = CONFIDENCE) -> Interval:
    """A rate of sessions, Σ part / Σ whole over pupils, 0 to 1, with the variance of the ratio estimator.

    Raises ``ZeroDivisionError`` where no session was possible.
    """
    rate = sums.part / sums.whole
    if sums.n < 2:
        return Interval(value=rate)
    # Multiplied out, whole numbers of sessions stay exact: nothing is lost where pupils are nearly alike.
    around = sums.part_squared * sums.whole**2 - 2 * sums.part * sums.whole * sums.product
    around += sums.part**2 * sums.whole_squared
    variance = max(0.0, sums.n / (sums.n - 1) * (around / sums.whole**4))
    return _around(rate, se=sqrt(variance), df=sums.n - 1, confidence=confidence)


def ratio_difference(a: RatioSums, b: RatioSums, *, confidence: float = CONFIDENCE) -> Interval:
    """The difference of two rates of sessions, ``a`` minus ``b``, with Welch's degrees of freedom."""
    one, two = ratio(a, confidence=confidence), ratio(b, confidence=confidence)
    value = one.value - two.value
    if one.se is None or two.se is None:
        return Interval(value=value)
    squares = one.se**2, two.se**2
    df = sum(squares) ** 2 / (squares[0] ** 2 / (a.n - 1) + squares[1] ** 2 / (b.n - 1))
    return _around(value, se=sqrt(sum(squares)), df=df, confidence=confidence)


def funnel_limits(n: int, *, reference: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The shares (0 to 1) between which a place of ``n`` pupils lies ``confidence`` of the time where its true share
    is ``reference``: exact binomial, the first counts at which the lower and upper tails are passed."""
    tail = (1 - confidence) / 2
    counts = range(n + 1)
    low = next(k for k in counts if bdtr(k, n, reference) >= tail)
    high = next((k for k in counts if bdtr(k, n, reference) >= 1 - tail), n)
    return low / n, high / n
