"""The look of every chart: one table of colours and sizes, the same as the stylesheet's, and the layout they make.

A colour has one meaning everywhere, and what it says is said again by shape, fill or dash, so that it survives a grey
printer and colour blindness.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Figure = dict[str, Any]
"""A plotly figure as plain dicts: ``{"data": [...], "layout": {...}}``; several times faster than graph objects."""

TOKENS: Mapping[str, str] = {
    "send": "#12355B",
    "others": "#A9650B",
    "support": "#4A7FB5",
    "reference": "#5B646E",
    "link": "#0B5CAD",
    "ink": "#1B1F24",
    "muted": "#545D68",
    "hairline": "#DEDBD4",
    "paper": "#F7F5F1",
    "card": "#FFFFFF",
    "focus": "#F2C14E",
    "spread": "#E4E2DD",
}
"""Colours by meaning; ``assets/app.css`` declares the same as ``--send`` and so on, and a test compares them."""

BANDS: Mapping[str, str] = {"send": "rgba(18, 53, 91, 0.13)", "others": "rgba(169, 101, 11, 0.15)"}
"""The fills of 95% bands: the groups' colours, let through where two bands lie on one another."""
TINT = "#E4ECF4"
"""SEN support's blue, so light that words stand on it; its outline is the blue itself."""
HALO = ", ".join(f"{x}px {y}px 2px #FFFFFF" for x in (-1, 1) for y in (-1, 1))
"""White round words that may lie on a line."""
FONT = '"Atkinson Hyperlegible Next", Verdana, sans-serif'
TEXT = 14
SMALL = 13
"""Sizes of text inside a chart in pixels; nothing is smaller than ``SMALL``."""
TRACE_TYPES = frozenset({"scatter", "bar"})
"""What a figure may be made of: the chart library draws an unknown type as a scatter without a word."""


class Mark(NamedTuple):
    """How a pupil or a group is marked: plotly's symbol, the colour, the fill (white where hollow)."""

    symbol: str
    colour: str
    fill: str


MARKS: Mapping[str, Mark] = {
    "send": Mark("circle", TOKENS["send"], TOKENS["send"]),
    "plan": Mark("diamond", TOKENS["send"], TOKENS["send"]),
    "support": Mark("square", TOKENS["support"], TOKENS["support"]),
    "other": Mark("circle", TOKENS["others"], TOKENS["card"]),
    "unknown": Mark("x-thin", TOKENS["reference"], TOKENS["reference"]),
}


def layout(*, height: int, left: int, right: int, top: int = 16, bottom: int = 40, **more: Any) -> dict[str, Any]:
    """The layout every chart starts from: white, no grid but its own, no zoom, margins given in pixels."""
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "paper_bgcolor": TOKENS["card"],
        "plot_bgcolor": TOKENS["card"],
        "font": {"family": FONT, "size": TEXT, "color": TOKENS["ink"]},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": _HOVER_LABEL,
        **more,
    }


def axis(**more: Any) -> dict[str, Any]:
    """An axis without line, grid or zoom; ``more`` adds to it."""
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "ticks": "",
        "tickfont": {"size": SMALL, "color": TOKENS["muted"]},
        **more,
    }


def marker(mark: Mark, *, size: int = 9) -> dict[str, Any]:
    """A marker with its outline: filled or hollow, as ``mark`` says."""
    return {"symbol": mark.symbol, "size": size, "color": mark.fill, "line": {"color": mark.colour, "width": 2}}


def note(text: str, *, colour: str = TOKENS["ink"], size: int = TEXT, **where: Any) -> dict[str, Any]:
    """Words on a chart, without an arrow. ``where`` is plotly's x, y, xref, yref, anchors and shifts."""
    return {"text": text, "showarrow": False, "font": {"size": size, "color": colour}, **where}


def rule(*, dotted: bool = False, colour: str = TOKENS["reference"], **where: Any) -> dict[str, Any]:
    """A straight line on a chart: solid, or dotted for something to compare with."""
    line = {"color": colour, "width": 1, "dash": "dot" if dotted else "solid"}
    return {"type": "line", "layer": "below", "line": line, **where}


_HOVER_LABEL: dict[str, Any] = {
    "bgcolor": TOKENS["card"],
    "bordercolor": TOKENS["ink"],
    "font": {"family": FONT, "size": TEXT, "color": TOKENS["ink"]},
    "align": "left",
}
