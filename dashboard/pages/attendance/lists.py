"""A school's SEND pupils: who is close to a tenth, who is recovering, and all. For readers with pupil access."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.elements import Element, element, link
from dashboard.components.names import named
from dashboard.metrics.numbers import count, of, percentage, period_words
from dashboard.metrics.registry import metric
from dashboard.pages import pieces
from dashboard.queries.pupils_attendance import Attender, Sessions
from dashboard.reporting import absence
from dashboard.reporting import pupils_attendance as pupils
from dashboard.reporting.view import View
from data_loaders.vocabulary import SEN_CODES, YEAR_GROUPS, year_words


def pupil_cards(view: View) -> tuple[list[Component], frozenset[int]]:
    """The cards with single pupils of a school's page, and the ids of the pupils they show."""
    rows = pupils.send_attenders(view)
    cards = [
        *pieces.name_links(view),
        *pieces.class_links(view),
        close_card(view, rows=rows),
        _recovering_card(view, rows=rows),
        pupil_table(view, rows=rows, title=f"{count(len(rows), words='SEND pupils')} on roll"),
    ]
    return cards, frozenset(row.pupil_id for row in rows)


def close_card(view: View, *, rows: Sequence[Attender]) -> Component:
    """Those close to a tenth of the year to date, the nearest first, each with the sessions that are left."""
    found = pupils.close(view, rows=rows)
    year = f"{period_words(pupils.year_of(view))}{' to date' if pupils.year_of(view) == view.current[:7] else ''}"
    from_share = percentage(100 * metric("persistent_absence").parameters["close_from"], decimals=0)
    lines = [_line(view, row=row, words=f": {_missed(each)}, {_away(away)}") for row, each, away in found]
    early = " Before the October half term this changes from day to day." if absence.is_early(view) else ""
    return card(
        [
            html.P(f"SEND pupils who missed {from_share} to under 10% of their sessions in {year}.{early}",
                   className="caption"),
            html.Ul(lines) if lines else html.P("Nobody is close to a tenth."),
        ],
        title=f"Close to 10%: {count(len(found), words='SEND pupils')}",
    )  # fmt: skip


def _recovering_card(view: View, *, rows: Sequence[Attender]) -> Component:
    found = pupils.recovering(view, rows=rows)
    now, before = (period_words(term) for term in (pupils.shown_term(view), pupils.earlier_term(view)))
    lines = [_line(view, row=row, words=f": {_missed(then)} then, {_missed(here)} now") for row, then, here in found]
    return card(
        [
            html.P(f"SEND pupils who missed a tenth or more in {before} and less than a tenth in {now}.",
                   className="caption"),
            html.Ul(lines) if lines else html.P("Nobody has come back under a tenth."),
        ],
        title=f"Recovering: {count(len(found), words='SEND pupils')}",
    )  # fmt: skip


def _line(view: View, *, row: Attender, words: str) -> Element:
    return element("Li", children=[link(named(row.name), href=pupils.href_of(view, row=row)), words])


def _missed(sessions: Sessions) -> str:
    """``"12 of 118 (10.2%)"``."""
    return f"{of(sessions.absent, sessions.possible)} ({percentage(pupils.rate(sessions))})"


def _away(sessions: int) -> str:
    return "a tenth with 1 more session missed" if sessions == 1 else f"a tenth with {sessions} more sessions missed"


def pupil_table(view: View, *, rows: Sequence[Attender], title: str) -> Component:
    """A row a pupil, in the order given: sortable, each row leading to the pupil."""
    term, year = pupils.shown_term(view), pupils.year_of(view)
    columns = (
        Column(heading="Pupil"),
        Column(heading="Year"),
        Column(heading="SEN provision today"),
        Column(heading=f"Missed, {period_words(term)}", numeric=True),
        Column(heading=f"Missed, {period_words(year)}", numeric=True),
        Column(heading="Unauthorised", numeric=True),
        Column(heading="Late", numeric=True),
        Column(heading="Year so far"),
    )
    table = data_table(
        title, columns=columns, rows=[_cells(row, term=term, year=year) for row in rows],
        links=[pupils.href_of(view, row=row) for row in rows], show_caption=False,
    )  # fmt: skip
    words = (
        f"Sessions missed of those possible at this school. Unauthorised sessions and late marks are those of "
        f"{period_words(year)}."
    )
    return card([html.P(words, className="caption"), *pieces.names_off(view), table], title=title, width="wide")


def _cells(row: Attender, *, term: str, year: str) -> list[Cell]:
    now, so_far = row.sessions.get(term), row.sessions.get(year)
    group = row.year_group
    return [
        Cell(words=named(row.name), sort=row.name),
        Cell(words=year_words(group), sort=YEAR_GROUPS.index(group)) if group else Cell(words="", sort=None),
        Cell(words=SEN_CODES.get(row.status or "", "Not known")),
        _rate(now),
        _rate(so_far),
        _count(so_far.unauthorised if so_far else None),
        _count(so_far.late if so_far else None),
        Cell(words=pupils.standing(so_far)),
    ]


def _rate(sessions: Sessions | None) -> Cell:
    if sessions is None:
        return Cell(words="", sort=None)
    return Cell(words=_missed(sessions), sort=pupils.rate(sessions))


def _count(number: int | None) -> Cell:
    return Cell(words="" if number is None else f"{number:,}", sort=number)
