"""The first hour: what each school has sent, how old it is, what is needed next. For administrators, data managers.

Who brings files in may fill in term dates and who leads; who grants access sees how far it has come.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, Words, data_table
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import count, date_words
from dashboard.pages.drawn import Drawn
from dashboard.queries.places import School
from dashboard.reporting.ask import Ask
from dashboard.reporting.quality import chosen
from dashboard.reporting.readiness import Need, Ready, readiness
from dashboard.selection import Selection
from data_loaders.vocabulary import academic_year_of

PATH = "setup"
WORDS = "Setting up"
FORMS = {"calendar": "/setup/terms", "afa_lead": "/setup/lead", "scale": "/setup/scale"}
"""What can be filled in here, by record → the address of its form."""
SEND = "/files/bring-in"
"""Where a file is sent and looked at before it comes in; ``?layout=`` says which kind is meant."""
LAYOUTS = {
    "enrolment": "", "teaching_class": "", "sen_status": "sen_register", "assessment": "",
    "attendance": "register_marks", "characteristic": "afa_group", "conversation": "conversation_log",
    "activity_session": "club_register",
}  # fmt: skip
"""What is sent as a file, by record → its layout; empty where several kinds bring it and the headings tell which."""
TEMPLATE = "/setup/template"
"""The empty workbook, a sheet a record."""
STEPS = "The trust, step by step"
NO_SCHOOLS = "Whoever answers for the whole trust’s files begins on this page with the extract of its schools."
FIRST_ADMINISTRATOR = (
    "Only on the machine that runs the dashboard, once: a page that makes an account before anybody can sign in would "
    "be open to anybody. Administrators give every other account."
)


def page(selection: Selection, ask: Ask) -> Drawn:
    """Every school whose records the reader checks, or one of them with the way each file comes in."""
    school, found = chosen(ask, selection=selection), readiness(ask)
    day = f"As at {date_words(ask.as_at)}"
    whole = [_whole(ask, found=found)] if ask.scope.checked_schools is None else []
    if not found:
        return Drawn(title=WORDS, body=whole or [notice("First the schools", words=NO_SCHOOLS)], as_at=day)
    if school is None:
        return Drawn(title=WORDS, body=[sentence(_sentence(found)), *whole, _schools(found)], as_at=day)
    one = next(each for each in found if each.school == school)
    above = [(f"/{PATH}", "All schools")] if len(found) > 1 else ()
    title = f"{WORDS}: {one.school.name}"
    above_it = whole if len(found) == 1 else []
    return Drawn(title=title, body=[sentence(_one_sentence(one)), *above_it, _needs(one)], as_at=day, above=above)


def _whole(ask: Ask, *, found: Sequence[Ready]) -> Component:
    """The steps of the whole trust, in their order: how far each has come, and the way on for who brings files in."""
    headings = ("Step", "How far it has come", "What to do")
    steps: list[tuple[Words, ...]] = [
        ("Schools", count(len(found), words="schools") if found else "none yet", _schools_way(found)),
        ("Term dates", _there(found, record="calendar"), _form_way(found, record="calendar")),
        ("Scales and expectations", _scales(ask), _scale_way(ask)),
        ("Who leads", _there(found, record="afa_lead"), _form_way(found, record="afa_lead")),
        ("The AfA group", _there(found, record="characteristic"), _group_way(found)),
        ("The first administrator", "there", [FIRST_ADMINISTRATOR]),
    ]
    shown = len(headings) if current.person().rights.brings_in else len(headings) - 1
    columns = [Column(heading=words, sortable=False) for words in headings[:shown]]
    rows = [[Cell(words=words) for words in step[:shown]] for step in steps]
    table = data_table("Steps", columns=columns, rows=rows, show_caption=False, class_name="worded")
    return card([table], title=STEPS, width="wide")


def _without(found: Sequence[Ready], *, record: str) -> list[School]:
    return [one.school for one in found if any(need.record == record for need in one.lacking)]


def _there(found: Sequence[Ready], *, record: str) -> str:
    have = len(found) - len(_without(found, record=record))
    return f"{have} of {count(len(found), words='schools')}" if found else "first the schools"


def _scales(ask: Ask) -> str:
    return ", ".join(scale.name for scale in ask.scales.values()) or "none yet"


def _schools_way(found: Sequence[Ready]) -> list[Component | str]:
    words = "Send a newer extract" if found else "Send the extract of Get Information About Schools"
    way = html.A(words, href=f"{SEND}?layout=gias")
    return [way] if found else [way, ": its establishments, groups and links together. You choose your trust by name."]


def _form_way(found: Sequence[Ready], *, record: str) -> list[Component | str]:
    """The form of the first school that has none; nothing where every school has."""
    lacking = _without(found, record=record)
    if not lacking:
        return ["Nothing more; each school’s own page changes them." if found else "Comes after the schools."]
    return [html.A(f"Fill them in for {lacking[0].name}", href=f"{FORMS[record]}?school={lacking[0].code}")]


def _scale_way(ask: Ask) -> list[Component | str]:
    changes: list[Component | str] = []
    for code, scale in ask.scales.items():
        changes += [html.A(f"Change {scale.name}", href=f"{FORMS['scale']}?scale={code}"), ", or "]
    return [*changes, html.A("add a scale" if changes else "Say which scale results are on", href=FORMS["scale"])]


def _group_way(found: Sequence[Ready]) -> list[Component | str]:
    if not found:
        return ["Comes after the schools and their pupils."]
    send = html.A("Send a school’s list", href=f"{SEND}?layout=afa_group")
    return [send, ". Until a school has one, its group is every pupil with SEN support or an EHC plan."]


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
    rows = [[Cell(words=one.school.name), *(_short_day(need) for need in one.needs)] for one in found]
    table = data_table("Schools", columns=columns, rows=rows, links=links, show_caption=False)
    words = html.P("The day on which each record last changed.", className="caption")
    return card([words, table], title="What each school has sent", width="wide")


def _short_day(need: Need) -> Cell:
    """The same where ten records stand side by side: ``26 Nov``, of another year ``Nov 2024``."""
    if need.day is None:
        return _day(need)
    this_year = academic_year_of(need.day) == academic_year_of(current.today())
    words = f"{need.day.day} {need.day:%b}" if this_year else f"{need.day:%b %Y}"
    return Cell(words=words, sort=need.day.isoformat())


def _day(need: Need) -> Cell:
    return Cell(words=date_words(need.day), sort=need.day.isoformat()) if need.day else Cell(words="not yet", sort="0")


def _needs(one: Ready) -> Component:
    columns = (
        Column(heading="Record", sortable=False), Column(heading="Last changed", sortable=False),
        Column(heading="How it comes in", sortable=False),
    )  # fmt: skip
    rows = [[Cell(words=need.what), _day(need), Cell(words=_way(need, school=one.school))] for need in one.needs]
    table = data_table("Records", columns=columns, rows=rows, show_caption=False, class_name="worded")
    return card([*_template(), table], title="What is there, and what is needed", width="wide")


def _template() -> list[Component]:
    """The ways to send a file and to the empty workbook, for who brings files in."""
    if not current.person().rights.brings_in:
        return []
    send = html.Div(html.A("Send a file here", href=SEND, className="button button-main"), className="toolbar no-print")
    words = ["For what no system exports: ", html.A("the empty workbook, a sheet a record", href=TEMPLATE), ". "]
    command = html.Code("afa import FILE --mapping canonical")
    return [send, html.P([*words, "It is sent here like any other file, or comes in with ", command, "."])]


def _way(need: Need, *, school: School) -> list[Component | str]:
    """The form, or where the file is sent, for who brings files in; the command."""
    command = html.Code(need.command)
    if not current.person().rights.brings_in:
        return [command]
    if need.record in FORMS:
        return [html.A("Fill it in here", href=f"{FORMS[need.record]}?school={school.code}"), " or ", command]
    layout = LAYOUTS[need.record]
    return [html.A("Send it here", href=f"{SEND}?layout={layout}" if layout else SEND), " or ", command]
