"""A row's mark on its interval as a small picture: for tables whose rows are links. It says nothing without its words.

The picture is as wide as its cell: every position is a percentage, so that a mark stays round at any width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.figures.images import image_address
from dashboard.figures.labels import Extent, extent, stacked
from dashboard.figures.template import MARKS, TOKENS, Mark
from dashboard.metrics.answer import Row
from dashboard.metrics.marks import PupilMark, Reference
from dashboard.metrics.small_groups import is_counted, prominence

ACROSS = 40
"""How many pupils' marks fit side by side: nearer than that, they are stacked."""
STEP = 20.0
"""How far a stacked mark moves from its row, as a percentage of the row's height."""


def rail_extent(rows: Iterable[Row], *, parent: Reference | None = None) -> Extent:
    """The ends that every row's picture shares: they hold all intervals shown, no difference, and the parent."""
    shown = [row for row in rows if is_drawn(row)]
    values = [edge for row in shown for edge in (row.value, row.low, row.high)]
    return extent([0.0, parent.value if parent else None, *values], padding=0.06)


def is_drawn(row: Row) -> bool:
    """Whether a row has a mark: it has a value, and more than five pupils on the smaller side; of shares more than
    nine."""
    return row.value is not None and prominence(row) != "words" and not is_counted(row)


def is_hollow(row: Row) -> bool:
    """Whether the mark is hollow: fewer than ten pupils on a side, or an interval that takes in *no difference*."""
    return prominence(row) == "hollow" or not row.clear


def rail(row: Row, *, ends: Extent, parent: Reference | None = None) -> str:
    """The picture of one row as the address of an image: the line at no difference, the parent's dotted, the mark."""
    parts = [_upright(ends.share(0), dotted=False)]
    if parent is not None:
        parts.append(_upright(ends.share(parent.value), dotted=True))
    if is_drawn(row) and row.value is not None:
        if row.low is not None and row.high is not None:
            parts.append(_across(ends.share(row.low), to=ends.share(row.high)))
        parts.append(_dot(ends.share(row.value), hollow=is_hollow(row)))
    return _image(parts)


def strip_rail(marks: Sequence[PupilMark], *, ends: Extent) -> str:
    """The picture of one row of pupils: a hairline and each pupil's mark, SEND pupils over the others."""
    line = f'<line x1="0" x2="100%" y1="50%" y2="50%" stroke="{TOKENS["hairline"]}"/>'
    levels = stacked([mark.value for mark in marks], width=(ends.high - ends.low) / ACROSS)
    step = min(STEP, 34 / max([1, *(abs(level) for level in levels)]))
    in_order = sorted(zip(marks, levels, strict=True), key=lambda placed: placed[0].send)
    return _image([_shapes(), line, *(_pupil(mark, ends=ends, height=50 + level * step) for mark, level in in_order)])


def _image(parts: Iterable[str]) -> str:
    return image_address(f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">{"".join(parts)}</svg>')


def _upright(share: float, *, dotted: bool) -> str:
    dash = ' stroke-dasharray="2 3"' if dotted else ""
    return f'<line x1="{share:.2%}" x2="{share:.2%}" y1="0" y2="100%" stroke="{TOKENS["reference"]}"{dash}/>'


def _across(low: float, *, to: float) -> str:
    return (
        f'<line x1="{low:.2%}" x2="{to:.2%}" y1="50%" y2="50%" stroke="{TOKENS["send"]}" '
        'stroke-width="2" stroke-linecap="round"/>'
    )


def _dot(share: float, *, hollow: bool) -> str:
    fill = TOKENS["card"] if hollow else TOKENS["send"]
    return f'<circle cx="{share:.2%}" cy="50%" r="5.5" fill="{fill}" stroke="{TOKENS["send"]}" stroke-width="2"/>'


def _pupil(mark: PupilMark, *, ends: Extent, height: float) -> str:
    kind = "s" if mark.send else "u" if mark.group == "unknown" else "o"
    return f'<use href="#{kind}" x="{ends.share(mark.value):.1%}" y="{height:.0f}%"/>'


def _shapes() -> str:
    """The marks of a strip, each made once: SEND, other, unknown."""
    send, other, unknown = MARKS["send"], MARKS["other"], MARKS["unknown"]
    cross = f'<path id="u" d="M-4-4L4 4M-4 4L4-4" stroke="{unknown.colour}" stroke-width="2"/>'
    return f"<defs>{_circle('s', mark=send)}{_circle('o', mark=other)}{cross}</defs>"


def _circle(name: str, *, mark: Mark) -> str:
    return f'<circle id="{name}" r="4.5" fill="{mark.fill}" stroke="{mark.colour}" stroke-width="2"/>'
