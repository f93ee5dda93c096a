"""The one sentence that answers the page's question, its figures set strong."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dash import html

STRONG = "**"


def sentence(words: str | Iterable[str]) -> html.Div:
    """One paragraph a sentence; what stands between ``**`` is strong: ``"SEND pupils gained **1.2 points** less."``"""
    said = [words] if isinstance(words, str) else list(words)
    return html.Div([html.P(_parts(each)) for each in said], className="sentence")


_FINDING = re.compile(
    r"no clear (?:difference|change)|[\d,.]+ \w+ (?:below|above|more|less)|(?:narrowed|widened) by [\d,.]+ \w+"
)


def strong(words: str) -> str:
    """The words with their findings set strong: *no clear change*, *1.2 points less*, *narrowed by 2.0 points*."""
    return _FINDING.sub(lambda found: f"{STRONG}{found[0]}{STRONG}", words)


def _parts(words: str) -> list[str | html.Strong]:
    pieces = words.split(STRONG)
    return [html.Strong(piece) if place % 2 else piece for place, piece in enumerate(pieces) if piece]
