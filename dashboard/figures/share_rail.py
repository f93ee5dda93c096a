"""A share from 0 to 100 with its interval as a small picture, for tables of rows; published figures as dotted lines."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.figures.images import image_address
from dashboard.figures.template import TOKENS
from dashboard.metrics.answer import Row
from dashboard.metrics.marks import Reference
from dashboard.metrics.small_groups import HOLLOW_TO

EDGE = 3.0
"""Room at either end for a mark at nought or at a hundred, as a percentage of the picture's width."""


def share_rail(row: Row, *, references: Sequence[Reference] = ()) -> str:
    """The picture of one row as the address of an image. A row of nine pupils or fewer, or without a value, has no
    mark: its words count them."""
    parts = [_line(0, to=100, colour="hairline"), *(_tick(at) for at in (0, 50, 100))]
    parts += [_upright(each.value) for each in references]
    if row.value is not None and row.n > HOLLOW_TO:
        if row.low is not None and row.high is not None:
            parts.append(_line(row.low, to=row.high, colour="send", width=2))
        parts.append(_dot(row.value))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">{"".join(parts)}</svg>'
    return image_address(svg)


def _at(share: float) -> str:
    within = min(max(share, 0.0), 100.0)
    return f"{EDGE + within * (100 - 2 * EDGE) / 100:.2f}%"


def _line(start: float, *, to: float, colour: str, width: int = 1) -> str:
    return (
        f'<line x1="{_at(start)}" x2="{_at(to)}" y1="50%" y2="50%" stroke="{TOKENS[colour]}" '
        f'stroke-width="{width}" stroke-linecap="round"/>'
    )


def _tick(share: float) -> str:
    return f'<line x1="{_at(share)}" x2="{_at(share)}" y1="35%" y2="65%" stroke="{TOKENS["hairline"]}"/>'


def _upright(share: float) -> str:
    return (
        f'<line x1="{_at(share)}" x2="{_at(share)}" y1="4%" y2="96%" stroke="{TOKENS["reference"]}" '
        'stroke-width="2" stroke-dasharray="2 3"/>'
    )


def _dot(share: float) -> str:
    return f'<circle cx="{_at(share)}" cy="50%" r="6.5" fill="{TOKENS["send"]}"/>'
