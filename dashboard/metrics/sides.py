"""From the sums of two sides to a row: who is missing, how sure the figure is, and what it says of each side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from dashboard.metrics import numbers
from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import Sums, added, codes_of
from dashboard.metrics.registry import Definition
from dashboard.metrics.uncertainty import Interval, mean_interval, welch
from data_loaders.vocabulary import GROUP_WORDS, OTHERS

OTHER_WORDS = "other pupils"
NO_RESULTS = "no results for this period"
NOTHING_SENT = "nothing supplied for this period"
ALIKE = "no interval: on each side every pupil has the same value"
NO_STATUS = "nobody's SEND status is known"
_WORDS = {"others": OTHER_WORDS, "all": "pupils"}
"""What those are called who are no group of the vocabulary."""
_Cell = TypeVar("_Cell")


class Uncounted(NamedTuple):
    """Pupils who are here and on neither side: the group's and others without results to count, those of unknown
    status, and those of another group, as where everybody has an EHC plan and SEN support is asked about."""

    one: int = 0
    two: int = 0
    unknown: int = 0
    elsewhere: int = 0


NOBODY = Uncounted()


def split(
    cells: Iterable[_Cell], *, group: str, status: Callable[[_Cell], str], value: Callable[[_Cell], Sums]
) -> tuple[Sums, Sums]:
    """The sums of the group's pupils and of other pupils. Pupils of unknown status, and pupils with SEND who are not
    in the group, are in neither."""
    listed = list(cells)
    one = added(value(cell) for cell in listed if status(cell) in codes_of(group))
    return one, added(value(cell) for cell in listed if status(cell) in OTHERS)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a row is about: the metric's definition, the group looked at, and the row's label and key."""

    metric: Definition
    group: str = "send"
    label: str = ""
    key: str = ""

    @property
    def words(self) -> str:
        """The group in words: ``SEND pupils``."""
        return _WORDS.get(self.group) or GROUP_WORDS[self.group]

    @property
    def confidence(self) -> float:
        """The confidence of the interval, as the definition says it."""
        return self.metric.parameters["confidence"]

    def row(self, *, n: int = 0, n_other: int | None = None) -> Row:
        """The row before anything is known but the numbers of pupils."""
        return Row(label=self.label, key=self.key, n=n, n_other=n_other)

    def nothing(self, state: State, *, reason: str, n: int = 0, n_other: int | None = None) -> Row:
        """A row without a value, saying which kind of nothing it is and why."""
        return replace(self.row(n=n, n_other=n_other), state=state, reason=reason)


def missing(
    about: Subject, *, one: int, two: int | None, uncounted: Uncounted = NOBODY, nothing: str = NO_RESULTS
) -> Row | None:
    """The row that says why there is nothing to compare, or None where both sides have pupils.

    ``two`` is None where the figure needs no second side. Where a side's pupils are here but have nothing to count,
    it is not that there are none. ``nothing`` is said where nobody at all is counted.
    """
    if one == 0 and not two and not (uncounted.one or uncounted.two):
        if uncounted.elsewhere:
            return about.nothing(State.NOT_APPLICABLE, reason=f"no {about.words} here", n_other=two)
        reason = NO_STATUS if uncounted.unknown else nothing
        return about.nothing(State.NOT_AVAILABLE, reason=reason, n_other=two)
    for n, absent, words in ((one, uncounted.one, about.words), (two, uncounted.two, OTHER_WORDS)):
        if n == 0 and absent:
            what = "results" if nothing == NO_RESULTS else "records"
            reason = f"no {what} to compare for {numbers.count(absent, words=words)}"
            return about.nothing(State.NOT_AVAILABLE, reason=reason, n=one, n_other=two)
        if n == 0:
            return about.nothing(State.NOT_APPLICABLE, reason=f"no {words} to compare", n=one, n_other=two)
    return None


def valued(row: Row, *, found: Interval, about: Subject, sides: Iterable[tuple[int, str]]) -> Row:
    """The row with its value and interval, marked low reliability where the smallest of ``sides`` is small.

    ``sides`` are numbers of pupils and what they are called.
    """
    row = replace(row, value=found.value, low=found.low, high=found.high, p=found.p)
    fewest, words = min(sides)
    if fewest < about.metric.minimum_denominator:
        without = ", so no interval" if found.low is None else ""
        reason = f"only {numbers.count(fewest, words=words)}{without}"
        return replace(row, state=State.LOW_RELIABILITY, reason=reason)
    return replace(row, state=State.LOW_RELIABILITY, reason=ALIKE) if found.low is None else row


def with_sides(row: Row, *, one: Interval | None, two: Interval | None) -> Row:
    """The row with the figure of each side and its own interval; a side without pupils stays empty."""
    if one is not None:
        row = replace(row, group_value=one.value, group_low=one.low, group_high=one.high)
    if two is not None:
        row = replace(row, other_value=two.value, other_low=two.low, other_high=two.high)
    return row


def mean_of(sums: Sums, *, confidence: float) -> Interval | None:
    """The mean of a side with its interval; None where it has no pupils."""
    return mean_interval(sums, confidence=confidence) if sums.n else None


def means_apart(
    about: Subject, *, one: Sums, two: Sums, uncounted: Uncounted = NOBODY, nothing: str = NO_RESULTS
) -> Row:
    """The row of a difference of two means with Welch's interval, each side's mean and interval beside it."""
    absent = missing(about, one=one.n, two=two.n, uncounted=uncounted, nothing=nothing)
    row = absent or about.row(n=one.n, n_other=two.n)
    ends = {"one": mean_of(one, confidence=about.confidence), "two": mean_of(two, confidence=about.confidence)}
    row = with_sides(row, **ends)
    if absent:
        return row
    sides = [(one.n, about.words), (two.n, OTHER_WORDS)]
    return valued(row, found=welch(one, two, confidence=about.confidence), about=about, sides=sides)


def mean_alone(about: Subject, *, one: Sums, two: Sums, uncounted: Uncounted = NOBODY) -> Row:
    """The row of one side's mean with Student's interval; other pupils' mean beside it where there are any: however few
    they are, the mean stands by its own pupils."""
    n_other = two.n or None
    nothing = missing(about, one=one.n, two=n_other, uncounted=uncounted._replace(two=0)) if not one.n else None
    row = replace(nothing or about.row(n=one.n, n_other=n_other), alone=True)
    found = mean_of(one, confidence=about.confidence)
    row = with_sides(row, one=found, two=mean_of(two, confidence=about.confidence))
    return valued(row, found=found, about=about, sides=[(one.n, about.words)]) if found else row
