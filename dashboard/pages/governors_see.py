"""What governors see: a school's release beside its exact figures of today, and why the two differ."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.access.scope import Level
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.notice import notice, tag
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import count, date_words, period_words
from dashboard.metrics.telling import capital, listed
from dashboard.metrics.words_releases import label_words, noun_words, rules_words
from dashboard.pages.drawn import Drawn
from dashboard.queries.places import School
from dashboard.releases.beside import Beside, Meeting, meeting
from dashboard.reporting.ask import Ask, NotHere
from dashboard.reporting.releases import shelf
from dashboard.reporting.view import View, view_of
from dashboard.selection import Selection
from data_loaders.vocabulary import STRANDS

PATH = "governors_see"
WORDS = "What governors see"
SMALL = "small group: do not circulate"


def page(selection: Selection, ask: Ask) -> Drawn:
    """The school's newest release beside the school as it is; for the trust, its schools to choose from.

    Raises ``NotHere`` for a place that is not the reader's, and where only a total of it is.
    """
    view = view_of(ask, selection=selection)
    school = view.place.school or (None if ask.scope.schools is None else next(iter(ask.schools.values()), None))
    if view.place.kind in {"class", "pupil"} or not ask.scope.may_read(Level.PUPIL):
        raise NotHere(selection.place)  # exact figures are for those who hold the names, and not for a projector
    if view.place.total and len(ask.schools) != 1:
        raise NotHere(selection.place)
    return _choice(ask) if school is None else _school(view, school=school)


def _choice(ask: Ask) -> Drawn:
    links = [
        html.Li(dcc.Link(each.name, href=f"/{PATH}{Selection(place=f'school:{each.code}').to_query()}"))
        for each in ask.schools.values()
    ]
    return Drawn(title=WORDS, body=[card([html.Ul(links, className="facts")], title="Choose a school")])


def _school(view: View, *, school: School) -> Drawn:
    ask, place = view.ask, Selection(place=f"school:{school.code}")
    held = shelf(current.releases(), schools=[school.code], selection=place)
    if held is None:
        none = "Its governors see no figures until a release is built. Ask whoever runs the dashboard to build one."
        return Drawn(title=school.name, body=[notice("No release yet", words=none)], place=place.place)
    found = meeting(ask.asker, release=held.school, as_at=ask.as_at, term=view.current)
    cards = [
        _strand(found, strand=strand, words=words)
        for strand, words in (("sizes", "Who the SEND pupils are"), *STRANDS.items())
    ]
    release = held.school
    return Drawn(
        title=school.name, place=place.place, body=[sentence(_headline(found)), *cards],
        as_at=f"Release {release.number}, {period_words(release.term)}, as at {date_words(release.as_at)} · exact "
        f"figures as at {date_words(ask.as_at)} · governors: {rules_words(release.rules)}",
    )  # fmt: skip


def _headline(found: Meeting) -> list[str]:
    release = found.release
    joined, left, changed = found.moved()
    moved = [
        f"{count(n)} {words}" for n, words in ((joined, "joined"), (left, "left"), (changed, "changed support")) if n
    ]
    since = f"Since then {listed(moved)}." if moved else "Nobody has joined, left or changed support since."
    return [
        f"Governors of {release.words} see figures of **{date_words(release.as_at)}**, of the pupils on roll on "
        f"**{date_words(release.census)}**. {since}",
        "The exact figures here are for you, not for a meeting: read governors' own figures out to them.",
    ]


def _strand(found: Meeting, *, strand: str, words: str) -> Component:
    columns = [
        Column(heading="Pupils", sortable=False), Column(heading="Governors see", sortable=False),
        Column(heading="Exact, today", sortable=False), Column(heading="Why they differ", sortable=False),
    ]  # fmt: skip
    views = [view for view in found.release.views if view["strand"] == strand]
    rows = [
        _row(line, measure="" if strand == "sizes" else capital(noun_words(view)))
        for view in views
        for line in found.lines(view)
    ]
    table = data_table(words, columns=columns, rows=rows, show_caption=False, class_name="beside-rows")
    return card([table], title=words, width="wide")


def _row(line: Beside, *, measure: str) -> list[Cell]:
    label = f"{measure}: {label_words(line.label)}" if measure else label_words(line.label)
    exact = [line.exact, " ", tag(SMALL)] if line.few else line.exact
    return [Cell(words=label), Cell(words=line.released), Cell(words=exact), Cell(words=line.why)]
