"""Who has an account, what it may do, why and until when: for the administrator. Each is changed on its own page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dash import html
from dash.development.base_component import Component

from dashboard.access import current, listing
from dashboard.access.listing import AccountLine, GrantLine
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.elements import control
from dashboard.metrics.numbers import date_words
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection

PATH = "accounts"
WORDS = "Accounts"
SOON = timedelta(days=60)
NEVER = "Not yet"
COLUMNS = (
    Column(heading="Name"),
    Column(heading="Username"),
    Column(heading="May, why and until when", sortable=False),
    Column(heading="Last signed in"),
    Column(heading="App"),
    Column(heading="State"),
)


def page(_selection: Selection, _ask: Ask) -> Drawn:
    """What wants looking at, and every account with its grants."""
    today, names = current.access().clock().date(), current.school_names()
    with current.access().accounts.reads.connect() as connection:
        found = listing.listed(connection, today=today)
    rows = [_cells(line, names=names) for line in found]
    table = data_table("Accounts", columns=COLUMNS, rows=rows, show_caption=False, class_name="filtered")
    invite = html.P(html.A("Invite somebody", href="/accounts/new", className="button"))
    body = [
        *_wanting(found, today=today, names=names),
        card([invite, _filter(), table], title=_count(found), width="wide"),
    ]
    return Drawn(title=WORDS, body=body)


def _count(found: Sequence[AccountLine]) -> str:
    return f"{len(found)} account{'' if len(found) == 1 else 's'}"


def _filter() -> Component:
    """A field by which the browser leaves out the rows that do not hold what is typed."""
    words = html.Label(["Show those with ", control("Input", type="search", class_name="filter-rows")])
    return html.Div([words, html.Span(className="told", role="status")], className="toolbar no-print")


def _wanting(found: Sequence[AccountLine], *, today: date, names: dict[str, str]) -> list[Component]:
    """Grants that end soon, and accounts that open nothing or were never signed in to; nothing where there is none."""
    ending = [
        f"{line.name}: {_held(grant, names=names)} ends on {date_words(grant.to_date)}"
        for line in found
        for grant in line.held
        if grant.to_date is not None and grant.to_date - today <= SOON and not line.disabled
    ]
    empty = [
        f"{line.name}: the account is open and holds no role" for line in found if not (line.held or line.disabled)
    ]
    if not ending + empty:
        return []
    return [card([html.Ul([html.Li(words) for words in (*ending, *empty)])], title="To look at", width="wide")]


def _cells(line: AccountLine, *, names: dict[str, str]) -> list[Cell]:
    held = [html.Div([html.Div(_held(grant, names=names)), _about(grant)]) for grant in line.held]
    seen = line.last_signed_in
    return [
        Cell(words=html.A(line.name, href=f"/accounts/{line.account_id}"), sort=line.name),
        Cell(words=line.username),
        Cell(words=held or "Nothing"),
        Cell(words=date_words(seen.date()) if seen else NEVER, sort=seen.date().isoformat() if seen else None),
        Cell(words="Set up" if line.second_factor else "No"),
        Cell(words="Closed" if line.disabled else "Open"),
    ]


def _held(grant: GrantLine, *, names: dict[str, str]) -> str:
    place = f", {names.get(grant.school, grant.school)}" if grant.school else ""
    return f"{grant.title}{place}"


def _about(grant: GrantLine) -> Component:
    until = f"until {date_words(grant.to_date)}" if grant.to_date else "until it is ended"
    said = f"{grant.why or 'No reason written down'} · {until} · given by {grant.granted_by}"
    return html.Div(said, className="caption")
