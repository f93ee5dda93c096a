"""Figures are drawn on every request: a page's worth takes a few milliseconds."""

from __future__ import annotations

import time
from statistics import median

from tests.unit.dashboard.figures.test_template import every_figure


def test_every_kind_of_figure_in_under_10_milliseconds() -> None:
    taken = []
    for _ in range(21):
        began = time.process_time()
        assert len(every_figure()) == 5
        taken.append(time.process_time() - began)
    print(f"\nevery kind of figure: {1000 * median(taken):.1f} ms")
    assert median(taken) < 0.010
