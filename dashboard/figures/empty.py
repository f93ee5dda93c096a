"""Nothing to draw, said in words: never an empty frame, never a zero."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from dashboard.figures.template import TOKENS, Figure, axis, layout, note

LINE = 34
"""Characters in a line: fits a phone."""


def empty(words: str) -> Figure:
    """A figure that says why there is nothing, such as *No results have been supplied for spring term 2026.*"""
    lines = wrap(words, width=LINE)
    where: dict[str, Any] = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    hidden = axis(visible=False)
    frame = layout(height=72 + 22 * len(lines), left=8, right=8, bottom=16, xaxis=hidden, yaxis=hidden)
    return {"data": [], "layout": {**frame, "annotations": [note("<br>".join(lines), colour=TOKENS["muted"], **where)]}}
