"""Elements of a page as they travel to the browser, for tables of thousands of cells.

A component object is made, checked and taken apart again for each cell; a school's list of pupils spent half its time
on that. What arrives in the browser is the same.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from dash.development.base_component import Component

Element: TypeAlias = dict[str, Any]
"""One element: its type, the library that draws it, and its properties."""
OURS = "afa_elements"
"""The library of what the browser draws by ``assets/elements.js``."""


def element(kind: str, *, children: Any, library: str = "dash_html_components", **properties: Any) -> Element:
    """``element("Td", children="4 of 8", className="numeric")``: an element of the page."""
    return {"type": kind, "namespace": library, "props": {"children": children, **properties}}


def link(words: Any, *, href: str) -> Element:
    """A link within the dashboard."""
    return element("Link", children=words, library="dash_core_components", href=href)


def control(kind: str, **properties: Any) -> Element:
    """A native control of a form, which keeps what is typed to itself: ``control("Input", type="date", value="")``."""
    return {"type": kind, "namespace": "dash_bootstrap_components", "props": properties}


def own(kind: str, /, **properties: Any) -> Element:
    """A piece that ``assets/elements.js`` draws: ``own("DataTable", caption="Schools", rows=[])``. What it holds is not
    called ``children``: the page would make a component of each, of the thousand that stand folded under its figures.
    """
    return {"type": kind, "namespace": OURS, "props": properties}


def held(piece: Element) -> Any:
    """What an element holds: its children, or the ``parts`` of a piece that is drawn with all that is in it."""
    properties = piece["props"]
    return properties.get("parts", properties.get("children"))


def settled(piece: Any) -> Any:
    """A component with all that is in it as elements: for what is the same at every request, made once and kept."""
    if isinstance(piece, Component):
        return settled(piece.to_plotly_json())
    if isinstance(piece, dict):
        return {name: settled(value) for name, value in piece.items()}
    return [settled(each) for each in piece] if isinstance(piece, list | tuple) else piece
