"""What the queries hand to the arithmetic: sums over pupils, never the pupils themselves.

A cell holds a number of pupils and the sums of their values; means, spreads and intervals follow from the sums exactly.
Unknown SEND status is ``""`` in every cell: it is in neither group and is counted by ``progress.coverage``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple, TypeAlias

from data_loaders.vocabulary import GROUPS, OTHERS

MATCHED = "matched"
"""The state of pupils with a result at both ends; every other state says why there is no pair."""
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Sums:
    """``n`` pupils, the sum of their values and the sum of the squares of their values."""

    n: int = 0
    total: float = 0.0
    squared: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.n + other.n, self.total + other.total, self.squared + other.squared)

    @property
    def mean(self) -> float:
        """The mean value of a pupil. Raises ``ZeroDivisionError`` where there is no pupil."""
        return self.total / self.n

    @property
    def variance(self) -> float:
        """The sample variance (n − 1); 0 where all values are the same. Raises where there are fewer than two."""
        spread = self.squared - self.total * self.total / self.n
        return (spread if spread > _ROUNDING * self.squared else 0.0) / (self.n - 1)


def added(parts: Iterable[Sums]) -> Sums:
    """The parts added up, the same whatever their order."""
    listed = list(parts)
    return Sums(
        sum(part.n for part in listed),
        fsum(part.total for part in listed),
        fsum(part.squared for part in listed),
    )


class ProgressCell(NamedTuple):
    """Pupils of one school, period, subject, scale, year group, status, state and window, with the sums of their
    first and last values. The sums are 0 unless ``state`` is ``matched``. ``met_expectation`` counts those who gained
    at least what is expected, None where the scale has no expectation. ``year_group`` is that at the period's end."""

    school: str
    period: str
    subject: str
    scale: str
    year_group: str
    sen_start: str
    state: str
    first_term: str
    last_term: str
    n: int
    sum_first: float
    sum_last: float
    sum_first_squared: float
    sum_last_squared: float
    sum_product: float
    met_expectation: int | None = None

    @property
    def first(self) -> Sums:
        """The first values."""
        return Sums(self.n, self.sum_first, self.sum_first_squared)

    @property
    def last(self) -> Sums:
        """The last values."""
        return Sums(self.n, self.sum_last, self.sum_last_squared)

    @property
    def gain(self) -> Sums:
        """The gains: last minus first, pupil by pupil."""
        return self.weighted(last=1.0, first=1.0, constant=0.0)

    def weighted(self, *, last: float, first: float, constant: float) -> Sums:
        """The sums of ``last × last value − first × first value + constant`` over the same pupils, exactly."""
        total = last * self.sum_last - first * self.sum_first
        squares = last * last * self.sum_last_squared + first * first * self.sum_first_squared
        crossed = 2 * constant * total - 2 * last * first * self.sum_product
        return Sums(self.n, total + constant * self.n, squares + crossed + constant * constant * self.n)


class BandCell(NamedTuple):
    """Pupils of one school, period, subject, scale, year group, status (at the start of the window, and of the year),
    state and window, who began in one band and ended in one. A band is its place from 1, 0 where there is no result.
    """

    school: str
    period: str
    subject: str
    scale: str
    year_group: str
    sen_start: str
    sen_year: str
    state: str
    first_term: str
    last_term: str
    first_band: int
    last_band: int
    n: int


WindowCell: TypeAlias = ProgressCell | BandCell
"""A cell of pupils with or without two results, of numbers or of bands."""


class MatchingCell(NamedTuple):
    """Matched pupils of one school, year group and status, and how many of them gained at least the average of all
    pupils of their phase in the trust."""

    school: str
    year_group: str
    sen_start: str
    n: int
    met: int


PairCell = ProgressCell
"""The same shape for the same pupils a year apart: *first* is the value in the same term a year ago, *last* is now."""


class LevelCell(NamedTuple):
    """Pupils of one school with a result in one term, subject, scale, year group and status on 1 September."""

    school: str
    term: str
    subject: str
    scale: str
    year_group: str
    sen_year: str
    n: int
    sum_value: float
    sum_squared: float

    @property
    def level(self) -> Sums:
        """The values on this date."""
        return Sums(self.n, self.sum_value, self.sum_squared)


class MixedCellsError(ValueError):
    """Cells that may not be added up were handed over together: points of two scales, or two periods."""


def one_of_each(cells: Iterable[object], *fields: str) -> None:
    """Raises ``MixedCellsError`` where the cells differ in one of the fields: points stay inside one scale."""
    listed = list(cells)
    for field in fields:
        values = sorted({getattr(cell, field) for cell in listed})
        if len(values) > 1:
            raise MixedCellsError(f"cells of more than one {field} are never added up: {', '.join(values)}")


def codes_of(group: str) -> frozenset[str]:
    """The SEN provision codes of a group of the vocabulary, or of ``others``. Raises ``KeyError`` for another word."""
    return OTHERS if group == "others" else GROUPS[group]
