"""The change of a rate between two periods whose pupils are the same, all or in part: no pupil is taken for two.

Each pupil's pull on the figure is worked out over both periods together, and the variance is that of the pulls: what is
particular to a pupil cancels out. For pupils who are all there twice and count as one of one it is the paired test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import codes_of
from dashboard.metrics.cells_pairs import ABSENT, RateCell, Weight
from dashboard.metrics.rates import percent
from dashboard.metrics.sides import NOTHING_SENT, OTHER_WORDS, Subject, valued
from dashboard.metrics.uncertainty import Interval, student

NOTHING_BEFORE = "nothing to compare with in the earlier period"
NONE: Weight = (0.0, 0.0)


@dataclass(frozen=True)
class _Side:
    """One group in one period: pupils, the sum of their parts and of their wholes."""

    n: int
    part: float
    whole: float

    @property
    def rate(self) -> float:
        return self.part / self.whole

    def weight(self, *, sign: int = 1) -> Weight:
        return sign / self.whole, self.rate


def _now(cells: Sequence[RateCell], *, codes: frozenset[str]) -> _Side:
    held = [cell for cell in cells if cell.now in codes]
    return _Side(sum(cell.n for cell in held), sum(cell.a1 for cell in held), sum(cell.p1 for cell in held))


def _then(cells: Sequence[RateCell], *, codes: frozenset[str]) -> _Side:
    held = [cell for cell in cells if cell.then in codes]
    return _Side(sum(cell.n for cell in held), sum(cell.a0 for cell in held), sum(cell.p0 for cell in held))


def change_row(about: Subject, *, cells: Sequence[RateCell], nothing: str = NOTHING_SENT) -> Row:
    """How the group's rate has changed for the same pupils, in percentage points: those who were of the group then and
    are counted at both times. ``group_value`` is now, ``other_value`` before."""
    codes = codes_of(about.group)
    same = [cell for cell in cells if cell.then in codes and cell.now != ABSENT]
    now = _Side(sum(c.n for c in same), sum(c.a1 for c in same), sum(c.p1 for c in same))
    then = _then(same, codes=codes)
    if not now.whole or not then.whole:
        told = NOTHING_BEFORE if any(cell.now != ABSENT for cell in cells) else nothing
        return about.nothing(State.NOT_AVAILABLE, reason=told)
    squares = sum(cell.squares(now=now.weight(), then=then.weight()) for cell in same)
    se = sqrt(squares * now.n / (now.n - 1)) if now.n > 1 else 0.0
    found = student(now.rate - then.rate, se=se, df=max(now.n - 1, 1), confidence=about.confidence)
    row = replace(about.row(n=now.n), group_value=100 * now.rate, other_value=100 * then.rate,
                  numerator=now.part, denominator=now.whole)  # fmt: skip
    return valued(row, found=percent(found), about=about, sides=[(now.n, about.words)])


def gap_change_row(about: Subject, *, cells: Sequence[RateCell], nothing: str = NOTHING_SENT) -> Row:
    """How far the group's rate has moved against other pupils', in percentage points: the difference now minus the
    difference then. The groups are those of each period; whoever is in both is one pupil. ``group_value`` is the
    group's own rate now, ``other_value`` the one before."""
    codes, others = codes_of(about.group), codes_of("others")
    sides = _now(cells, codes=codes), _now(cells, codes=others), _then(cells, codes=codes), _then(cells, codes=others)
    group, other, group_then, other_then = sides
    if not all(side.whole for side in sides):
        told = NOTHING_BEFORE if group.whole and other.whole else nothing
        return about.nothing(State.NOT_AVAILABLE, reason=told, n=group.n, n_other=other.n)
    weights_now = dict.fromkeys(codes, group.weight()) | dict.fromkeys(others, other.weight(sign=-1))
    weights_then = dict.fromkeys(codes, group_then.weight()) | dict.fromkeys(others, other_then.weight(sign=-1))
    found = _summed(
        (group.rate - other.rate) - (group_then.rate - other_then.rate),
        pulls=[(cell, cell.squares(now=weights_now.get(cell.now, NONE), then=weights_then.get(cell.then, NONE)))
               for cell in cells if {cell.now, cell.then} & (codes | others)],
        codes=codes, confidence=about.confidence,
    )  # fmt: skip
    row = replace(about.row(n=group.n, n_other=other.n), fewest=min(group_then.n, other_then.n),
                  group_value=100 * group.rate, other_value=100 * group_then.rate,
                  numerator=group.part, denominator=group.whole)  # fmt: skip
    names = [about.words, OTHER_WORDS, f"{about.words} then", f"{OTHER_WORDS} then"]
    counts = [(side.n, words) for side, words in zip(sides, names, strict=True)]
    return valued(row, found=percent(found), about=about, sides=counts)


def _summed(
    value: float, *, pulls: Sequence[tuple[RateCell, float]], codes: frozenset[str], confidence: float
) -> Interval:
    """The interval from the pupils' pulls: those ever in the group on one side, the rest on the other (Welch)."""
    parts = []
    for inside in (True, False):
        held = [(cell.n, pull) for cell, pull in pulls if bool({cell.now, cell.then} & codes) is inside]
        n = sum(count for count, _ in held)
        parts.append((n, sum(pull for _, pull in held) * n / (n - 1)) if n > 1 else (n, 0.0))
    variance = sum(part for _, part in parts)
    spread = sum(part * part / (n - 1) for n, part in parts if n > 1)
    df = variance * variance / spread if spread else 1.0
    return student(value, se=sqrt(variance), df=df, confidence=confidence)
