"""Why names were shown or taken away: each reason that was given, with who gave it, when and for which place."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter

from dash import html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.access.name_exports import NameExport, newest_exports
from dashboard.access.policy import load_policy
from dashboard.access.reveals import Reveal, reveals_of
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.pages.audit.words import place, to_account, when

MOST = 100
TITLE = "Why names were shown or taken away"
_COLUMNS = (
    Column(heading="When (UTC)"),
    Column(heading="Account"),
    Column(heading="What"),
    Column(heading="Where"),
    Column(heading="Reason", sortable=False),
)


def names_card() -> Component:
    """The newest reasons, of files with names and of names shown on the screen."""
    with current.access().accounts.reads.connect() as connection:
        taken = newest_exports(connection, limit=MOST)
        shown = reveals_of(connection, limit=MOST)
    rows = sorted([*map(_of_file, taken), *map(_of_reveal, shown)], key=itemgetter(0), reverse=True)[:MOST]
    table = data_table(
        TITLE, columns=_COLUMNS, rows=[[Cell(words=when(at)), *cells] for at, _, cells in rows],
        links=[to_account(account_id) for _, account_id, _ in rows], show_caption=False,
    )  # fmt: skip
    said = html.P(f"In the words of who asked; the newest {MOST}.", className="caption")
    return card([said, table] if rows else [html.P("No names have been asked for.")], title=TITLE, width="wide")


_Row = tuple[datetime, int, list[Cell]]


def _of_file(each: NameExport) -> _Row:
    what = f"File of the page “{each.page}”"
    return each.at, each.account_id, _cells(each.name, what, place(each.place), each.reason)


def _of_reveal(each: Reveal) -> _Row:
    purpose = load_policy().purposes.get(each.purpose, each.purpose)
    what = f"Shown until {when(each.until)}: {purpose}"
    return each.at, each.account_id, _cells(each.name, what, place(f"school:{each.school}"), each.reason)


def _cells(*words: str) -> list[Cell]:
    return [Cell(words=each) for each in words]
