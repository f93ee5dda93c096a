"""Elements of a page as they travel to the browser, for tables of thousands of cells.

A component object is made, checked and taken apart again for each cell; a school's list of pupils spent half its time
on that. What arrives in the browser is the same.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Element: TypeAlias = dict[str, Any]
"""One element: its type, the library that draws it, and its properties."""


def element(kind: str, *, children: Any, library: str = "dash_html_components", **properties: Any) -> Element:
    """``element("Td", children="4 of 8", className="numeric")``: an element of the page."""
    return {"type": kind, "namespace": library, "props": {"children": children, **properties}}


def link(words: Any, *, href: str) -> Element:
    """A link within the dashboard."""
    return element("Link", children=words, library="dash_core_components", href=href)


def control(kind: str, **properties: Any) -> Element:
    """A native control of a form, which keeps what is typed to itself: ``control("Input", type="date", value="")``."""
    return {"type": kind, "namespace": "dash_bootstrap_components", "props": properties}
