"""Figures are drawn on every request: a page's worth takes a few milliseconds."""

from __future__ import annotations

from typing import Any

from tests.unit.dashboard.figures.test_template import every_figure


def test_every_kind_of_figure_in_under_10_milliseconds(benchmark: Any) -> None:
    drawn = benchmark(every_figure)
    assert len(drawn) == 5
    assert benchmark.stats.stats.median < 0.010
