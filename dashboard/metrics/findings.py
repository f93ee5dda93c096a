"""Where to look: of everything that was compared, what chance would hardly make, the pressing first. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import prominence
from dashboard.metrics.uncertainty import benjamini_hochberg

RATE = 0.05
"""Of all that is named, at most this share may be named by chance."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One comparison that was made: where (``place`` in words, ``key`` in the address's), its strand, its answer of one
    row, and where following it leads. ``beside`` names the other places where the row is the distance from theirs;
    ``own`` is then the row of the place by itself, ``there`` theirs. ``about`` is what it tells of, where that is not
    what its strand is named for.
    """

    place: str
    key: str
    strand: str
    answer: Answer
    href: str = ""
    beside: str = ""
    own: Row | None = None
    there: Row | None = None
    about: str = ""

    @property
    def row(self) -> Row:
        """The comparison's row."""
        return self.answer.rows[0]

    @property
    def worse(self) -> bool:
        """Whether it is to the disadvantage of SEND pupils, by the metric's definition."""
        direction = metric(self.answer.metric).direction
        return (self.row.value or 0.0) < 0 if direction == "higher" else (self.row.value or 0.0) > 0


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to look at: the surest of the comparisons that say the same of a place, and the others."""

    first: Tried
    also: tuple[Tried, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What stands of ``compared`` comparisons: what is worse for SEND pupils, then what is better. ``measures`` says of
    which strand, measure and group how many of them are, in the order of the strands."""

    worse: tuple[Finding, ...]
    better: tuple[Finding, ...]
    compared: int
    measures: Mapping[tuple[str, str, str], int]

    @property
    def listed(self) -> tuple[Finding, ...]:
        """All of them, in the order in which they are shown."""
        return (*self.worse, *self.better)


def found(tried: Iterable[Tried], *, rate: float = RATE) -> Findings:
    """What may be named when at most ``rate`` of it may be chance (Benjamini and Hochberg), the surest first.

    Comparisons with fewer than ten pupils on a side are not made, and not counted.
    """
    compared = [each for each in tried if _is_made(each.row)]
    stands = standing([each.row for each in compared], rate=rate)
    in_order = sorted((each for each, stand in zip(compared, stands, strict=True) if stand), key=_surest)
    return Findings(
        worse=_joined([each for each in in_order if each.worse]),
        better=_joined([each for each in in_order if not each.worse]),
        compared=len(compared),
        measures=Counter((each.strand, each.answer.metric, each.answer.group_words) for each in compared),
    )


def standing(rows: Sequence[Row], *, rate: float = RATE) -> list[bool]:
    """Which of several rows shown together may be called a change or difference when at most ``rate`` of those named
    may be chance. A row without a test, or of too few pupils, is none."""
    made = [each for each in rows if _is_made(each)]
    stands = iter(benjamini_hochberg([each.p or 0.0 for each in made], rate=rate))
    return [_is_made(each) and next(stands) for each in rows]


def _is_made(row: Row) -> bool:
    return row.p is not None and prominence(row) in {"low", "normal"}


def _surest(tried: Tried) -> tuple[float, float]:
    """Sorts by how far the figure lies from nought in half-widths of its interval: p alone is nought for several."""
    row = tried.row
    half = ((row.high or 0.0) - (row.low or 0.0)) / 2
    return (tried.row.p or 0.0, -abs(row.value or 0.0) / half if half else 0.0)


def _joined(tried: list[Tried]) -> tuple[Finding, ...]:
    """One finding for what tells of the same at a place, in the order of the surest of each."""
    together: dict[tuple[str, str, str], list[Tried]] = {}
    for each in tried:
        together.setdefault((each.key, each.strand, each.about), []).append(each)
    return tuple(Finding(first=each[0], also=tuple(each[1:])) for each in together.values())
