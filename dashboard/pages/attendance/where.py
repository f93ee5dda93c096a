"""Where is it? Schools within their phase, special schools apart; in a school its year groups."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.absence_rows import absence_rows
from dashboard.components.chart_card import chart_card
from dashboard.components.interval_rows import interval_key, interval_rows, reference_to
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.marks import Reference
from dashboard.metrics.words import title
from dashboard.pages import pieces
from dashboard.reporting import attendance, questions
from dashboard.reporting.parts import parts_of_school
from dashboard.reporting.view import View
from data_loaders.vocabulary import PHASES

ALONE = ("special", "alternative")
"""Phases whose pupils have nobody in the same school to be compared with."""


def cards(view: View, *, gap: Answer) -> list[Component]:
    """The schools of a trust, or the year groups (in a small primary school the key stages) of a school."""
    if view.place.kind == "trust":
        return [_schools(view, gap=gap)]
    if gap.rows[0].value is None:
        return _alone(view)
    answer = questions.by_part(view, metric="absence_gap", parts=parts_of_school(view, held=attendance.held(view)))
    words, parent = title(answer), reference_to(gap, words="this school")
    return [
        chart_card(
            "attendance-parts",
            title=words,
            caption=f"Absence of {gap.group_words} minus absence of other pupils, with 95% intervals, youngest first. "
            "To the right, the group missed more.",
            picture=interval_rows(answer, heading="Pupils", caption=words, parent=parent),
            under=pieces.under(view.ask, answer=answer, title=words, heading="Pupils"),
        )
    ]


def _alone(view: View) -> list[Component]:
    """The year groups of a school where every pupil is in the group: their own rates. One alone says nothing more."""
    answer = questions.by_part(view, metric="overall_absence", parts=parts_of_school(view, held=attendance.held(view)))
    if len(answer.rows) < 2:
        return []
    words = "Absence by year group"
    return [
        chart_card(
            "attendance-parts",
            title=words,
            caption="Sessions missed of those possible, with 95% intervals, youngest first.",
            picture=absence_rows(answer, heading="Pupils", caption=words),
            under=pieces.under(view.ask, answer=answer, title=words, heading="Pupils"),
        )
    ]


def _schools(view: View, *, gap: Answer) -> Component:
    answer = questions.by_place(view, metric="absence_gap")
    parent = reference_to(gap, words="the trust")
    words = title(answer)
    schools = view.ask.schools
    phases = [phase for phase in PHASES if any(each.phase == phase for each in schools.values())]
    tables = [
        _phase(view, phase=phase, rows=[row for row in answer.rows if _phase_of(view, row=row) == phase],
               answer=answer, parent=parent)
        for phase in phases
    ]  # fmt: skip
    return chart_card(
        "attendance-schools",
        title=words,
        caption=f"Absence of {gap.group_words} minus absence of other pupils by school, with 95% intervals, in order "
        "of name. To the right, the group missed more.",
        picture=html.Div([interval_key(parent, rows=answer.rows), *tables]),
        under=pieces.under(view.ask, answer=answer, title=words, heading="School"),
    )


def _phase_of(view: View, *, row: Row) -> str:
    return view.ask.schools[row.key.partition(":")[2]].phase


def _phase(view: View, *, phase: str, rows: list[Row], answer: Answer, parent: Reference | None) -> Component:
    """The schools of one phase; special schools stand apart with their own rates."""
    words = f"{PHASES[phase]} schools"
    if phase in ALONE:
        own = questions.by_place(view, metric="overall_absence")
        mine = [row for row in own.rows if _phase_of(view, row=row) == phase]
        table = absence_rows(own, heading=f"{words}: absence", caption=f"{words}, absence", rows=mine)
    else:
        table = interval_rows(answer, heading=words, caption=words, parent=parent, rows=rows, key=False)
    return html.Div(table, className="phase")
