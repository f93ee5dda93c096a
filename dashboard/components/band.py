"""The dark band at the top: product, trust, whether the trust is invented, and who is signed in."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

PRODUCT = "Achievement for All"


def band(
    *,
    trust: str,
    person: str,
    role: str,
    sample: bool = False,
    home: str = "/",
    roles: bool = False,
    presents: bool = False,
    presenting: bool = False,
    idle: int = 0,
) -> list[Component]:
    """What the band holds; ``roles`` where the person may act in another one, ``presents`` where a session of the role
    may present, ``presenting`` where this one does, ``idle`` minutes until the browser clears a screen not used.

    Signing out is a form that posts, so that no link can do it; its token comes with it.
    """
    names = [dcc.Link(PRODUCT, href=home, className="product"), html.Span(trust, className="trust")]
    if sample:
        names.append(html.Span("Sample data", className="sample-tag"))
    if presenting:
        names.append(html.Span("Presenting: totals only, no names", className="sample-tag"))
    own = [_present(presenting=presenting)] if presents or presenting else []
    own.append(_person_menu(person, role=role, roles=roles, idle=idle))
    return [html.Div(names, className="band-names"), html.Div(own, className="band-own")]


def _present(*, presenting: bool) -> html.Form:
    """The one control that begins presenting, and ends it by signing in again. It is a form that posts."""
    words = "Stop presenting" if presenting else "Present"
    said = "You sign in again to see pupils." if presenting else "Shows totals only and no names, for a shared screen."
    button = html.Button(words, type="submit", className="button present", title=said)
    return html.Form(button, method="post", action="/presenting", className="no-print")


def _person_menu(person: str, *, role: str, roles: bool, idle: int) -> html.Details:
    links = [html.P(html.A(words, href=href)) for words, href in _own_pages(roles=roles)]
    leave = html.Form(html.Button("Sign out", type="submit", className="button"), method="post", action="/sign-out")
    own = html.Div([html.P(person, className="person-name"), *links, leave], className="person-body")
    marked = {"data-idle-minutes": str(idle)} if idle else {}
    return html.Details([html.Summary(role), own], className="person no-print", **marked)


def _own_pages(*, roles: bool) -> list[tuple[str, str]]:
    change = [("Change role", "/role")] if roles else []
    return [*change, ("My account", "/my-account")]
