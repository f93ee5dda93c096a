"""What this account has seen: a row a day of one term, with how many different pupils it was shown."""

from __future__ import annotations

from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access import audit, current, trail
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.metrics.numbers import date_words, period_words
from dashboard.metrics.telling import capital
from dashboard.pages.audit.words import TRAIL, roles
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import NotHere
from dashboard.selection import Selection
from data_loaders.vocabulary import TERMS, academic_year, academic_year_of, term_order

_COLUMNS = (
    Column(heading="Day (UTC)"),
    Column(heading="Different pupils", numeric=True),
    Column(heading="Pupils’ pages", numeric=True),
    Column(heading="Lists", numeric=True),
    Column(heading="Files", numeric=True),
    Column(heading="Refused", numeric=True),
    Column(heading="Other acts", numeric=True),
)
_BEGINS = {"autumn": (0, 8), "spring": (1, 1), "summer": (1, 5)}
"""The years after the academic year's first, and the month, in which a term of the trail begins: no day is left out."""


def drawn(selection: Selection) -> Drawn:
    """A row a day. Raises ``NotHere`` where there is no such account."""
    account_id = int(selection.account)
    term = selection.period if "." in selection.period else _term_of(current.access().clock())
    current.note(audit.Action.TRAIL_READ, detail={"account": account_id})
    with current.access().accounts.reads.connect() as connection:
        known = trail.accounts(connection).get(account_id)
        if known is None:
            raise NotHere(selection.account)
        since, until = _bounds(term)
        days = trail.days_of(connection, account_id=account_id, since=since, until=until)
    username, name, held = known
    table = data_table(name, columns=_COLUMNS, rows=[_cells(day) for day in days], show_caption=False)
    shown = table if days else html.P("This account did nothing in this term.")
    body = [html.P(f"{username}: {roles(held)}.", className="caption"), shown, _pages(selection, term=term)]
    title = f"{capital(period_words(term))}: {len(days)} day{'' if len(days) == 1 else 's'} with any act"
    return Drawn(title=f"What {name} has seen", above=[TRAIL], body=[card(body, title=title, width="wide")])


def _cells(day: trail.Day) -> list[Cell]:
    counts = (day.pupils, day.pages, day.lists, day.files, day.refused, day.others)
    return [
        Cell(words=date_words(day.day), sort=day.day.isoformat()),
        *(Cell(words=str(count), sort=count) for count in counts),
    ]


def _pages(selection: Selection, *, term: str) -> Component:
    """The ways to the terms beside this one."""
    links = [
        dcc.Link(words, href=f"/audit{Selection(account=selection.account, period=other).to_query()}")
        for words, other in (("Earlier term", _beside(term, by=-1)), ("Later term", _beside(term, by=1)))
    ]
    return html.P([links[0], " · ", links[1]], className="pages no-print")


def _beside(term: str, *, by: int) -> str:
    first, place = term_order(term)
    number = first * len(TERMS) + place + by
    return f"{academic_year(number // len(TERMS))}.{TERMS[number % len(TERMS)]}"


def _bounds(term: str) -> tuple[datetime, datetime]:
    return _begins(term), _begins(_beside(term, by=1))


def _begins(term: str) -> datetime:
    year, _, name = term.partition(".")
    later, month = _BEGINS[name]
    return datetime(int(year[:4]) + later, month, 1)  # noqa: DTZ001 - the trail's times are UTC without a zone


def _term_of(now: datetime) -> str:
    year = academic_year_of(now.date())
    return max((f"{year}.{name}" for name in TERMS if _begins(f"{year}.{name}") <= now), key=_begins)
