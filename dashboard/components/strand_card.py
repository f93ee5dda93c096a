"""A card of the overview: one strand's headline, a small picture of its trend, its changes, the way to its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.chart_card import mark
from dashboard.components.elements import Element, element


@dataclass(frozen=True, kw_only=True)
class End:
    """A value at the right end of a small picture: how its side is marked, and the figure in words."""

    kind: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Block:
    """Lines under one heading: what since and what, as ``Since autumn term 2025`` and ``No clear change``; ``note``
    says who they are about."""

    lines: Sequence[tuple[str, str]]
    heading: str = ""
    note: str = ""


def strand_card(
    *,
    name: str,
    about: str,
    headline: str,
    href: str,
    link: str,
    drawn: str = "",
    picture: str = "",
    spoken: str = "",
    ends: Sequence[End] = (),
    blocks: Sequence[Block] = (),
    counted: str = "",
    under: Sequence[Component] = (),
) -> html.Section:
    """``about`` says subject and dates, ``drawn`` what the picture is of; ``blocks`` are changes and comparisons;
    ``under`` stands folded away."""
    parts = [
        html.P([html.Strong(name), f" {about}" if about else ""], className="caption"),
        html.H2(headline, className="card-title"),
        *_picture(picture, drawn=drawn, spoken=spoken, ends=ends),
        *(_block(each) for each in blocks if each.lines),
        html.P(counted, className="caption") if counted else None,
        html.Div(list(under), className="under no-print") if under else None,
        html.P(dcc.Link(f"{link} →", href=href), className="card-link"),
    ]
    return html.Section([part for part in parts if part is not None], className="card strand-card")


def _picture(picture: str, *, drawn: str, spoken: str, ends: Sequence[End]) -> list[Component]:
    if not picture:
        return []
    words = [html.Span([mark(end.kind), end.words], className=f"spark-end spark-{end.kind}") for end in ends]
    image = html.Img(src=picture, alt=spoken, className="spark")
    room = html.Div([image, html.Div(words, className="spark-ends")], className="spark-room")
    return [html.P(drawn, className="caption spark-of"), room]


def _block(block: Block) -> Component:
    parts = [part for line in block.lines for part in _line(*line)]
    lines = element("Dl", children=parts, className="card-lines")
    heading = html.P(block.heading, className="card-about") if block.heading else None
    note = html.P(block.note, className="caption") if block.note else None
    return html.Div([part for part in (heading, lines, note) if part is not None], className="card-block")


def _line(since: str, what: str) -> tuple[Element, Element]:
    return element("Dt", children=since), element("Dd", children=what)
