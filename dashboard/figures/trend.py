"""Is the distance closing? Two lines over terms with their 95% bands; the distance is drawn at the last term.

The line breaks at each 1 September: the pupils, and who is counted as SEND, are not the same after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Any, NamedTuple

from dashboard.figures.bands import band
from dashboard.figures.empty import empty
from dashboard.figures.labels import Extent, apart, extent, ticks, width_of
from dashboard.figures.template import BANDS, MARKS, SMALL, TOKENS, Figure, axis, layout, marker, note, rule
from dashboard.figures.terms import BOTTOM, term_axis, year_words, years_of
from dashboard.metrics.answer import Answer
from dashboard.metrics.marks import Reference
from dashboard.metrics.numbers import number, points
from dashboard.metrics.small_groups import WORDS_TO, is_counted_side

HEIGHT, TOP = 380, 46
LABEL_HEIGHT, DISTANCE_HEIGHT = 38, 22
REFERENCE_HEIGHT, REFERENCE_TERMS = 26, 4
"""The pixels that the reference's words and a mark take over its line, and how many terms the words run under."""
SCALE_LINE = 42
"""Characters in a line of the words over the axis: fits a phone, in two lines."""
SHORT = {"send": "SEND", "support": "SEN support", "plan": "EHC plan"}


_Values = tuple[int, float | None, float | None, float | None]
_NONE: _Values = (0, None, None, None)


class _Side(NamedTuple):
    """One of the two lines: how it is marked and its value and interval in each row, None where it is not drawn."""

    key: str
    label: str
    dash: str
    values: list[float | None]
    lows: list[float | None]
    highs: list[float | None]


def trend(answer: Answer, *, reference: Reference | None = None, from_nought: bool = False) -> Figure:
    """The two sides of each of the answer's rows, a row a term (``key`` is ``2025-26.spring``), oldest first.

    A side of five pupils or fewer, of a share nine or fewer, is not drawn: it leaves a hole in its line. ``reference``
    is a dotted line. Shares and rates are drawn ``from_nought``.
    """
    sides = [_group_side(answer), _other_side(answer)]
    drawn = [value for side in sides for value in side.values if value is not None]
    if not drawn:
        return empty("There is no term yet with enough results to draw.")
    edges = [edge for side in sides for edge in (*side.lows, *side.highs)]
    ends = extent([*drawn, *edges, reference.value if reference else None, *([0.0] * from_nought)], least=2)
    ends = Extent(0.0, ends.high) if from_nought else ends
    marks = [trace for side in reversed(sides) for trace in _traces(side, answer=answer)]
    labels, right = _direct_labels(answer, sides=sides, ends=ends)
    frame = _layout(answer, ends=ends, right=right)
    frame["shapes"] += [*_distance_line(answer, sides=sides), *_reference_line(reference)]
    frame["annotations"] += [*labels, *_reference_words(reference, sides=sides, ends=ends)]
    return {"data": marks, "layout": frame}


def _group_side(answer: Answer) -> _Side:
    return _side(
        [
            _NONE if is_counted_side(row) else (row.n, row.group_value, row.group_low, row.group_high)
            for row in answer.rows
        ],
        key=answer.group,
        label=SHORT.get(answer.group, answer.group_words),
        dash="solid",
    )


def _other_side(answer: Answer) -> _Side:
    sides = [
        _NONE
        if is_counted_side(row, others=True)
        else (row.n_other or 0, row.other_value, row.other_low, row.other_high)
        for row in answer.rows
    ]
    return _side(sides, key="other", label="Others", dash="dash")


def _side(rows: Sequence[_Values], *, key: str, label: str, dash: str) -> _Side:
    shown = [row if row[0] > WORDS_TO else (row[0], None, None, None) for row in rows]
    return _Side(key, label, dash, *([row[part] for row in shown] for part in (1, 2, 3)))


def _traces(side: _Side, *, answer: Answer) -> Iterator[dict[str, Any]]:
    years = years_of([row.key for row in answer.rows])
    yield from _side_bands(side, years=years)
    broken = [place for _, places in years for place in (*places, None)]
    mark = MARKS[side.key]
    yield {
        "type": "scatter",
        "mode": "lines+markers",
        "name": side.label,
        "x": broken,
        "y": [None if place is None else side.values[place] for place in broken],
        "connectgaps": False,
        "line": {"color": mark.colour, "width": 2.5, "dash": side.dash},
        "marker": marker(mark, size=10),
        "hoverinfo": "text",
        "hovertext": ["" if place is None else _hover(side, place=place, answer=answer) for place in broken],
        "customdata": ["" if place is None else answer.rows[place].href for place in broken],
    }


def _side_bands(side: _Side, *, years: list[tuple[str, list[int]]]) -> Iterator[dict[str, Any]]:
    """A band for each stretch of a year in which the side has an interval in every term."""
    colour = BANDS["others" if side.key == "other" else "send"]
    for _, places in years:
        known = groupby(places, key=lambda place: side.lows[place] is not None and side.highs[place] is not None)
        for run in (list(run) for has_interval, run in known if has_interval):
            lows, highs = ([ends[place] for place in run] for ends in (side.lows, side.highs))
            yield band(run, lows=lows, highs=highs, colour=colour)


