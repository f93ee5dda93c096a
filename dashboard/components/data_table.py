"""Tables that can be sorted, read out, printed, and that become cards on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Element, element, link
from dashboard.releases.rules import load_rules

Words: TypeAlias = str | Component | Element | Sequence[str | Component]

PUPILS = "pupils"
"""The class of a column that says how many pupils stand behind a row."""
SHORT = 16
"""Characters of a cell that is not broken over two lines."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its heading, whether it holds numbers (set right), and whether rows may be sorted by it."""

    heading: str
    numeric: bool = False
    sortable: bool = True
    class_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell: what is shown and what it is sorted by, where that is not what is shown; None sorts last."""

    words: Words
    sort: float | str | None = ""


def data_table(
    caption: str,
    *,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell | str]],
    links: Sequence[str] = (),
    show_caption: bool = True,
    class_name: str = "",
) -> html.Div:
    """A table; the first cell of a row is its heading, and a link where ``links`` holds an address for the row.

    Headings that sort are buttons. On a phone each row is a card whose values carry their column's heading.
    """
    hrefs = [*links, *[""] * (len(rows) - len(links))]
    body = [
        _row(row, place=place, columns=columns, href=href)
        for place, (row, href) in enumerate(zip(rows, hrefs, strict=True))
    ]
    hidden = "" if show_caption else "visually-hidden"
    parts = [
        element("Caption", children=caption, className=hidden),
        element("Thead", children=element("Tr", children=[_heading(column) for column in columns])),
        element("Tbody", children=body),
    ]
    return html.Div(element("Table", children=parts, className=f"table {class_name}".rstrip()), className="table-room")


def _heading(column: Column) -> Element:
    inner: Any = column.heading
    if column.sortable:
        inner = element("Button", children=column.heading, type="button", className="sort")
    return element("Th", children=inner, scope="col", className=_class(column), **{"data-label": column.heading})


def _row(row: Sequence[Cell | str], *, place: int, columns: Sequence[Column], href: str) -> Element:
    """A row's cells: to the browser each says the heading of its column, for the card on a phone."""
    cells = [cell if isinstance(cell, Cell) else Cell(words=cell) for cell in row]
    words = link(cells[0].words, href=href) if href else cells[0].words
    marked = {"data-label": columns[0].heading, **_sort_value(cells[0])}
    first = element("Th", children=words, scope="row", className=_class(columns[0]), **marked)
    others = [_cell(cell, column=column) for cell, column in zip(cells[1:], columns[1:], strict=True)]
    return element("Tr", children=[first, *others], **{"data-order": str(place)})


def _cell(cell: Cell, *, column: Column) -> Element:
    short = " short" if isinstance(cell.words, str) and len(cell.words) <= SHORT else ""
    short += " few" if column.class_name == PUPILS and _is_few(cell.sort) else ""
    marked = {"data-label": column.heading, **_sort_value(cell)}
    return element("Td", children=_span(cell.words), className=(_class(column) + short).strip(), **marked)


def _is_few(n: float | str | None) -> bool:
    """Whether a count of pupils is one that a release would hide: those who may not circulate it are told so."""
    return isinstance(n, int) and 0 < n < load_rules().hide_below


def _span(words: Words) -> Element:
    return {"type": "Span", "namespace": "dash_html_components", "props": {"children": words, "className": "cell"}}


def _sort_value(cell: Cell) -> dict[str, str]:
    if cell.sort is None or cell.words == "":
        return {"data-none": "true"}
    return {"data-value": str(cell.sort)} if cell.sort != "" else {}


def _class(column: Column) -> str:
    return f"{'numeric ' if column.numeric else ''}{column.class_name}".strip()
