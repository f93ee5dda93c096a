"""Where is it? One row a school, year group or band: mark and interval, the line at no difference, the parent dotted.

Where rows are links, ``components.interval_rows`` says the same as a table; this is the chart for rows that are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from dashboard.figures.empty import empty
from dashboard.figures.labels import Extent, width_of
from dashboard.figures.rails import is_drawn, is_hollow, rail_extent
from dashboard.figures.template import MARKS, SMALL, TOKENS, Figure, Mark, axis, layout, marker, note, rule
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.marks import Reference
from dashboard.metrics.numbers import count, interval, number, points
from dashboard.metrics.small_groups import LOW_TO, prominence

ROW, LINE, TOP, BOTTOM = 30, 20, 8, 56
PHONE = 42
"""Characters in a line over a row: fits a phone."""
HOLLOW = Mark("circle", TOKENS["send"], TOKENS["card"])
NO_BREAK = "\u00a0"


def places(answer: Answer, *, parent: Reference | None = None) -> Figure:
    """One row of the answer a line, in the order given, the first at the top; ``parent`` is the place above."""
    if not answer.rows:
        return empty("There is no place below this one to compare.")
    ends = rail_extent(answer.rows, parent=parent)
    rows = list(enumerate(answer.rows))
    return {
        "data": [_intervals(rows), _marks(rows, answer=answer)],
        "layout": _layout(answer, ends=ends, parent=parent),
    }


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Rows by value, the lowest first; by name where any stands on fewer than twenty pupils: those are not ranked."""
    if any(row.smaller_side <= LOW_TO or row.value is None for row in rows):
        return sorted(rows, key=lambda row: row.label)
    return sorted(rows, key=lambda row: row.value or 0.0)


def sides_words(row: Row) -> str:
    """How many are compared: ``"12 and 58, low reliability"``; one number where there is no second side."""
    said = count(row.n) if row.n_other is None else f"{count(row.n)} and {count(row.n_other)}"
    return f"{said}, low reliability" if prominence(row) == "low" else said


def _intervals(rows: list[tuple[int, Row]]) -> dict[str, Any]:
    """All intervals as one line that is broken between rows."""
    drawn = [(place, row) for place, row in rows if is_drawn(row)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [edge for _, row in drawn for edge in (row.low, row.high, None)],
        "y": [edge for place, _ in drawn for edge in (place, place, None)],
        "line": {"color": TOKENS["send"], "width": 2},
        "hoverinfo": "skip",
    }


def _marks(rows: list[tuple[int, Row]], *, answer: Answer) -> dict[str, Any]:
    drawn = [(place, row) for place, row in rows if is_drawn(row)]
    fills = [(HOLLOW if is_hollow(row) else MARKS["send"]).fill for _, row in drawn]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.value for _, row in drawn],
        "y": [place for place, _ in drawn],
        "marker": {**marker(MARKS["send"], size=11), "color": fills},
        "hoverinfo": "text",
        "hovertext": [_hover(row, answer=answer) for _, row in drawn],
        "customdata": [row.href for _, row in drawn],
    }


def _hover(row: Row, *, answer: Answer) -> str:
    said = points(row.value or 0.0, unit=answer.unit, decimals=answer.decimals, sign=True)
    within = (
        "" if row.low is None or row.high is None else f" ({interval(row.low, row.high, decimals=answer.decimals)})"
    )
    return f"<b>{row.label}: {said}</b>{within}<br>{sides_words(row)} pupils"


def _layout(answer: Answer, *, ends: Extent, parent: Reference | None) -> dict[str, Any]:
    rows = list(enumerate(answer.rows))
    values = [number(row.value or 0.0, decimals=answer.decimals, sign=True) if is_drawn(row) else "" for _, row in rows]
    headings = [_heading(row) for _, row in rows]
    tallest = max(heading.count("<br>") + 1 for heading in headings)
    where: dict[str, Any] = {"xref": "paper", "yanchor": "middle"}
    words = [note(text, x=1, y=place, xanchor="left", xshift=10, **where) for place, text in enumerate(values) if text]
    words += [
        note(text, x=0, y=place, xanchor="left", yref="y", xref="paper", yanchor="bottom", yshift=9, align="left")
        for place, text in enumerate(headings)
    ]
    words += [
        note(row.reason, x=0, y=place, xanchor="left", size=SMALL, colour=TOKENS["muted"], **where)
        for place, row in rows
        if not is_drawn(row)
    ]
    height = ROW + LINE * tallest
    return layout(
        height=TOP + BOTTOM + height * len(rows),
        left=8,
        right=width_of(values, least=36) + 12,
        top=TOP,
        bottom=BOTTOM,
        xaxis=axis(range=[ends.low, ends.high], showticklabels=False),
        # A row's mark stands low in its row: its name and its pupils are written above the mark.
        yaxis=axis(range=[len(rows) - 1 + ROW / 2 / height, -1 + ROW / 2 / height], showticklabels=False),
        shapes=_lines(parent),
        annotations=[*words, *_line_words(parent)],
    )


def _heading(row: Row) -> str:
    """The row's name and its pupils, in lines that fit a phone."""
    sides = sides_words(row).replace(" ", NO_BREAK)
    lines = wrap(f"{row.label}  {sides}", width=PHONE, break_on_hyphens=False)
    return "<br>".join(lines)


def _lines(parent: Reference | None) -> list[dict[str, Any]]:
    uprights = [rule(x0=0, x1=0, yref="paper", y0=0, y1=1)]
    if parent is not None:
        uprights.append(rule(dotted=True, x0=parent.value, x1=parent.value, yref="paper", y0=0, y1=1))
    return uprights


def _line_words(parent: Reference | None) -> list[dict[str, Any]]:
    """What each line is, under it, on two heights: two lines that lie close keep their words apart."""
    lines = [(0.0, "no difference", -4)]
    if parent is not None:
        lines.append((parent.value, parent.words, -24))
    return [
        note(words, colour=TOKENS["reference"], size=SMALL, x=value, y=0, yref="paper", yanchor="top", yshift=shift)
        for value, words, shift in lines
    ]
