"""A pupil's register as a calendar: weeks of ten sessions, each with its code and what that counts as on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data_loaders.attendance_codes import CountsAs, code_on

KINDS = {
    CountsAs.PRESENT: "present",
    CountsAs.ACTIVITY: "activity",
    CountsAs.AUTHORISED: "authorised",
    CountsAs.UNAUTHORISED: "unauthorised",
    CountsAs.NOT_POSSIBLE: "closed",
    CountsAs.NO_MARK: "none",
}
KIND_WORDS = {
    "present": "In school",
    "late": "Late",
    "activity": "Off site, approved",
    "authorised": "Absent, reason accepted",
    "unauthorised": "Absent, no reason accepted",
    "closed": "Not a possible session",
    "none": "No mark",
}
"""What each kind of session is called in a key."""


@dataclass(frozen=True, kw_only=True)
class CalendarSession:
    """One session: its register code and the kind it is shown as; ``when`` is ``Monday morning``, ``what`` what the
    code means."""

    code: str
    kind: str
    when: str
    what: str


@dataclass(frozen=True, kw_only=True)
class CalendarWeek:
    """One week by its Monday, the term it belongs to, and its ten sessions from Monday morning on."""

    monday: date
    term: str
    sessions: tuple[CalendarSession, ...]


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def week_of(marks: str, *, monday: date, term: str) -> CalendarWeek:
    """A week's marks as a register holds them: ``/ \\ / \\ I I / \\ / \\``; missing ones are no marks."""
    codes = [*marks.split(), *["-"] * 10][:10]
    return CalendarWeek(
        monday=monday, term=term, sessions=tuple(_session(code, at=at, monday=monday) for at, code in enumerate(codes))
    )


def _session(code: str, *, at: int, monday: date) -> CalendarSession:
    day = monday + timedelta(days=at // 2)
    meaning = code_on(code, day=day)
    kind = "none" if meaning is None else KINDS[meaning.counts_as]
    if meaning is not None and meaning.late and kind == "present":
        kind = "late"
    when = f"{_DAYS[at // 2]} {'afternoon' if at % 2 else 'morning'}"
    return CalendarSession(code=code, kind=kind, when=when, what=meaning.words if meaning else "No mark")
