"""One pupil's sessions: the calendar of an academic year by code, and what it adds up to.

The pupil's page and the pupil's own story draw the same weeks: ``weeks_of(view, year=…)`` and
``components.session_calendar``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dashboard.metrics.calendar import CalendarWeek, week_of
from dashboard.queries import pupils_story
from dashboard.queries.pupils_attendance import Sessions
from dashboard.queries.pupils_story import Register
from dashboard.reporting.view import View
from data_loaders.vocabulary import term_order


def registers_of(view: View) -> list[Register]:
    """Every register row about the view's pupil, oldest first, whichever school of the trust made it."""
    whose = view.place.pupil
    return pupils_story.registers(view.ask.asker, whose=whose, on=view.ask.as_at) if whose else []


def weeks_of(view: View, *, registers: Sequence[Register], year: str) -> list[CalendarWeek]:
    """The weeks of an academic year with marks, oldest first. A pupil with two registers in one week has two rows."""
    weeks = [row for row in registers if row.grain == "week" and row.marks is not None]
    found = [
        week_of(row.marks or "", monday=row.from_date, term=term)
        for row, term in ((row, _term_of(view, row=row)) for row in weeks)
        if term.startswith(f"{year}.")
    ]
    return sorted(found, key=lambda week: week.monday)


def _term_of(view: View, *, row: Register) -> str:
    """The term of the pupil's school that the week belongs to: the first that ends on its Monday or later."""
    dates = [each for each in view.ask.term_dates if view.place.school and each.school == view.place.school.code]
    later = [each for each in dates if each.ends >= row.from_date]
    return min(later, key=lambda each: each.ends).term if later else ""


def added_up(weeks: Sequence[CalendarWeek]) -> Sessions | None:
    """The sessions of the weeks together; None where none was possible."""
    kinds = Counter(session.kind for week in weeks for session in week.sessions)
    codes = Counter(session.code for week in weeks for session in week.sessions)
    absent = kinds["authorised"] + kinds["unauthorised"]
    possible = absent + kinds["present"] + kinds["late"] + kinds["activity"]
    late = kinds["late"] + codes["U"]
    return Sessions(possible, absent, kinds["unauthorised"], late) if possible else None


def reasons_of(weeks: Sequence[CalendarWeek]) -> list[tuple[str, str, int]]:
    """Sessions missed by reason, the most first: code, words, sessions."""
    missed = [s for week in weeks for s in week.sessions if s.kind in {"authorised", "unauthorised"}]
    counted = Counter((session.code, session.what) for session in missed)
    return [(code, words, n) for (code, words), n in sorted(counted.items(), key=lambda each: (-each[1], each[0]))]


def by_term(weeks: Sequence[CalendarWeek]) -> dict[str, list[CalendarWeek]]:
    """The weeks of each term, the latest term first."""
    terms = sorted({week.term for week in weeks}, key=term_order, reverse=True)
    return {term: [week for week in weeks if week.term == term] for term in terms}
