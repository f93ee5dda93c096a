"""Why: authorised and unauthorised absence and each reason, part-time timetables and suspensions among them; and what
has changed."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.absence_rows import absence_rows
from dashboard.components.chart_card import card as plain_card
from dashboard.components.chart_card import chart_card
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import of, percentage, period_words
from dashboard.metrics.words import row_sentence
from dashboard.pages import pieces
from dashboard.pages.attendance import wording
from dashboard.reporting import absence, questions
from dashboard.reporting.benchmarks import beside
from dashboard.reporting.pairs import before_of
from dashboard.reporting.view import View
from data_loaders.attendance_codes import REGULATIONS_2024
from data_loaders.vocabulary import first_year

INSIDE = {"C2": "part-time timetables", "E": "suspensions"}
"""Codes that a school has decided on itself: shown inside absence."""


def card(view: View) -> Component:
    """A row a reason, the most sessions first, the two classes in the title."""
    answer = absence.by_reason(view)
    accepted, other = (questions.value(view, metric=f"{kind}_absence") for kind in ("authorised", "unauthorised"))
    words = _title(accepted, other=other)
    return chart_card(
        "attendance-reasons",
        title=words,
        caption=_caption(view, answer=answer),
        picture=absence_rows(answer, heading="Reason", caption=words, counted="Sessions") if answer.rows else html.P(
            "The registers give totals without codes, so no reason can be told."
        ),
        under=pieces.under(
            view.ask, answer=answer, title=words, heading="Reason",
            others=("authorised_absence", "unauthorised_absence"),
        ),
    )  # fmt: skip


def _title(accepted: Answer, *, other: Answer) -> str:
    one, two = accepted.rows[0].value, other.rows[0].value
    if one is None or two is None:
        return "Absence by reason"
    return f"Authorised {percentage(one)} of sessions, unauthorised {percentage(two)}"


def _caption(view: View, *, answer: Answer) -> str:
    """What part-time timetables and suspensions are of the group's absence; and, across it, the change of codes."""
    total = sum(int(row.numerator or 0) for row in answer.rows)
    inside = [f"{words} are {_share(row, total=total)}" for row, words in _inside(answer)]
    said = f" {' and '.join(inside).capitalize()} of all sessions missed." if inside else ""
    return f"{answer.group_words} filled, other pupils hollow; the most sessions first.{said}{_codes(view)}"


def _inside(answer: Answer) -> list[tuple[Row, str]]:
    held = {row.key.removeprefix("code:"): row for row in answer.rows}
    return [(held[code], words) for code, words in INSIDE.items() if code in held]


def _share(row: Row, *, total: int) -> str:
    return of(int(row.numerator or 0), total)


def _codes(view: View) -> str:
    """Said where the year compared with lies before the regulations of August 2024."""
    first, earlier = first_year(view.selection.period), first_year(before_of(view))
    if not earlier < REGULATIONS_2024.year <= first:
        return ""
    return " On 19 August 2024 the codes changed: by reason, the two periods are not compared."


def change(view: View) -> Component:
    """Absence now and in the period compared with, and lateness; called a change only where it is clear.

    England stands folded under it, for the period and group shown, with what of it does not match.
    """
    moved = questions.value(view, metric="absence_change")
    persistent = questions.value(view, metric="persistent_absence_change")
    lines = [html.P(row_sentence(moved.rows[0], answer=moved))]
    lines += [] if absence.is_early(view) else [html.P(row_sentence(persistent.rows[0], answer=persistent))]
    lines += [html.P(each, className="caption") for each in (*wording.left_out(view), *wording.punctuality(view))]
    country = beside(view.ask, answer=questions.value(view, metric="absence_gap"))
    answers = [moved, questions.value(view, metric="punctuality_gap")]
    lines.append(pieces.under_several(view.ask, answers=answers, title="What has changed", country=country))
    return plain_card(lines, title=f"Compared with {period_words(before_of(view))}")
