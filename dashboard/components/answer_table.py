"""The table behind a figure: every row of its answer, with both sides, the difference, its interval and its n."""

from __future__ import annotations

from dataclasses import replace

from dash import html

from dashboard.components.data_table import Cell, Column, data_table
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import interval, number
from dashboard.metrics.small_groups import prominence


def answer_table(answer: Answer, *, heading: str, caption: str = "") -> html.Div:
    """A row for each of the answer's, in its order; a row without a figure, or with five pupils or fewer on a side,
    says so in words: an average of three is never shown."""
    group = answer.group_words[0].upper() + answer.group_words[1:]
    columns = (
        Column(heading=heading),
        Column(heading=f"{group}, n", numeric=True),
        Column(heading="Other pupils, n", numeric=True),
        Column(heading=f"{group}, {answer.unit}", numeric=True),
        Column(heading=f"Other pupils, {answer.unit}", numeric=True),
        Column(heading="Difference", numeric=True),
        Column(heading="95% interval", numeric=True, sortable=False),
        Column(heading="Note", sortable=False),
    )
    rows = [_cells(row, answer=answer) for row in answer.rows]
    words = caption or f"{answer.place_words}, {answer.period_words}"
    return data_table(words, columns=columns, rows=rows, links=[row.href for row in answer.rows])


def _cells(row: Row, *, answer: Answer) -> list[Cell]:
    if prominence(row) == "words":
        row = replace(row, value=None, low=None, high=None, group_value=None, other_value=None, reason=_too_few(row))
    between = "" if row.low is None or row.high is None else interval(row.low, row.high, decimals=answer.decimals)
    return [
        Cell(words=row.label),
        Cell(words=f"{row.n:,}", sort=row.n),
        Cell(words="" if row.n_other is None else f"{row.n_other:,}", sort=row.n_other),
        _value(row.group_value, decimals=answer.decimals),
        _value(row.other_value, decimals=answer.decimals),
        _value(row.value, decimals=answer.decimals, sign=True),
        Cell(words=between),
        Cell(words=row.reason),
    ]


def _too_few(row: Row) -> str:
    return row.reason or "too few pupils for an average"


def _value(value: float | None, *, decimals: int, sign: bool = False) -> Cell:
    return Cell(words="" if value is None else number(value, decimals=decimals, sign=sign), sort=value)
