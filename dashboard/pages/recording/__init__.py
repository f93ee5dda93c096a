"""Record conversations: for those who hold them, the pupils whose conversation belongs to a term, a row each.

No school's system holds structured conversations, so they are recorded here. What is changed goes to the server in one
request and through the same rules as a file; nothing is kept in the browser. The term is the current one unless the
address names an ended one of its year.
"""

from __future__ import annotations

from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.components import ids
from dashboard.components.controls import Choice
from dashboard.components.elements import Element, control, element
from dashboard.components.names import names_switch
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import date_words, period_words
from dashboard.pages.drawn import Drawn
from dashboard.pages.recording.last_saved import offered
from dashboard.pages.recording.rows import record_list
from dashboard.pages.recording.saying import first_words, open_before
from dashboard.pages.recording.table import list_card
from dashboard.queries import places
from dashboard.reporting.ask import Ask
from dashboard.reporting.places import Place, class_words, place_of
from dashboard.reporting.recording import Listed, listed, recordable
from dashboard.selection import Selection
from data_loaders.vocabulary import academic_year_of

PATH = "recording"
WORDS = "Record conversations"
ROLES = {"headteacher": "headteacher", "senco": "senco", "class_teacher": "class_teacher"}
"""Who leads a conversation, by the role of the person who records it: what is filled in first, and can be changed."""
EVERY = "*"
NO_TERM = "No term has begun here"
NOBODY = "Nobody here is in the Achievement for All group this term"
NOBODY_NEXT = (
    "Where a school lists no group of its own it is every pupil with SEN support or an EHC plan at the start of the "
    "year. To list one: afa template group."
)
DEFAULT_GROUP = (
    "The school lists no Achievement for All group, so it is every pupil with SEN support or an EHC plan at the start "
    "of the year. "
)
NOT_DUE = "A pupil who joined the school or the group in the second half of a term is not due until the next."
NO_CLASS = "No class of this year is in your name"


def page(selection: Selection, ask: Ask) -> Drawn:
    """The list of a school, a class or a pupil. A reader who asks for no such place gets their own school's, or their
    classes to choose from."""
    place = _place(ask, selection=selection)
    if place is None:
        return Drawn(title=WORDS, body=[_choice(ask)])
    terms = [each.term for each in recordable(ask, school=place.school.code)] if place.school else []
    found = listed(ask, place=place, term=selection.period if selection.period in terms else "")
    above = [(f"/{PATH}{selection.query_at(to)}", words) for to, words in place.above if to != "trust"]
    if found is None:
        return Drawn(title=place.words, above=above, body=[notice(NO_TERM, words="Nothing is due yet.")])
    shown = frozenset(entry.member.pupil_id for entry in found.entries)
    rows = _body(found, place=place, ask=ask) if found.entries else [notice(_nobody(found), words=NOBODY_NEXT)]
    return Drawn(
        title=place.words, above=above, as_at=_as_at(found, ask=ask),
        body=[*open_before(found, place=place, ask=ask), *rows],
        place=place.address, person=place.kind == "pupil", pupil_ids=shown,
        choices={ids.PERIOD: Choice(options=[(each, _term_choice(each, now=terms[0])) for each in terms],
                                    value=found.term)},
    )  # fmt: skip


def _term_choice(term: str, *, now: str) -> str:
    words = period_words(term)
    return f"{words[:1].upper()}{words[1:]}{'' if term == now else ', earlier this year'}"


def _nobody(found: Listed) -> str:
    return (
        f"Nobody here was in the Achievement for All group in the {period_words(found.term)}" if found.ended else NOBODY
    )


def _place(ask: Ask, *, selection: Selection) -> Place | None:
    if selection.place_kind != "trust":
        return place_of(ask, selection=selection)
    schools = list(ask.schools)
    if len(schools) != 1 or ask.scope.classes is not None:
        return None
    return place_of(ask, selection=replace(selection, place=f"school:{schools[0]}"))


