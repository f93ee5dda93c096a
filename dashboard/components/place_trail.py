"""The way up: the places above this one, each a link, and where the reader is."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from dashboard.components import ids
from dashboard.components.names import named


def place_trail(above: Sequence[tuple[str, str]], *, here: str, person: bool = False) -> html.Nav:
    """``above`` are addresses and words, highest first; ``here`` is the place shown, ``person`` if it is a pupil."""
    links = [html.Li(dcc.Link(words, href=href)) for href, words in above]
    last = html.Li(named(here) if person else here, **{"aria-current": "page"})
    return html.Nav(html.Ol([*links, last]), className="trail", **{"aria-label": "Places"})


def heading(
    title: str,
    *,
    above: Sequence[tuple[str, str]] = (),
    as_at: str = "",
    shown: str = "",
    person: bool = False,
) -> list[html.Nav | html.H1 | html.P]:
    """The top of a page: trail, title, what the figures are as at and what is missing, and on paper what is chosen.

    ``shown`` says period, comparison, group, subject and scale in words: printed, where the controls are not.
    """
    words = html.H1(named(title) if person else title, id=ids.TITLE, tabIndex=-1)
    parts = [place_trail(above, here=title, person=person), words, html.P(as_at, className="as-at") if as_at else None]
    parts.append(html.P(shown, className="shown print-only") if shown else None)
    return [part for part in parts if part is not None]
