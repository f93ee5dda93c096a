"""The pages as links: where the reader is, and where the same view can be seen from another side."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dash import html

from dashboard.components.elements import Element, element, link


def tabs(pages: Sequence[tuple[str, str]], *, here: str, beside: Collection[str] = ()) -> html.Div:
    """``pages`` are addresses and words; ``here`` the address of the page shown, compared without its query.

    ``beside`` are the words of pages that say something about the figures rather than show them: in smaller letters,
    and on a narrow screen folded behind *More*, which says where the reader is when it is one of them.
    """
    shown = next((words for href, words in pages if _path(href) == _path(here)), "")
    main = [_tab(href, words=words, shown=shown) for href, words in pages if words not in beside]
    about = [_tab(href, words=words, shown=shown, small=True) for href, words in pages if words in beside]
    more = [_more(about, here=shown if shown in beside else "")] if about else []
    return html.Div([element("Ul", children=main, className="tabs-pages"), *more], className="tabs-row")


def _path(href: str) -> str:
    return href.partition("?")[0]


def _more(about: Sequence[Element], *, here: str) -> Element:
    """The pages about the figures, folded: a wide screen shows them all and leaves the fold out."""
    words = f"More: {here}" if here else "More"
    summary = element("Summary", children=words, className="page-tab-here" if here else "")
    return element("Details", children=[summary, element("Ul", children=about)], className="tabs-more")


def _tab(href: str, *, words: str, shown: str, small: bool = False) -> Element:
    # A dcc.Link takes no aria-current: the list item carries it, and the class that draws the line.
    here = words == shown
    classes = ["page-tab", *(["page-tab-here"] if here else []), *(["page-tab-beside"] if small else [])]
    known = {"aria-current": "page"} if here else {}
    return element("Li", children=link(words, href=href), className=" ".join(classes), **known)
