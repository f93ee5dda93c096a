"""The published marks of two Portuguese schools, straight from the file: the figures known beforehand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.metrics import progress
from dashboard.metrics.answer import State
from tests.unit.dashboard.metrics.pupils import level_cells, progress_cells

close = pytest.approx


@pytest.fixture(name="marks", scope="module")
def the_marks(shared: Path) -> pd.DataFrame:
    """A row a pupil: the first and the last mark; extra educational support stands for SEN support."""
    file = pd.read_csv(shared / "data" / "uci-student-performance" / "student-mat.csv", sep=";")
    return pd.DataFrame(
        {
            "school": file.school, "period": "2005-06", "subject": "mathematics", "scale": "marks_20",
            "year_group": "X", "sen_start": np.where(file.schoolsup == "yes", "K", "N"), "state": "matched",
            "first_term": "2005-06.autumn", "last_term": "2005-06.summer", "first": file.G1, "last": file.G3,
            "met": file.G3 >= file.G1,
        }
    )  # fmt: skip


def test_pupils_with_support_gained_more(marks: pd.DataFrame) -> None:
    row = progress.progress_gap(progress_cells(marks))
    assert (row.value, row.low, row.high) == close((0.9721, 0.3115, 1.6327), abs=5e-5)
    assert (row.n, row.n_other, row.state, row.reason) == (51, 344, State.OK, "")
    assert (row.group_value, row.other_value) == close((0.3529, -0.6192), abs=5e-5)
    assert row.p == close(0.0044, abs=5e-5)
    exact = marks.groupby("sen_start").apply(lambda side: (side["last"] - side["first"]).mean())
    assert row.value == close(exact["K"] - exact["N"], abs=1e-12)


def test_one_school_alone(marks: pd.DataFrame) -> None:
    row = progress.progress_gap(progress_cells(marks[marks.school == "GP"]))
    assert (row.value, row.low, row.high) == close((0.9402, 0.2645, 1.6159), abs=5e-5)


def test_school_without_support_has_nothing_to_compare(marks: pd.DataFrame) -> None:
    row = progress.progress_gap(progress_cells(marks[marks.school == "MS"]))
    assert (row.value, row.low, row.state, row.reason) == (
        None,
        None,
        State.NOT_APPLICABLE,
        "no SEND pupils to compare",
    )
    assert (row.n, row.n_other) == (0, 46)


@pytest.mark.parametrize(
    ("end", "expected"), [("first", (-2.1018, -2.8379, -1.3657)), ("last", (-1.1297, -2.0755, -0.1838))]
)
def test_distance_at_each_end(marks: pd.DataFrame, end: str, expected: tuple[float, float, float]) -> None:
    row = progress.progress_distance(level_cells(marks, of=end))
    assert (row.value, row.low, row.high) == close(expected, abs=5e-5)


def test_distance_narrowed_for_the_same_pupils(marks: pd.DataFrame) -> None:
    row = progress.progress_change_same_pupils(progress_cells(marks))
    assert (row.value, row.group_value, row.other_value) == close((0.9721, -1.1297, -2.1018), abs=5e-5)
    assert (row.first_period, row.last_period) == ("2005-06.autumn", "2005-06.summer")


def test_without_leavers_it_is_not_clear(marks: pd.DataFrame) -> None:
    row = progress.progress_gap(progress_cells(marks[marks["last"] > 0]))
    assert (row.value, row.low, row.high) == close((0.2850, -0.2620, 0.8320), abs=5e-5)
    assert not row.clear
