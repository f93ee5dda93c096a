"""The dark band at the top: product, trust, whether the trust is invented, and who is signed in."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

PRODUCT = "Achievement for All"


def band(
    *, trust: str, person: str, role: str, sample: bool = False, home: str = "/", roles: bool = False
) -> list[Component]:
    """What the band holds; ``roles`` where the person may act in another one.

    Signing out is a form that posts, so that no link can do it; its token comes with it.
    """
    names = [dcc.Link(PRODUCT, href=home, className="product"), html.Span(trust, className="trust")]
    if sample:
        names.append(html.Span("Sample data", className="sample-tag"))
    return [html.Div(names, className="band-names"), _person_menu(person, role=role, roles=roles)]


def _person_menu(person: str, *, role: str, roles: bool) -> html.Details:
    links = [html.P(html.A("Change role", href="/role"))] if roles else []
    leave = html.Form(html.Button("Sign out", type="submit", className="button"), method="post", action="/sign-out")
    return html.Details(
        [
            html.Summary(role),
            html.Div([html.P(person, className="person-name"), *links, leave], className="person-body"),
        ],
        className="person no-print",
    )
