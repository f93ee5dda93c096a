"""One pupil's attendance: every session of the year by its code, what it adds up to, and why."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card, chart_card, under_chart
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.definition import definition
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.components.session_calendar import calendar_key, session_calendar
from dashboard.metrics.absentees import fewest_sessions
from dashboard.metrics.calendar import CalendarWeek
from dashboard.metrics.numbers import count, of, percentage, period_words
from dashboard.metrics.registry import metric
from dashboard.metrics.telling import capital
from dashboard.pages import pieces
from dashboard.pages.attendance import wording
from dashboard.pages.drawn import Drawn
from dashboard.queries.pupils_attendance import Sessions
from dashboard.queries.pupils_story import Register
from dashboard.reporting import pupils_attendance as pupils
from dashboard.reporting import session_calendar as sessions
from dashboard.reporting.questions import answer_of
from dashboard.reporting.view import View


def page(view: View) -> Drawn:
    """The page of one pupil."""
    shown = frozenset({view.place.pupil.pupil_id}) if view.place.pupil else frozenset()
    registers = sessions.registers_of(view)
    year = view.selection.period[:7]
    weeks = sessions.weeks_of(view, registers=registers, year=year) if year else []
    names = [*pieces.name_links(view), *pieces.names_off(view)]
    if not weeks:
        return wording.drawn(view, body=[*_without_weeks(registers, year=year), *names], pupil_ids=shown)
    beside = html.Div([_reasons(weeks), _terms(weeks)], className="stack one-third")
    body = [sentence(said(weeks, year=year)), *names, _calendar(view, weeks=weeks), beside]
    return wording.drawn(view, body=body, pupil_ids=shown)


def said(weeks: Sequence[CalendarWeek], *, year: str) -> list[str]:
    """How many sessions were missed in the year so far and in its latest term, and how near a tenth that is."""
    whole = sessions.added_up(weeks)
    if whole is None:
        return [f"No session in {period_words(year)} has been possible for this pupil yet."]
    told = [f"Missed {_share(whole)} in {period_words(year)}{_standing(whole)}."]
    term, latest = next(iter(sessions.by_term(weeks).items()))
    now = sessions.added_up(latest)
    if now is not None and len({week.term for week in weeks}) > 1:
        told.append(f"In {period_words(term)}: {_share(now)}.")
    if whole.late:
        told.append(f"{capital(count(whole.late))} late {'mark' if whole.late == 1 else 'marks'}.")
    return told


def _share(held: Sessions) -> str:
    return f"{of(held.absent, held.possible)} sessions ({percentage(pupils.rate(held))})"


def _standing(held: Sessions) -> str:
    if held.possible < fewest_sessions():
        return f"; with fewer than {fewest_sessions()} possible sessions nobody is called persistently absent"
    words = pupils.standing(held)
    return f": {words}" if words else ""


def _calendar(view: View, *, weeks: Sequence[CalendarWeek]) -> Component:
    title = f"Every session of {period_words(view.selection.period[:7])}, by register code"
    parts = [
        html.Div([html.H3(words, className="subheading"), session_calendar(held, caption=f"{words}, a row a week")])
        for words, held in _in_words(weeks)
    ]
    answer = answer_of(view, metric="persistent_absence", rows=())
    about = html.Div(
        [html.P("Each mark is shown as the register has it; codes count as the rules of their day say."),
         definition(metric("persistent_absence"))]
    )  # fmt: skip
    return chart_card(
        "attendance-calendar",
        title=title,
        key=calendar_key(weeks),
        picture=html.Div(parts, className="terms-of-sessions"),
        under=under_chart(title=title, worked_out=about, came_from=pieces.came_from(view.ask, answer=answer)),
        width="two-thirds",
    )


def _in_words(weeks: Sequence[CalendarWeek]) -> list[tuple[str, list[CalendarWeek]]]:
    """The terms in words with their weeks, the latest first."""
    return [(capital(period_words(term)), held) for term, held in sessions.by_term(weeks).items()]


def _reasons(weeks: Sequence[CalendarWeek]) -> Component:
    lines = [
        html.Li(f"{words} ({code}): {count(n)} session{'' if n == 1 else 's'}")
        for code, words, n in sessions.reasons_of(weeks)
    ]
    return card([html.Ul(lines) if lines else html.P("No session was missed.")], title="Why")


def _terms(weeks: Sequence[CalendarWeek]) -> Component:
    """A row a term: sessions missed of those possible, unauthorised, late."""
    columns = (
        Column(heading="Term"),
        Column(heading="Missed", numeric=True),
        Column(heading="Unauthorised", numeric=True),
        Column(heading="Late", numeric=True),
    )
    rows = []
    for term, held in sessions.by_term(weeks).items():
        each = sessions.added_up(held)
        missed = _share(each).replace(" sessions", "") if each else "no possible session"
        rows.append(
            [
                Cell(words=capital(period_words(term))), Cell(words=missed),
                Cell(words=str(each.unauthorised if each else "")), Cell(words=str(each.late if each else "")),
            ]
        )  # fmt: skip
    return card([data_table("A row a term", columns=columns, rows=rows, show_caption=False)], title="Term by term")


def _without_weeks(registers: Sequence[Register], *, year: str) -> list[Component]:
    """Where there are no weeks: totals alone, or nothing at all."""
    totals = [row for row in registers if row.possible is not None and row.grain != "week"]
    if totals:
        words = "The school's registers came as totals of a term, without marks: there is no calendar to draw."
        return [notice("No marks by session", words=words)]
    when = f" in {period_words(year)}" if year else ""
    return [sentence(f"No register about this pupil has been supplied{when}.")]
