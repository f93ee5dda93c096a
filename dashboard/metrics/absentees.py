"""Thresholds of absence, in whole numbers: who missed a tenth or a half of their own sessions, and who is close to it.

The numbers are those of the definitions: a tenth, a half, at least twenty possible sessions, bands of five points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from dashboard.metrics.cells_attendance import AbsenteeCell, SpreadCell
from dashboard.metrics.registry import metric


@cache
def threshold(name: str) -> Fraction:
    """The share of own possible sessions of a metric, exactly: ``persistent_absence`` → 1/10."""
    return Fraction(str(metric(name).parameters["threshold"]))


@cache
def close_from() -> Fraction:
    """The share of own possible sessions from which a pupil is close to a tenth, exactly."""
    return Fraction(str(metric("persistent_absence").parameters["close_from"]))


@cache
def fewest_sessions() -> int:
    """The fewest possible sessions with which a pupil is counted."""
    return int(metric("persistent_absence").parameters["fewest_sessions"])


@cache
def band_edges() -> tuple[Fraction, ...]:
    """The lower ends of the bands of absence, as shares: 0, 5%, … 50%; the last is open."""
    known = metric("absence_distribution")
    width, last = Fraction(str(known.parameters["width"])), Fraction(str(known.parameters["last"]))
    return tuple(width * step for step in range(int(last / width) + 1))


def reaches(absent: int, *, possible: int, share: Fraction) -> bool:
    """Whether so many sessions are at least the share of the possible ones: no rounding anywhere."""
    return possible > 0 and absent * share.denominator >= possible * share.numerator


def band_of(absent: int, *, possible: int) -> int:
    """The band in which a pupil lies: the last whose lower end is reached."""
    return max(at for at, edge in enumerate(band_edges()) if reaches(absent, possible=possible, share=edge))


def absentees(cells: Iterable[SpreadCell]) -> list[AbsenteeCell]:
    """The enrolments counted against the thresholds, school by school, year group, provision and need."""
    tenth, half = threshold("persistent_absence"), threshold("severe_absence")
    found: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0] * (4 + len(band_edges())))
    for cell in cells:
        counts = found[cell[:4]]
        if cell.possible < fewest_sessions():
            counts[1] += cell.n
            continue
        counts[0] += cell.n
        counts[2] += cell.n * reaches(cell.absent, possible=cell.possible, share=tenth)
        counts[3] += cell.n * reaches(cell.absent, possible=cell.possible, share=half)
        counts[4 + band_of(cell.absent, possible=cell.possible)] += cell.n
    return [AbsenteeCell._make((*key, *counts[:4], tuple(counts[4:]))) for key, counts in found.items()]


def sessions_away(absent: int, *, possible: int) -> int:
    """How many sessions in a row a pupil could miss from now until a tenth of the sessions is missed; 0 for one who
    has. Each session missed adds to both numbers."""
    share = threshold("persistent_absence")
    short = possible * share.numerator - absent * share.denominator
    return max(0, -(-short // (share.denominator - share.numerator)))


def is_close(absent: int, *, possible: int) -> bool:
    """Whether a pupil with enough sessions is under a tenth but at or above the share from which it is close."""
    close, tenth = close_from(), threshold("persistent_absence")
    near = reaches(absent, possible=possible, share=close) and not reaches(absent, possible=possible, share=tenth)
    return near and possible >= fewest_sessions()


def is_persistent(absent: int, *, possible: int) -> bool:
    """Whether a pupil with enough sessions missed a tenth of them or more."""
    return possible >= fewest_sessions() and reaches(absent, possible=possible, share=threshold("persistent_absence"))


def is_severe(absent: int, *, possible: int) -> bool:
    """Whether a pupil with enough sessions missed half of them or more."""
    return possible >= fewest_sessions() and reaches(absent, possible=possible, share=threshold("severe_absence"))
