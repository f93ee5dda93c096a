"""A share of the group and of other pupils as two thin bars from nought, one over the other: a row of a distribution.

The picture is as wide as its cell: every position is a percentage. The group's bar is filled, other pupils' hollow.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from dashboard.figures.images import image_address
from dashboard.figures.rate_rails import is_drawn, others_value, own_value
from dashboard.figures.template import MARKS, TOKENS
from dashboard.metrics.answer import Row


def bars_top(rows: Iterable[Row]) -> int:
    """Where the axis of these rows ends: the multiple of five that holds every share that is drawn."""
    shares = [share for row in rows for share in drawn(row) if share is not None]
    return max(5, 5 * ceil(max(shares, default=0.0) / 5))


def drawn(row: Row) -> tuple[float | None, float | None]:
    """The group's share and other pupils', each None where they are too few for a bar."""
    return own_value(row) if is_drawn(row) else None, others_value(row)


def paired_bars(row: Row, *, top: int, group: str) -> str:
    """The picture of one row as the address of an image."""
    one, two = drawn(row)
    parts = [f'<line x1="0.5" x2="0.5" y1="0" y2="100%" stroke="{TOKENS["reference"]}"/>']
    parts += [_bar(one, top=top, y="12%", kind=group)] if one else []
    parts += [_bar(two, top=top, y="56%", kind="other")] if two else []
    return image_address(f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">{"".join(parts)}</svg>')


def _bar(share: float, *, top: int, y: str, kind: str) -> str:
    mark, width = MARKS[kind], f"{98 * share / top:.2f}%"
    return (
        f'<rect x="1" y="{y}" width="{width}" height="32%" fill="{mark.fill}" stroke="{mark.colour}" '
        'stroke-width="1.5"/>'
    )
