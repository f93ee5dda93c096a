"""Where is it? A table with a row a school, year group or class: name as a link, mark on its interval, pupils."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.elements import element
from dashboard.components.share_rows import shares_words
from dashboard.figures.places import sides_words
from dashboard.figures.rails import is_drawn, is_hollow, rail, rail_extent
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.marks import Reference
from dashboard.metrics.numbers import interval, number, points
from dashboard.metrics.small_groups import is_counted
from dashboard.metrics.words import clear_rows


def interval_rows(
    answer: Answer,
    *,
    heading: str,
    caption: str,
    parent: Reference | None = None,
    rows: Sequence[Row] | None = None,
    key: bool = True,
) -> html.Div:
    """The answer's rows (or these of them), in the order given, on one shared axis, with the key to the lines.

    ``heading`` names what a row is (``School``); ``parent`` is the value of the place above, a dotted line. Without
    ``key`` the page shows ``interval_key`` once for several tables.
    """
    shown = answer.rows if rows is None else rows
    columns = (
        Column(heading=heading),
        Column(
            heading=f"Difference, {answer.unit}" if answer.unit else "Difference", sortable=False, class_name="rail"
        ),
        Column(heading="Value and 95% interval", numeric=True, class_name="value"),
        Column(heading=_pupils_heading(answer), numeric=True, class_name="pupils"),
    )
    ends = rail_extent(answer.rows, parent=parent)
    cells = [_cells(row, answer=answer, picture=rail(row, ends=ends, parent=parent)) for row in shown]
    table = data_table(caption, columns=columns, rows=cells, links=[row.href for row in shown], show_caption=False,
                       class_name="interval-rows")  # fmt: skip
    return html.Div([interval_key(parent, rows=shown), table] if key else table)


def _pupils_heading(answer: Answer) -> str:
    group = "SEND" if answer.group == "send" else answer.group_words.replace("pupils ", "").capitalize()
    return f"{group} and other pupils".replace("On sen", "SEN").replace("With an ehc", "EHC")


def row_words(row: Row, *, answer: Answer) -> str:
    """What a row's picture says, to be read out: ``"−9.1 points, between −12.4 and −5.8"``, or why there is none; of
    shares of few how many of how many."""
    if is_counted(row):
        return shares_words(row)
    if not is_drawn(row) or row.value is None:
        return row.reason or "no figure"
    said = points(row.value, unit=answer.unit, decimals=answer.decimals, sign=True)
    if row.low is None or row.high is None:
        return said
    within = f"95% interval {interval(row.low, row.high, decimals=answer.decimals)}"
    return f"{said}, {within}{'' if row.clear else ', no clear difference'}"


def _cells(row: Row, *, answer: Answer, picture: str) -> list[Cell]:
    if not is_drawn(row) or row.value is None:
        blank = Cell(words="", sort=None)
        reason = element("Span", children=row_words(row, answer=answer), className="reason")
        return [Cell(words=row.label), Cell(words=reason), blank, _pupils(row)]
    said = row_words(row, answer=answer)
    image = element("Img", children=None, src=picture, alt=said, title=f"{row.label}: {said}", className="rail-picture")
    return [Cell(words=row.label), Cell(words=image), _value(row, answer=answer), _pupils(row)]


def _value(row: Row, *, answer: Answer) -> Cell:
    figure = number(row.value or 0.0, decimals=answer.decimals, sign=True)
    said = [element("Span", children=figure, className="figure")]
    if row.low is not None and row.high is not None:
        within = interval(row.low, row.high, decimals=answer.decimals)
        said.append(element("Span", children=within, className="interval"))
    return Cell(words=said, sort=row.value)


def _pupils(row: Row) -> Cell:
    counts, _, reliability = sides_words(row).partition(", ")
    said = element("Span", children=reliability, className="reliability")
    return Cell(words=[counts, said] if reliability else counts, sort=row.n)


def reference_to(whole: Answer, *, words: str) -> Reference | None:
    """The line of the place above: ``"this school −3.0"``; None where its own figure may not be drawn."""
    row = whole.rows[0]
    if row.value is None or not is_drawn(row):
        return None
    return Reference(value=row.value, words=f"{words} {number(row.value, decimals=whole.decimals, sign=True)}")


def interval_key(parent: Reference | None, *, rows: Sequence[Row]) -> html.Ul:
    """What the lines and the marks of these rows mean."""
    hollow = any(is_drawn(row) and is_hollow(row) for row in rows)
    lines = [html.Li([html.Span(className="line", **{"aria-hidden": "true"}), "No difference"])]
    if parent is not None:
        lines.append(html.Li([html.Span(className="line line-dotted", **{"aria-hidden": "true"}), parent.words]))
    if hollow:
        hollow_mark = html.Span(className="mark mark-hollow", **{"aria-hidden": "true"})
        lines.append(html.Li([hollow_mark, "No clear difference, or fewer than ten pupils on a side"]))
    found = clear_rows(rows)
    if sum(is_drawn(row) and not is_hollow(row) for row in rows) > len(found.higher) + len(found.lower):
        filled = html.Span(className="mark mark-send", **{"aria-hidden": "true"})
        among = f"Clear when looked at alone; the title names what stays clear with all {found.compared} tried at once"
        lines.append(html.Li([filled, among]))
    return html.Ul(lines, className="key")
