"""Intervals against published examples, against scipy, and by their properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dashboard.metrics.cells import Sums, added
from dashboard.metrics.uncertainty import (
    Interval,
    RatioSums,
    benjamini_hochberg,
    difference,
    funnel_limits,
    hedges_g,
    mean_interval,
    newcombe,
    ratio,
    ratio_difference,
    smallest_detectable,
    welch,
    wilson,
)

close = pytest.approx
values = st.lists(st.integers(-60, 160).map(float), min_size=2, max_size=40)


def sums(listed: list[float] | np.ndarray) -> Sums:
    return added(Sums(1, float(value), float(value) ** 2) for value in listed)


def of(n: int, mean: float, sd: float) -> Sums:
    """The sums of ``n`` pupils with that mean and sample standard deviation."""
    return Sums(n, n * mean, (n - 1) * sd**2 + n * mean**2)


def test_welch_of_scaled_scores_in_reading() -> None:
    send, others = of(24, 97.5, 9.2), of(112, 104.8, 7.4)
    found = welch(send, others)
    assert (found.value, found.low, found.high) == close((-7.3, -11.4, -3.2), abs=0.05)
    assert (found.se, found.df) == (close(2.004, abs=5e-4), close(29.7, abs=0.05))
    size = hedges_g(send, others)
    assert size is not None
    assert size.found.value == close(-0.94, abs=5e-3)


@given(values, values)
def test_size_of_a_difference_never_claims_what_welch_does_not(one: list[float], two: list[float]) -> None:
    a, b = sums(one), sums(two)
    size, apart = hedges_g(a, b), welch(a, b)
    assert (size is None) == (apart.low is None)
    if size is None or apart.low is None or apart.high is None:
        return
    found, other_way = size.found, hedges_g(b, a)
    assert found.low is not None
    assert found.high is not None
    assert other_way is not None
    assert (found.low > 1e-9 or found.high < -1e-9) <= (apart.low > 0 or apart.high < 0)
    assert found.low <= found.value <= found.high
    assert found.low == close(-float(other_way.found.high or 0), abs=1e-9)


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ((24, 9.2), (112, 7.4), -7.3),
        ((24, 9.2), (112, 7.4), 0.0),
        ((20, 1.0), (20, 1.0), 2.0),
        ((10, 1.0), (40, 1.5), -1),
    ],
)
def test_interval_of_a_size_holds_the_true_one_as_often_as_it_says(
    a: tuple[int, float], b: tuple[int, float], apart: float
) -> None:
    """2,000 pairs of groups of a known spread: 95% give or take what chance makes of so many."""
    random, (n, sd), (n_other, sd_other) = np.random.default_rng(7), a, b
    true = apart / np.sqrt(((n - 1) * sd**2 + (n_other - 1) * sd_other**2) / (n + n_other - 2))
    held = 0
    for _ in range(2000):
        one, two = random.normal(apart, sd, n), random.normal(0, sd_other, n_other)
        size = hedges_g(*(Sums(len(x), float(x.sum()), float((x * x).sum())) for x in (one, two)))
        assert size is not None
        held += float(size.found.low or 0) <= true <= float(size.found.high or 0)
    assert 0.935 <= held / 2000 <= 0.968


def test_change_of_a_gap_between_two_cohorts() -> None:
    now, before = Interval(value=-7.3, se=2.004), Interval(value=-9.1, se=2.26)
    found = difference(now, before)
    assert (found.value, found.se) == (close(1.8), close(3.02, abs=5e-3))
    assert (found.low, found.high) == close((-4.1, 7.7), abs=0.05)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(6, 24, 12.0, 44.9), (84, 112, 66.2, 82.1), (0, 8, 0.0, 32.4), (8, 8, 67.6, 100.0)]
)
def test_wilson(k: int, n: int, low: float, high: float) -> None:
    found = wilson(k, n)
    assert (100 * (found.low or 0), 100 * (found.high or 0)) == close((low, high), abs=0.05)


@pytest.mark.parametrize(
    ("a", "b", "ends"),
    [
        ((6, 24), (84, 112), (-0.648, -0.283)),
        # Newcombe 1998, table II, method 10
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((10, 10), (0, 20), (0.6791, 1.0000)),
        ((10, 10), (0, 10), (0.6075, 1.0000)),
    ],
)
def test_newcombe(a: tuple[int, int], b: tuple[int, int], ends: tuple[float, float]) -> None:
    found = newcombe(a, b)
    assert (found.low, found.high) == close(ends, abs=5e-4)


@pytest.mark.parametrize(
    ("n", "confidence", "ends"),
    [(24, 0.95, (4.2, 33.3)), (24, 0.998, (0, 45.8)), (120, 0.95, (11.7, 25.0)), (120, 0.998, (8.3, 30.0))],
)
def test_funnel_limits(n: int, confidence: float, ends: tuple[float, float]) -> None:
    low, high = funnel_limits(n, reference=0.181, confidence=confidence)
    assert (100 * low, 100 * high) == close(ends, abs=0.05)


def test_smallest_detectable_is_28_standard_errors() -> None:
    assert smallest_detectable(1.0) == close(1.96 + 0.8416, abs=1e-3)


def test_smallest_detectable_is_found_as_often_as_said() -> None:
    random = np.random.default_rng(5)
    found = random.normal(smallest_detectable(1.0), 1.0, 20_000) - 1.96 > 0
    assert found.mean() == close(0.80, abs=0.01)


def test_false_discovery_keeps_what_a_plain_count_would_not() -> None:
    # The fifteen p values of Benjamini and Hochberg 1995, section 4.1: four stand.
    known = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528]
    p_values = [*known, 0.7590, 1.0]
    assert benjamini_hochberg(p_values[::-1]) == [False] * 11 + [True] * 4
    assert benjamini_hochberg([]) == []


@pytest.mark.filterwarnings("ignore:Precision loss:RuntimeWarning")  # scipy's, of a side without spread
@settings(deadline=None)  # what is tested is the figure, not the machine
@given(values, values)
def test_welch_is_scipys(a: list[float], b: list[float]) -> None:
    found = welch(sums(a), sums(b))
    if len(set(a)) == 1 and len(set(b)) == 1:
        assert found.low is None
        return
    test = stats.ttest_ind(a, b, equal_var=False)
    ends = test.confidence_interval(0.95)
    assert (found.low, found.high) == close((ends.low, ends.high), abs=1e-7)
    assert found.p == close(test.pvalue, abs=1e-7)


@settings(deadline=None)  # what is tested is the figure, not the machine
@given(values, values)
def test_sides_swapped_change_the_sign_only(a: list[float], b: list[float]) -> None:
    one, two = welch(sums(a), sums(b)), welch(sums(b), sums(a))
    assert one.value == -two.value
    if one.low is not None and one.high is not None and two.low is not None:
        assert one.low <= one.value <= one.high
        assert one.high == close(-two.low)


@settings(deadline=None)  # what is tested is the figure, not the machine
@given(values, values, st.integers(-200, 200))
def test_constant_added_to_everybody_changes_nothing(a: list[float], b: list[float], constant: int) -> None:
    one, two = welch(sums(a), sums(b)), welch(sums([v + constant for v in a]), sums([v + constant for v in b]))
    assert one.value == close(two.value, abs=1e-8)
    assert (one.se is None) == (two.se is None)
    assert (one.se or 0) == close(two.se or 0, abs=1e-6)


shares = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None)  # what is tested is the figure, not the machine
@given(shares, shares)
def test_newcombe_contains_its_value_and_agrees_with_its_p(a: tuple[int, int], b: tuple[int, int]) -> None:
    found, swapped = newcombe(a, b), newcombe(b, a)
    assert found.low is not None
    assert found.high is not None
    assert found.p is not None
    assert -1 - 1e-9 <= found.low <= found.value <= found.high <= 1 + 1e-9
    assert found.low == close(-float(swapped.high or 0))
    assert (found.low > 1e-6 or found.high < -1e-6) <= (found.p < 0.05)
    assert (found.p < 0.05 - 1e-6) <= (found.low > 0 or found.high < 0)


@pytest.mark.parametrize(("listed", "interval"), [([3.0], None), ([3.0, 3.0], None), ([3.0, 5.0], (-8.7062, 16.7062))])
def test_few_or_equal_pupils(listed: list[float], interval: tuple[float, float] | None) -> None:
    found = mean_interval(sums(listed))
    assert (found.low, found.high) == ((None, None) if interval is None else close(interval, abs=1e-4))
    assert hedges_g(sums(listed[:1]), sums(listed)) is None


def test_nobody_has_no_mean() -> None:
    with pytest.raises(ZeroDivisionError):
        mean_interval(Sums())


def of_sessions(missed: np.ndarray, possible: np.ndarray) -> RatioSums:
    return RatioSums(
        n=len(missed), part=missed.sum(), whole=possible.sum(), part_squared=(missed**2).sum(),
        product=(missed * possible).sum(), whole_squared=(possible**2).sum(),
    )  # fmt: skip


def test_rate_of_sessions_is_that_of_the_residuals() -> None:
    random = np.random.default_rng(3)
    possible = random.integers(100, 190, 80).astype(float)
    missed = np.minimum(random.gamma(0.8, 12, 80), possible).round()
    found = ratio(of_sessions(missed, possible))
    residual = missed - found.value * possible
    se = np.sqrt(80 / 79 * (residual**2).sum()) / possible.sum()
    assert (found.value, found.se, found.df) == (close(missed.sum() / possible.sum()), close(se), 79)


def test_relabelled_absence_is_seldom_called_different() -> None:
    random = np.random.default_rng(7)
    possible = random.integers(100, 190, 240).astype(float)
    missed = np.minimum(random.gamma(0.6, 15, 240), possible).round()
    called = 0
    for _ in range(400):
        mark = random.permutation(240) < 40
        one, two = of_sessions(missed[mark], possible[mark]), of_sessions(missed[~mark], possible[~mark])
        found = ratio_difference(one, two)
        called += float(found.low or 0) > 0 or float(found.high or 0) < 0
    assert called / 400 < 0.08
