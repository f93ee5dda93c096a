"""Inside a class: the pupils among their classmates, a row a class or a subject. Never an average of three."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from dashboard.figures.empty import empty
from dashboard.figures.labels import Extent, extent, stacked, ticks, width_of
from dashboard.figures.template import MARKS, TOKENS, Figure, axis, layout, marker, note, rule
from dashboard.metrics.marks import PupilMark, Reference
from dashboard.metrics.numbers import number

ROW, TOP, BOTTOM = 58, 8, 58
TALLEST = 260
"""How high a row may become where many pupils have the same value, as with no session missed."""
ACROSS = 34
"""How many marks fit side by side in the narrowest picture: nearer than that, they are stacked."""
STEP = 9.86
"""How far a stacked mark moves from its row, in pixels."""
REACH = 0.4
"""How far the last of a stack may be from its row, as a share of the row's height."""
WORDS = {
    "send": "SEND",
    "support": "SEN support",
    "plan": "EHC plan",
    "other": "no SEND",
    "unknown": "SEND status unknown",
}


class _Placed(NamedTuple):
    mark: PupilMark
    x: float
    y: float


def strip(
    marks: Sequence[PupilMark],
    *,
    rows: Sequence[str] = (),
    apart: bool = False,
    reference: Reference | None = None,
    scale_words: str = "",
    decimals: int = 0,
) -> Figure:
    """Each pupil as a mark in its row, the first row at the top; ``rows`` gives their order and rows without marks.

    SEND pupils are one filled mark, or two where ``apart`` shows SEN support and EHC plans. Marks at nearly the same
    value are stacked. ``reference`` is a dotted upright line.
    """
    names = list(rows) or list(dict.fromkeys(mark.row for mark in marks))
    if not marks:
        return empty("No pupil here has a result to show.")
    ends = extent([*(mark.value for mark in marks), reference.value if reference else None], padding=0.05)
    tall = _row_height(marks, names=names, ends=ends)
    placed = [
        spot
        for place, name in enumerate(names)
        for spot in _in_row(marks, name=name, place=place, ends=ends, step=STEP / tall)
    ]
    groups = _grouped(placed, apart=apart)
    traces = [_trace(spots, group=group, decimals=decimals) for group, spots in groups.items()]
    frame = _layout(names, ends=ends, reference=reference, scale_words=scale_words, tall=tall)
    return {"data": traces, "layout": frame}


def _levels(marks: Sequence[PupilMark], *, name: str, ends: Extent) -> tuple[list[PupilMark], list[int]]:
    here = [mark for mark in marks if mark.row == name]
    return here, stacked([mark.value for mark in here], width=(ends.high - ends.low) / ACROSS)


def _row_height(marks: Sequence[PupilMark], *, names: Sequence[str], ends: Extent) -> int:
    """As high as the tallest stack, so that its marks can be told apart."""
    most = max(abs(level) for name in names for level in [0, *_levels(marks, name=name, ends=ends)[1]])
    return round(min(max(ROW, STEP * most / REACH), TALLEST))


def _in_row(marks: Sequence[PupilMark], *, name: str, place: int, ends: Extent, step: float) -> list[_Placed]:
    here, levels = _levels(marks, name=name, ends=ends)
    # A crowd is squeezed into its row rather than let into the next.
    step = min(step, REACH / max([1, *(abs(level) for level in levels)]))
    return [_Placed(mark, mark.value, place + level * step) for mark, level in zip(here, levels, strict=True)]


def _grouped(placed: list[_Placed], *, apart: bool) -> dict[str, list[_Placed]]:
    """The marks by how they are drawn, those without SEND first so that SEND pupils lie over them."""
    groups: dict[str, list[_Placed]] = {"unknown": [], "other": [], "send": [], "support": [], "plan": []}
    for spot in placed:
        groups["send" if spot.mark.send and not apart else spot.mark.group].append(spot)
    return {group: spots for group, spots in groups.items() if spots}


def _trace(spots: list[_Placed], *, group: str, decimals: int) -> dict[str, Any]:
    sizes = [17 if spot.mark.highlighted else 11 for spot in spots]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": WORDS[group],
        "x": [spot.x for spot in spots],
        "y": [spot.y for spot in spots],
        "marker": {**marker(MARKS[group]), "size": sizes, "opacity": 1},
        "hoverinfo": "text",
        "hovertext": [_hover(spot.mark, decimals=decimals) for spot in spots],
        "customdata": [spot.mark.href for spot in spots],
        "cliponaxis": False,
    }


def _hover(mark: PupilMark, *, decimals: int) -> str:
    return f"<b>{escape(mark.label, quote=False)}: {number(mark.value, decimals=decimals)}</b><br>{WORDS[mark.group]}"


def _layout(
    names: list[str], *, ends: Extent, reference: Reference | None, scale_words: str, tall: int
) -> dict[str, Any]:
    at = ticks(ends)
    hairlines = [
        rule(colour=TOKENS["hairline"], xref="paper", x0=0, x1=1, y0=place, y1=place) for place in range(len(names))
    ]
    scale = note(scale_words, colour=TOKENS["muted"], size=13, x=1, xref="paper", xanchor="right", y=0, yref="paper",
                 yanchor="top", yshift=-28)  # fmt: skip
    lines, words = _reference(reference)
    return layout(
        height=TOP + BOTTOM + tall * len(names) + (18 if reference else 0),
        left=width_of(names) + 12,
        right=18,
        top=TOP + (18 if reference else 0),
        bottom=BOTTOM,
        xaxis=axis(range=[ends.low, ends.high], tickvals=at, ticktext=[number(tick, decimals=0) for tick in at]),
        yaxis=axis(
            range=[len(names) - 0.5, -0.5],
            tickvals=list(range(len(names))),
            ticktext=names,
            tickfont={"size": 14, "color": TOKENS["ink"]},
        ),
        shapes=[*hairlines, *lines],
        annotations=[scale, *words],
    )


def _reference(reference: Reference | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    if reference is None:
        return [], []
    line = rule(dotted=True, x0=reference.value, x1=reference.value, yref="paper", y0=0, y1=1)
    where: dict[str, Any] = {"x": reference.value, "y": 1, "yref": "paper", "yanchor": "bottom", "size": 13}
    return [line], [note(reference.words, colour=TOKENS["reference"], **where)]
