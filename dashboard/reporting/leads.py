"""Does it matter who leads? The schools of a year by the role that led them, and a school's leads over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.cells_conversations import LeadDays
from dashboard.metrics.leads import CHANGED, ROLES, UNKNOWN, RoleMean, annual_role, role_mean
from dashboard.queries import conversations as queries
from dashboard.reporting import conversations, questions
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import View
from data_loaders.vocabulary import academic_year_of


@dataclass(frozen=True, kw_only=True)
class RoleRows:
    """The schools of one role in a completed year: an answer's rows, and their mean where there are enough mainstream
    schools with a rate (a special school is never in it)."""

    role: str
    rows: tuple[Row, ...]
    mean: RoleMean | None


@dataclass(frozen=True, kw_only=True)
class ByLead:
    """Full participation in a completed year, a row a school, by the role that led it on most of its days."""

    answer: Answer
    year: str
    roles: tuple[RoleRows, ...]


def leads(ask: Ask) -> list[LeadDays]:
    """Who has led each school in scope, by academic year, the first lead first."""
    return ask.once("leads", read=lambda: queries.leads(ask.asker))


def by_lead(view: View) -> ByLead | None:
    """The latest completed year up to the view's; None where no year is over, or the schools are not told apart."""
    over = None if view.place.total else conversations.last_completed(view)
    if over is None:
        return None
    answer = conversations.in_words(over, answer=questions.by_place(over, metric="conversations_full_participation"))
    year = conversations.year_of(over)
    held = {role: [row for row in answer.rows if _role(view.ask, row=row, year=year) == role] for role in ROLES}
    roles = tuple(_role_rows(view.ask, role=role, rows=rows) for role, rows in held.items() if rows)
    return ByLead(answer=answer, year=year, roles=roles)


def this_year(view: View, *, answer: Answer) -> tuple[RoleRows, ...]:
    """An answer's schools by who has led them in the year under way: one role so far, or changed. No role has a mean
    before the year is over. Nothing where no lead of the year is recorded."""
    held = {role: [row for row in answer.rows if _role_so_far(view, row=row) == role] for role in ROLES}
    found = tuple(RoleRows(role=role, rows=tuple(rows), mean=None) for role, rows in held.items() if rows)
    return () if {each.role for each in found} <= {UNKNOWN} else found


def _role_so_far(view: View, *, row: Row) -> str:
    """The one role that has led a row's school on any day of the year up to the view's; of joint leads the senior."""
    known = leads_of(view.ask, school=row.key.partition(":")[2], year=conversations.year_of(view))
    roles = {each.role for each in known if each.open_days and each.from_date <= view.ask.as_at}
    return CHANGED if len(roles) > 1 else next(iter(roles), UNKNOWN)


def _role(ask: Ask, *, row: Row, year: str) -> str:
    """The role that led a row's school in a year."""
    code = row.key.partition(":")[2]
    known = {each.school: each for each in conversations.years(ask) if each.academic_year == year}
    opened = known[code].open_days if code in known else 0
    return annual_role(leads_of(ask, school=code, year=year), open_days=opened)


def _role_rows(ask: Ask, *, role: str, rows: Sequence[Row]) -> RoleRows:
    mainstream = [row for row in rows if ask.schools[row.key.partition(":")[2]].phase != "special"]
    return RoleRows(role=role, rows=tuple(rows), mean=role_mean(mainstream) if role != UNKNOWN else None)


def leads_of(ask: Ask, *, school: str, year: str = "") -> list[LeadDays]:
    """The leads of a school in a year, or in every year: a lead of several years once a year."""
    return [each for each in leads(ask) if each.school == school and year in {"", each.academic_year}]


@dataclass(frozen=True, kw_only=True)
class Lead:
    """One person's time as lead of a school, ``to_date`` None while it lasts."""

    role: str
    from_date: date
    to_date: date | None


def history(view: View, *, school: str) -> list[Lead]:
    """Who has led a school up to the day, the first lead first."""
    spans = {each.from_date: each for each in leads_of(view.ask, school=school) if each.from_date <= view.ask.as_at}
    return [Lead(role=each.role, from_date=each.from_date, to_date=each.to_date) for each in spans.values()]


def lead_now(view: View, *, school: str) -> Lead | None:
    """Who leads a school on the day, the one who began last; None where nobody is recorded."""
    held = [each for each in history(view, school=school) if each.to_date is None or each.to_date > view.ask.as_at]
    return max(held, key=lambda lead: lead.from_date, default=None)


def is_new(view: View, *, school: str) -> bool:
    """Whether who leads a school on the day took over from another in this academic year."""
    lead, year = lead_now(view, school=school), academic_year_of(view.ask.as_at)
    return lead is not None and len(history(view, school=school)) > 1 and academic_year_of(lead.from_date) == year


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A lead on an axis of terms: term 0 reaches from −0.5 to 0.5, the next to 1.5."""

    lead: Lead
    start: float
    end: float


def on_axis(view: View, *, school: str, terms: Sequence[str]) -> list[Placed]:
    """A school's leads placed over these terms, oldest first; a lead outside them is left out."""
    dates = {each.term: (each.starts, each.ends) for each in view.ask.term_dates if each.school == school}
    known = [dates[term] for term in terms if term in dates]
    placed = [
        Placed(lead=lead, start=_place(lead.from_date, dates=known), end=_end(lead, dates=known))
        for lead in history(view, school=school)
    ]
    return [each for each in placed if known and each.end > each.start]


def _place(day: date, *, dates: Sequence[tuple[date, date]]) -> float:
    """Where a day lies over the terms: in the holidays at the beginning of the next term."""
    for place, (starts, ends) in enumerate(dates):
        if day <= ends:
            within = (day - starts).days / max((ends - starts).days, 1)
            return place - 0.5 + max(within, 0.0)
    return len(dates) - 0.5


def _end(lead: Lead, *, dates: Sequence[tuple[date, date]]) -> float:
    return len(dates) - 0.5 if lead.to_date is None else _place(lead.to_date, dates=dates)
