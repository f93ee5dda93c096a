"""How the results of many pupils lie in one term: the middle, the quartiles and the ends."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles

from dashboard.metrics.marks import Spread
from dashboard.metrics.numbers import period_words


def spread_of(values: Sequence[float], *, term: str) -> Spread | None:
    """The spread of the values of a term, quartiles as spreadsheets work them out (inclusive); None under two."""
    if len(values) < 2:
        return None
    quarter, middle, three_quarters = quantiles(values, n=4, method="inclusive")
    return Spread(
        term=term, term_words=period_words(term), n=len(values), low=min(values), quarter=quarter, middle=middle,
        three_quarters=three_quarters, high=max(values),
    )  # fmt: skip
