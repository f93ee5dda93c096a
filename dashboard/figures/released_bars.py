"""A released figure as a bar: a small picture for tables of rows. It is as long as the released figure, never longer or
shorter, so it tells no more than the words beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.figures.images import image_address
from dashboard.figures.template import MARKS, TOKENS
from dashboard.metrics.numbers import number

EDGE = 2.0
"""Room at either end, as a percentage of the picture's width."""


@dataclass(frozen=True, kw_only=True)
class Axis:
    """Where the bars of a table begin and end: nought always lies on it."""

    low: float
    high: float

    def at(self, value: float) -> str:
        """Where a value lies across the picture."""
        within = min(max(value, self.low), self.high)
        return f"{EDGE + (within - self.low) * (100 - 2 * EDGE) / (self.high - self.low):.2f}%"


def axis_of(values: Iterable[float], *, least: float = 1.0) -> Axis:
    """An axis that holds these values and nought, its ends at round numbers: 0 to 20, −1 to 2. It is never shorter than
    ``least`` either way there are values, so that a small difference does not look large."""
    found = list(values)
    held = [0.0, *found, *([least] if any(value > 0 for value in found) or not found else [])]
    held += [-least] if any(value < 0 for value in found) else []
    largest = max(abs(value) for value in held) or 1.0
    step = 10.0 ** math.floor(math.log10(largest))
    step = step if largest / step > 2 else step / 2
    low, high = math.floor(min(held) / step) * step, math.ceil(max(held) / step) * step
    return Axis(low=low, high=high if high > low else low + least)


SHARES = Axis(low=0, high=100)


def axis_words(axis: Axis, *, unit: str) -> str:
    """``0% to 100%``, ``−1 to 2 points``: a column's heading."""
    low, high = (number(end, decimals=0 if float(end).is_integer() else 1) for end in (axis.low, axis.high))
    return f"{low} to {high} {unit}" if unit not in {"", "%"} else f"{low}% to {high}%"


def released_bar(
    value: float, *, axis: Axis, beside: float | None = None, kind: str = "send", few: bool = False
) -> str:
    """The picture of one row as the address of an image: a bar from nought, and a dotted line where the trust's schools
    of the phase together lie. It is filled as its ``kind`` is marked in every chart, and striped for few pupils."""
    left, right = sorted((axis.at(0), axis.at(value)), key=lambda at: float(at[:-1]))
    width = f"{float(right[:-1]) - float(left[:-1]):.2f}%"
    parts = [
        f'<line x1="{axis.at(axis.low)}" x2="{axis.at(axis.high)}" y1="50%" y2="50%" stroke="{TOKENS["hairline"]}"/>',
        _bar(left, width=width, kind=kind, few=few),
        f'<line x1="{axis.at(0)}" x2="{axis.at(0)}" y1="12%" y2="88%" stroke="{TOKENS["reference"]}"/>',
        "" if beside is None else _dotted(axis.at(beside)),
    ]
    return _picture(parts)


def bar_mark(kind: str, *, few: bool = False) -> str:
    """A piece of a bar for a key."""
    return _picture([_bar("4%", width="92%", kind=kind, few=few)])


def dotted_mark() -> str:
    """The dotted line for a key."""
    return _picture([_dotted("50%")])


def _picture(parts: Iterable[str]) -> str:
    return image_address(f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">{"".join(parts)}</svg>')


def _bar(left: str, *, width: str, kind: str, few: bool) -> str:
    """A bar; of few pupils it is striped, broadly where more would be filled and finely where they would be hollow."""
    mark = MARKS[kind]
    stripe = 2 if mark.fill == TOKENS["card"] else 4
    stripes = (
        '<pattern id="few" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="7" height="7" fill="{TOKENS["card"]}"/><rect width="{stripe}" height="7" fill="{mark.colour}"/>'
        "</pattern>"
    )
    fill = "url(#few)" if few else mark.fill
    bar = (
        f'<rect x="{left}" y="26%" width="{width}" height="48%" fill="{fill}" stroke="{mark.colour}" stroke-width="2"/>'
    )
    return f"{stripes if few else ''}{bar}"


def _dotted(at: str) -> str:
    return (
        f'<line x1="{at}" x2="{at}" y1="4%" y2="96%" stroke="{TOKENS["ink"]}" stroke-width="2" stroke-dasharray="3 3"/>'
    )
