"""What a figure of single pupils draws: a pupil's mark, a pupil's result, a year group's spread. No arithmetic here.

These carry pupils: they are made only for readers with pupil access, by queries within their scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["support", "plan", "other", "unknown"]


@dataclass(frozen=True, kw_only=True)
class PupilMark:
    """One pupil's result in one row of a strip.

    ``label`` is the name or the label the reader may see, ``value`` the result on the strip's scale, ``row`` the row's
    words (a class, a subject), ``href`` where following the mark leads, empty where it leads nowhere. A mark is
    ``highlighted`` where the page is about that pupil.
    """

    label: str
    value: float
    group: Group
    row: str
    href: str = ""
    highlighted: bool = False

    @property
    def send(self) -> bool:
        """Whether the pupil is one of the SEND pupils; an unknown status is not."""
        return self.group in {"support", "plan"}


@dataclass(frozen=True, kw_only=True)
class PupilResult:
    """One pupil's result in one term, None where there is none. ``term`` is ``2025-26.spring``."""

    term: str
    term_words: str
    value: float | None


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How a year group's results lie in one term: the lowest and highest, the quartiles and the middle, of ``n``."""

    term: str
    term_words: str
    n: int
    low: float
    quarter: float
    middle: float
    three_quarters: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A value to compare with, and what it is called on its line: ``Reference(value=-7.9, words="school −7.9")``."""

    value: float
    words: str

    @property
    def short(self) -> str:
        """What it is called where its notes stand elsewhere: ``England 10.1%`` of ``England 10.1%, an estimate``."""
        return self.words.partition(", ")[0]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of it: ``an estimate``, ``includes special schools``."""
        return tuple(self.words.split(", ")[1:])
