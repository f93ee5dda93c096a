"""The pupils in all four strands: a row a pupil, sortable and printable, names off by one control."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import WORK_LIST, Cell, Column, data_table
from dashboard.components.names import named
from dashboard.metrics.numbers import count, of, percentage
from dashboard.metrics.telling import subject_words
from dashboard.pages import pieces
from dashboard.pages.progress.school_pupils import STATES, moved_words, status_words, value_cell, year_cell
from dashboard.queries.overview import Counts
from dashboard.reporting.four import InFour, term_words, year_words
from dashboard.reporting.pupil_facts import TO_TALK_ABOUT, to_talk_about
from dashboard.reporting.strands import Overview
from dashboard.reporting.view import View

GAIN = 3
"""The place of the column with the gain."""


def _columns(overview: Overview) -> list[Column]:
    """The headings; of another term than the current one its name is said."""
    term, year = term_words(overview), year_words(overview)
    subject = subject_words(overview.views["progress"].selection.subject)
    return [
        Column(heading="Pupil"),
        Column(heading="Year"),
        Column(heading="SEN provision today"),
        Column(heading=f"{_gain_heading(overview)} in {subject}", numeric=True),
        Column(heading=f"Conversation {term}"),
        Column(heading=f"Club sessions {term}", numeric=True),
        Column(heading=f"Sessions missed {year}", numeric=True),
    ]


def _gain_heading(overview: Overview) -> str:
    return "Movement" if overview.views["progress"].in_bands else "Gain"


ORDER = f"Counted for each pupil: {', '.join(TO_TALK_ABOUT)}. Whoever has most of these five stands first."


def ordered_table(overview: Overview, *, rows: Sequence[InFour]) -> Component:
    """The SEND pupils, those with most to talk about first, with the number that puts each there."""
    ordered = sorted(rows, key=lambda row: -len(to_talk_about(row)))
    title = f"{count(len(rows), words='SEND pupils')}, those with most to talk about first"
    return pupil_table(overview, rows=ordered, title=title, ordered=True)


def pupil_table(overview: Overview, *, rows: Sequence[InFour], title: str, ordered: bool = False) -> Component:
    """The pupils in the order given, each row leading to the pupil's page. Nothing is said of gains where nobody can
    have one, as in a special school. ``ordered`` adds how much there is to talk about, by which they stand."""
    view = overview.views["progress"]
    scale = view.ask.scales.get(view.selection.scale)
    decimals = 0 if scale is None or scale.unit == "points" else 1
    columns, cells = _columns(overview), [_cells(row, decimals=decimals, banded=view.in_bands) for row in rows]
    if not view.scales:
        del columns[GAIN]
        for line in cells:
            del line[GAIN]
    if ordered:
        columns.append(Column(heading="To talk about", numeric=True))
        for line, row in zip(cells, rows, strict=True):
            n = len(to_talk_about(row))
            line.append(Cell(words=of(n, len(TO_TALK_ABOUT)), sort=n))
    table = data_table(
        title, columns=columns, rows=cells, links=_links(view, rows=rows), show_caption=False,
        class_name=WORK_LIST if ordered else "",
    )  # fmt: skip
    said = [html.P(ORDER, className="caption")] if ordered else []
    return card([*said, *pieces.names_off(view), table], title=title, width="wide")


def _links(view: View, *, rows: Sequence[InFour]) -> list[str]:
    """The addresses of the pupils' pages: one address written once, with each pupil's token in it."""
    written = view.ask.path + view.selection.query_at(_ANY)
    return [written.replace(_ANY, f"pupil:{row.roll.token}", 1) for row in rows]


_ANY = "pupil:token"


def _cells(row: InFour, *, decimals: int, banded: bool) -> list[Cell]:
    roll = row.roll
    return [
        Cell(words=named(roll.name), sort=roll.name),
        year_cell(roll.year_group),
        Cell(words=status_words(roll)),
        _gain(row, decimals=decimals, banded=banded),
        Cell(words=_conversation(row.term) + _overdue(row) if _due(row) else "", sort="" if _due(row) else None),
        _clubs(row.term),
        _missed(row),
    ]


def _due(row: InFour) -> bool:
    """Whether a conversation may be due to the pupil at all: of classmates outside the AfA group nothing is said."""
    return row.send or row.term is None or row.term.afa_group


def _gain(row: InFour, *, decimals: int, banded: bool) -> Cell:
    roll = row.roll
    if roll.state == "matched" and roll.last_value is not None and roll.first_value is not None:
        if banded:
            return Cell(words=moved_words(roll.first_value, roll.last_value))
        return value_cell(roll.last_value - roll.first_value, decimals=decimals, sign=True)
    return Cell(words=STATES[roll.state], sort=None)


def _conversation(term: Counts | None) -> str:
    """What came of the pupil's conversation this term; not supplied, not due and none are three things."""
    if term is None or term.counted is None:
        return "not supplied"
    if term.counted:
        return "held with a parent or carer"
    if term.declined:
        return "declined"
    if term.held:
        return "held without a parent or carer"
    if not term.afa_group:
        return "not in the AfA group"
    return "offered, not held" if term.offered else "none yet"


def _overdue(row: InFour) -> str:
    """What the term's own conversation does not tell: that a term of the year has ended without one that counts."""
    if not row.overdue:
        return ""
    return "; an earlier term overdue" if row.term is not None and row.term.counted else "; overdue"


def _clubs(term: Counts | None) -> Cell:
    if term is None or term.clubs_attended is None:
        return Cell(words="not supplied", sort=None)
    return Cell(words=str(term.clubs_attended), sort=term.clubs_attended)


def _missed(row: InFour) -> Cell:
    if row.absent is None:
        return Cell(words="not supplied", sort=None)
    missed, possible = row.absent
    return Cell(words=f"{of(missed, possible)} ({percentage(100 * missed / possible)})", sort=missed / possible)
