"""For a headteacher: who outside the school has been shown its pupils by name, for what purpose and why."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.access import current
from dashboard.access.policy import load_policy
from dashboard.access.reveals import Reveal, reveals_of
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.reporting.view import View


def reveals_card(view: View) -> list[Component]:
    """The reveals of the school's names, newest first, for those who lead the school; nothing where there is none."""
    school = view.place.school
    if school is None or not current.person().rights.sees_reveals:
        return []
    with current.access().accounts.reads.connect() as connection:
        found = reveals_of(connection, school=school.code)
    if not found:
        return []
    headings = ("Who", "Purpose", "Reason", "From (UTC)", "Until (UTC)")
    columns = [Column(heading=words) for words in headings]
    title = "Who in the trust has been shown pupils' names"
    table = data_table(title, columns=columns, rows=[_cells(each) for each in found], show_caption=False)
    return [card([table], title=title, width="wide")]


def _cells(each: Reveal) -> list[Cell]:
    purpose = load_policy().purposes.get(each.purpose, each.purpose)
    times = (f"{each.at:%Y-%m-%d %H:%M}", f"{each.until:%Y-%m-%d %H:%M}")
    return [Cell(words=words) for words in (each.name, purpose, each.reason, *times)]
