"""Is good progress shared? Each mainstream school by the progress of all its pupils and the SEND distance in gains.

Plain geometry in percentages of the picture: its marks are links, and its labels stand in a column at the right, each
joined to its mark, so that no two lie on one another at any width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.labels import Extent, apart, extent, ticks
from dashboard.figures.sparks import image
from dashboard.figures.template import TOKENS
from dashboard.metrics.answer import Row
from dashboard.metrics.numbers import number
from dashboard.metrics.small_groups import may_claim, prominence

HEIGHT, LABEL = 330, 24
"""The height of the picture and of a label, in pixels."""
FEWEST = 4
"""With fewer schools on one scale there is a table and no picture."""


@dataclass(frozen=True, kw_only=True)
class School:
    """One school: the gains of all its pupils and the difference in gains, SEND minus others."""

    everyone: Row
    gap: Row


@dataclass(frozen=True, kw_only=True)
class Point:
    """A school's mark and its label, in percent from the left and the top."""

    school: School
    x: float
    y: float
    label_y: float
    hollow: bool


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The points, the ticks of both axes (percent and words), and ``ground`` the address of what lies behind: lines of
    the grid, the region, the lines from marks to labels. ``region`` is its top-left corner in percent."""

    points: tuple[Point, ...]
    across: tuple[tuple[float, str], ...]
    upright: tuple[tuple[float, str], ...]
    ground: str
    region: tuple[float, float]
    height: int


def drawn(schools: Sequence[School]) -> list[School]:
    """The schools that have both figures, of more than five pupils on the smaller side."""
    both = [each for each in schools if each.everyone.value is not None and each.gap.value is not None]
    return [each for each in both if prominence(each.gap) != "words"]


def picture(schools: Sequence[School], *, usual: float) -> Picture:
    """The picture of these schools; ``usual`` is the mean gain of all their pupils: the region begins there, under the
    line at no difference."""
    wide, tall = _extents(schools, usual=usual)
    height = max(HEIGHT, LABEL * len(schools) + LABEL)
    tops = [100 * (1 - tall.share(each.gap.value or 0.0)) for each in schools]
    labels = _within(apart([top * height / 100 for top in tops], heights=[LABEL] * len(schools)), height=height)
    points = tuple(
        Point(school=each, x=100 * wide.share(each.everyone.value or 0.0), y=top, label_y=100 * label / height,
              hollow=not may_claim(each.gap))
        for each, top, label in zip(schools, tops, labels, strict=True)
    )  # fmt: skip
    region = (100 * wide.share(usual), 100 * (1 - tall.share(0.0)))
    across = tuple((100 * wide.share(at), _words(at)) for at in ticks(wide, about=4))
    upright = tuple((100 * (1 - tall.share(at)), _words(at)) for at in ticks(tall, about=4))
    ground = _ground(points, upright=upright, region=region)
    return Picture(points=points, across=across, upright=upright, ground=ground, region=region, height=height)


def _extents(schools: Sequence[School], *, usual: float) -> tuple[Extent, Extent]:
    wide = extent([usual, *(each.everyone.value for each in schools)], padding=0.1)
    return wide, extent([0.0, *(each.gap.value for each in schools)], padding=0.12)


def _within(positions: Sequence[float], *, height: int) -> list[float]:
    """The labels' middles, moved so that the first and the last are whole and none lies on another."""
    order = sorted(range(len(positions)), key=positions.__getitem__)
    moved, least = list(positions), LABEL / 2
    for place in order:
        moved[place] = least = max(moved[place], least)
        least += LABEL
    most = height - LABEL / 2
    for place in reversed(order):
        moved[place] = most = min(moved[place], most)
        most -= LABEL
    return moved


def _words(value: float) -> str:
    return number(value, decimals=0 if float(value).is_integer() else 1, sign=True)


def _ground(points: Sequence[Point], *, upright: Sequence[tuple[float, str]], region: tuple[float, float]) -> str:
    left, top = region
    parts = [f'<rect x="{left:.2f}%" y="{top:.2f}%" width="100%" height="100%" fill="{TOKENS["paper"]}"/>']
    parts += [_line((0, at), to=(100, at), colour=TOKENS["hairline"]) for at, _ in upright]
    parts.append(_line((0, top), to=(100, top), colour=TOKENS["reference"]))
    parts += [_line((each.x, each.y), to=(100, each.label_y), colour=TOKENS["spread"]) for each in points]
    return image(parts)


def _line(start: tuple[float, float], *, to: tuple[float, float], colour: str) -> str:
    (x1, y1), (x2, y2) = start, to
    return f'<line x1="{x1:.2f}%" y1="{y1:.2f}%" x2="{x2:.2f}%" y2="{y2:.2f}%" stroke="{colour}"/>'
