"""The pages as links: where the reader is, and where the same view can be seen from another side."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dash import html

from dashboard.components.elements import Element, element, link


def tabs(pages: Sequence[tuple[str, str]], *, here: str, beside: Collection[str] = ()) -> html.Ul:
    """``pages`` are addresses and words; ``here`` the address of the page shown, compared without its query.

    ``beside`` are the words of pages that say something about the figures rather than show them: in smaller letters.
    """
    return html.Ul(
        [
            _tab(href, words=words, here=href.partition("?")[0] == here.partition("?")[0], beside=words in beside)
            for href, words in pages
        ]
    )


def _tab(href: str, *, words: str, here: bool, beside: bool) -> Element:
    # A dcc.Link takes no aria-current: the list item carries it, and the class that draws the line.
    classes = ["page-tab", *(["page-tab-here"] if here else []), *(["page-tab-beside"] if beside else [])]
    known = {"aria-current": "page"} if here else {}
    return element("Li", children=link(words, href=href), className=" ".join(classes), **known)
