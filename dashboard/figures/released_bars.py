"""A released figure as a bar: a small picture for tables of rows. It is as long as the released figure, never longer or
shorter, so it tells no more than the words beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.figures.images import image_address
from dashboard.figures.template import TOKENS
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
    value: float, *, axis: Axis, beside: float | None = None, others: bool = False, few: bool = False
) -> str:
    """The picture of one row as the address of an image: a bar from nought, and a dotted line where the trust's schools
    of the phase together lie. It is hollow for few pupils, and in the colour of other pupils where they are meant."""
    colour = TOKENS["others" if others else "send"]
    left, right = sorted((axis.at(0), axis.at(value)), key=lambda at: float(at[:-1]))
    width = f"{float(right[:-1]) - float(left[:-1]):.2f}%"
    fill = TOKENS["card"] if few else colour
    parts = [
        f'<line x1="{axis.at(axis.low)}" x2="{axis.at(axis.high)}" y1="50%" y2="50%" stroke="{TOKENS["hairline"]}"/>',
        f'<rect x="{left}" y="26%" width="{width}" height="48%" fill="{fill}" stroke="{colour}" stroke-width="2"/>',
        f'<line x1="{axis.at(0)}" x2="{axis.at(0)}" y1="12%" y2="88%" stroke="{TOKENS["reference"]}"/>',
    ]
    if beside is not None:
        parts.append(
            f'<line x1="{axis.at(beside)}" x2="{axis.at(beside)}" y1="4%" y2="96%" stroke="{TOKENS["ink"]}" '
            'stroke-width="2" stroke-dasharray="3 3"/>'
        )
    return image_address(f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">{"".join(parts)}</svg>')
