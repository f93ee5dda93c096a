"""A card that answers one question: its title is the answer, then the picture, then what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import ids
from dashboard.components.elements import Element, element, own
from dashboard.components.take_away import take_away_words
from dashboard.figures.template import Figure

CONFIG = {"displayModeBar": False, "showSendToCloud": False, "displaylogo": False, "responsive": True}
"""For every chart: no buttons of the chart library, one of which would post the figures to another host."""


Width = Literal["half", "third", "one-third", "two-thirds", "wide"]
"""How much of a wide screen's row a card takes; on a phone every card is as wide as the page."""


def graph(name: str, *, figure: Figure) -> dcc.Graph:
    """The one way a chart comes onto a page. ``name`` is unlike any other chart's on the page."""
    height = figure["layout"]["height"]
    return dcc.Graph(id=ids.chart(name), figure=figure, config=CONFIG, style={"height": f"{height}px"})


def chart_card(
    name: str,
    *,
    title: str,
    picture: Component,
    summary: str = "",
    caption: str | Sequence[str | Component] = "",
    key: Component | None = None,
    under: Sequence[Component] = (),
    width: Width = "half",
) -> Element:
    """A picture with its title, caption, key and what stands under it.

    ``picture`` is ``graph(…)``, or a table of rows that needs no ``summary``. ``summary`` says in words what a chart
    shows; it is read out in the chart's place. ``under`` is made by ``under_chart``.
    """
    heading = f"{name}-title"
    said = [
        element("H2", children=title, id=heading, className="card-title"),
        element("P", children=caption, className="caption") if caption else None,
    ]
    parts = [
        element("Figcaption", children=[part for part in (*said, key) if part is not None]),
        _picture(name, picture=picture, title=title, summary=summary),
        element("Div", children=list(under), className="under no-print") if under else None,
    ]
    return element("Figure", children=parts, className=f"card {width}", **{"data-card": name})


def _picture(name: str, *, picture: Component, title: str, summary: str) -> Component:
    if not isinstance(picture, dcc.Graph):
        return picture
    spoken = html.P(summary, id=f"{name}-summary", className="visually-hidden")
    label = {"aria-label": title, "aria-describedby": f"{name}-summary"}
    return html.Div([spoken, html.Div(picture, role="img", className="chart", **label)])


def card(children: Sequence[Component | str], *, title: str = "", width: Width = "half") -> html.Section:
    """A plain white card with a title, for words."""
    heading = [html.H2(title, className="card-title")] if title else []
    return html.Section([*heading, *children], className=f"card {width}")


def stack(cards: Sequence[Component], *, width: Width = "half") -> html.Div:
    """Cards one under the other, half as wide as the page or in another of its widths."""
    return html.Div(list(cards), className="stack" if width == "half" else f"stack {width}")


def under_chart(
    *,
    title: str,
    table: Component | None = None,
    worked_out: Component | Element | None = None,
    came_from: Component | Element | None = None,
    country: Component | Element | None = None,
    take_away: Component | None = None,
) -> list[Element]:
    """What stands under every figure, each part opened in its place: what a reader may ask of it."""
    parts: tuple[tuple[str, Component | Element | None], ...] = (
        ("Table", table),
        ("How this is worked out", worked_out),
        ("Beside England", country),
        ("Where these figures came from", came_from),
        ("Take away", take_away or take_away_words()),
    )
    return [part_under(words, body=body, about=title) for words, body in parts if body is not None]


def part_under(words: str, *, body: Component | Element, about: str) -> Element:
    """One part that stands folded under a figure; ``about`` tells a screen reader which figure. The browser draws it in
    one piece: it holds words, tables, links and plain buttons, no control of the page."""
    spoken = element("Span", children=f": {about}", className="visually-hidden")
    summary = element("Summary", children=[words, spoken])
    return own("Details", parts=[summary, element("Div", children=body, className="under-body")])


def group_key(
    *, group_words: str = "SEND pupils", group: str = "send", apart: bool = False, unknown: bool = False,
    send: bool = True,
) -> html.Ul:  # fmt: skip
    """What the marks mean, said once above a picture: filled for SEND, hollow for others, or the two kinds apart.

    ``group`` is how the group is marked: ``send``, ``support`` or ``plan``; without ``send`` there is none to mark.
    """
    kinds = [("support", "SEN support"), ("plan", "EHC plan")] if apart else [(group, group_words)]
    rows = [
        *(kinds if send else []),
        ("other", "Other pupils"),
        *([("unknown", "SEND status unknown")] if unknown else []),
    ]
    return html.Ul([html.Li([mark(kind), words]) for kind, words in rows], className="key")


def mark(kind: str) -> html.Span:
    """A mark as the charts draw it, in a line of text: ``send``, ``support``, ``plan``, ``other``, ``unknown``."""
    return html.Span(className=f"mark mark-{kind}", **{"aria-hidden": "true"})
