"""A share of pupils term by term with its 95% band, and over it who led in those terms. One line, from 0 to 100%."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dashboard.figures.bands import band
from dashboard.figures.empty import empty
from dashboard.figures.labels import width_of
from dashboard.figures.template import BANDS, MARKS, SMALL, TOKENS, Figure, axis, layout, marker, note, rule
from dashboard.figures.terms import BOTTOM, term_axis, year_words, years_of
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import percentage
from dashboard.metrics.small_groups import HOLLOW_TO

HEIGHT, TOP, LEADS = 340, 40, 34
"""The chart, the words over it, and the band of leads in pixels."""
TICKS = (0, 25, 50, 75, 100)
AIR = 0.35


@dataclass(frozen=True, kw_only=True)
class LeadSpan:
    """Who led from the beginning of one term's place to another's (places may lie between), and in words."""

    start: float
    end: float
    words: str


def coverage(answer: Answer, *, leads: Sequence[LeadSpan] = ()) -> Figure:
    """The answer's rows, a row a term, oldest first; a term of nine pupils or fewer is a hole. The line breaks each
    September. ``leads`` are drawn as a band over the terms."""
    if not any(_drawn(row) for row in answer.rows):
        return empty("There is no term yet with enough pupils to draw.")
    terms = [row.key for row in answer.rows]
    years = years_of(terms)
    return {"data": [*_bands(answer, years=years), _line(answer, years=years)], "layout": _layout(answer, leads=leads)}


def _drawn(row: Row) -> bool:
    return row.value is not None and row.n > HOLLOW_TO


def _bands(answer: Answer, *, years: Sequence[tuple[str, list[int]]]) -> list[dict[str, Any]]:
    found = []
    for _, places in years:
        for known, run in groupby(places, key=lambda place: _drawn(answer.rows[place])):
            held = list(run)
            if known:
                lows, highs = ([getattr(answer.rows[at], end) for at in held] for end in ("low", "high"))
                found.append(band(held, lows=lows, highs=highs, colour=BANDS["send"]))
    return found


def _line(answer: Answer, *, years: Sequence[tuple[str, list[int]]]) -> dict[str, Any]:
    broken = [place for _, places in years for place in (*places, None)]
    rows = [None if place is None else answer.rows[place] for place in broken]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": broken,
        "y": [row.value if row is not None and _drawn(row) else None for row in rows],
        "connectgaps": False,
        "line": {"color": TOKENS["send"], "width": 2.5},
        "marker": marker(MARKS["send"], size=10),
        "hoverinfo": "text",
        "hovertext": ["" if row is None else _hover(row) for row in rows],
        "customdata": ["" if row is None else row.href for row in rows],
    }


def _hover(row: Row) -> str:
    return f"<b>{percentage(row.value)}</b><br>{row.label}, {row.n:,} pupils" if row.value is not None else ""


def _layout(answer: Answer, *, leads: Sequence[LeadSpan]) -> dict[str, Any]:
    terms = [row.key for row in answer.rows]
    last = next((row for row in reversed(answer.rows) if _drawn(row)), None)
    words = [note(f"<b>{percentage(last.value)}</b>", x=1, xref="paper", xanchor="left", xshift=8, y=last.value,
                  yanchor="middle")] if last is not None and last.value is not None else []  # fmt: skip
    top = TOP + (LEADS if leads else 0)
    return layout(
        height=HEIGHT + (LEADS if leads else 0),
        left=width_of(["100%"]) + 8,
        right=width_of(["100.0%"]) + 14,
        top=top,
        bottom=BOTTOM,
        xaxis=term_axis(terms, air=AIR),
        yaxis=axis(range=[0, 100], tickvals=list(TICKS), ticktext=[f"{tick}%" for tick in TICKS], showgrid=True,
                   gridcolor=TOKENS["hairline"]),
        shapes=[shape for span in leads for shape in _edges(span)],
        annotations=[*words, *year_words(terms), *(_lead_words(span, terms=len(terms)) for span in leads)],
    )  # fmt: skip


def _edges(span: LeadSpan) -> list[dict[str, Any]]:
    """A bar over the chart from the first to the last day, and a dotted upright where somebody took over."""
    over: dict[str, Any] = {"yref": "paper", "y0": 1.03, "y1": 1.03}
    shapes = [rule(x0=span.start, x1=span.end, **over) | {"line": {"color": TOKENS["reference"], "width": 4}}]
    if span.start > -AIR:
        shapes.append(rule(dotted=True, x0=span.start, x1=span.start, yref="paper", y0=0, y1=1.03))
    return shapes


def _lead_words(span: LeadSpan, *, terms: int) -> dict[str, Any]:
    """The words begin where the lead does; of one who began late they end at the right edge, so that they fit."""
    late = span.start > (terms - 1) / 2
    start, end = max(span.start, -AIR), min(span.end, terms - 1 + AIR)
    where: dict[str, Any] = {"x": end, "xanchor": "right"} if late else {"x": start, "xanchor": "left"}
    return note(span.words, y=1.03, yref="paper", yanchor="bottom", yshift=5, size=SMALL, **where)
