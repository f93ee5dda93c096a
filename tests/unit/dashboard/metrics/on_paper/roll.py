"""The SEND register on paper: the year of definitions.md 1.3."""

from __future__ import annotations

from tests.unit.dashboard.metrics.on_paper.example import Example
from tests.unit.dashboard.metrics.test_roll import YEAR

ROLL = {
    # 60 + 8 newly identified + 4 arrived − 5 removed − 3 left = 64, of 867 on roll on either day.
    "register_flows": Example(
        cells=YEAR, more={"flow": "now"}, value=7.3818, of=(64, 867), between=(5.823, 9.317), n=(867, None),
        sides=(7.3818, None),
    ),
    # The same 64 of 820 on roll on the last day: 44 others and 3 with SEND have left.
    "send_prevalence": Example(
        cells=YEAR, value=7.8049, of=(64, 820), between=(6.159, 9.844), n=(820, None), sides=(7.8049, None)
    ),
}  # fmt: skip
