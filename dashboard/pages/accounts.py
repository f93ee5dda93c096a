"""Who has an account and what it may do: for the administrator. Changes are made with ``afa user``."""

from __future__ import annotations

from dashboard.access import current, listing
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection

PATH = "accounts"
WORDS = "Accounts"


def page(_selection: Selection, ask: Ask) -> Drawn:
    """Every account with its grants."""
    with current.access().accounts.reads.connect() as connection:
        found = listing.listed(connection, today=ask.as_at)
    columns = (
        Column(heading="Username"),
        Column(heading="Name"),
        Column(heading="State"),
        Column(heading="May", sortable=False),
    )
    table = data_table("Accounts", columns=columns, rows=[_cells(line) for line in found], show_caption=False)
    return Drawn(title=WORDS, body=[card([table], title=f"{len(found)} accounts", width="wide")])


def _cells(line: listing.AccountLine) -> list[Cell]:
    return [
        Cell(words=line.username),
        Cell(words=line.name),
        Cell(words="Disabled" if line.disabled else "Active"),
        Cell(words="; ".join(line.grants) or "nothing"),
    ]
