"""Where is it? One row a school, year group or band: mark and interval, the line at no difference, the parent dotted.

Where rows are links, ``components.interval_rows`` says the same as a table; this is the chart for rows that are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.figures.empty import empty
from dashboard.figures.labels import Extent, width_of
from dashboard.figures.rails import is_drawn, is_hollow, rail_extent
from dashboard.figures.template import MARKS, SMALL, TOKENS, Figure, Mark, axis, layout, marker, note, rule
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.marks import Reference
from dashboard.metrics.numbers import count, interval, number, points
from dashboard.metrics.small_groups import LOW_TO, prominence

ROW, TOP, BOTTOM = 36, 12, 56
HOLLOW = Mark("circle", TOKENS["send"], TOKENS["card"])


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
    said = points(row.value or 0.0, answer.unit, answer.decimals, sign=True)
    within = "" if row.low is None or row.high is None else f" ({interval(row.low, row.high, answer.decimals)})"
    return f"<b>{row.label}: {said}</b>{within}<br>{sides_words(row)} pupils"


def _layout(answer: Answer, *, ends: Extent, parent: Reference | None) -> dict[str, Any]:
    rows = answer.rows
    values = [number(row.value, answer.decimals, sign=True) if is_drawn(row) else "" for row in rows]  # type: ignore[arg-type]
    sides = [sides_words(row) if is_drawn(row) else "" for row in rows]
    value_room = width_of(values, least=30)
    where: dict[str, Any] = {"xref": "paper", "x": 1, "xanchor": "left"}
    columns = [
        note(text, y=place, xshift=shift, **where)
        for texts, shift in ((values, 14), (sides, value_room + 26))
        for place, text in enumerate(texts)
    ]
    reasons = [
        note(row.reason, y=place, x=0, xref="paper", xanchor="left", xshift=6, size=SMALL, colour=TOKENS["muted"])
        for place, row in enumerate(rows)
        if not is_drawn(row)
    ]
    return layout(
        height=TOP + BOTTOM + ROW * len(rows),
        left=width_of([row.label for row in rows]) + 20,
        right=value_room + width_of(sides) + 34,
        top=TOP,
        bottom=BOTTOM,
        xaxis=axis(range=[ends.low, ends.high], showticklabels=False),
        yaxis=axis(
            range=[len(rows) - 0.5, -0.5],
            tickvals=list(range(len(rows))),
            ticktext=[row.label for row in rows],
            tickfont={"size": 14, "color": TOKENS["ink"]},
            ticklabelstandoff=8,
        ),
        shapes=_lines(parent),
        annotations=[*columns, *reasons, *_line_words(parent)],
    )


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
