"""The first hour: what each school has sent, how old it is, what is needed next. For administrators, data managers.

Who brings files in may fill in term dates and who leads; who grants access sees how far it has come.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import count, date_words
from dashboard.pages.drawn import Drawn
from dashboard.queries.places import School
from dashboard.reporting.ask import Ask
from dashboard.reporting.quality import chosen
from dashboard.reporting.readiness import Need, Ready, readiness
from dashboard.selection import Selection

PATH = "setup"
WORDS = "Setting up"
FORMS = {"calendar": "/setup/terms", "afa_lead": "/setup/lead"}
"""What can be filled in here, by record → the address of its form."""
SEND = "/files/bring-in"
"""Where a file is sent and looked at before it comes in."""
TEMPLATE = "/setup/template"
"""The empty workbook, a sheet a record."""


def page(selection: Selection, ask: Ask) -> Drawn:
    """Every school whose records the reader checks, or one of them with the way each file comes in."""
    school, found = chosen(ask, selection=selection), readiness(ask)
    day = f"As at {date_words(ask.as_at)}"
    if not found:
        words = "On the machine that runs the dashboard: afa setup --gias FOLDER --trust UID"
        return Drawn(title=WORDS, body=[notice("First the schools", words=words)], as_at=day)
    if school is None:
        return Drawn(title=WORDS, body=[sentence(_sentence(found)), _schools(found)], as_at=day)
    one = next(each for each in found if each.school == school)
    above = [(f"/{PATH}", "All schools")] if len(found) > 1 else ()
    title = f"{WORDS}: {one.school.name}"
    return Drawn(title=title, body=[sentence(_one_sentence(one)), _needs(one)], as_at=day, above=above)


def _sentence(found: Sequence[Ready]) -> str:
    ready = sum(not one.lacking for one in found)
    return f"**{ready} of {count(len(found), words='schools')}** have sent every record at least once."


def _one_sentence(one: Ready) -> str:
    if not one.lacking:
        return "Every record has come at least once."
    return (
        f"Next: **{one.lacking[0].what.lower()}**. {count(len(one.lacking))} of {len(one.needs)} records have not come."
    )


def _schools(found: Sequence[Ready]) -> Component:
    columns = (Column(heading="School"), *(Column(heading=need.what) for need in found[0].needs))
    links = [f"/{PATH}{Selection(place=f'school:{one.school.code}').to_query()}" for one in found]
    rows = [[Cell(words=one.school.name), *(_day(need) for need in one.needs)] for one in found]
    table = data_table("Schools", columns=columns, rows=rows, links=links, show_caption=False)
    words = html.P("The day on which each record last changed.", className="caption")
    return card([words, table], title="What each school has sent", width="wide")


def _day(need: Need) -> Cell:
    return Cell(words=date_words(need.day), sort=need.day.isoformat()) if need.day else Cell(words="not yet", sort="0")


def _needs(one: Ready) -> Component:
    columns = (
        Column(heading="Record", sortable=False), Column(heading="Last changed", sortable=False),
        Column(heading="How it comes in", sortable=False),
    )  # fmt: skip
    rows = [[Cell(words=need.what), _day(need), Cell(words=_way(need, school=one.school))] for need in one.needs]
    table = data_table("Records", columns=columns, rows=rows, show_caption=False)
    return card([*_template(), table], title="What is there, and what is needed", width="wide")


def _template() -> list[Component]:
    """The ways to send a file and to the empty workbook, for who brings files in."""
    if not current.person().rights.brings_in:
        return []
    send = html.Div(html.A("Send a file here", href=SEND, className="button button-main"), className="toolbar no-print")
    words = ["For what no system exports: ", html.A("the empty workbook, a sheet a record", href=TEMPLATE), ". "]
    return [send, html.P([*words, "It comes in with ", html.Code("afa import FILE --mapping canonical"), "."])]


def _way(need: Need, *, school: School) -> list[Component | str]:
    """The form where there is one and the reader brings files in; the command."""
    form = FORMS.get(need.record)
    command = html.Code(need.command)
    if form is None or not current.person().rights.brings_in:
        return [command]
    return [html.A("Fill it in here", href=f"{form}?school={school.code}"), " or ", command]
