"""One child's story: lanes on one time axis. Bands last, bars fill a stretch, marks stand on a day, results are joined.

Lanes share the days. Each has its words beside the chart: nothing here is said by place or colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from dashboard.figures.labels import extent, width_of
from dashboard.figures.template import (
    HALO,
    MARKS,
    SMALL,
    TEXT,
    TINT,
    TOKENS,
    Figure,
    Mark,
    axis,
    layout,
    marker,
    note,
    rule,
)

TOP, BOTTOM = 26, 46
GAP = 14
"""Pixels between two lanes."""
ROOM = 20
"""Pixels over a bar or a point for the number that stands there."""
DAY = 86_400_000
"""A day in the milliseconds in which plotly gives the width of a bar on an axis of days."""

Look = Literal["plain", "none", "support", "plan", "unknown"]
LOOKS: dict[Look, tuple[str, str, str]] = {
    "plain": (TOKENS["spread"], TOKENS["spread"], TOKENS["ink"]),
    "none": (TOKENS["card"], TOKENS["reference"], TOKENS["ink"]),
    "support": (TINT, TOKENS["support"], TOKENS["ink"]),
    "plan": (TOKENS["send"], TOKENS["send"], TOKENS["card"]),
    "unknown": (TOKENS["card"], TOKENS["hairline"], TOKENS["muted"]),
}
"""Fill, outline and text of a band."""
DAYS: dict[str, Mark] = {
    "done": MARKS["send"],
    "missed": Mark("circle", TOKENS["send"], TOKENS["card"]),
    "to come": Mark("circle-dot", TOKENS["reference"], TOKENS["card"]),
    "received": Mark("triangle-right", TOKENS["send"], TOKENS["send"]),
    "not received": Mark("triangle-right", TOKENS["send"], TOKENS["card"]),
    "rated": Mark("cross", TOKENS["send"], TOKENS["send"]),
    "incident": Mark("triangle-up", TOKENS["reference"], TOKENS["card"]),
    "suspension": Mark("square", TOKENS["ink"], TOKENS["ink"]),
    "national": Mark("diamond", TOKENS["ink"], TOKENS["ink"]),
}
"""How a mark on a day looks, by what it is of."""


@dataclass(frozen=True, kw_only=True)
class Band:
    """Something that lasts, from its first day to the first day after it; ``words`` stand in it where they fit."""

    starts: date
    ends: date
    words: str
    said: str
    look: Look = "plain"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A number over a stretch of days, with the words over it; ``around`` draws it from there as a range instead."""

    starts: date
    ends: date
    value: float
    words: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A mark on a day: ``of`` says what of (see ``DAYS``), ``words`` stand under it."""

    day: date
    of: str
    said: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Point:
    """A result on its day, with the middle half of the year group's results of that term where it is known."""

    day: date
    value: float
    words: str
    said: str
    around: tuple[float, float] | None = None
    place: str = "top center"


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One lane: its name, how high it is in pixels, and what is drawn in it. ``most`` is where its bars end."""

    name: str
    height: int
    bands: tuple[Band, ...] = ()
    bars: tuple[Bar, ...] = ()
    spots: tuple[Spot, ...] = ()
    points: tuple[Point, ...] = ()
    most: float = 0.0
    nothing: str = ""


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term on the axis: its first and last day, what it is called there, and the year where it begins one."""

    starts: date
    ends: date
    words: str
    year: str = ""


def timeline(
    lanes: Sequence[Lane], *, terms: Sequence[Term], until: date, line: tuple[date, str] | None = None
) -> Figure:
    """The lanes from the first to the last of the terms, ``until`` being today; ``line`` is a day to look back to."""
    starts, ends = terms[0].starts, max(until, terms[-1].ends)
    tall = sum(lane.height for lane in lanes) + GAP * (len(lanes) - 1)
    tops = [sum(lane.height + GAP for lane in lanes[:place]) for place in range(len(lanes))]
    axes = {f"yaxis{_short(at)[1:]}": _lane_axis(lane, top=tops[at], tall=tall) for at, lane in enumerate(lanes)}
    days = axis(type="date", range=[_iso(starts), _iso(ends + timedelta(days=6))], anchor=_short(len(lanes) - 1),
                tickvals=[_iso(_middle(each.starts, to=each.ends)) for each in terms],
                ticktext=[each.words for each in terms])  # fmt: skip
    frame = layout(
        height=TOP + tall + BOTTOM, left=width_of([lane.name for lane in lanes]) + 16, right=12, top=TOP,
        bottom=BOTTOM, xaxis=days, barmode="overlay", bargap=0, uniformtext={"mode": "hide", "minsize": SMALL}, **axes,
        shapes=[*_rules(lanes, tops=tops, tall=tall), *_term_lines(terms), *([_line(line[0])] if line else [])],
        annotations=[*_names(lanes, tops=tops, tall=tall), *_years(terms), *([_line_words(line)] if line else [])],
    )  # fmt: skip
    drawn = [trace for place, lane in enumerate(lanes) for trace in _lane(lane, on=_short(place), last=ends)]
    return {"data": drawn, "layout": frame}


