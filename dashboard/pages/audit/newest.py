"""The trail's first page: the search for a child, the accounts, the newest acts."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.access import audit, current, trail
from dashboard.components import ids
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.elements import control
from dashboard.pages.audit.names import names_card
from dashboard.pages.audit.unusual import unusual_card
from dashboard.pages.audit.words import NOBODY, act, place, roles, to_account, when
from dashboard.pages.drawn import Drawn

NEWEST = 200
_ACTS = (
    Column(heading="When (UTC)"),
    Column(heading="Account"),
    Column(heading="What"),
    Column(heading="Where"),
    Column(heading="Details", sortable=False),
)


def drawn() -> Drawn:
    """The cards, in the order in which an officer needs them."""
    with current.access().accounts.reads.connect() as connection:
        found = audit.entries(connection, limit=NEWEST)
        accounts = trail.accounts(connection)
    return Drawn(
        title="Who has seen what",
        body=[_search(), _accounts(accounts), unusual_card(current.access().clock()), names_card(), _newest(found)],
    )


def _search() -> Component:
    """A form that posts, so that a child's number never stands in an address; its token comes with it."""
    form = html.Form(
        [
            html.Label("UPN or admission number", htmlFor=ids.CHILD_NUMBER),
            control(
                "Input",
                id=ids.CHILD_NUMBER,
                name="number",
                type="text",
                maxlength=40,
                autocomplete="off",
                required=True,
            ),
            html.Button("Look up", type="submit", className="button"),
        ],
        method="post",
        action="/audit/child",
        className="search-form",
    )
    return card([form], title="Who has seen this child?")


def _accounts(accounts: dict[int, tuple[str, str, tuple[str, ...]]]) -> Component:
    listed = sorted(accounts.items(), key=lambda each: each[1][1])
    table = data_table(
        "Accounts", columns=(Column(heading="Account"), Column(heading="Role")),
        rows=[[name, roles(held)] for _, (_, name, held) in listed],
        links=[to_account(account_id) for account_id, _ in listed], show_caption=False,
    )  # fmt: skip
    return card([table], title="What has this account seen?")


def _newest(found: list[audit.Entry]) -> Component:
    table = data_table("Audit trail", columns=_ACTS, rows=[_cells(entry) for entry in found], show_caption=False)
    return card([table], title=f"The newest {len(found)} entries", width="wide")


def _cells(entry: audit.Entry) -> list[Cell]:
    return [
        Cell(words=when(entry.at)),
        Cell(words=entry.username or NOBODY),
        Cell(words=act(entry.action.value)),
        Cell(words=place(entry.place)),
        Cell(words=", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in entry.detail.items())),
    ]
