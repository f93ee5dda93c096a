"""Small pictures for cards and tables: two lines over terms, and two marks on a hairline. They say nothing without
their words. Every position is a percentage, so that a picture fills its room at any width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from dashboard.figures.images import image_address
from dashboard.figures.labels import Extent, extent
from dashboard.figures.template import MARKS, TOKENS, Mark
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.small_groups import WORDS_TO, drawn_sides, prominence

LEFT, RIGHT, AIR = 1.5, 96.5, 0.23
"""Where the first and last terms stand, as a percentage of the width, and the room over and under the lines: on paper,
where a picture is lowest, still as much as half a mark."""
LEAST = 10.0
"""The least that the height stands for, in the answer's unit, so that next to nothing does not look like much."""
_Side = Sequence[float | None]


def spark(answer: Answer) -> str:
    """The two sides of a trend's rows as the address of an image: the group solid, others dashed, the last marked.

    A line breaks each September and where a side has five pupils or fewer, of a share nine or fewer; empty where no
    side has two terms.
    """
    sides = sides_of(answer)
    drawn = [value for _, values in sides for value in values if value is not None]
    if len(drawn) <= len(sides):
        return ""
    ends = extent(drawn, padding=AIR, least=LEAST)
    years = [row.key.partition(".")[0] for row in answer.rows]
    lines = [_line(values, years=years, ends=ends, kind=kind) for kind, values in sides]
    marks = [_last_mark(values, ends=ends, kind=kind) for kind, values in sides]
    box = '<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%">'
    return image([box, *lines, "</svg>", *marks])


def sides_of(answer: Answer) -> list[tuple[str, list[float | None]]]:
    """The values of each side that may be drawn, by the mark they have: others first, so that SEND lies over them."""
    shown = [drawn_sides(row) for row in answer.rows]
    group, other = ([sides[at] for sides in shown] for at in (0, 1))
    return (
        [("other", other), (answer.group, group)]
        if any(value is not None for value in other)
        else [(answer.group, group)]
    )


def _line(values: _Side, *, years: Sequence[str], ends: Extent, kind: str) -> str:
    mark = MARKS[kind]
    runs: list[str] = []
    for known, run in groupby(range(len(values)), key=lambda at: (years[at], values[at] is not None)):
        if known[1]:
            runs.append("M" + "L".join(_point(at, values=values, ends=ends) for at in run))
    dash = ' stroke-dasharray="5 4"' if kind == "other" else ""
    return (
        f'<path d="{"".join(runs)}" fill="none" stroke="{mark.colour}" stroke-width="2.5" stroke-linecap="round"'
        f'{dash} vector-effect="non-scaling-stroke"/>'
    )


def _point(at: int, *, values: _Side, ends: Extent) -> str:
    value = values[at]
    return f"{_x(at, of=len(values)):.1f} {_y(value, ends=ends):.1f}" if value is not None else ""


def _x(at: int, *, of: int) -> float:
    return LEFT + (RIGHT - LEFT) * at / max(of - 1, 1)


def _y(value: float, *, ends: Extent) -> float:
    return 100 * (1 - ends.share(value))


def _last_mark(values: _Side, *, ends: Extent, kind: str) -> str:
    at = next((place for place in reversed(range(len(values))) if values[place] is not None), None)
    if at is None:
        return ""
    return dot(_x(at, of=len(values)), y=_y(values[at] or 0.0, ends=ends), mark=MARKS[kind])


def dot(x: float, *, y: float, mark: Mark, radius: float = 5) -> str:
    """A mark at percentages of the picture: a circle, a square or a diamond, filled or hollow."""
    style = f'fill="{mark.fill}" stroke="{mark.colour}" stroke-width="2"'
    if mark.symbol == "circle":
        return f'<circle cx="{x:.2f}%" cy="{y:.2f}%" r="{radius}" {style}/>'
    turned = ' transform="rotate(45)"' if mark.symbol == "diamond" else ""
    square = f'<rect x="-4.5" y="-4.5" width="9" height="9" {style}{turned}/>'
    return f'<svg x="{x:.2f}%" y="{y:.2f}%" overflow="visible">{square}</svg>'


def image(parts: Iterable[str]) -> str:
    """The parts of a picture as the address of an image."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">{"".join(parts)}</svg>'
    return image_address(svg)


def pair_extent(rows: Iterable[Row]) -> Extent:
    """The ends that every pair of a column shares."""
    values = [value for row in rows if row.smaller_side > WORDS_TO for value in drawn_sides(row)]
    return extent(values, padding=0.08, least=1.0)


def pair(row: Row, *, ends: Extent, group: str = "send") -> str:
    """The group and other pupils on one hairline as the address of an image, the group's mark hollow where a side has
    fewer than ten pupils; empty where the group may not be drawn."""
    own, other = drawn_sides(row)
    if own is None:
        return ""
    parts = [f'<line x1="0" x2="100%" y1="50%" y2="50%" stroke="{TOKENS["hairline"]}"/>']
    if other is not None:
        parts.append(_between(ends.share(own), to=ends.share(other)))
        parts.append(dot(100 * ends.share(other), y=50, mark=MARKS["other"]))
    mark = MARKS[group]
    few = prominence(row) == "hollow"
    return image([*parts, dot(100 * ends.share(own), y=50, mark=mark._replace(fill=TOKENS["card"]) if few else mark)])


def _between(one: float, *, to: float) -> str:
    return f'<line x1="{one:.2%}" x2="{to:.2%}" y1="50%" y2="50%" stroke="{TOKENS["reference"]}" stroke-width="1.5"/>'
