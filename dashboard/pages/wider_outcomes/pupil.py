"""Wider outcomes of one pupil: clubs by term; incidents, suspensions and parents' evenings by day."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import count, date_words, of, period_words
from dashboard.metrics.telling import capital, listed
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.wider_outcomes import questionnaires, transition
from dashboard.queries.wider_outcomes import Event
from dashboard.reporting import wider_pupils
from dashboard.reporting.clubs import kind_words
from dashboard.reporting.view import View
from dashboard.reporting.wider_pupils import ClubTerm
from data_loaders.code_lists import words_of
from data_loaders.vocabulary import term_order


def page(view: View) -> Drawn:
    """The page of one pupil."""
    whose = view.place.pupil
    assert whose is not None
    clubs = wider_pupils.pupil_clubs(view.ask, whose=whose)
    events = wider_pupils.pupil_events(view.ask, whose=whose)
    body: list[Component] = [sentence(said(view, clubs=clubs, events=events)), *pieces.name_links(view)]
    body += pieces.names_off(view)
    body += [_clubs_card(clubs), _events_card(events), *questionnaires.pupil_card(view)]
    body += transition.pupil_card(view)
    return pieces.drawn(view, body=body, pupil_ids=frozenset({whose.pupil_id}))


def said(view: View, *, clubs: Sequence[ClubTerm], events: Sequence[Event]) -> list[str]:
    """The clubs of the period, and what is recorded in its academic year. Facts only."""
    period = view.selection.period
    if not period:
        return ["Nothing has been supplied for this pupil's school yet."]
    return [_clubs_said(view, clubs=[each for each in clubs if each.term.startswith(period)]), *_events_said(events)]


def _clubs_said(view: View, *, clubs: Sequence[ClubTerm]) -> str:
    period = view.selection.period
    when = period_words(period)
    came = [each for each in clubs if each.attended]
    if came:
        names = listed(list(dict.fromkeys(each.activity for each in came)))
        sessions = sum(each.attended for each in came)
        return f"In {when}: {names}, {count(sessions)} {'session' if sessions == 1 else 'sessions'} in all."
    if clubs:
        return f"In {when}: on the register of {listed([each.activity for each in clubs])}, and never came."
    if period not in view.periods:
        return f"No club registers have been sent for {when}."
    row = wider_pupils.pupil_row(view)
    if row is not None and not row.here:
        return f"Not on roll at this school in {when}."
    return f"In no club in {when}."


def _events_said(events: Sequence[Event]) -> list[str]:
    kinds = (("incident", "incidents"), ("suspension", "suspensions and exclusions"))
    told = [(sum(event.what == what for event in events), words) for what, words in kinds]
    parts = [f"{count(n)} {words if n > 1 else words.split()[0].removesuffix('s')}" for n, words in told if n]
    return [f"In all the years on record: {listed(parts)}."] if parts else []


def _clubs_card(clubs: Sequence[ClubTerm]) -> Component:
    title = "Clubs by term"
    if not clubs:
        return notice("In no club", words="No club register that has been sent names this pupil.")
    columns = (
        Column(heading="Term"), Column(heading="Club"), Column(heading="Kind"),
        Column(heading="Sessions, of those offered", numeric=True),
    )  # fmt: skip
    rows = [_club_cells(each) for each in sorted(clubs, key=lambda each: term_order(each.term), reverse=True)]
    table = data_table(title, columns=columns, rows=rows, show_caption=False)
    return card([table], title=title)


def _club_cells(each: ClubTerm) -> list[Cell]:
    sessions = count(each.attended) if each.offered is None else of(each.attended, each.offered)
    order = ".".join(map(str, term_order(each.term)))
    return [
        Cell(words=capital(period_words(each.term)), sort=order),
        Cell(words=each.activity),
        Cell(words=kind_words(each.kind)),
        Cell(words=sessions if each.attended else f"{sessions}, never came", sort=each.attended),
    ]


def _events_card(events: Sequence[Event]) -> Component:
    title = "By day: incidents, suspensions, parents' evenings"
    if not events:
        return card([html.P("Nothing is recorded of this pupil.")], title=title)
    columns = (Column(heading="Day"), Column(heading="What"), Column(heading="As recorded"))
    rows = [
        [Cell(words=date_words(event.date), sort=event.date.isoformat()), Cell(words=_WHAT[event.what]),
         Cell(words=event_words(event))]
        for event in reversed(events)
    ]  # fmt: skip
    table = data_table(title, columns=columns, rows=rows, show_caption=False)
    caption = "As the school recorded it. A record of bullying says that somebody told somebody."
    return card([html.P(caption, className="caption"), table], title=title)


_WHAT = {"incident": "Incident", "suspension": "Suspension or exclusion", "evening": "Parents' evening"}


def event_words(event: Event) -> str:
    """``"Bullying, as victim"``, ``"Suspension, 4 sessions"``, ``"A parent or carer came"``."""
    if event.what == "incident":
        role = words_of(event.role, codes="incident_role").lower()
        return f"{words_of(event.kind, codes='incident_kind')}, as {role}"
    if event.what == "evening":
        return "A parent or carer came" if event.kind == "came" else "Nobody came"
    sessions = "" if event.sessions is None else f", {count(event.sessions)} sessions"
    return f"{words_of(event.kind, codes='exclusion_kind')}{sessions}"
