"""Said in place of a figure or a page: not supplied, nothing yet, not here. What it is, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component


def notice(
    title: str, *, words: str | Sequence[str | Component] = "", link: tuple[str, str] | None = None
) -> html.Section:
    """A plain card that says so; ``link`` is an address and its words. It is no alarm: nothing is coloured."""
    children: list[Component] = [html.H2(title, className="card-title")]
    if words:
        children.append(html.P(words))
    if link is not None:
        children.append(html.P(dcc.Link(link[1], href=link[0])))
    return html.Section(children, className="card wide notice")


def not_supplied(what: str, *, who: str = "", next_step: str = "") -> html.Section:
    """``not_supplied("Registers", who="Sorrel Way")``: a strand without files is left out of every count."""
    by = f" by {who}" if who else ""
    words = f"{what} have not been supplied{by}. They are left out of every count on this page. {next_step}".strip()
    return notice(f"{what}: not supplied", words=words)


def refused() -> html.Section:
    """The answer to an address that is unknown or not the reader's: the two are answered alike."""
    return notice(
        "There is nothing here for you to see",
        words="The address may be mistyped, or the place may not be one you can open. "
        "If you expected to see it, ask whoever looks after accounts in your trust.",
        link=("/", "Back to your own page"),
    )


def tag(words: str) -> html.Span:
    """A short outlined word beside a figure or a name: ``low reliability``, ``not supplied``."""
    return html.Span(words, className="tag")
