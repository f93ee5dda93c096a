"""The trail of who did what and who was shown whom: for the data protection officer. It names accounts, no pupils."""

from __future__ import annotations

from dashboard.access import audit, current
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection

PATH = "audit"
WORDS = "Who has seen what"
NEWEST = 200


def page(_selection: Selection, _ask: Ask) -> Drawn:
    """The newest acts first."""
    with current.access().accounts.reads.connect() as connection:
        found = audit.entries(connection, limit=NEWEST)
    columns = (
        Column(heading="When (UTC)"),
        Column(heading="Account"),
        Column(heading="What"),
        Column(heading="Where"),
        Column(heading="Details", sortable=False),
    )
    table = data_table("Audit trail", columns=columns, rows=[_cells(entry) for entry in found], show_caption=False)
    return Drawn(title=WORDS, body=[card([table], title=f"The newest {len(found)} entries", width="wide")])


def _cells(entry: audit.Entry) -> list[Cell]:
    return [
        Cell(words=f"{entry.at:%Y-%m-%d %H:%M:%S}"),
        Cell(words=entry.username or "nobody signed in"),
        Cell(words=entry.action.value.replace("_", " ").capitalize()),
        Cell(words=entry.place),
        Cell(words=", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in entry.detail.items())),
    ]
