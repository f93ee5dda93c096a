"""The lines of the weekly chart, and what stands at their ends: every line's value in this year's last week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.metrics.numbers import percentage
from dashboard.metrics.small_groups import WORDS_TO
from data_loaders.vocabulary import TERMS

_LEADS = {"now": 0, "others": 1, "then": 2}
"""Whose last week the ends are of: this year's group, without it other pupils."""


@dataclass(frozen=True, kw_only=True)
class WeekPoint:
    """One week of one line: its season (``autumn``), number in the term, half of it, rate 0 to 100 with its interval,
    how many pupils, whether it is hollow (fewer than four sessions open), and what is said of it."""

    season: str
    number: int
    half: int | None
    value: float
    low: float | None
    high: float | None
    n: int
    hollow: bool
    said: str


@dataclass(frozen=True, kw_only=True)
class WeekLine:
    """One line: ``kind`` is ``now``, ``then`` (the group a year before) or ``others``."""

    kind: str
    label: str
    points: tuple[WeekPoint, ...]


def ends_of_lines(lines: Sequence[WeekLine]) -> tuple[list[WeekPoint], list[list[str]]]:
    """The point of each line that its label stands at, and the label's lines of words."""
    last = _last(min(lines, key=lambda line: _LEADS[line.kind]))
    points = [_at_week(line, of=last) for line in lines]
    leads = min(_LEADS[line.kind] for line in lines)
    return points, [
        _label(line, point=point, last=last, leads=_LEADS[line.kind] == leads)
        for line, point in zip(lines, points, strict=True)
    ]


def _last(line: WeekLine) -> WeekPoint:
    return next(point for point in reversed(line.points) if point.n > WORDS_TO)


def _at_week(line: WeekLine, *, of: WeekPoint) -> WeekPoint:
    """The line's point of a week, else the last before it; its first where it has none before."""
    drawn = [point for point in line.points if point.n > WORDS_TO]
    until = [point for point in drawn if _when(point) <= _when(of)]
    return until[-1] if until else drawn[0]


def _when(point: WeekPoint) -> tuple[int, int]:
    return TERMS.index(point.season), point.number


def _label(line: WeekLine, *, point: WeekPoint, last: WeekPoint, leads: bool) -> list[str]:
    """The name, the week and the value: the line that leads names the week, the others say that it is the same; of one
    without that week the name alone."""
    if _when(point) != _when(last):
        return [line.label]
    week = f"week {last.number}" if leads else "same week"
    return [line.label, week, f"<b>{percentage(point.value)}</b>"]
