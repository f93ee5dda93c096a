"""The one callback that draws a page: the address in, the whole view out."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output

from dashboard.components import frame, ids
from dashboard.pages.showing import shown


def register(app: Dash) -> None:
    """Let the address draw the page, and the browser write the address."""
    frame.register(app)
    controls = [
        output
        for control in ids.CONTROLS
        for output in (Output(control, "options"), Output(control, "value"), Output(ids.field(control), "hidden"))
    ]
    parts = [Output(part, "children") for part in (ids.BAND, ids.HEADING, ids.TABS, ids.PAGE)]
    app.callback([*parts, *controls, Output(ids.SHOWN, "data")], Input(ids.URL, "pathname"), Input(ids.URL, "search"))(
        draw
    )


def draw(pathname: object, search: object) -> list[Any]:
    """What the frame holds for an address, for the person who asks."""
    return shown(pathname, search=search)
