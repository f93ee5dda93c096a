"""A pupil's name on the screen: it can be put out of sight for a projector, everywhere at once."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Element, element


def named(name: str) -> Element:
    """A pupil's name or label. With names off it reads *Pupil*; the name stays in the page, for the reader alone."""
    shown = element("Span", children=name, className="pupil-name")
    return element("Span", children=[shown, element("Span", children="Pupil", className="pupil-hidden")])


def names_switch() -> Component:
    """A button that puts pupils' names out of sight and back; the browser keeps the choice until it is closed."""
    return html.Button(
        "Hide names", type="button", className="button names-switch no-print", **{"aria-pressed": "false"}
    )
