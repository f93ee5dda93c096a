"""A pupil's sessions week by week: a table with a row a week and a column a session, each with its register code.

The code is written in every cell and its meaning is read out, so that nothing is told by colour alone; ten narrow
columns fit a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.elements import Element, element, own
from dashboard.metrics.calendar import KIND_WORDS, CalendarSession, CalendarWeek
from dashboard.metrics.numbers import date_words

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
SHOWN = {"/": "·", "\\": "·"}
"""What is written for the marks of a pupil who is there: so common that a dot is enough."""


def session_calendar(weeks: Sequence[CalendarWeek], *, caption: str) -> html.Div:
    """The weeks as a table, in the order given; its four hundred cells are drawn in one piece."""
    headings = ["Week of", *(f"{day} {half}" for day in DAYS for half in ("am", "pm"))]
    head = html.Thead(html.Tr([html.Th(each, scope="col") for each in headings]))
    body: Any = element("Tbody", children=[_week(week) for week in weeks])
    table = html.Table([html.Caption(caption, className="visually-hidden"), head, body], className="sessions")
    return html.Div(own("Drawn", parts=[table]), className="table-room")


def calendar_key(weeks: Sequence[CalendarWeek]) -> html.Ul:
    """What the cells of these weeks mean, kind by kind, with the codes that stand for each."""
    held: dict[str, dict[str, str]] = {}
    for week in weeks:
        for session in week.sessions:
            held.setdefault(session.kind, {})[session.code] = session.what
    lines = [html.Li([_swatch(kind), _said(kind, codes=held[kind])]) for kind in KIND_WORDS if kind in held]
    return html.Ul(lines, className="key sessions-key")


def _swatch(kind: str) -> html.Span:
    return html.Span(className=f"session session-{kind}", **{"aria-hidden": "true"})


def _said(kind: str, *, codes: dict[str, str]) -> str:
    if kind in {"present", "none"}:
        return KIND_WORDS[kind]
    return f"{KIND_WORDS[kind]}: {', '.join(f'{code} {words.lower()}' for code, words in sorted(codes.items()))}"


def _week(week: CalendarWeek) -> Element:
    first = element("Th", children=_short(week), scope="row")
    return element("Tr", children=[first, *(_cell(session) for session in week.sessions)])


def _short(week: CalendarWeek) -> str:
    day, month, _ = date_words(week.monday).split(" ")
    return f"{day} {month[:3]}"


def _cell(session: CalendarSession) -> Element:
    shown = element("Span", children=SHOWN.get(session.code, session.code), **{"aria-hidden": "true"})
    spoken = element("Span", children=session.what, className="visually-hidden")
    return element(
        "Td", children=[shown, " ", spoken], className=f"session session-{session.kind}",
        title=f"{session.when}: {session.what}",
    )  # fmt: skip