def _choice(ask: Ask) -> Component:
    """The schools, or the classes of somebody who teaches some, to choose from."""
    if ask.scope.classes is None:
        links = [(f"school:{school.code}", school.name) for school in ask.schools.values()]
    else:
        year = academic_year_of(ask.as_at)
        found = [
            each for code in ask.schools for each in places.classes(ask.asker, school_code=code, academic_year=year)
        ]
        links = [(f"class:{each.token}", class_words(each)) for each in found]
    if not links:
        return notice(NO_CLASS, words="Ask the school's office to put your staff code on the class list.")
    rows = [html.Li(dcc.Link(words, href=f"/{PATH}{Selection(place=to).to_query()}")) for to, words in links]
    return html.Section([html.H2("Choose where", className="card-title"), html.Ul(rows)], className="card wide")


def _classes(ask: Ask, *, school: str) -> list[places.SchoolClass]:
    return places.classes(ask.asker, school_code=school, academic_year=academic_year_of(ask.as_at))


def _as_at(found: Listed, *, ask: Ask) -> str:
    term = f"{period_words(found.term)}, {date_words(found.starts)} to {date_words(found.ends)}"
    return f"As at {date_words(ask.as_at)} · {term}"


def _body(found: Listed, *, place: Place, ask: Ask) -> list[Component]:
    person = current.person()
    codes = [grant.staff_code for grant in person.grants if grant.staff_code and grant.school == found.school]
    period = found.term if found.term != recordable(ask, school=found.school)[0].term else ""
    rows = record_list(found.entries, on=ask.as_at, alone=place.kind == "pupil", period=period)
    known = {
        "data-place": place.address, "data-term": found.term, "data-today": ask.as_at.isoformat(),
        "data-ends": found.ends.isoformat(), "data-role": ROLES.get(person.role, ""),
        "data-code": next(iter(codes), ""),
    }  # fmt: skip
    alone = place.kind == "pupil"
    said = NOT_DUE if found.own_group else DEFAULT_GROUP + NOT_DUE
    group = [] if alone else [html.P(said, className="caption")]
    return [
        sentence(first_words(found, alone=alone, on=ask.as_at)),
        html.Div([*([] if alone else [_filters(found)]), names_switch()], className="toolbar record-toolbar no-print"),
        html.Section(
            [*group, rows, _bar(offered(found, place=place.address))],
            className="records wide",
            key=_key(found, place=place),
            **known,
            **{"aria-label": "Pupils"},
        ),
        list_card(found, on=ask.as_at),
    ]


def _key(found: Listed, *, place: Place) -> str:
    """What tells one list from another, so that the browser never keeps a row of the one in the other."""
    return f"{place.address} {found.term} {max(found.standing, default=0)} {len(found.standing)}"


def _filters(found: Listed) -> Component:
    to_do = sum(entry.to_do for entry in found.entries)
    show = {"to_do": f"Still to do ({to_do})", "all": f"Everyone ({len(found.entries)})"}
    classes = sorted({entry.member.class_name for entry in found.entries})
    filters = [_filter("show", label="Show", options=show, value="to_do" if to_do else "all")]
    if len(classes) > 1:
        names = {EVERY: "Every class", **{name: name for name in classes if name}}
        filters.append(_filter("class", label="Class", options=names, value=EVERY))
    return html.Div(filters, className="controls-fields record-filters")


def _filter(name: str, *, label: str, options: dict[str, str], value: str) -> Element:
    said = [{"value": code, "label": words} for code, words in options.items()]
    inner = control("Select", options=said, value=value, class_name="control")
    words = element("Span", children=label, className="control-label")
    return element("Label", children=[words, inner], className="control-field", **{"data-filter": name})


def _bar(back: Component) -> Component:
    """What stays in sight: how much has been changed, the button that saves, what came of it, said aloud, and the way
    to take back what was saved last."""
    said = html.P("Nothing changed yet.", className="record-status", role="status", **{"aria-live": "polite"})
    button = html.Button("Save", type="button", className="button button-main record-save")
    return html.Div([said, back, button], className="record-bar no-print")
