"""Raw sums by enrolment and period: what the school supplied, nought where it did, null where it did not.

Rows are added up over *cells*: enrolment by term. Three kinds of nothing stay apart: a school that supplied nothing for
the period (null), a pupil of a school that did, with no rows (0), and rows that lack the figure (null, as a sum over
some of them would be wrong).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data_loaders.store.facts_reading import Numbers, Values


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Sums over rows, an array each of enrolments by periods: the total of what is known, rows, rows not known."""

    total: Values
    rows: Values
    unknown: Values

    def by_year(self) -> Tally:
        """The same added up over the three terms of each academic year."""
        return Tally(total=_threes(self.total), rows=_threes(self.rows), unknown=_threes(self.unknown))

    def or_else(self, other: Tally) -> Tally:
        """This tally where it has rows, the other where it has none: the finer grain wins, and none counts twice."""
        here = self.rows > 0
        return Tally(
            total=np.where(here, self.total, other.total),
            rows=np.where(here, self.rows, other.rows),
            unknown=np.where(here, self.unknown, other.unknown),
        )

    def settled(self, schools: Numbers) -> Values:
        """The sums, NaN for null. ``schools`` is the school's number of each enrolment.

        A school has supplied a period when any of its rows knows the figure.
        """
        known = np.zeros((int(schools.max(initial=-1)) + 1, self.rows.shape[1]), dtype=np.bool_)
        np.logical_or.at(known, schools, self.rows > self.unknown)
        return np.where(known[schools] & (self.unknown == 0), self.total, np.nan)


def tally(values: Values, *, enrolments: Numbers, columns: Numbers, shape: tuple[int, int]) -> Tally:
    """Add up values (NaN: not known) in cells (place of the enrolment, column); a place below 0 is left out."""
    placed = (enrolments >= 0) & (columns >= 0) & (columns < shape[1])
    cells, kept = (enrolments * shape[1] + columns)[placed], values[placed]

    def added(weights: Values) -> Values:
        sums = np.bincount(cells, weights=weights, minlength=shape[0] * shape[1])
        return sums.reshape(shape).astype(np.float64)

    unknown = np.isnan(kept)
    return Tally(
        total=added(np.where(unknown, 0.0, kept)),
        rows=added(np.ones(len(kept))),
        unknown=added(unknown.astype(np.float64)),
    )


def _threes(cells: Values) -> Values:
    return np.asarray(cells.reshape(cells.shape[0], cells.shape[1] // 3, 3).sum(axis=2))