def _hover(side: _Side, *, place: int, answer: Answer) -> str:
    row, value = answer.rows[place], side.values[place]
    if value is None:
        return ""
    pupils = row.n_other if side.key == "other" else row.n
    said = points(value, unit=answer.unit, decimals=answer.decimals)
    return f"<b>{side.label}: {said}</b><br>{row.label}, {pupils:,} pupils"


def _direct_labels(answer: Answer, *, sides: list[_Side], ends: Extent) -> tuple[list[dict[str, Any]], int]:
    """The labels right of the last term, moved apart, and the room in pixels they need."""
    wanted = [_side_label(side, answer=answer) for side in sides if _last(side.values) is not None]
    distance = _distance(answer, sides=sides)
    if distance is not None:
        words = f"<b>{number(distance[0], decimals=answer.decimals, sign=True)}</b>"
        wanted.insert(1, (distance[1], words, TOKENS["ink"], DISTANCE_HEIGHT))
    plot = HEIGHT - TOP - BOTTOM
    pixels = apart([ends.share(each[0]) * plot for each in wanted], heights=[each[3] for each in wanted])
    labels = [
        note(words, colour=colour, x=1, xref="paper", xanchor="left", xshift=10, yref="paper", yanchor="middle",
             y=pixel / plot, align="left")
        for pixel, (_, words, colour, _) in zip(pixels, wanted, strict=True)
    ]  # fmt: skip
    longest = width_of([part for each in wanted for part in _plain(each[1])], least=44)
    return labels, longest + 16


def _side_label(side: _Side, *, answer: Answer) -> tuple[float, str, str, int]:
    """Where a side's label wants to stand, its words, its colour and its height."""
    value = _last(side.values) or 0.0
    return value, f"{side.label}<br><b>{number(value, decimals=answer.decimals)}</b>", _ink(side), LABEL_HEIGHT


def _ink(side: _Side) -> str:
    # The blue of SEN support is light enough for a mark, too light for words.
    return TOKENS["ink"] if side.key == "support" else MARKS[side.key].colour


def _plain(words: str) -> list[str]:
    return words.replace("<b>", "").replace("</b>", "").split("<br>")


def _last(values: list[float | None]) -> float | None:
    return values[-1] if values else None


def _distance(answer: Answer, *, sides: list[_Side]) -> tuple[float, float] | None:
    """The last row's value and where its middle lies; None where either side is not drawn there."""
    one, other = (_last(side.values) for side in sides)
    value = answer.rows[-1].value
    if one is None or other is None or value is None:
        return None
    return value, (one + other) / 2


def _distance_line(answer: Answer, *, sides: list[_Side]) -> list[dict[str, Any]]:
    if _distance(answer, sides=sides) is None:
        return []
    last = len(answer.rows) - 1
    low, high = (_last(side.values) for side in sides)
    return [rule(colour=TOKENS["ink"], x0=last, x1=last, y0=low, y1=high)]


def _reference_line(reference: Reference | None) -> list[dict[str, Any]]:
    if reference is None:
        return []
    return [rule(dotted=True, xref="paper", x0=0, x1=1, y0=reference.value, y1=reference.value)]


def _reference_words(reference: Reference | None, *, sides: list[_Side], ends: Extent) -> list[dict[str, Any]]:
    """The words on the line's left end: over it, or under it where a line of the chart runs just over it."""
    if reference is None:
        return []
    above = reference.value + REFERENCE_HEIGHT / (HEIGHT - TOP - BOTTOM) * (ends.high - ends.low)
    beginnings = [value for side in sides for value in side.values[:REFERENCE_TERMS] if value is not None]
    crowded = any(reference.value <= value <= above for value in beginnings)
    edge, shift = ("top", -1) if crowded else ("bottom", 1)
    where = {"x": 0, "xref": "paper", "xanchor": "left", "y": reference.value, "yanchor": edge, "yshift": shift}
    return [note(reference.words, colour=TOKENS["reference"], size=SMALL, **where)]


def _layout(answer: Answer, *, ends: Extent, right: int) -> dict[str, Any]:
    terms = [row.key for row in answer.rows]
    at = ticks(ends)
    words = [number(tick, decimals=0 if float(tick).is_integer() else 1) for tick in at]
    where = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 6}
    begins = f"; the axis begins at {number(ends.low, decimals=0)}, not at nought" if ends.low else ""
    scale = f"{answer.scale_words or answer.unit}{begins}"
    scale_note = note("<br>".join(wrap(scale, width=SCALE_LINE)), colour=TOKENS["muted"], size=SMALL, **where)
    return layout(
        height=HEIGHT,
        left=width_of(words, least=24) + 8,
        right=right,
        top=TOP,
        bottom=BOTTOM,
        xaxis=term_axis(terms, air=0.3),
        yaxis=axis(
            range=[ends.low, ends.high], tickvals=at, ticktext=words, showgrid=True, gridcolor=TOKENS["hairline"]
        ),
        shapes=[],
        annotations=[{**scale_note, "align": "left"}, *year_words(terms)],
    )
