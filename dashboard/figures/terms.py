"""Terms along the bottom of a chart: the term under each place, the academic year under its terms. Fits a phone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dashboard.figures.template import SMALL, TOKENS, axis, note

BOTTOM = 58
"""The room in pixels that terms and years take under a chart."""


def years_of(terms: Sequence[str]) -> list[tuple[str, list[int]]]:
    """The academic years of the terms and their places: ``[("2024-25", [0, 1, 2]), …]``."""
    of_year = groupby(range(len(terms)), key=lambda place: terms[place].partition(".")[0])
    return [(year, list(places)) for year, places in of_year]


def term_axis(terms: Sequence[str], *, air: float) -> dict[str, Any]:
    """An axis with a place a term, ``air`` places of room at either end; too narrow, the words stand upright."""
    return axis(
        range=[-air, len(terms) - 1 + air],
        tickvals=list(range(len(terms))),
        ticktext=[_short(term) for term in terms],
        autotickangles=[0, 90],
    )


def year_words(terms: Sequence[str]) -> list[dict[str, Any]]:
    """The academic years, each under the middle of its terms."""
    return [
        note(year.replace("-", "/"), size=SMALL, x=(places[0] + places[-1]) / 2, y=0, yref="paper", yanchor="top",
             yshift=-34, colour=TOKENS["ink"])
        for year, places in years_of(terms)
    ]  # fmt: skip


def _short(term: str) -> str:
    """``2025-26.spring`` → ``Spr``; a whole year → ``Year``."""
    return term.partition(".")[2][:3].capitalize() or "Year"
