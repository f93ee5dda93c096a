"""Shares side by side: a table with a row a year, a kind of club or a group; both shares as marks, and in words."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.elements import element
from dashboard.figures.pairs import pair_rail, rail_top
from dashboard.figures.places import sides_words
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import interval, number, percentage
from dashboard.metrics.small_groups import HOLLOW_TO, counted_words, is_counted
from data_loaders.vocabulary import GROUPS


def share_rows(answer: Answer, *, heading: str, caption: str, rows: Sequence[Row] | None = None) -> html.Div:
    """The answer's rows (or these of them), in the order given, on one axis from nought.

    A row whose key is a group is marked as that group. A side of nine pupils or fewer is counted, never drawn.
    """
    shown = answer.rows if rows is None else rows
    top = rail_top(row for row in shown if _is_drawn(row))
    columns = (
        Column(heading=heading),
        Column(heading=f"0% to {top}%", sortable=False, class_name="rail"),
        Column(heading="SEND and others, difference", numeric=True, class_name="value"),
        Column(heading="Pupils", numeric=True, class_name="pupils"),
    )
    cells = [_cells(row, answer=answer, top=top) for row in shown]
    return data_table(caption, columns=columns, rows=cells, links=[row.href for row in shown], show_caption=False,
                      class_name="interval-rows share-rows")  # fmt: skip


def shares_words(row: Row) -> str:
    """``"70.1% against 45.3%"``; of few pupils how many of how many; where there is nothing, why."""
    if is_alone(row):
        return percentage(row.group_value or 0.0)
    one = counted_words(row) or _percentage(row.group_value)
    two = counted_words(row, others=True) or _percentage(row.other_value)
    if one and two:
        return f"{one} against {two}"
    return ": ".join(part for part in (counted_words(row), row.reason) if part) or "no figure"


def _percentage(share: float | None) -> str:
    return "" if share is None else percentage(share)


def is_alone(row: Row) -> bool:
    """Whether the group has a figure and nobody to be compared with, as in a special school."""
    return row.n_other == 0 and row.group_value is not None and row.n > HOLLOW_TO


def _is_drawn(row: Row) -> bool:
    return is_alone(row) or (row.value is not None and not is_counted(row))


def _cells(row: Row, *, answer: Answer, top: float) -> list[Cell]:
    if not _is_drawn(row):
        words = element("Span", children=shares_words(row), className="reason")
        return [Cell(words=row.label), Cell(words=words), Cell(words="", sort=None), _pupils(row)]
    group = row.key if row.key in GROUPS else answer.group
    image = element(
        "Img", children=None, src=pair_rail(row, group=group, top=top), alt=shares_words(row), className="rail-picture"
    )
    return [Cell(words=row.label), Cell(words=image), _value(row, answer=answer), _pupils(row)]


def _value(row: Row, *, answer: Answer) -> Cell:
    said = [element("Span", children=shares_words(row), className="figure")]
    if row.value is not None and row.low is not None and row.high is not None:
        apart = number(row.value, decimals=answer.decimals, sign=True)
        within = interval(row.low, row.high, decimals=answer.decimals)
        said.append(element("Span", children=f"{apart} ({within})", className="interval"))
    return Cell(words=said, sort=row.group_value)


def _pupils(row: Row) -> Cell:
    counts, _, reliability = sides_words(row).partition(", ")
    less = [element("Span", children=reliability, className="reliability")] if reliability else []
    return Cell(words=[counts, *less] if less else counts, sort=row.n)
