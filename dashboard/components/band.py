"""The dark band at the top: product, trust, whether the trust is invented, and who is signed in."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

PRODUCT = "Achievement for All"


def band(
    *, trust: str, person: str, role: str, csrf_token: str = "", sample: bool = False, home: str = "/"
) -> list[Component]:
    """What the band holds. Signing out is a form that posts, so that no link can do it."""
    names = [dcc.Link(PRODUCT, href=home, className="product"), html.Span(trust, className="trust")]
    if sample:
        names.append(html.Span("Sample data", className="sample-tag"))
    return [html.Div(names, className="band-names"), _person_menu(person, role=role, csrf_token=csrf_token)]


def _person_menu(person: str, *, role: str, csrf_token: str) -> html.Details:
    token = dcc.Input(type="hidden", name="csrf_token", value=csrf_token) if csrf_token else None
    leave = html.Form(
        [token, html.Button("Sign out", type="submit", className="button")] if token else
        [html.Button("Sign out", type="submit", className="button")],
        method="post",
        action="/sign-out",
    )  # fmt: skip
    return html.Details(
        [html.Summary(role), html.Div([html.P(person, className="person-name"), leave], className="person-body")],
        className="person no-print",
    )
