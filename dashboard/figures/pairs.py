"""Two shares on one line as a small picture: the group's mark and the other pupils'. For tables of rows."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.figures.images import image_address
from dashboard.figures.template import MARKS, TOKENS
from dashboard.metrics.answer import Row

EDGE = 4.0
"""Room at either end for a mark at nought or at a hundred, as a percentage of the picture's width."""


def rail_top(rows: Iterable[Row]) -> int:
    """Where the axis of these rows ends: at 100, or at 50 or 25 where all shares lie below."""
    shares = [side for row in rows for side in (row.group_value, row.other_value) if side is not None]
    return next(top for top in (25, 50, 100) if max(shares, default=100.0) <= top)


def pair_rail(row: Row, *, group: str = "send", top: float = 100) -> str:
    """The picture of one row as the address of an image: a line from 0 to ``top`` with its middle, the two shares."""
    parts = [_rule(0, to=100), *(_tick(at) for at in (0, 50, 100))]
    one, two = (None if side is None else 100 * side / top for side in (row.group_value, row.other_value))
    if one is not None and two is not None:
        parts.append(f'<line x1="{_at(one)}" x2="{_at(two)}" y1="50%" y2="50%" stroke="{TOKENS["ink"]}"/>')
    if two is not None:
        mark = MARKS["other"]
        parts.append(f'<circle cx="{_at(two)}" cy="50%" r="5.5" fill="{mark.fill}" {_outline(mark.colour)}/>')
    if one is not None:
        parts.append(_group_mark(one, group=group))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">{"".join(parts)}</svg>'
    return image_address(svg)


def _at(share: float) -> str:
    within = min(max(share, 0.0), 100.0)
    return f"{EDGE + within * (100 - 2 * EDGE) / 100:.2f}%"


def _rule(start: float, *, to: float) -> str:
    return f'<line x1="{_at(start)}" x2="{_at(to)}" y1="50%" y2="50%" stroke="{TOKENS["hairline"]}"/>'


def _tick(share: float) -> str:
    return f'<line x1="{_at(share)}" x2="{_at(share)}" y1="30%" y2="70%" stroke="{TOKENS["hairline"]}"/>'


def _group_mark(share: float, *, group: str) -> str:
    """A circle for SEND, a square for SEN support, a diamond for EHC plans, as in every chart."""
    mark = MARKS[group]
    shapes = {
        "send": '<circle r="5.5"',
        "support": '<rect x="-5" y="-5" width="10" height="10"',
        "plan": '<path d="M0-7L7 0L0 7L-7 0Z"',
    }
    shape = f'{shapes[group]} fill="{mark.fill}" {_outline(mark.colour)}/>'
    return f'<svg x="{_at(share)}" y="50%" overflow="visible">{shape}</svg>'


def _outline(colour: str) -> str:
    return f'stroke="{colour}" stroke-width="2"'
