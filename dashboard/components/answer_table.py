"""The table behind a figure: every row of its answer, with both sides, the difference, its interval and its n."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dash import html

from dashboard.components.data_table import Cell, Column, data_table
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import interval, number, of
from dashboard.metrics.progress_bands import IN_BANDS
from dashboard.metrics.small_groups import (
    counted_words,
    drawn_sides,
    is_counted,
    is_counted_side,
    prominence,
    prominence_of,
)
from dashboard.metrics.words import CHANGES
from dashboard.metrics.words_progress import GAINS
from dashboard.metrics.worked import is_difference

SIGNED = (*GAINS, *CHANGES, "relationships_change", "behaviour_change", "bullying_change")
"""Metrics whose two sides are gains or distances: shown with their sign."""
SUBJECTS = {"progress_gap": "Average gains", "progress_distance": "Average results"}
"""What the two sides are, for the caption."""


def answer_table(answer: Answer, *, heading: str, caption: str = "") -> html.Div:
    """A row for each of the answer's, in its order; a row without a figure, or with few pupils on a side, says so in
    words: an average of three is never shown, nor a percentage of nine. The column of notes is there where there is
    one."""
    if answer.rows and all(row.n_other is None and row.other_value is None for row in answer.rows):
        return _one_side(answer, heading=heading, caption=caption)
    group = answer.group_words[0].upper() + answer.group_words[1:]
    if any(_stands_alone(row) for row in answer.rows):
        return _beside(answer, group=group, heading=heading, caption=caption)
    one, two, apart = _headings(answer, group=group)
    columns = (
        Column(heading=heading),
        Column(heading=f"{group}, n", numeric=True),
        Column(heading="Other pupils, n", numeric=True),
        Column(heading=one, numeric=True),
        Column(heading=two, numeric=True),
        Column(heading=apart, numeric=True),
        Column(heading="95% interval", numeric=True, sortable=False),
        Column(heading="Note", sortable=False),
    )
    about = f"{SUBJECTS[answer.metric]}: " if answer.metric in SUBJECTS else ""
    return _table(answer, columns=columns, cells=_cells, caption=caption, about=about)


def _table(
    answer: Answer,
    *,
    columns: Sequence[Column],
    cells: Callable[..., list[Cell]],
    caption: str,
    about: str = "",
) -> html.Div:
    """A row for each of the answer's, each leading to its page; without the column of notes where there is none."""
    rows = [cells(row, answer=answer) for row in answer.rows]
    shown = len(columns) if any(row[-1].words for row in rows) else len(columns) - 1
    words = caption or f"{about}{answer.place_words}, {answer.period_words}"
    return data_table(
        words, columns=columns[:shown], rows=[row[:shown] for row in rows], links=[row.href for row in answer.rows]
    )


def _stands_alone(row: Row) -> bool:
    """Whether the row's figure is the group's own, with other pupils' beside it, and no difference of the two."""
    alone = row.value is not None and row.value == row.group_value
    return alone and row.other_value is not None and not is_difference(row)


def _beside(answer: Answer, *, group: str, heading: str, caption: str) -> html.Div:
    """A row for each of the answer's, where other pupils' figure stands beside the group's: the interval is that of
    the group's own figure."""
    columns = (
        Column(heading=heading),
        Column(heading=f"{group}, n", numeric=True),
        Column(heading=f"{group}, {answer.unit}", numeric=True),
        Column(heading="95% interval", numeric=True, sortable=False),
        Column(heading=f"Other pupils, {answer.unit}", numeric=True),
        Column(heading="Note", sortable=False),
    )
    return _table(answer, columns=columns, cells=_beside_cells, caption=caption)


def _beside_cells(row: Row, *, answer: Answer) -> list[Cell]:
    told = _told(row)
    few = told.other_value is not None and told.n_other is not None and prominence_of(told.n_other) == "words"
    return [
        *_who(row),
        _side(row, value=told.value, answer=answer),
        _between(told, answer=answer),
        Cell(words="too few") if few else _value(told.other_value, answer=answer),
        Cell(words=told.reason),
    ]


def _one_side(answer: Answer, *, heading: str, caption: str) -> html.Div:
    """A row for each of the answer's, where there is no second group: pupils, how many of how many, the figure."""
    columns = (
        Column(heading=heading),
        Column(heading="Pupils, n", numeric=True),
        Column(heading="Counted", numeric=True, sortable=False),
        Column(heading=f"Figure, {answer.unit}" if answer.unit else "Figure", numeric=True),
        Column(heading="95% interval", numeric=True, sortable=False),
        Column(heading="Note", sortable=False),
    )
    return _table(answer, columns=columns, cells=_one_side_cells, caption=caption)


def _one_side_cells(row: Row, *, answer: Answer) -> list[Cell]:
    told = _told(row)
    counts = row.numerator is not None and row.denominator is not None
    return [
        *_who(row),
        Cell(words=of(int(row.numerator or 0), int(row.denominator or 0)) if counts else ""),
        _value(told.value, answer=answer),
        _between(told, answer=answer),
        Cell(words=told.reason),
    ]


def _headings(answer: Answer, *, group: str) -> tuple[str, str, str]:
    """What the two sides and their difference are: two groups, or of a change the distance on its two dates."""
    if answer.metric in CHANGES:
        return f"Distance now, {answer.unit}", f"Distance before, {answer.unit}", "Change"
    unit = "%" if answer.unit == "percentage points" else answer.unit or "figure"
    return f"{group}, {unit}", f"Other pupils, {unit}", "Difference"


def _cells(row: Row, *, answer: Answer) -> list[Cell]:
    told, signed = _told(row), answer.metric in SIGNED
    return [
        *_who(row),
        Cell(words="" if row.n_other is None else f"{row.n_other:,}", sort=row.n_other),
        _side(row, value=told.group_value, answer=answer, sign=signed),
        _side(row, value=told.other_value, answer=answer, sign=signed, others=True),
        _value(told.value, answer=answer, sign=True),
        _between(told, answer=answer),
        Cell(words=told.reason),
    ]


def _told(row: Row) -> Row:
    """The row with the figures that may be told. Of a share of nine pupils or fewer on a side it has no difference, no
    interval and no percentage of that side, of five or fewer of anything else no figure at all."""
    shares = is_counted(row)
    if not shares and prominence(row) != "words":
        return row
    one, two = drawn_sides(row) if shares else (None, None)
    reason = row.reason or "too few pupils for an average"
    return replace(row, value=None, low=None, high=None, group_value=one, other_value=two, reason=reason)


def _who(row: Row) -> list[Cell]:
    """What the row is, and how many of the group are counted: where nothing may be averaged, nobody is."""
    counted = "" if row.reason == IN_BANDS else f"{row.n:,}"
    return [Cell(words=row.label), Cell(words=counted, sort=row.n)]


def _side(row: Row, *, value: float | None, answer: Answer, sign: bool = False, others: bool = False) -> Cell:
    """The figure of a side; of a share of nine pupils or fewer how many of how many."""
    if is_counted_side(row, others=others):
        return Cell(words=counted_words(row, others=others), sort=None)
    return _value(value, answer=answer, sign=sign)


def _between(row: Row, *, answer: Answer) -> Cell:
    between = "" if row.low is None or row.high is None else interval(row.low, row.high, decimals=answer.decimals)
    return Cell(words=between)


def _value(value: float | None, *, answer: Answer, sign: bool = False) -> Cell:
    return Cell(words="" if value is None else number(value, decimals=answer.decimals, sign=sign), sort=value)
