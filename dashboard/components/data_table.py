"""Tables that can be sorted, read out, printed, and that become cards on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Element, own
from dashboard.releases.rules import load_rules

Words: TypeAlias = str | Component | Element | Sequence[str | Component]

PUPILS = "pupils"
"""The class of a column that says how many pupils stand behind a row."""
KIND = "DataTable"
"""What a table is called on its way to the browser, which has it in ``assets/elements.js``."""
SHORT = 18
"""Characters of a cell that is not broken over two lines."""
LONG, FIRST = 16, 12
"""A table of so many rows or more shows on a phone so many of them, until the reader asks for all (``app.css``)."""
WORK_LIST = "work-list"
"""The class of a table that begins with its first rows on every screen."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its heading, whether it holds numbers (set right), and whether rows may be sorted by it."""

    heading: str
    numeric: bool = False
    sortable: bool = True
    class_name: str = ""


class Cell(NamedTuple):
    """A cell: what is shown and what it is sorted by, where that is not what is shown; None sorts last."""

    words: Words
    sort: float | str | None = ""


def filled(columns: Sequence[Column], *, rows: Sequence[list[Cell]]) -> tuple[list[Column], list[list[Cell]]]:
    """The columns that any row has something in, and the rows without the others."""
    held = [at for at in range(len(columns)) if any(row[at].words for row in rows)]
    return [columns[at] for at in held], [[row[at] for at in held] for row in rows]


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

    Headings that sort are buttons. On a phone each row is a card whose values carry their column's heading, and a long
    table shows its first rows, in the order chosen, with a button for all of them. Cells hold words, elements and
    links, no control of the page. The browser spells the table out (``assets/elements.js``).
    """
    hrefs = [*links, *[""] * (len(rows) - len(links))]
    table = own(
        KIND, caption=caption, captionClass="" if show_caption else "visually-hidden",
        className=f"table {class_name}".rstrip(), short=SHORT,
        first=FIRST if len(rows) >= LONG else None,
        columns=[_column(column) for column in columns],
        rows=[_row(row, columns=columns, href=href) for row, href in zip(rows, hrefs, strict=True)],
    )  # fmt: skip
    return html.Div(table, className="table-room")


def _column(column: Column) -> dict[str, Any]:
    """A column. Of pupils, a count under ``fewUnder`` is one that a release would hide: those who may not circulate it
    are told so."""
    named = f"{'numeric ' if column.numeric else ''}{column.class_name}".strip()
    counted = column.class_name == PUPILS or (column.numeric and column.heading.endswith("upils, n"))
    few = {"fewUnder": load_rules().hide_below} if counted else {}
    return {"heading": column.heading, "sortable": column.sortable, "className": named, **few}


def _row(row: Sequence[Cell | str], *, columns: Sequence[Column], href: str) -> dict[str, Any]:
    """A row: what its cells hold, what each is sorted by ("" its words, None nothing), where its heading leads."""
    if len(row) != len(columns):
        raise ValueError(f"a row of {len(row)} cells in a table of {len(columns)} columns")
    cells: list[Words] = []
    sorts: list[str | None] = []
    for cell in row:
        words, sort = cell if isinstance(cell, Cell) else (cell, "")
        cells.append(words)
        sorts.append(sort if sort is None else str(sort))
    return {"cells": cells, "sorts": sorts, "href": href}
