"""Released figures as rows: what each group's figure is, its bar, and the trust's schools of the phase beside it."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.components.data_table import Cell, Column, data_table
from dashboard.reporting.released_rows import ReleasedRow


def released_rows(caption: str, *, school: str, among: str, axis: str, rows: Sequence[ReleasedRow]) -> html.Div:
    """The rows under the school's name; without ``among`` there is nothing to compare with and no column for it.

    ``axis`` says where the bars begin and end.
    """
    columns = [
        Column(heading="Pupils", sortable=False), Column(heading=school, sortable=False, class_name="value"),
        Column(heading=axis, sortable=False, class_name="rail"),
        *([Column(heading=among, sortable=False, class_name="beside")] if among else []),
    ]  # fmt: skip
    cells = [_cells(row)[: len(columns)] for row in rows]
    return data_table(caption, columns=columns, rows=cells, show_caption=False, class_name="released-rows")


def _cells(row: ReleasedRow) -> list[Cell]:
    bar = html.Img(src=row.bar, alt="", className="rail-picture") if row.bar else ""
    return [Cell(words=row.label), Cell(words=row.figure), Cell(words=bar, sort=None), Cell(words=row.beside)]
