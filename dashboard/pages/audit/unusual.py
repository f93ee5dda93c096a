"""What to ask somebody about: more pupils than usual, files by night, refusals, too many pupils' pages."""

from __future__ import annotations

from datetime import datetime

from dash import html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.access.policy import load_policy
from dashboard.access.unusual import DAYS, Unusual, found
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.metrics.numbers import date_words
from dashboard.pages.audit.words import roles, to_account

MOST = 50
_COLUMNS = (
    Column(heading="Account"),
    Column(heading="Role"),
    Column(heading="Day (UTC)"),
    Column(heading="What"),
    Column(heading="How many", numeric=True),
    Column(heading="Usual for the role", numeric=True),
)


def unusual_card(now: datetime) -> Component:
    """The last four weeks' unusual days, the latest first."""
    limits = load_policy().volume
    with current.access().accounts.reads.connect() as connection:
        listed = found(connection, now=now, limits=limits)[:MOST]
    hours = f"{limits.night_from}:00 and {limits.night_to}:00"
    said = html.P(
        f"Days in the last {DAYS} on which an account was shown more than {limits.pupils_alert} pupils, view by view, "
        f"and more than {limits.over_usual} times what is usual for its role; files taken between {hours} UTC; "
        f"{limits.refusals_alert} refusals or more; more than {limits.pupils_alert} pupils’ own pages in an hour.",
        className="caption",
    )
    table = data_table("Unusual", columns=_COLUMNS, rows=[_cells(each) for each in listed],
                       links=[to_account(each.account_id) for each in listed], show_caption=False)  # fmt: skip
    body = [table] if listed else [html.P("Nothing was out of the ordinary.")]
    return card([said, *body], title="Unusual volume", width="wide")


def _cells(each: Unusual) -> list[Cell]:
    usual = "" if each.usual is None else f"{each.usual:.0f}"
    return [
        Cell(words=each.name),
        Cell(words=roles(each.roles)),
        Cell(words=date_words(each.day), sort=each.day.isoformat()),
        Cell(words=each.what),
        Cell(words=str(each.count), sort=each.count),
        Cell(words=usual, sort=each.usual),
    ]
