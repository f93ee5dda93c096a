"""Where labels and ticks go: plain geometry, so that no two labels lie on one another."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

CHARACTER = 7.6
"""How wide a character is taken to be, in pixels at 14 px: a little more than the typeface's mean."""


class Extent(NamedTuple):
    """The two ends of an axis."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where a value lies between the ends: 0 at ``low``, 1 at ``high``; not cut off."""
        return (value - self.low) / (self.high - self.low)


def extent(values: Iterable[float | None], *, padding: float = 0.08, least: float = 1.0) -> Extent:
    """The ends that hold every value with some air, at least ``least`` apart; (0, 1) where there is no value."""
    known = [value for value in values if value is not None]
    if not known:
        return Extent(0.0, 1.0)
    low, high = min(known), max(known)
    middle, half = (low + high) / 2, max(high - low, least) / 2
    return Extent(middle - half * (1 + 2 * padding), middle + half * (1 + 2 * padding))


def ticks(ends: Extent, *, about: int = 5) -> list[float]:
    """Round numbers within the ends, about that many: steps of 1, 2 or 5 times a power of ten."""
    rough = (ends.high - ends.low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((power * factor for factor in (1, 2, 5, 10)), key=lambda each: abs(math.log(each / rough)))
    first, last = math.ceil(ends.low / step), math.floor(ends.high / step)
    return [round(count * step, 10) for count in range(first, last + 1)]


def apart(positions: Sequence[float], *, heights: Sequence[float]) -> list[float]:
    """The positions moved as little as needed so that boxes of these heights, centred on them, do not overlap.

    Positions and heights in pixels, in any order; the order of the labels is kept and they come back as given.
    Neighbours that touch are joined and centred on the mean of what they wanted.
    """
    order = sorted(range(len(positions)), key=lambda place: positions[place])
    clusters: list[_Cluster] = []
    for place in order:
        clusters.append(_Cluster([place], positions[place], heights[place]))
        while len(clusters) > 1 and clusters[-2].reaches(clusters[-1]):
            later = clusters.pop()
            clusters[-1] = clusters[-1].joined(later)
    moved = [0.0] * len(positions)
    for cluster in clusters:
        edge = cluster.centre - cluster.height / 2
        for place in cluster.places:
            moved[place] = edge + heights[place] / 2
            edge += heights[place]
    return moved


class _Cluster(NamedTuple):
    places: list[int]
    centre: float
    height: float

    def reaches(self, other: _Cluster) -> bool:
        return self.centre + self.height / 2 > other.centre - other.height / 2

    def joined(self, other: _Cluster) -> _Cluster:
        weight, weight_other = len(self.places), len(other.places)
        centre = (self.centre * weight + other.centre * weight_other) / (weight + weight_other)
        return _Cluster(self.places + other.places, centre, self.height + other.height)


def width_of(texts: Iterable[str], *, least: int = 0) -> int:
    """About how many pixels the longest of these texts takes, at 14 px."""
    return max([least, *(math.ceil(len(text) * CHARACTER) for text in texts)])


def stacked(values: Iterable[float], *, width: float) -> list[int]:
    """How far from the row each value's mark stands (0, 1, −1, 2 …) so that marks ``width`` wide do not overlap."""
    given = list(values)
    taken: dict[int, list[float]] = defaultdict(list)
    levels = [0] * len(given)
    for place in sorted(range(len(given)), key=lambda each: given[each]):
        value = given[place]
        levels[place] = next(
            level for level in _outwards(len(given)) if all(value - other >= width for other in taken[level][-1:])
        )
        taken[levels[place]].append(value)
    return levels


def _outwards(many: int) -> Iterable[int]:
    yield 0
    for level in range(1, many + 1):
        yield level
        yield -level
