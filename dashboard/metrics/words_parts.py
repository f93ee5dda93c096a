"""Titles over the parts of a place: how many conversations were held there, part by part."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.metrics.answer import Row
from dashboard.metrics.numbers import of, period_words
from dashboard.metrics.small_groups import prominence
from dashboard.metrics.words_talks import share_of


def where_title(row: Row, *, name: str, heading: str, year: str) -> str:
    """``"Conversations held when due, 2025/26: 55.4% of 65 pupils, by class"``: the figure of the place that the rows
    are parts of, and nothing about how they differ."""
    when = period_words(year)
    if row.value is None:
        return f"{name} by {heading}, {when}"
    low = " (low reliability)" if prominence(row) == "low" else ""
    return f"{name}, {when}: {share_of(row, words='pupils')}{low}, by {heading}"


def most_title(rows: Sequence[Row], *, name: str, heading: str, year: str) -> str:
    """``"Conversations held when due, 2025/26, by class: Class 5A has most pupils without, 4 of 6"``: a count, and no
    claim that the parts differ. Where several have as many, or none is without, no part is named."""
    without = {row.label: int(row.denominator - (row.numerator or 0)) for row in rows if row.denominator}
    first = [row for row in rows if without.get(row.label) and without[row.label] == max(without.values())]
    said = f"{name}, {period_words(year)}, by {heading}"
    if len(first) != 1:
        return said
    found = of(without[first[0].label], int(first[0].denominator or 0))
    return f"{said}: {first[0].label} has most pupils without, {found}"
