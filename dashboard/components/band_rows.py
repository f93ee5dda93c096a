"""How pupils are spread over bands: a narrow row a band, the group's share and other pupils' as a pair of bars."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.data_table import PUPILS, Cell, Column, data_table
from dashboard.components.elements import element
from dashboard.figures.paired_bars import bars_top, drawn, paired_bars
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import of, percentage
from dashboard.metrics.small_groups import counted_words
from dashboard.metrics.telling import capital
from dashboard.releases.rules import load_rules


def band_rows(answer: Answer, *, heading: str, caption: str) -> Component:
    """The answer's bands in the order given: shares of the group, how many of how many, other pupils' share.

    Most bands hold few pupils: that they are not to be circulated is said once under them, not on each.
    """
    if all(row.value is None for row in answer.rows):
        return html.P(next((row.reason for row in answer.rows if row.reason), "No figure").capitalize() + ".")
    top = bars_top(answer.rows)
    columns = (
        Column(heading=heading, sortable=False),
        Column(heading=f"0% to {top}%", sortable=False, class_name="rail"),
        Column(heading=capital(answer.group_words), sortable=False, numeric=True, class_name="value"),
        Column(heading="Counted", sortable=False, numeric=True, class_name=PUPILS),
        Column(heading="Other pupils", sortable=False, numeric=True, class_name="beside"),
    )
    rows = [_cells(row, top=top, group=answer.group) for row in answer.rows]
    table = data_table(
        caption, columns=columns, rows=rows, show_caption=False, class_name="interval-rows band-rows few-once"
    )
    few = f"A count under {load_rules().hide_below} is of a small group: do not circulate it."
    return html.Div([table, html.P(few, className="caption few-said")])


def _cells(row: Row, *, top: int, group: str) -> list[Cell]:
    one, two = (None if share is None else percentage(share) for share in drawn(row))
    others = two or counted_words(row, others=True)
    counted = of(int(row.numerator or 0), int(row.denominator or 0))
    said = f"{one or counted}{f', others {others}' if others else ''}"
    bars = element("Img", children=None, src=paired_bars(row, top=top, group=group), alt=said, className="rail-picture")
    return [
        Cell(words=row.label),
        Cell(words=bars),
        Cell(words=element("Span", children=one, className="figure") if one else ""),
        Cell(words=counted, sort=row.numerator),
        Cell(words=others),
    ]
