"""What has been brought in: for data managers. Which imports stand and what they hold; never a pupil or a figure.

Counts and the names of files and mappings are not shown: an import may hold several schools, and a data manager one of
them.
"""

from __future__ import annotations

from dash import html

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.notice import notice
from dashboard.metrics.numbers import date_words
from dashboard.pages.drawn import Drawn
from dashboard.queries.terms import Batch
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection
from data_loaders.store.records import BY_NAME

PATH = "files"
WORDS = "Files brought in"


def page(_selection: Selection, ask: Ask) -> Drawn:
    """The imports that stand, the latest first."""
    words = "Bring in files, or take an import back"
    send = html.Div(html.A(words, href="/files/bring-in", className="button button-main"), className="toolbar")
    if not ask.batches:
        words = "Send a file from a school’s system, or a spreadsheet of your own: you see what it holds first."
        return Drawn(title=WORDS, body=[notice("Nothing has been brought in yet", words=words), send])
    columns = (
        Column(heading="Import", numeric=True),
        Column(heading="Day", class_name="day"),
        Column(heading="What it holds", sortable=False),
    )
    rows = [_cells(batch) for batch in reversed(ask.batches)]
    table = data_table("Imports", columns=columns, rows=rows, show_caption=False, class_name="worded")
    return Drawn(title=WORDS, body=[send, card([table], title="Imports, the latest first", width="wide")])


def _cells(batch: Batch) -> list[Cell]:
    held = [record.title for name, record in BY_NAME.items() if name in batch.counts]
    return [
        Cell(words=str(batch.batch_id), sort=batch.batch_id),
        Cell(words=date_words(batch.finished), sort=batch.finished.isoformat()),
        Cell(words=", ".join(held)),
    ]
