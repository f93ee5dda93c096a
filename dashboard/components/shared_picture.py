"""Is good progress shared? The picture of schools: marks and labels over its ground, both axes in words."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.figures.shared import Picture, Point

REGION = "Good progress, not shared: more than the average gain, less for SEND pupils"
"""What the shaded region at the bottom right is called."""


def shared_picture(picture: Picture, *, across: str, upright: str, spoken: str) -> html.Div:
    """``across`` and ``upright`` name the axes; ``spoken`` says in words what the picture shows. Marks are links."""
    ground = html.Img(src=picture.ground, alt=spoken, className="shared-ground")
    ticks = [*_across(picture), *_upright(picture)]
    plot = html.Div(
        [ground, *ticks, *(part for point in picture.points for part in _point(point))],
        className="shared-plot", style={"height": f"{picture.height}px"},
    )  # fmt: skip
    above, under = html.P(upright, className="shared-axis"), html.P(across, className="shared-axis shared-across")
    return html.Div([_key(), above, plot, under])


def _key() -> html.Ul:
    swatch = html.Span(className="shared-swatch", **{"aria-hidden": "true"})
    hollow = html.Span(className="mark mark-hollow", **{"aria-hidden": "true"})
    return html.Ul([html.Li([swatch, REGION]), html.Li([hollow, "No clear difference"])], className="key")


def _point(point: Point) -> list[Component]:
    place = point.school.gap
    kind = "hollow" if point.hollow else "send"
    inner = [html.Span(className=f"mark mark-{kind}"), html.Span(place.label, className="visually-hidden")]
    where = {"left": f"{point.x:.2f}%", "top": f"{point.y:.2f}%"}
    link = dcc.Link(inner, href=place.href, className="shared-mark", style=where, title=place.label)
    label = html.Span(place.label, className="shared-label", style={"top": f"{point.label_y:.2f}%"},
                      **{"aria-hidden": "true"})  # fmt: skip
    return [link, label]


def _across(picture: Picture) -> list[Component]:
    return [html.Span(words, className="shared-tick shared-tick-across", style={"left": f"{at:.2f}%"})
            for at, words in picture.across]  # fmt: skip


def _upright(picture: Picture) -> list[Component]:
    return [html.Span(words, className="shared-tick shared-tick-upright", style={"top": f"{at:.2f}%"})
            for at, words in picture.upright]  # fmt: skip
