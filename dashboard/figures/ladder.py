"""Who was reached? A bar cut into rungs, as wide as their pupils, with the counts on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROOM = 0.075
"""The least share of a bar on which a count fits, on a phone too."""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One piece of a bar: how it is drawn (``kind``), its share of the bar (0 to 1), its count where that fits."""

    kind: str
    share: float
    words: str


def rungs(counts: Sequence[tuple[str, int]]) -> list[Rung]:
    """The pieces of a bar of pupils by kind, in order; kinds without pupils have none."""
    whole = sum(count for _, count in counts)
    return [
        Rung(kind=kind, share=count / whole, words=f"{count:,}" if count / whole >= ROOM else "")
        for kind, count in counts
        if count
    ]
