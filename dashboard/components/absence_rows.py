"""Rates side by side: a table with a row a reason, a band, a year or an area; each a mark on an axis from nought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.elements import element
from dashboard.figures.rate_rails import is_drawn, others_value, own_value, rail_top, rate_rail
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.marks import Reference
from dashboard.metrics.numbers import count, interval, of, percentage
from dashboard.metrics.small_groups import counted_words, prominence_of
from data_loaders.vocabulary import GROUPS


def absence_rows(
    answer: Answer,
    *,
    heading: str,
    caption: str,
    rows: Sequence[Row] | None = None,
    top: int | None = None,
    reference: float | None = None,
    published: Mapping[str, Reference] | None = None,
    counted: str = "Pupils",
) -> html.Div:
    """The answer's rows (or these of them), in the order given, on one axis.

    A row whose key is a group is marked as that group. ``top`` is where the axis ends when several tables share one;
    ``reference`` a dotted line; ``published`` are figures of the country by the row's key, dashed lines that are
    named under the row's own figure. ``counted`` heads the last column: with ``Sessions`` it says how many of how many.
    """
    shown = answer.rows if rows is None else rows
    marks = published or {}
    end = top or rail_top(shown, published=marks.values())
    columns = (
        Column(heading=heading),
        Column(heading=f"0% to {end}%", sortable=False, class_name="rail"),
        Column(heading="Rate and 95% interval", numeric=True, class_name="value"),
        Column(heading=counted, numeric=True, class_name="pupils"),
    )
    cells = [
        _cells(row, answer=answer, top=end, reference=reference, counted=counted, published=marks.get(row.key))
        for row in shown
    ]
    return data_table(caption, columns=columns, rows=cells, links=[row.href for row in shown], show_caption=False,
                      class_name="interval-rows absence-rows")  # fmt: skip


def _cells(
    row: Row, *, answer: Answer, top: int, reference: float | None, counted: str, published: Reference | None
) -> list[Cell]:
    last = _counted(row, counted=counted)
    if not is_drawn(row):
        few = _few_words(row) or _why_none(row, answer=answer)
        return [Cell(words=row.label), Cell(words=html.Span(few, className="reason")), Cell(words="", sort=None), last]
    group = row.key if row.key in GROUPS else answer.group
    picture = rate_rail(row, top=top, group=group, reference=reference, published=published)
    image = element("Img", children=None, src=picture, alt=_spoken(row, published=published), className="rail-picture")
    return [Cell(words=row.label), Cell(words=image), _value(row, published=published), last]


def _why_none(row: Row, *, answer: Answer) -> str:
    """Why a row has no figure: nobody is in it, where others of the answer have one; else its own reason."""
    if not row.n and any(is_drawn(other) for other in answer.rows):
        return "no pupils"
    return row.reason or "No figure"


def _few_words(row: Row) -> str:
    """``"4 of 8, others 5.1%"``: of few pupils how many of how many, of very few how many of their sessions."""
    counted = counted_words(row)
    if not counted and prominence_of(row.own_side) == "words" and row.denominator:
        counted = of(int(row.numerator or 0), int(row.denominator))
    return f"{counted}{_beside(row)}" if counted else ""


def _beside(row: Row) -> str:
    others = others_value(row)
    said = counted_words(row, others=True) or ("" if others is None else percentage(others))
    return f", others {said}" if said else ""


def _spoken(row: Row, *, published: Reference | None) -> str:
    """``"12.0%, others 5.1%"``: what the picture shows, to be read out."""
    country = f"; {published.words}" if published else ""
    return f"{percentage(own_value(row) or 0.0)}{_beside(row)}{country}"


def _value(row: Row, *, published: Reference | None) -> Cell:
    value = own_value(row)
    said: list[Any] = [element("Span", children=percentage(value or 0.0), className="figure")]
    low, high = (row.low, row.high) if row.group_low is None else (row.group_low, row.group_high)
    if low is not None and high is not None:
        said.append(element("Span", children=interval(max(low, 0.0), high), className="interval"))
    said += [element("Span", children=published.short, className="interval")] if published else []
    return Cell(words=said, sort=value)


def _counted(row: Row, *, counted: str) -> Cell:
    pupils = count(row.n, words="pupils")
    if counted == "Pupils" or row.numerator is None:
        few = [html.Span(row.reason, className="reliability")] if row.reason and is_drawn(row) else []
        return Cell(words=[pupils, *few] if few else pupils, sort=row.n)
    if not row.denominator:
        return Cell(words="", sort=None)
    return Cell(words=of(int(row.numerator), int(row.denominator)), sort=row.numerator)
