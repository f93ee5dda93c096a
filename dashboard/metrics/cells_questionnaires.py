"""What the query of questionnaires hands to the arithmetic: pupils counted, and the sums of how their scores moved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dashboard.metrics.cells import MATCHED, Sums
from data_loaders.vocabulary import TERMS, term_order

NEVER, ONCE, OTHER_ENDS, TOO_CLOSE = "never", "once", "ends", "close"
"""Why a pupil on roll has no two ratings to compare: not rated, rated on one day, with other ends of the scale the
second time, or twice within one term."""


class QuestionnaireCell(NamedTuple):
    """Pupils of one school, outcome with the ends of its scale, year group, SEN status ("" unknown), state and pair of
    terms: how many they are, and of the matched the sums of last minus first."""

    school: str
    academic_year: str
    outcome: str
    lowest: float
    highest: float
    year_group: str
    status: str
    state: str
    first_term: str
    last_term: str
    n: int
    total: float
    squared: float

    @property
    def change(self) -> Sums:
        """Last minus first, pupil by pupil."""
        return Sums(self.n, self.total, self.squared)

    def stands(self, *, least_terms: float) -> str:
        """The state of its pupils where two ratings must lie so many terms apart."""
        if self.state != MATCHED:
            return self.state
        (year, term), (year_before, term_before) = term_order(self.last_term), term_order(self.first_term)
        apart = len(TERMS) * (year - year_before) + term - term_before
        return MATCHED if apart >= least_terms else TOO_CLOSE


def ends_of(cells: Iterable[QuestionnaireCell]) -> list[tuple[float, float]]:
    """The lowest and highest score of every scale on which anybody was rated twice, in order."""
    return sorted({(cell.lowest, cell.highest) for cell in cells if cell.state == MATCHED})
