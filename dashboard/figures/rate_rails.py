"""A rate from nought on a small picture: the group's mark on its interval, other pupils' mark, a line to compare with.

The picture is as wide as its cell: every position is a percentage.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from dashboard.figures.images import image_address
from dashboard.figures.template import MARKS, TOKENS
from dashboard.metrics.answer import Row
from dashboard.metrics.marks import Reference
from dashboard.metrics.small_groups import is_counted_side, prominence_of

EDGE = 3.0
"""Room at either end for a mark at nought or at the top, as a percentage of the picture's width."""


def is_drawn(row: Row) -> bool:
    """Whether a row's rate has a mark: a figure of more than five pupils, of a share more than nine, however few are
    beside them."""
    return own_value(row) is not None and prominence_of(row.own_side) != "words" and not is_counted_side(row)


def own_value(row: Row) -> float | None:
    """The group's own rate: the row's value, or of a difference the group's side."""
    return row.group_value if row.group_value is not None else row.value


def others_value(row: Row) -> float | None:
    """Other pupils' rate, where more than five of them stand behind it, of a share more than nine: fewer have no mark
    and are not read out."""
    few = row.n_other is not None and prominence_of(row.n_other) == "words"
    return None if few or is_counted_side(row, others=True) else row.other_value


def rail_top(rows: Iterable[Row], *, published: Iterable[Reference] = ()) -> int:
    """Where the axis of these rows ends: a multiple of five that holds every rate, every published figure beside them
    and most of every interval: one of few pupils would press all others together, and goes on with an arrow."""
    shown = [row for row in rows if is_drawn(row)]
    values = [value for row in shown for value in (own_value(row), others_value(row), _reach(row)) if value is not None]
    return max(5, 5 * ceil(max([*values, *(each.value for each in published)], default=0.0) / 5))


def _reach(row: Row) -> float | None:
    high, value = row.group_high if row.group_high is not None else row.high, own_value(row)
    return None if high is None or value is None else min(high, 1.6 * value, 100.0)


def rate_rail(
    row: Row, *, top: float, group: str = "send", reference: float | None = None, published: Reference | None = None
) -> str:
    """The picture of one row as the address of an image: ``reference`` is a dotted line, ``published`` a dashed one."""
    parts = [f'<line x1="{_at(0)}" x2="{_at(100)}" y1="50%" y2="50%" stroke="{TOKENS["hairline"]}"/>', _tick(0)]
    parts += [_upright(reference, top=top, dash="2 3")] if reference is not None else []
    parts += [_upright(published.value, top=top, dash="6 3", width=2)] if published is not None else []
    low, high = (row.low, row.high) if row.group_low is None else (row.group_low, row.group_high)
    if low is not None and high is not None:
        ends = (_at(100 * max(low, 0.0) / top), _at(100 * high / top))
        parts.append(f'<line x1="{ends[0]}" x2="{ends[1]}" y1="50%" y2="50%" stroke="{MARKS[group].colour}" '
                     'stroke-width="2" stroke-linecap="round"/>')  # fmt: skip
        parts += [_goes_on(MARKS[group].colour)] if high > top else []
    others = others_value(row)
    if others is not None:
        parts.append(_mark(100 * others / top, kind="other"))
    value = own_value(row)
    if value is not None:
        parts.append(_mark(100 * value / top, kind=group, hollow=prominence_of(row.own_side) == "hollow"))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">{"".join(parts)}</svg>'
    return image_address(svg)


def _goes_on(colour: str) -> str:
    """An arrow's head at the end of the axis, of an interval that reaches over it: its end is in the words beside."""
    path = f'<path d="M-2-5L5 0L-2 5" fill="none" stroke="{colour}" stroke-width="2"/>'
    return f'<svg x="{_at(100)}" y="50%" overflow="visible">{path}</svg>'


def _upright(value: float, *, top: float, dash: str, width: int = 1) -> str:
    x = _at(100 * value / top)
    stroke = f'stroke="{TOKENS["reference"]}" stroke-width="{width}" stroke-dasharray="{dash}"'
    return f'<line x1="{x}" x2="{x}" y1="0" y2="100%" {stroke}/>'


def _at(share: float) -> str:
    return f"{EDGE + min(max(share, 0.0), 100.0) * (100 - 2 * EDGE) / 100:.2f}%"


def _tick(share: float) -> str:
    return f'<line x1="{_at(share)}" x2="{_at(share)}" y1="25%" y2="75%" stroke="{TOKENS["reference"]}"/>'


_SHAPES = {
    "send": '<circle r="5.5"',
    "other": '<circle r="5.5"',
    "support": '<rect x="-5" y="-5" width="10" height="10"',
    "plan": '<path d="M0-7L7 0L0 7L-7 0Z"',
}


def _mark(share: float, *, kind: str, hollow: bool = False) -> str:
    """A circle for SEND, a square for SEN support, a diamond for EHC plans, hollow for others, as in every chart."""
    mark = MARKS[kind]
    fill = TOKENS["card"] if hollow else mark.fill
    shape = f'{_SHAPES[kind]} fill="{fill}" stroke="{mark.colour}" stroke-width="2"/>'
    return f'<svg x="{_at(share)}" y="50%" overflow="visible">{shape}</svg>'
