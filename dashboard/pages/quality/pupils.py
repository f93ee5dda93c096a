"""The pupils who lack something, for readers who may see them: the list for the school's office."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.names import named, names_switch
from dashboard.metrics.numbers import count
from dashboard.reporting.ask import Ask
from dashboard.reporting.office import lacking, may_list
from dashboard.reporting.quality import Checked
from dashboard.selection import Selection

TITLE = "The list for the school office"


def pupil_card(one: Checked, *, ask: Ask) -> tuple[list[Component], frozenset[int]]:
    """A row a pupil who lacks something, and whose ids are shown; nothing for readers who see no pupil."""
    if not may_list(ask):
        return [], frozenset()
    found = lacking(ask, checked=one)
    if not found:
        return [card([html.P("Nobody on roll lacks anything.")], title=TITLE)], frozenset()
    columns = (Column(heading="Pupil"), Column(heading="What is lacking", sortable=False))
    rows = [[Cell(words=named(each.name), sort=each.name), Cell(words=", ".join(each.what))] for each in found]
    links = [f"/progress{Selection(place=f'pupil:{each.token}').to_query()}" for each in found]
    words = html.P(f"{count(len(found), words='pupils')} on roll. Take it away as a file below.", className="caption")
    table = data_table(TITLE, columns=columns, rows=rows, links=links, show_caption=False)
    names = ask.scope.shows_names(one.school.code)
    switch = [html.Div(names_switch(), className="no-print")] if names else []
    shown = frozenset(each.pupil_id for each in found)
    return [card([words, *switch, table], title=TITLE, width="wide")], shown