def _iso(day: date) -> str:
    return day.isoformat()


def _middle(day: date, *, to: date) -> date:
    return day + (to - day) / 2


def _short(place: int) -> str:
    return f"y{place + 1 if place else ''}"


def _lane_axis(lane: Lane, *, top: int, tall: int) -> dict[str, Any]:
    """The lane's own axis: a share of the whole height, its numbers from nought where it has bars."""
    domain = [max(0.0, 1 - (top + lane.height) / tall), 1 - top / tall]
    reach = [0.0, 1.0]
    if lane.points:
        edges = [edge for each in lane.points for edge in (each.value, *(each.around or ()))]
        reach = list(extent(edges, padding=ROOM / lane.height))
    elif lane.bars:
        most = max(lane.most, *(each.value for each in lane.bars))
        reach = [0.0, most * lane.height / (lane.height - ROOM)]
    return axis(domain=domain, range=reach, showticklabels=False)


def _lane(lane: Lane, *, on: str, last: date) -> Iterator[dict[str, Any]]:
    if lane.bands:
        yield _bands(lane, on=on, last=last)
    if lane.bars:
        yield _bars(lane, on=on)
    if lane.points:
        yield _around(lane, on=on)
        yield _points(lane, on=on)
    if lane.spots:
        yield _spots(lane, on=on)
    if not (lane.bands or lane.bars or lane.points or lane.spots):
        yield {"type": "scatter", "mode": "markers", "x": [], "y": [], "yaxis": on, "name": lane.name}


def _bands(lane: Lane, *, on: str, last: date) -> dict[str, Any]:
    looks = [LOOKS[each.look] for each in lane.bands]
    return {
        "type": "bar", "orientation": "h", "name": lane.name, "yaxis": on,
        "base": [_iso(each.starts) for each in lane.bands],
        "x": [max((min(each.ends, last) - each.starts).days, 1) * DAY for each in lane.bands],
        "y": [0.5] * len(lane.bands), "width": 0.94,
        "marker": {"color": [each[0] for each in looks], "line": {"color": [each[1] for each in looks], "width": 2}},
        "text": [each.words for each in lane.bands], "textposition": "inside", "insidetextanchor": "start",
        "constraintext": "none", "textangle": 0,
        "textfont": {"size": TEXT, "color": [ink for _, _, ink in looks]},
        "hoverinfo": "text", "hovertext": [each.said for each in lane.bands],
    }  # fmt: skip


def _bars(lane: Lane, *, on: str) -> dict[str, Any]:
    return {
        "type": "bar", "name": lane.name, "yaxis": on,
        "x": [_iso(_middle(each.starts, to=each.ends)) for each in lane.bars],
        "width": [max((each.ends - each.starts).days - 3, 3) * DAY for each in lane.bars],
        "y": [each.value for each in lane.bars],
        "marker": {"color": TOKENS["reference"], "line": {"width": 0}},
        "text": [each.words for each in lane.bars], "textposition": "outside", "cliponaxis": False,
        "constraintext": "none", "textangle": 0,
        "textfont": {"size": SMALL, "color": TOKENS["ink"], "shadow": HALO},
        "hoverinfo": "text", "hovertext": [each.said for each in lane.bars],
    }  # fmt: skip


