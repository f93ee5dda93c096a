"""Why the reader can see this child: the grant behind it, in words, one click away on every page of a pupil."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.access.policy import Grant, load_policy
from dashboard.metrics.numbers import date_words
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask

SUMMARY = "Why can I see this child?"
NOTED = "That you opened this page is noted, with the time. The data protection officer can read who has seen a child."
OPERATOR = "the operator of the server"


def why_seen(drawn: Drawn, *, ask: Ask) -> list[Component]:
    """The disclosure for a pupil's page; nothing on any other."""
    if not drawn.person:
        return []
    told = [html.P(_grant_words(grant, ask=ask)) for grant in current.person().grants]
    said = html.Details([html.Summary(SUMMARY), html.Div([*told, html.P(NOTED)])], className="fold why-seen")
    return [html.Div(said, className="wide no-print")]


def _grant_words(grant: Grant, *, ask: Ask) -> str:
    """``You are SENDCO for Hazel Bank Primary. amir.ashdown gave you this role on 1 September 2025, until …: …``."""
    school = ask.schools.get(grant.school or "")
    place = school.name if school else "the whole trust"
    code = f", for the classes of the staff code {grant.staff_code}" if grant.staff_code else ""
    by = OPERATOR if grant.granted_by.startswith("os:") else grant.granted_by
    began = f" from {date_words(grant.from_date)}" if grant.from_date else ""
    until = f" until {date_words(grant.to_date)}" if grant.to_date else " until it is ended"
    title = load_policy().roles[grant.role].title
    why = f"The reason given: {grant.why.rstrip('.')}." if grant.why else "No reason was written down."
    return f"You act as {title} for {place}{code}. This was granted by {by},{began}{until}. {why}"
