"""One child's results against how the year group's results lie: the middle half as a band, the middle as a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.figures.empty import empty
from dashboard.figures.labels import Extent, apart, extent, ticks, width_of
from dashboard.figures.template import MARKS, SMALL, TEXT, TOKENS, Figure, axis, layout, marker, note
from dashboard.figures.terms import BOTTOM, term_axis, year_words
from dashboard.metrics.marks import PupilResult, Spread
from dashboard.metrics.numbers import number

HEIGHT, TOP = 320, 30
LABEL = 30
"""The pixels that a mark and the number over it take."""
FEWEST = 10
"""Pupils a year group must have for its middle half to be drawn: with fewer, the band would be the pupils."""


def spread(
    results: Sequence[PupilResult],
    *,
    year_group: Sequence[Spread],
    label: str,
    scale_words: str = "",
    decimals: int = 0,
) -> Figure:
    """A pupil's results, a term a place, with the spread of the same term behind them, matched by term.

    ``label`` is what the pupil is called. Terms without a result leave a hole.
    """
    if all(result.value is None for result in results):
        return empty(f"{label} has no result on this scale.")
    around = _matched(results, year_group=year_group)
    edges = [edge for each in around if each for edge in (each.quarter, each.three_quarters)]
    ends = extent([*(result.value for result in results), *edges], padding=0.12)
    sides = [_side(result.value, around=each, ends=ends) for result, each in zip(results, around, strict=True)]
    traces = [*_band(around), *_middle(around), _pupil(results, label=label, decimals=decimals, sides=sides)]
    labels, right = _labels(around[-1], ends=ends, decimals=decimals)
    frame = _layout(results, ends=ends, right=right, scale_words=scale_words)
    frame["annotations"] += labels
    return {"data": traces, "layout": frame}


def _matched(results: Sequence[PupilResult], *, year_group: Sequence[Spread]) -> list[Spread | None]:
    by_term = {each.term: each for each in year_group if each.n >= FEWEST}
    return [by_term.get(result.term) for result in results]


def _band(around: list[Spread | None]) -> list[dict[str, Any]]:
    """The quartiles of each term as an upright bar: terms hold different pupils and are not joined."""
    known = [(place, each) for place, each in enumerate(around) if each]
    return [
        {
            "type": "bar",
            "name": "middle half of the year group",
            "x": [place for place, _ in known],
            "base": [each.quarter for _, each in known],
            "y": [each.three_quarters - each.quarter for _, each in known],
            "width": 0.5,
            "marker": {"color": TOKENS["spread"], "line": {"width": 0}},
            "hoverinfo": "skip",
        }
    ]


def _middle(around: list[Spread | None]) -> list[dict[str, Any]]:
    known = [(place, each) for place, each in enumerate(around) if each]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "middle of the year group",
            "x": [x for place, _ in known for x in (place - 0.25, place + 0.25, None)],
            "y": [y for _, each in known for y in (each.middle, each.middle, None)],
            "line": {"color": TOKENS["reference"], "width": 2, "dash": "dot"},
            "hoverinfo": "skip",
        }
    ]


def _side(value: float | None, *, around: Spread | None, ends: Extent) -> str:
    """On which side of its mark a result is written: under it where the dotted line of the term runs just over it."""
    near = LABEL / (HEIGHT - TOP - BOTTOM)
    crossed = value is not None and around is not None and 0 <= ends.share(around.middle) - ends.share(value) <= near
    return "bottom center" if crossed else "top center"


def _pupil(results: Sequence[PupilResult], *, label: str, decimals: int, sides: list[str]) -> dict[str, Any]:
    said = ["" if each.value is None else number(each.value, decimals=decimals) for each in results]
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": label,
        "x": list(range(len(results))),
        "y": [result.value for result in results],
        "text": said,
        "textposition": sides,
        "textfont": {"size": TEXT, "color": TOKENS["ink"]},
        "connectgaps": False,
        "line": {"color": TOKENS["send"], "width": 2},
        "marker": marker(MARKS["send"], size=11),
        "hoverinfo": "text",
        "hovertext": [
            f"<b>{label}: {value}</b><br>{each.term_words}" for each, value in zip(results, said, strict=True)
        ],
        "cliponaxis": False,
    }


def _labels(last: Spread | None, *, ends: Extent, decimals: int) -> tuple[list[dict[str, Any]], int]:
    """The words right of the last term: what the band and the dotted line are, moved apart."""
    if last is None:
        return [], 16
    half = number(last.quarter, decimals=decimals) + " to " + number(last.three_quarters, decimals=decimals)
    wanted = [
        (last.three_quarters, f"middle half<br>{half}", 36),
        (last.middle, f"middle {number(last.middle, decimals=decimals)}", 20),
    ]
    plot = HEIGHT - TOP - BOTTOM
    pixels = apart([ends.share(each[0]) * plot for each in wanted], heights=[each[2] for each in wanted])
    labels = [
        note(words, colour=TOKENS["muted"], size=SMALL, x=1, xref="paper", xanchor="left", xshift=6, yref="paper",
             y=pixel / plot, yanchor="middle", align="left")
        for pixel, (_, words, _) in zip(pixels, wanted, strict=True)
    ]  # fmt: skip
    return labels, width_of(["middle half", half]) + 8


def _layout(results: Sequence[PupilResult], *, ends: Extent, right: int, scale_words: str) -> dict[str, Any]:
    at, terms = ticks(ends), [result.term for result in results]
    words = [number(tick, decimals=0) for tick in at]
    where = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 8}
    return layout(
        height=HEIGHT,
        left=width_of(words, least=24) + 8,
        right=right,
        top=TOP,
        bottom=BOTTOM,
        xaxis=term_axis(terms, air=0.5),
        yaxis=axis(
            range=[ends.low, ends.high], tickvals=at, ticktext=words, showgrid=True, gridcolor=TOKENS["hairline"]
        ),
        annotations=[note(scale_words, colour=TOKENS["muted"], size=SMALL, **where), *year_words(terms)],
    )
