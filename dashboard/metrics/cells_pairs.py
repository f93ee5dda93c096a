"""Pupils of two periods at once: sums from which the change of a rate follows, with the pairing of each pupil kept.

A pupil has a *part* of a *whole* in each period: sessions missed of those possible, or 1 of 1 for who came to a club. A
pupil who is there in one period only has nought of nought in the other.
"""

from __future__ import annotations

from typing import NamedTuple

ABSENT = "-"
"""The status of pupils who are not counted in one of the two periods: not on roll at the school, or nothing sent."""


class RateCell(NamedTuple):
    """Pupils of one school, year group and pair of statuses: ``then`` and ``now`` are SEN provision codes, "" unknown,
    ``-`` not counted. ``a`` are parts and ``p`` wholes, 1 now and 0 then; two letters are the sum of their products.
    """

    school: str
    year_group: str
    then: str
    now: str
    n: int
    a1: float
    p1: float
    a0: float
    p0: float
    a1a1: float
    a1p1: float
    p1p1: float
    a0a0: float
    a0p0: float
    p0p0: float
    a1a0: float
    a1p0: float
    p1a0: float
    p1p0: float

    def squares(self, *, now: Weight, then: Weight) -> float:
        """The sum over the cell's pupils of the squares of their pull on a figure: ``now`` times (part − rate × whole)
        now, minus ``then`` times the same then."""
        (c1, r1), (c0, r0) = now, then
        late = c1 * c1 * (self.a1a1 - 2 * r1 * self.a1p1 + r1 * r1 * self.p1p1)
        early = c0 * c0 * (self.a0a0 - 2 * r0 * self.a0p0 + r0 * r0 * self.p0p0)
        both = self.a1a0 - r0 * self.a1p0 - r1 * self.p1a0 + r1 * r0 * self.p1p0
        return max(0.0, late + early - 2 * c1 * c0 * both)


Weight = tuple[float, float]
"""How much one part counts in a figure, and the rate it is measured from."""
PRODUCTS = ("a1a1", "a1p1", "p1p1", "a0a0", "a0p0", "p0p0", "a1a0", "a1p0", "p1a0", "p1p0")
