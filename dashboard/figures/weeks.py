"""Through the year: absence week by week of each term, this year against last. Holidays are gaps, half terms breaks.

The group this year is a solid line with its 95% band, last year a thin grey one without marks; other pupils are dashed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from dashboard.figures.bands import band
from dashboard.figures.empty import empty
from dashboard.figures.labels import Extent, apart, ticks, width_of
from dashboard.figures.template import BANDS, MARKS, SMALL, TOKENS, Figure, axis, layout, marker, note
from dashboard.figures.week_lines import WeekLine, WeekPoint, ends_of_lines
from dashboard.metrics.numbers import number
from dashboard.metrics.small_groups import WORDS_TO
from data_loaders.vocabulary import TERMS

HEIGHT, TOP, BOTTOM, LINE = 360, 30, 58, 19
AXIS = "Sessions missed, by week of the term"
NUMBERED = (1, 5, 10)
"""The weeks of a term that are numbered on the axis: far enough apart for a phone."""
BETWEEN_TERMS = 1
"""Empty places between the last week of a term and the first of the next."""


def weeks(lines: Sequence[WeekLine], *, group: str = "send") -> Figure:
    """The lines on one axis from nought; ``group`` is how the group is marked."""
    shown = [line for line in lines if any(point.n > WORDS_TO for point in line.points)]
    if not shown:
        return empty("There is no week yet with enough pupils to draw.")
    places = _places([point for line in shown for point in line.points])
    drawn = [(line, point) for line in shown for point in line.points if point.n > WORDS_TO]
    top = max(edge for line, point in drawn for edge in _edges(line, point=point))
    ends = Extent(0.0, 1.08 * max(top, 5.0))
    traces = [trace for line in sorted(shown, key=lambda line: _ORDER[line.kind])
              for trace in _traces(line, places=places, group=group)]  # fmt: skip
    labels, right = _labels(shown, ends=ends, group=group)
    return {"data": traces, "layout": _layout(places, ends=ends, labels=labels, right=right)}


_ORDER = {"then": 0, "others": 1, "now": 2}
Places = dict[tuple[str, int], int]


def _edges(line: WeekLine, *, point: WeekPoint) -> list[float]:
    return [point.value, min(point.high or 0.0, 2.0 * point.value)] if line.kind == "now" else [point.value]


def _places(points: Sequence[WeekPoint]) -> Places:
    """Where each week of each term stands on the axis: a term begins after the longest of the one before."""
    found: Places = {}
    start = 0
    for season in TERMS:
        longest = max((point.number for point in points if point.season == season), default=0)
        found |= {(season, week): start + week - 1 for week in range(1, longest + 1)}
        start += longest + BETWEEN_TERMS if longest else 0
    return found


def _runs(line: WeekLine) -> list[list[WeekPoint]]:
    """The stretches between which the line breaks: terms, half terms, weeks without a register."""
    drawn = [point for point in line.points if point.n > WORDS_TO]
    runs: list[list[WeekPoint]] = [[point] for point in drawn[:1]]
    for before, point in pairwise(drawn):
        follows = (before.season, before.half, before.number + 1) == (point.season, point.half, point.number)
        if follows:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _traces(line: WeekLine, *, places: Places, group: str) -> Iterator[dict[str, Any]]:
    runs = _runs(line)
    if line.kind == "now":
        yield from (_band(run, places=places) for run in runs if all(point.low is not None for point in run))
    flat: list[WeekPoint | None] = [each for run in runs for each in (*run, None)]
    mark = MARKS["other" if line.kind == "others" else group]
    yield {
        "type": "scatter",
        "mode": "lines" if line.kind == "then" else "lines+markers",
        "name": line.label,
        "x": [None if each is None else places[each.season, each.number] for each in flat],
        "y": [None if each is None else each.value for each in flat],
        "connectgaps": False,
        "line": {"color": mark.colour, **_STROKES[line.kind]},
        "marker": {
            **marker(mark, size=7),
            "color": [TOKENS["card"] if each is None or each.hollow else mark.fill for each in flat],
        },
        "hoverinfo": "text",
        "hovertext": ["" if each is None else each.said for each in flat],
    }


_STROKES: dict[str, dict[str, Any]] = {
    "now": {"width": 2.5, "dash": "solid"},
    "then": {"width": 1.5, "dash": "solid", "color": TOKENS["reference"]},
    "others": {"width": 2, "dash": "dash"},
}


def _band(run: Sequence[WeekPoint], *, places: Places) -> dict[str, Any]:
    lows = [max(0.0, point.low or 0.0) for point in run]
    highs = [point.high for point in run]
    return band([places[point.season, point.number] for point in run], lows=lows, highs=highs, colour=BANDS["send"])


def _labels(lines: Sequence[WeekLine], *, ends: Extent, group: str) -> tuple[list[dict[str, Any]], int]:
    """Each line's name right of the plot with its value in this year's last week, moved apart, and the room they need.

    The year before runs on to its summer: its last week beside this year's would compare July with March.
    """
    plot = HEIGHT - TOP - BOTTOM
    lasts, words = ends_of_lines(lines)
    pixels = apart([ends.share(point.value) * plot for point in lasts], heights=[LINE * len(said) for said in words])
    labels = [
        note("<br>".join(said), colour=_ink(line, group=group), x=1, xref="paper",
             xanchor="left", xshift=10, yref="paper", yanchor="middle", y=pixel / plot, align="left")
        for line, said, pixel in zip(lines, words, pixels, strict=True)
    ]  # fmt: skip
    plain = [part.removeprefix("<b>").removesuffix("</b>") for said in words for part in said]
    return labels, width_of(plain, least=44) + 16


def _ink(line: WeekLine, *, group: str) -> str:
    if line.kind in _INKS:
        return _INKS[line.kind]
    # The blue of SEN support is light enough for a mark, too light for words.
    return TOKENS["ink"] if group == "support" else MARKS[group].colour


_INKS = {"others": TOKENS["others"], "then": TOKENS["reference"]}


def _layout(places: Places, *, ends: Extent, labels: list[dict[str, Any]], right: int) -> dict[str, Any]:
    at = [tick for tick in ticks(ends) if tick >= 0]
    words = [f"{number(tick, decimals=0 if float(tick).is_integer() else 1)}%" for tick in at]
    numbered = [(place, str(week)) for (_, week), place in places.items() if week in NUMBERED]
    seasons = dict.fromkeys(season for season, _ in places)
    names = [_season(season, places=places) for season in seasons]
    where = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 6}
    return layout(
        height=HEIGHT, left=width_of(words, least=24) + 8, right=right, top=TOP, bottom=BOTTOM,
        xaxis=axis(
            range=[-0.6, max(places.values()) + 0.6], tickvals=[place for place, _ in numbered],
            ticktext=[week for _, week in numbered], tickangle=0,
        ),
        yaxis=axis(
            range=[ends.low, ends.high], tickvals=at, ticktext=words, showgrid=True, gridcolor=TOKENS["hairline"]
        ),
        annotations=[*labels, *names, note(AXIS, colour=TOKENS["muted"], size=SMALL, **where)],
    )  # fmt: skip


def _season(season: str, *, places: Places) -> dict[str, Any]:
    mine = [place for (each, _), place in places.items() if each == season]
    return note(season.capitalize(), size=SMALL, x=(mine[0] + mine[-1]) / 2, y=0, yref="paper",
                yanchor="top", yshift=-30, colour=TOKENS["ink"])  # fmt: skip
