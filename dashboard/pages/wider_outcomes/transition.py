"""Whether SEN information was passed on for pupils who joined: of a place, the list of those without, of one pupil."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.names import named
from dashboard.metrics.answer import Row
from dashboard.metrics.numbers import count, date_words, number, percentage, period_words
from dashboard.metrics.small_groups import HOLLOW_TO, prominence
from dashboard.metrics.telling import capital, listed
from dashboard.metrics.wider_outcomes_transition import IN_TIME, LATE, NONE, UNKNOWN
from dashboard.metrics.words import title as title_of
from dashboard.pages import pieces
from dashboard.queries.transition import Joiner, Move
from dashboard.queries.wider_outcomes import PupilRow
from dashboard.reporting import questions, wider_pupils
from dashboard.reporting import transition as reporting
from dashboard.reporting.pupils import classes_in_scope
from dashboard.reporting.questionnaires import year_of
from dashboard.reporting.view import View
from data_loaders.code_lists import words_of
from data_loaders.vocabulary import SEN_CODES

_WORDS = {
    IN_TIME: "for {n} it came by the first day",
    LATE: "for {n} after it",
    NONE: "for {n} nothing came",
    UNKNOWN: "of {n} it is not known",
}
_CAUTION = (
    "Who joins is whoever begins at a school with SEN on that day, Reception and Year 7 included. Not known is who is "
    "not on the school’s list, or is there without a day: in no share. What came is not what was read."
)


def cards(view: View) -> list[Component]:
    """The card of a trust or a school; none of a phase together."""
    if view.place.total or not view.selection.period:
        return []
    year = year_of(view)
    yearly = replace(view, selection=replace(view.selection, period=year))
    answer = questions.value(yearly, metric="transition_information")
    about = f"SEN information passed on for pupils who joined in {period_words(year)}"
    states = reporting.states(yearly)
    if not sum(states.values()):
        how = "The template has a sheet for it: a row a pupil with SEN who joins."
        return [card([html.P(f"{capital(answer.rows[0].reason)}. {how}")], title=about)]
    told = [_WORDS[state].format(n=count(n)) for state, n in states.items() if n]
    who = f"{count(sum(states.values()), words=answer.group_words)} joined in {period_words(year)}: {listed(told)}."
    few = f" Known of {answer.rows[0].reason}: read with care." if prominence(answer.rows[0]) == "low" else ""
    title, schools = title_of(answer), [_by_school(yearly, title=about)] if view.place.kind == "trust" else []
    under = pieces.under_table(view.ask, answer=answer, title=title)
    body = [html.P(f"{who}{few}"), html.P(_CAUTION, className="caption"), *schools, under]
    return [card(body, title=title, width="wide")]


def _by_school(view: View, *, title: str) -> Component:
    """A row for each school that keeps a list, in order of name."""
    columns = (
        Column(heading="School"), Column(heading="By the first day", numeric=True),
        Column(heading="After it", numeric=True), Column(heading="Nothing", numeric=True),
        Column(heading="Not known", numeric=True), Column(heading="In time, of those known", numeric=True),
    )  # fmt: skip
    rows, links = [], []
    for row in questions.by_place(view, metric="transition_information").rows:
        states = reporting.states(view, school=row.key.partition(":")[2])
        if sum(states.values()):
            rows.append([Cell(words=row.label), *(Cell(words=count(n), sort=n) for n in states.values()), _share(row)])
            links.append(row.href)
    return data_table(title, columns=columns, rows=rows, links=links, show_caption=False)


def _share(row: Row) -> Cell:
    """A percentage with its interval of ten pupils or more; of fewer the counts beside it say all."""
    if row.value is None or row.n <= HOLLOW_TO or row.low is None or row.high is None:
        return Cell(words="", sort=None)
    within = f"{number(row.low, decimals=1)} to {number(row.high, decimals=1)}"
    few = f", {row.reason}" if row.reason else ""
    return Cell(words=f"{percentage(row.value)} ({within}){few}", sort=row.value)


def pupil_cards(view: View, *, send: Sequence[PupilRow]) -> tuple[list[Component], frozenset[int]]:
    """The list of a school's SEND pupils of today of whom nothing was passed on or nobody knows, and the ids of who is
    on it."""
    joined = {each.pupil_id: each for each in reporting.without(view)}
    rows = [row for row in send if row.pupil_id in joined]
    if not rows:
        return [], frozenset()
    year = period_words(year_of(view))
    title = f"{count(len(rows), words='SEND pupils')} who joined in {year}: nothing passed on, or not known"
    columns = (Column(heading="Pupil"), Column(heading="Class"), Column(heading="Joined on"),
               Column(heading="SEN provision that day"), Column(heading="What the list says"))  # fmt: skip
    classes = {each.class_id: each.name for each in classes_in_scope(view)}
    cells = [_cells(row, joined=joined[row.pupil_id], classes=classes) for row in rows]
    links = [wider_pupils.href_of(view, row=row) for row in rows]
    table = data_table(title, columns=columns, rows=cells, links=links, show_caption=False)
    words = "Ask the school they came from; write what comes, and the day, on the school’s list."
    shown = frozenset(row.pupil_id for row in rows)
    return [card([html.P(words), *pieces.names_off(view), table], title=title, width="wide")], shown


def _cells(row: PupilRow, *, joined: Joiner, classes: dict[int, str]) -> list[Cell]:
    unknown = "received, no day written down" if joined.received else "not on it"
    said = "nothing received" if joined.state == NONE else unknown
    return [
        Cell(words=named(row.name), sort=row.name), Cell(words=classes.get(row.class_id or 0, "")),
        Cell(words=date_words(joined.first_day), sort=joined.first_day.isoformat()),
        Cell(words=SEN_CODES.get(joined.status, joined.status)), Cell(words=said),
    ]  # fmt: skip


def pupil_card(view: View) -> list[Component]:
    """One pupil's moves with SEN and what was passed on; nothing where there is none at a school that keeps a list."""
    moves: Sequence[Move] = [each for each in reporting.pupil_moves(view) if each.kept]
    if not moves:
        return []
    lines = [html.P(move_words(each, school=_school(view, code=each.school))) for each in reversed(moves)]
    return [card(lines, title="SEN information passed on")]


def _school(view: View, *, code: str) -> str:
    known = view.ask.schools.get(code)
    return known.name if known else "another school"


def move_words(each: Move, *, school: str) -> str:
    """``Joined Linden on 3 September 2025: received from: previous school, on 1 September 2025, by the first day.``"""
    joined = f"Joined {school} on {date_words(each.first_day)}"
    if each.received is None:
        return f"{joined}: not on its list of information passed on."
    if not each.received:
        return f"{joined}: nothing received."
    source = f" from: {words_of(each.from_whom, codes='information_source').lower()}" if each.from_whom else ""
    if each.received_on is None:
        return f"{joined}: received{source}; nobody wrote down on which day."
    when = "by the first day" if each.received_on <= each.first_day else "after the first day"
    return f"{joined}: received{source}, on {date_words(each.received_on)}, {when}."
