"""What the marks of a pupil's lanes mean: said of those that are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.figures.timeline import Lane
from dashboard.metrics.telling import capital

_KEY = {
    "received": "filled pointer: SEN information passed on to the school",
    "not received": "hollow pointer: none passed on, or not known",
    "national": "diamond: national tests",
    "done": "filled circle: a conversation held with a parent or carer",
    "missed": "hollow circle: a conversation offered and not held with a parent or carer",
    "to come": "dotted circle: a conversation to come",
    "rated": "cross: a teacher's questionnaire",
    "incident": "triangle: an incident",
    "suspension": "square: a suspension",
}
"""What a mark on a day is of, in the order of the lanes."""


def key(lanes: Sequence[Lane]) -> str:
    """What the marks mean that are drawn, and no others."""
    drawn = {spot.of for lane in lanes for spot in lane.spots}
    around = ["grey behind a result: the middle half of the year group"] if _has_around(lanes) else []
    said = "; ".join([*around, *(each for of_what, each in _KEY.items() if of_what in drawn)])
    return f" {capital(said)}." if said else ""


def _has_around(lanes: Sequence[Lane]) -> bool:
    return any(point.around for lane in lanes for point in lane.points)
