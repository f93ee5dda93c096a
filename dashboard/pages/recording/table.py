"""The list as a table: to be taken away as a file, or sorted by class, where the rows with their forms are too much."""

from __future__ import annotations

from datetime import date

from dash import html

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.names import named
from dashboard.metrics.numbers import period_words
from dashboard.pages.recording.rows import need_words, support_words
from dashboard.reporting.recording import NEED, Entry, Listed, state_words

COLUMNS = tuple(Column(heading=words) for words in ("Pupil", "Class", "SEN provision", "To do", "What is known"))


def list_card(found: Listed, *, on: date) -> html.Section | html.Figure:
    """Everybody in the list, in order of need, folded."""
    title = f"Conversations of the {period_words(found.term)}, pupil by pupil"
    rows = [_cells(entry, on=on) for entry in found.entries]
    table = data_table(title, columns=COLUMNS, rows=rows, show_caption=False)
    return card(
        [html.Details([html.Summary("Show the list as a table"), table], className="fold")], title=title, width="wide"
    )


def _cells(entry: Entry, *, on: date) -> list[Cell]:
    member = entry.member
    return [
        Cell(words=named(member.name), sort=member.name),
        Cell(words=member.class_name),
        Cell(words=support_words(member.status)),
        Cell(words=need_words(entry), sort=NEED.index(entry.need)),
        Cell(words=state_words(entry, on=on)),
    ]
