"""The frame of every page: what is there before any answer. It holds no name and no number of anybody's."""

from __future__ import annotations

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html

from dashboard.components import ids
from dashboard.components.controls import controls


def frame() -> html.Div:
    """The skeleton that the page's callback fills: band, heading, controls, tabs, page.

    To be filled: children of ``ids.BAND``, ``ids.HEADING``, ``ids.TABS``, ``ids.PAGE``; ``options`` and ``value`` of
    each of ``ids.CONTROLS`` and ``hidden`` of its ``ids.field``; ``data`` of ``ids.SHOWN`` with the controls' values.
    """
    return html.Div(
        [
            dcc.Location(id=ids.URL, refresh="callback-nav"),
            dcc.Store(id=ids.SHOWN),
            html.A("Skip to the page", href=f"#{ids.MAIN}", className="skip-link"),
            html.Header(id=ids.BAND, className="band"),
            html.Main(
                [
                    html.Div([html.Div(id=ids.HEADING, className="heading"), controls()], className="top"),
                    html.Nav(id=ids.TABS, className="tabs no-print", **{"aria-label": "Pages"}),
                    html.Div(id=ids.PAGE, className="page"),
                ],
                id=ids.MAIN,
                tabIndex=-1,
            ),
            html.Div(id=ids.ARRIVED, hidden=True),
        ],
        className="frame",
    )


def register(app: Dash) -> None:
    """Join the frame to the address, in the browser: controls and marks write it, a page drawn moves the focus."""
    app.clientside_callback(
        ClientsideFunction("afa", "follow"),
        Output(ids.URL, "search", allow_duplicate=True),
        [Input(control, "value") for control in ids.CONTROLS],
        State(ids.URL, "search"),
        State(ids.SHOWN, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("afa", "mark"),
        Output(ids.URL, "href", allow_duplicate=True),
        Input({"type": ids.CHART, "name": ALL}, "clickData"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("afa", "arrive"),
        Output(ids.ARRIVED, "children"),
        Input(ids.PAGE, "children"),
        State(ids.URL, "pathname"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
