"""A release of a school beside that of its phase: the same measure on the same scale, or not beside it at all."""

from __future__ import annotations

from typing import Any

from dashboard.reporting.releases import Shelf
from tests.unit.dashboard.reporting.test_released_country import RELEASED

RULES = {"other_schools": 3, "percent_from": 100, "round_to": 5, "hide_below": 8}


def gain(*, send: float, others: float, unit: str, scale: str) -> dict[str, Any]:
    lines = [
        {"label": label, "key": key, "state": "ok", "n": 40, "k": None, "value": value}
        for label, key, value in (("SEND pupils", "send", send), ("Other pupils", "others", others))
    ]
    words = "average gain in reading" if unit == "points" else f"average gain in reading, in {unit}"
    return {
        "key": "progress.gain.reading@2025-26.spring", "strand": "progress", "kind": "mean", "words": words,
        "title": "SEND and other pupils", "reason": "", "pooled": 1, "unit": unit, "scale": scale, "lines": lines,
    }  # fmt: skip


HERE = gain(send=3.1, others=5.0, unit="months", scale="reading_age")


def shelf(beside: dict[str, Any]) -> Shelf:
    school = RELEASED._replace(views=(HERE,), rules=RULES, phase="primary")
    return Shelf(school=school, phase=school._replace(place="phase:primary", schools=8, views=(beside,)))


def test_the_schools_of_the_phase_stand_beside_on_the_same_scale() -> None:
    held = shelf(gain(send=2.0, others=4.0, unit="months", scale="reading_age"))
    assert held.compared(HERE) == (
        "SEND pupils 1.9 months below other pupils here, 2.0 months below in the trust's 8 primary schools together."
    )
    assert "another scale" not in " ".join(held.unknown())


def test_two_scales_are_never_put_beside_each_other() -> None:
    held = shelf(gain(send=0.4, others=0.2, unit="points", scale="standard"))
    assert held.beside(HERE) is None
    assert held.compared(HERE) == "SEND pupils 1.9 months below other pupils."
    assert (
        "How the trust's 8 primary schools together do in average gain in reading, in months: most measure it on "
        "another scale." in held.unknown()
    )
