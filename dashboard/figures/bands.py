"""The 95% band behind a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

ALONE = 0.1
"""How far the band of a term that stands alone reaches either side of its place: it has no width of its own."""


def band(
    places: Sequence[int], *, lows: Sequence[float | None], highs: Sequence[float | None], colour: str
) -> dict[str, Any]:
    """One filled shape over neighbouring places, from the low to the high end at each."""
    alone = len(places) == 1
    across = [places[0] - ALONE, places[0] + ALONE] if alone else list(places)
    over, under = (list(highs) * 2, list(lows) * 2) if alone else (list(highs), list(lows))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*across, *reversed(across)],
        "y": [*over, *reversed(under)],
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0, "color": colour},
        "hoverinfo": "skip",
    }
