"""Lists of single pupils: the SEND pupils in no club with the clubs that have places. For readers with pupil access."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.names import named
from dashboard.metrics.numbers import count, of, period_words
from dashboard.pages import pieces
from dashboard.pages.wider_outcomes.wording import listed_some
from dashboard.queries.wider_outcomes import PupilRow
from dashboard.reporting import wider_pupils
from dashboard.reporting.clubs import Club, with_places
from dashboard.reporting.pupils import classes_in_scope
from dashboard.reporting.view import View
from data_loaders.vocabulary import SEN_CODES, SEND_CODES, YEAR_GROUPS, year_words


def pupil_cards(
    view: View, *, send: Sequence[PupilRow], held: Sequence[Club]
) -> tuple[list[Component], frozenset[int]]:
    """The cards with single pupils of a school's page, and the ids of the pupils they show by name or label; ``held``
    are the school's clubs."""
    missing = wider_pupils.in_no_club(send)
    if not any(row.club_sessions is not None for row in send):
        return [], frozenset()
    cards = [*pieces.name_links(view), _no_club(view, rows=missing, of_all=len(send), held=held)]
    return cards, frozenset(row.pupil_id for row in missing)


def _no_club(view: View, *, rows: Sequence[PupilRow], of_all: int, held: Sequence[Club]) -> Component:
    when = period_words(view.selection.period)
    title = f"{of(len(rows), of_all)} SEND pupils on roll today came to no club in {when}"
    words = html.P(_places(held))
    if not rows:
        return card([html.P("Every SEND pupil came to at least one club session."), words], title=title)
    columns = (
        Column(heading="Pupil"), Column(heading="Class"), Column(heading="Year"),
        Column(heading="SEN provision today"), Column(heading="Note"),
    )  # fmt: skip
    names = {each.class_id: each.name for each in classes_in_scope(view)}
    cells = [
        [
            Cell(words=named(row.name), sort=row.name), Cell(words=names.get(row.class_id or 0, "")), _year(row),
            Cell(words=status_words(row)), Cell(words=_note(row)),
        ]
        for row in rows
    ]  # fmt: skip
    links = [wider_pupils.href_of(view, row=row) for row in rows]
    table = data_table(title, columns=columns, rows=cells, links=links, show_caption=False)
    return card([words, *pieces.names_off(view), table], title=title, width="wide")


def _places(held: Sequence[Club]) -> str:
    """``"Clubs with places: Choir, 12 left; …"``, or that none is known to have any."""
    free = with_places(held)
    if not free:
        return "No club is known to have places: a club's places stand in the list of clubs."
    told = [f"{club.name} ({count(club.free or 0)} left)" for club in free]
    return f"Clubs with places: {listed_some(told, most=8)}."


def _note(row: PupilRow) -> str:
    return "on a club's register, never came" if row.club_offered else ""


def _year(row: PupilRow) -> Cell:
    if row.year_group is None:
        return Cell(words="", sort=None)
    return Cell(words=year_words(row.year_group), sort=YEAR_GROUPS.index(row.year_group))


def status_words(row: PupilRow) -> str:
    """The SEN provision of the day, and how the pupil is counted where that is not the same."""
    today = SEN_CODES.get(row.status or "", "Not known")
    if row.counted is None or (row.counted in SEND_CODES) == (row.status in SEND_CODES):
        return today
    return f"{today} (counted as {SEN_CODES[row.counted]})"
