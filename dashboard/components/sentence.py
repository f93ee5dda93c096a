"""The one sentence that answers the page's question, its figures set strong."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

STRONG = "**"


def sentence(words: str | Sequence[str]) -> html.Div:
    """One paragraph a sentence; what stands between ``**`` is strong: ``"SEND pupils gained **1.2 points** less."``"""
    said = [words] if isinstance(words, str) else list(words)
    return html.Div([html.P(_parts(each)) for each in said], className="sentence")


def _parts(words: str) -> list[str | html.Strong]:
    pieces = words.split(STRONG)
    return [html.Strong(piece) if place % 2 else piece for place, piece in enumerate(pieces) if piece]
