"""Wider outcomes inside a class: the pupils themselves and words, never a gap and never an average."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.names import named
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import count, of, period_words
from dashboard.metrics.telling import capital
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.wider_outcomes import questionnaires
from dashboard.pages.wider_outcomes.lists import status_words
from dashboard.queries.wider_outcomes import PupilRow
from dashboard.reporting import wider_pupils
from dashboard.reporting.places import class_words
from dashboard.reporting.pupils import classes_in_scope, is_send
from dashboard.reporting.view import View
from dashboard.reporting.wider_outcomes import begun


def page(view: View) -> Drawn:
    """The page of a class: registration or teaching."""
    rows = wider_pupils.class_roll(view)
    if not rows:
        body: list[Component] = [notice("Nobody is in this class now", words="The class list of the school is empty.")]
        return pieces.drawn(view, body=body)
    first = [sentence(said(view, rows=rows)), *_other_classes(view)]
    if not begun(view, period=view.selection.period):
        return pieces.drawn(view, body=[*first, html.P("Choose an earlier period above.")])
    body = [first[0], *pieces.name_links(view), *first[1:], _table(view, rows=rows)]
    body += questionnaires.class_card(view, rows=rows)
    return pieces.drawn(view, body=body, pupil_ids=frozenset(row.pupil_id for row in rows))


def said(view: View, *, rows: Sequence[PupilRow]) -> list[str]:
    """How many of the class's SEND pupils came to a club; nothing of a class is averaged."""
    send = [row for row in rows if is_send(row)]
    size = f"The class has {count(len(send), words='SEND pupils')} among {count(len(rows), words='pupils')}."
    if not send:
        size = f"No pupil in this class is a SEND pupil; it has {count(len(rows), words='pupils')}."
    return [_clubs(view, rows=rows, send=send), size]


def _clubs(view: View, *, rows: Sequence[PupilRow], send: Sequence[PupilRow]) -> str:
    when = period_words(view.selection.period)
    if not begun(view, period=view.selection.period):
        return f"{capital(when)} has not begun." if when else "There is no term yet."
    known = [row for row in rows if row.club_sessions is not None]
    if not known:
        return f"No club registers have been sent for {when}."
    told = send or rows
    there = [row for row in told if row.club_sessions is not None]
    words = "SEND pupils" if send else "pupils"
    late = len(told) - len(there)
    rest = f"; {count(late)} joined after it" if late else ""
    return f"In {when}, {of(sum(bool(row.club_sessions) for row in there), len(there))} {words} came to a club{rest}."


def _other_classes(view: View) -> list[Component]:
    """For a teacher of several classes: the way to the others."""
    here = view.place.school_class
    if view.ask.scope.classes is None or here is None:
        return []
    links = [
        dcc.Link(class_words(each), href=view.ask.path + view.selection.query_at(f"class:{each.token}"))
        for each in classes_in_scope(view)
        if each.class_id != here.class_id
    ]
    parts = [part for link in links for part in (link, " ")]
    return [html.P(["Your other classes: ", *parts], className="toolbar no-print")] if links else []


def _table(view: View, *, rows: Sequence[PupilRow]) -> Component:
    title = "The pupils of the class, SEND pupils first"
    columns = (
        Column(heading="Pupil"), Column(heading="SEN provision today"),
        Column(heading="Club sessions, of those offered", numeric=True),
        Column(heading="Bullying: as victim", numeric=True), Column(heading="As perpetrator", numeric=True),
        Column(heading="Behaviour incidents", numeric=True), Column(heading="Suspensions", numeric=True),
        Column(heading="Parents' evening"),
    )  # fmt: skip
    cells = [_cells(row) for row in rows]
    links = [wider_pupils.href_of(view, row=row) for row in rows]
    table = data_table(title, columns=columns, rows=cells, links=links, show_caption=False)
    words = f"{capital(period_words(view.selection.period))}. An empty cell: the school has sent nothing for it."
    return card([html.P(words, className="caption"), *pieces.names_off(view), table], title=title, width="wide")


def _cells(row: PupilRow) -> list[Cell]:
    return [
        Cell(words=named(row.name), sort=row.name),
        Cell(words=status_words(row)),
        Cell(words=sessions_words(row), sort=row.club_sessions),
        *(
            Cell(words="" if each is None else count(each), sort=each)
            for each in (row.bullying_victim, row.bullying_perpetrator, row.behaviour_perpetrator, row.suspensions)
        ),
        Cell(words=evening_words(row)),
    ]


def sessions_words(row: PupilRow) -> str:
    """``"6 of 7"``, ``"none"``, ``"not on roll then"``; empty where the school sent no registers."""
    if not row.here:
        return "not on roll then"
    if row.club_sessions is None:
        return ""
    if not row.club_sessions and not row.club_offered:
        return "none"
    return count(row.club_sessions) if row.club_offered is None else of(row.club_sessions, row.club_offered)


def evening_words(row: PupilRow) -> str:
    """Whether anybody came, of the pupils invited."""
    if not row.evenings_invited:
        return ""
    return "a parent or carer came" if row.evenings_attended else "nobody came"