def _around(lane: Lane, *, on: str) -> dict[str, Any]:
    """The middle half of the year group in each term, as an upright bar behind the result."""
    known = [(each.day, *each.around) for each in lane.points if each.around]
    return {
        "type": "bar", "name": "middle half of the year group", "yaxis": on,
        "x": [_iso(day) for day, _, _ in known], "base": [low for _, low, _ in known],
        "y": [high - low for _, low, high in known], "width": 30 * DAY,
        "marker": {"color": TOKENS["spread"], "line": {"width": 0}}, "hoverinfo": "skip",
    }  # fmt: skip


def _points(lane: Lane, *, on: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers+text", "name": lane.name, "yaxis": on,
        "x": [_iso(each.day) for each in lane.points], "y": [each.value for each in lane.points],
        "text": [each.words for each in lane.points], "textposition": [each.place for each in lane.points],
        "textfont": {"size": TEXT, "color": TOKENS["ink"], "shadow": HALO},
        "line": {"color": TOKENS["send"], "width": 2}, "marker": marker(MARKS["send"], size=10),
        "cliponaxis": False, "hoverinfo": "text", "hovertext": [each.said for each in lane.points],
    }  # fmt: skip


def _spots(lane: Lane, *, on: str) -> dict[str, Any]:
    marks = [DAYS[each.of] for each in lane.spots]
    worded = any(each.words for each in lane.spots)
    return {
        "type": "scatter", "mode": "markers+text", "name": lane.name, "yaxis": on,
        "x": [_iso(each.day) for each in lane.spots], "y": [0.66 if worded else 0.5] * len(lane.spots),
        "text": [each.words for each in lane.spots], "textposition": "bottom center",
        "textfont": {"size": SMALL, "color": TOKENS["ink"], "shadow": HALO},
        "marker": {
            "symbol": [each.symbol for each in marks], "size": 12, "color": [each.fill for each in marks],
            "line": {"color": [each.colour for each in marks], "width": 2},
        },
        "cliponaxis": False, "hoverinfo": "text", "hovertext": [each.said for each in lane.spots],
    }  # fmt: skip


def _rules(lanes: Sequence[Lane], *, tops: Sequence[int], tall: int) -> list[dict[str, Any]]:
    """A hairline between two lanes: none under the last, where the terms are named."""
    ends = [1 - (top + lane.height + GAP / 2) / tall for top, lane in zip(tops, lanes[:-1], strict=False)]
    return [rule(colour=TOKENS["hairline"], xref="paper", yref="paper", x0=0, x1=1, y0=y, y1=y) for y in ends]


def _names(lanes: Sequence[Lane], *, tops: Sequence[int], tall: int) -> list[dict[str, Any]]:
    """What each lane is, left of it; and in an empty lane, that there is nothing."""
    found = []
    for lane, top in zip(lanes, tops, strict=True):
        middle = 1 - (top + lane.height / 2) / tall
        where: dict[str, Any] = {"y": middle, "yref": "paper", "yanchor": "middle", "xref": "paper"}
        found.append(note(lane.name, x=0, xanchor="right", xshift=-10, align="right", **where))
        if lane.nothing:
            found.append(note(lane.nothing, x=0, xanchor="left", xshift=6, colour=TOKENS["muted"], size=SMALL, **where))
    return found


def _term_lines(terms: Sequence[Term]) -> list[dict[str, Any]]:
    """A line where a term begins, darker where a year does."""
    return [
        rule(colour=TOKENS["reference" if each.year else "hairline"], yref="paper", y0=0, y1=1, x0=_iso(each.starts),
             x1=_iso(each.starts))
        for each in terms
    ]  # fmt: skip


def _years(terms: Sequence[Term]) -> list[dict[str, Any]]:
    return [
        note(each.year, size=SMALL, x=_iso(each.starts), xanchor="left", xshift=4, y=0, yref="paper", yanchor="top",
             yshift=-22)
        for each in terms if each.year
    ]  # fmt: skip


def _line(day: date) -> dict[str, Any]:
    drawn = rule(dotted=True, yref="paper", y0=0, y1=1, x0=_iso(day), x1=_iso(day), colour=TOKENS["send"])
    return {**drawn, "line": {**drawn["line"], "width": 2}}


def _line_words(line: tuple[date, str]) -> dict[str, Any]:
    day, words = line
    return note(words, colour=TOKENS["send"], size=SMALL, x=_iso(day), xanchor="right", y=1, yref="paper",
                yanchor="bottom", yshift=4)  # fmt: skip
