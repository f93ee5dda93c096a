"""Does it matter who leads? One row a school by role in a completed year; a school's leads as a band on its trend."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import chart_card, graph
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.rate_rows import rate_rows
from dashboard.figures.coverage import LeadSpan
from dashboard.figures.coverage import coverage as coverage_figure
from dashboard.metrics import words_leads as words
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.leads import CHANGED, PILOT, ROLE_WORDS
from dashboard.metrics.marks import Reference
from dashboard.metrics.numbers import count, date_words, interval, number, percentage
from dashboard.metrics.small_groups import is_counted
from dashboard.metrics.telling import capital, listed
from dashboard.metrics.words import row_sentence, title
from dashboard.pages import pieces
from dashboard.reporting import conversations, leads, over_time
from dashboard.reporting.leads import ByLead, Lead, RoleRows
from dashboard.reporting.view import View
from data_loaders.vocabulary import LEAD_ROLES


def by_lead_cards(view: View) -> list[Component]:
    """The trust's schools by who led them in the latest completed year; nothing where no school is told apart."""
    found = leads.by_lead(view) if view.place.kind == "trust" else None
    if found is None:
        return []
    means = {each.role: each.mean for each in found.roles if each.mean is not None}
    heading = words.by_lead_title(means, year=found.year)
    return [
        chart_card(
            "conversations-by-lead",
            title=heading,
            caption=f"Each row is a school; n are the pupils in its AfA group all year. {words.ASSOCIATION}",
            picture=html.Div([_role(each, notes=_notes(view, rows=each)) for each in found.roles]),
            under=pieces.under(view.ask, answer=found.answer, title=heading, heading="School", table=_table(found)),
            width="two-thirds",
        )
    ]


def _role(found: RoleRows, *, notes: list[str]) -> Component:
    heading = words.role_heading(found.role, rows=found.rows, mean=found.mean)
    pilot = PILOT.get(found.role)
    references = [Reference(value=pilot, words=f"pilot 2009 to 2011: {percentage(pilot, decimals=0)}")] if pilot else []
    said = [html.Span(["Dotted: the ", each.words], className="caption") for each in references]
    table = rate_rows(found.rows, heading="School", caption=heading, notes=notes, notes_heading="Lead now",
                      references=references)  # fmt: skip
    return html.Div([html.H3(heading, className="role-name"), *said, table], className="role")


def _notes(view: View, *, rows: RoleRows) -> list[str]:
    now = [leads.lead_now(view, school=row.key.partition(":")[2]) for row in rows.rows]
    return [_now_words(lead, led_by=rows.role) for lead in now]


def _now_words(lead: Lead | None, *, led_by: str) -> str:
    """Who leads now; since when, where that is another role than led the year."""
    if lead is None:
        return "Not recorded"
    since = "" if lead.role == led_by else f" since {date_words(lead.from_date)}"
    return f"{LEAD_ROLES[lead.role]}{since}"


def so_far(view: View, *, answer: Answer) -> Component | None:
    """The trust's schools in a year under way, by who has led them; None where no lead is recorded. Who leads now where
    that has changed stands over the rows."""
    found = leads.this_year(view, answer=answer)
    return html.Div([_role_so_far(view, rows=each) for each in found]) if found else None


def _role_so_far(view: View, *, rows: RoleRows) -> Component:
    phases = [view.ask.schools[row.key.partition(":")[2]].phase for row in rows.rows]
    mainstream = len(phases) - phases.count("special")
    heading = words.role_so_far_heading(rows.role, schools=len(phases), mainstream=mainstream)
    named = [f"{row.label}: {note}" for row, note in zip(rows.rows, _notes(view, rows=rows), strict=True)]
    said = [html.Span(f"{'; '.join(named)}", className="caption")] if rows.role == CHANGED else []
    table = rate_rows(rows.rows, heading="School", caption=heading)
    return html.Div([html.H3(heading, className="role-name"), *said, table], className="role")


def _table(found: ByLead) -> Component:
    columns = (
        Column(heading="School"), Column(heading="Led in the year by"), Column(heading="Pupils, n", numeric=True),
        Column(heading="Three or more", numeric=True), Column(heading="Figure, %", numeric=True),
        Column(heading="95% interval", numeric=True, sortable=False),
    )  # fmt: skip
    rows = [_school(row, role=each.role) for each in found.roles for row in each.rows]
    return data_table("Full participation, a row a school", columns=columns, rows=rows)


def _school(row: Row, *, role: str) -> list[Cell]:
    """Of nine pupils or fewer the count says all."""
    value, low, high = (None, None, None) if is_counted(row) else (row.value, row.low, row.high)
    return [
        Cell(words=row.label),
        Cell(words=capital(ROLE_WORDS[role])),
        Cell(words=count(row.n), sort=row.n),
        Cell(words="" if row.numerator is None else count(int(row.numerator)), sort=row.numerator),
        Cell(words="" if value is None else number(value), sort=value),
        Cell(words="" if low is None or high is None else interval(low, high)),
    ]


def trend_cards(view: View) -> list[Component]:
    """The share talked about term by term; of a school with who led it as a band over the terms."""
    answer = conversations.in_words(view, answer=over_time.trend(view, metric="conversations_this_term"))
    if not answer.rows:
        return []
    latest = answer.rows[-1]  # of the term shown, unless that has not begun
    answer = replace(answer, period=latest.key, period_words=latest.label)
    spans = _spans(view, terms=[row.key for row in answer.rows])
    heading = title(answer)
    return [
        chart_card(
            "conversations-trend",
            title=heading,
            caption=_trend_caption(view),
            picture=graph("conversations-trend", figure=coverage_figure(answer, leads=spans)),
            summary=" ".join([row_sentence(answer.rows[-1], answer=answer), _history_words(view)]),
            under=pieces.under(view.ask, answer=answer, title=heading, heading="Term"),
        )
    ]


def _trend_caption(view: View) -> str:
    said = "Pupils of the AfA group for whom the term's conversation was held, with 95% bands; the line breaks each "
    return f"{said}September. {_history_words(view)}".strip()


def _spans(view: View, *, terms: list[str]) -> list[LeadSpan]:
    if view.place.school is None:
        return []
    placed = leads.on_axis(view, school=view.place.school.code, terms=terms)
    return [LeadSpan(start=each.start, end=each.end, words=LEAD_ROLES[each.lead.role]) for each in placed]


def _history_words(view: View) -> str:
    """``"Led by the headteacher since 5 January 2026; before by a class teacher, from 1 September 2023."``"""
    if view.place.school is None:
        return ""
    known = leads.history(view, school=view.place.school.code)
    if not known:
        return "Who leads Achievement for All here is not recorded."
    now = leads.lead_now(view, school=view.place.school.code)
    before = [f"by {ROLE_WORDS[each.role]} from {date_words(each.from_date)}" for each in known if each != now]
    first = f"Led by {ROLE_WORDS[now.role]} since {date_words(now.from_date)}" if now else "Nobody leads now"
    return f"{first}; before {listed(before)}." if before else f"{first}."
