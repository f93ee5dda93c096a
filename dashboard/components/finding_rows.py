"""Where to look: a list of findings, each with its place, its sentence, its interval and the page that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to look at. ``picture`` is its interval beside no difference, ``spoken`` what the picture says and
    ``figure`` its value; ``link`` are the words of the address."""

    place: str
    words: str
    href: str
    link: str
    picture: str = ""
    spoken: str = ""
    figure: str = ""


FIRST = 5
"""How many items are shown before the rest is folded away."""


def finding_rows(items: Sequence[Item]) -> Component:
    """The items in the order given, the most pressing first."""
    shown, rest = items[:FIRST], items[FIRST:]
    listed = html.Ul([_item(each) for each in shown], className="findings")
    if not rest:
        return listed
    more = html.Details([html.Summary(f"Show {len(rest)} more"), html.Ul([_item(each) for each in rest],
                         className="findings")], className="fold")  # fmt: skip
    return html.Div([listed, more])


def _item(item: Item) -> html.Li:
    said = [html.P([html.Strong(item.place), ": ", item.words])]
    said.append(html.P(dcc.Link(f"{item.link} →", href=item.href), className="finding-link"))
    parts: list[Component] = [html.Div(said)]
    if item.picture:
        image = html.Img(src=item.picture, alt=item.spoken, className="finding-rail")
        parts.append(html.Div([image, html.Span(item.figure, className="interval")], className="finding-picture"))
    return html.Li(parts, className="finding")
