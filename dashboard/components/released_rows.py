"""Released figures as rows: what each group's figure is, its bar, and the trust's schools of the phase beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.data_table import Cell, Column, data_table
from dashboard.figures.released_bars import bar_mark, dotted_mark
from dashboard.metrics.telling import uncapital
from dashboard.reporting.released_rows import ReleasedRow

KEY = {"send": "SEND pupils", "support": "SEN support", "other": "Other pupils"}
"""What a key explains; an EHC plan is filled as SEND pupils are, and its row says so."""
FEW = "striped: so few pupils that one or two more would move it far"
_FIGURE = re.compile(r"[Aa]bout [\d,]+ (?:of [\d,]+|pupils?)")


def unbroken(words: str) -> str:
    """The words with no line broken inside a figure: ``about 110 of 200``."""
    return _FIGURE.sub(lambda found: found[0].replace(" ", "\u00a0"), words)


def released_rows(caption: str, *, school: str, among: str, axis: str, rows: Sequence[ReleasedRow]) -> list[Component]:
    """The rows under the school's name; without ``among`` there is nothing to compare with and no column for it.

    ``axis`` says where the bars begin and end. Rows that are kept from view are named in one line, which opens them; on
    paper and in files they follow the others.
    """
    columns = [
        Column(heading="Pupils", sortable=False), Column(heading=school, sortable=False, class_name="value"),
        Column(heading=axis, sortable=False, class_name="rail"),
        *([Column(heading=among, sortable=False, class_name="beside")] if among else []),
    ]  # fmt: skip

    def table(some: Sequence[ReleasedRow]) -> Component:
        cells = [_cells(row)[: len(columns)] for row in some]
        return data_table(caption, columns=columns, rows=cells, show_caption=False, class_name="released-rows")

    hidden = [row for row in rows if row.hidden]
    if not hidden or len(hidden) == len(rows):
        return [table(rows)]
    folded = html.Details([html.Summary(_not_shown(hidden)), table(hidden)], className="fold")
    return [table([row for row in rows if not row.hidden]), folded]


def _not_shown(hidden: Sequence[ReleasedRow]) -> str:
    labels = [uncapital(row.label) for row in hidden]
    apart = "; " if any("," in label for label in labels) else ", "
    return f"Not shown here, too few pupils or protected: {apart.join(labels)}"


def _cells(row: ReleasedRow) -> list[Cell]:
    bar = html.Img(src=row.bar, alt="", className="rail-picture") if row.bar else ""
    words = (row.label, unbroken(row.figure), bar, unbroken(row.beside))
    return [Cell(words=each, sort=None if each is bar else "") for each in words]


def released_pair(title: str, *, rows: Sequence[ReleasedRow]) -> html.Div:
    """A measure in small: a line and a bar for SEND and for other pupils."""
    lines = [
        html.Li([html.Span(row.label), html.Strong(unbroken(row.figure)), *_picture(row)], className="released-side")
        for row in rows
    ]
    return html.Div([html.P(title, className="caption"), html.Ul(lines)], className="released-pair")


def _picture(row: ReleasedRow) -> list[Component]:
    return [html.Img(src=row.bar, alt="", className="rail-picture")] if row.bar else []


def released_key(rows: Sequence[ReleasedRow], *, among: str) -> html.Ul:
    """What the bars of these rows mean, once a page; ``among`` says whose the dotted line is."""
    drawn = [row for row in rows if row.bar]
    kinds = {row.kind for row in drawn}
    marks = [(bar_mark(kind), words) for kind, words in KEY.items() if kind in kinds]
    marks += [(bar_mark("send", few=True), FEW)] * any(row.few for row in drawn)
    marks += [(dotted_mark(), among)] * bool(among and drawn)
    items = [html.Li([html.Img(src=mark, alt="", className="bar-mark"), words]) for mark, words in marks]
    return html.Ul(items, className="key wide")
