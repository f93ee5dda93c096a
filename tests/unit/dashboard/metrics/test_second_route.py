"""Each metric of progress, worked out from single pupils by pandas and scipy, without a cell or a sum of squares."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dashboard.metrics import progress
from dashboard.metrics.answer import Row
from dashboard.metrics.standing import cohorts_of
from tests.unit.dashboard.metrics.pupils import invented, level_cells, progress_cells

CODES = {"send": ["K", "E"], "support": ["K"], "plan": ["E"]}
close = pytest.approx
pytestmark = pytest.mark.parametrize("group", CODES)


@pytest.fixture(name="pupils")
def the_pupils() -> pd.DataFrame:
    return invented()


def sides(pupils: pd.DataFrame, group: str, value: Any) -> tuple[np.ndarray, np.ndarray]:
    """The group's values and other pupils', pupil by pupil."""
    return value[pupils.sen_start.isin(CODES[group])].to_numpy(), value[pupils.sen_start == "N"].to_numpy()


def is_welch(row: Row, one: np.ndarray, two: np.ndarray) -> None:
    test = stats.ttest_ind(one, two, equal_var=False)
    ends = test.confidence_interval(0.95)
    assert (row.value, row.low, row.high) == close((one.mean() - two.mean(), ends.low, ends.high), abs=1e-9)
    assert row.p == close(test.pvalue, abs=1e-9)
    assert (row.n, row.n_other) == (len(one), len(two))


def is_mean(found: tuple[float | None, float | None, float | None], values: np.ndarray) -> None:
    ends = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
    assert found == close((values.mean(), *ends), abs=1e-9)


def test_progress_gap(pupils: pd.DataFrame, group: str) -> None:
    pupils = pupils[pupils.scale == "standard"]
    row = progress.progress_gap(progress_cells(pupils), group=group)
    one, two = sides(pupils, group, pupils["last"] - pupils["first"])
    is_welch(row, one, two)
    is_mean((row.group_value, row.group_low, row.group_high), one)
    is_mean((row.other_value, row.other_low, row.other_high), two)


def test_progress_gain(pupils: pd.DataFrame, group: str) -> None:
    pupils = pupils[pupils.scale == "standard"]
    row = progress.progress_gain(progress_cells(pupils), group=group)
    one, two = sides(pupils, group, pupils["last"] - pupils["first"])
    is_mean((row.value, row.low, row.high), one)
    assert row.other_value == close(two.mean(), abs=1e-9)


def test_progress_gain_everyone(pupils: pd.DataFrame, group: str) -> None:
    pupils = pupils[pupils.scale == "standard"]
    row = progress.progress_gain_everyone(progress_cells(pupils), group=group)
    is_mean((row.value, row.low, row.high), (pupils["last"] - pupils["first"]).to_numpy())
    assert (row.n, row.n_other) == (len(pupils), None)


def test_progress_distance(pupils: pd.DataFrame, group: str) -> None:
    pupils = pupils[pupils.scale == "standard"]
    row = progress.progress_distance(level_cells(pupils, of="last"), group=group)
    one, two = sides(pupils, group, pupils["last"])
    is_welch(row, one, two)
    is_mean((row.group_value, row.group_low, row.group_high), one)


def test_progress_share_at_expected(pupils: pd.DataFrame, group: str) -> None:
    pupils = pupils[pupils.scale == "standard"]
    row = progress.progress_share_at_expected(progress_cells(pupils), group=group)
    one, two = sides(pupils, group, pupils["last"] >= pupils["first"])
    ends = [stats.binomtest(int(side.sum()), len(side)).proportion_ci(method="wilson") for side in (one, two)]
    gap = one.mean() - two.mean()
    low = gap - np.hypot(one.mean() - ends[0].low, ends[1].high - two.mean())
    high = gap + np.hypot(ends[0].high - one.mean(), two.mean() - ends[1].low)
    assert (row.value, row.low, row.high) == close((100 * gap, 100 * low, 100 * high), abs=1e-9)
    assert (row.group_low, row.group_high) == close((100 * ends[0].low, 100 * ends[0].high), abs=1e-9)
    assert (row.other_low, row.other_high) == close((100 * ends[1].low, 100 * ends[1].high), abs=1e-9)
    assert (row.numerator, row.denominator) == (one.sum(), len(one))


def test_progress_standing_change(pupils: pd.DataFrame, group: str) -> None:
    def standing(end: str) -> pd.Series:
        cohort = pupils.groupby(["scale", "year_group"])[end]
        return (pupils[end] - cohort.transform("mean")) / cohort.transform("std")

    cohorts = cohorts_of(level_cells(pupils, of="first") + level_cells(pupils, of="last"))
    row = progress.progress_standing_change(progress_cells(pupils), cohorts=cohorts, group=group)
    one, two = sides(pupils, group, standing("last") - standing("first"))
    is_mean((row.value, row.low, row.high), one)
    is_mean((row.other_value, row.other_low, row.other_high), two)
    assert row.numerator == row.denominator == len(one)


def test_progress_change_same_pupils(pupils: pd.DataFrame, group: str) -> None:
    pupils = pupils[pupils.scale == "standard"]
    row = progress.progress_change_same_pupils(progress_cells(pupils), group=group)
    is_welch(row, *sides(pupils, group, pupils["last"] - pupils["first"]))
    now, then = sides(pupils, group, pupils["last"]), sides(pupils, group, pupils["first"])
    assert row.group_value == close(now[0].mean() - now[1].mean(), abs=1e-9)
    assert row.other_value == close(then[0].mean() - then[1].mean(), abs=1e-9)
    assert row.group_value is not None
    assert row.other_value is not None
    assert row.value == close(row.group_value - row.other_value, abs=1e-9)


def test_progress_change_year_groups(pupils: pd.DataFrame, group: str) -> None:
    now = pupils[pupils.year_group == "4"]
    last_year = invented(seed=2)
    before = last_year[last_year.year_group == "4"]
    row = progress.progress_change_year_groups(
        level_cells(now, of="last"), before=level_cells(before, of="last", term="2024-25.spring"), group=group
    )
    four = [*sides(now, group, now["last"]), *sides(before, group, before["last"])]
    change = (four[0].mean() - four[1].mean()) - (four[2].mean() - four[3].mean())
    half = 1.959963984540054 * np.sqrt(sum(side.var(ddof=1) / len(side) for side in four))
    assert (row.value, row.low, row.high) == close((change, change - half, change + half), abs=1e-9)
    assert (row.n, row.n_other, row.fewest) == (len(four[0]), len(four[1]), min(len(four[2]), len(four[3])))
