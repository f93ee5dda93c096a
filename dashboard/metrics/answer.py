"""The answer to a question: rows with their n, interval and state, and all that is needed to explain them.

A figure, a table, an export, a sentence and a test all draw from the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """The kinds of result and of nothing: never a bare number."""

    OK = "ok"
    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    SUPPRESSED = "c"
    LOW_RELIABILITY = "u"
    LOW = "low"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of an answer. ``value`` is unrounded; percentages are 0 to 100; a gap is SEND minus others.

    ``low`` and ``high`` are the ends of the 95% interval. ``n`` counts the group's pupils, ``n_other`` the others'
    (none where there is no second group). ``group_value`` and ``other_value`` are the two sides of a difference,
    ``other_numerator`` is how many of the others, where both sides are shares of pupils or counts for each of them.
    ``first_period`` and ``last_period`` are the two dates of a change, as in the address. ``fewest`` is the smallest
    number of pupils on any side where there are more than two. ``alone`` says that the value is the group's own figure:
    other pupils' stands beside it and is no side of it. ``p`` is the two-sided p value of *no difference*, for
    controlling false discovery among many rows; it is never shown.
    ``key`` says what the row is about, in the words of the address (``school:100001``, ``year:4``,
    ``2025-26.spring``); ``href`` is where following it leads, empty where the reader may not go there.
    """

    label: str
    key: str = ""
    numerator: float | None = None
    denominator: float | None = None
    other_numerator: float | None = None
    n: int = 0
    n_other: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    group_value: float | None = None
    other_value: float | None = None
    group_low: float | None = None
    group_high: float | None = None
    other_low: float | None = None
    other_high: float | None = None
    first_period: str = ""
    last_period: str = ""
    fewest: int | None = None
    alone: bool = False
    p: float | None = None
    state: State = State.OK
    reason: str = ""
    href: str = ""

    @property
    def clear(self) -> bool:
        """Whether the interval excludes nought, so that a difference may be called a difference."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    @property
    def own_side(self) -> int:
        """How many of the group's own pupils stand behind the figure, at the least."""
        return self.n if self.fewest is None else min(self.n, self.fewest)

    @property
    def smaller_side(self) -> int:
        """The number of pupils on the smallest side: it decides how a small group is shown. Of a figure of the group
        alone that is the group's."""
        others = None if self.alone else self.n_other
        return min(side for side in (self.n, others, self.fewest) if side is not None)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Rows that answer one question about one metric, with the words and dates that belong to them.

    ``place``, ``period``, ``group``, ``subject`` and ``scale`` are written as in the address; the ``*_words`` say
    them in English. ``whole`` is the row of all the rows together, where they are parts of one whole. ``batches`` are
    the ids of the imports behind the rows, ``notes`` what those imports say a reader must know (a proxy, a reading of
    the file).
    """

    metric: str
    place: str
    place_words: str
    period: str
    period_words: str
    rows: tuple[Row, ...]
    whole: Row | None = None
    group: str = "send"
    group_words: str = "SEND pupils"
    other_words: str = "other pupils"
    subject: str = ""
    scale: str = ""
    scale_words: str = ""
    unit: str = ""
    decimals: int = 1
    as_at: date | None = None
    batches: tuple[int, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)
