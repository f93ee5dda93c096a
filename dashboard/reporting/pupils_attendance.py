"""Single pupils' attendance: a school's SEND pupils, a class, who is close to a tenth, who is recovering."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.metrics.absentees import is_close, is_persistent, is_severe, sessions_away
from dashboard.metrics.marks import Group, PupilMark
from dashboard.queries import pupils_attendance
from dashboard.queries.pupils_attendance import Attender, Sessions
from dashboard.reporting.pupils import group_of, in_order, is_send
from dashboard.reporting.view import View
from data_loaders.vocabulary import term_before, term_order


def year_of(view: View) -> str:
    """The academic year of the view's period: a pupil's lists go by the year to date."""
    return view.selection.period[:7]


def earlier_term(view: View) -> str:
    """The term before the one shown; of a year the term before its last with registers."""
    return term_before(shown_term(view))


def shown_term(view: View) -> str:
    """The term shown, of a year its last with registers; the year's autumn where it has none."""
    period = view.selection.period
    terms = [term for term in view.periods if term.startswith(f"{period[:7]}.")]
    return period if "." in period else max(terms, key=term_order, default=f"{period}.autumn")


def send_attenders(view: View) -> list[Attender]:
    """The SEND pupils on roll at the view's school today, by name."""
    return sorted(_attenders(view), key=in_order)


def class_attenders(view: View) -> list[Attender]:
    """The pupils of the view's class today, SEND pupils first, then by name."""
    held = view.place.school_class
    rows = _attenders(view, class_id=held.class_id) if held else []
    return sorted(rows, key=lambda row: (not is_send(row), *in_order(row)))


def _attenders(view: View, *, class_id: int | None = None) -> list[Attender]:
    school = view.place.school
    if school is None or not view.selection.period:
        return []
    periods = list(dict.fromkeys([shown_term(view), year_of(view), earlier_term(view)]))
    return pupils_attendance.attenders(
        view.ask.asker, school=school.code, on=view.ask.as_at, periods=periods, class_id=class_id
    )


def close(view: View, *, rows: Sequence[Attender]) -> list[tuple[Attender, Sessions, int]]:
    """Those close to a tenth of the year to date, with how many sessions they are away; the nearest first."""
    year = year_of(view)
    held = [(row, row.sessions[year]) for row in rows if year in row.sessions]
    near = [(row, each) for row, each in held if is_close(each.absent, possible=each.possible)]
    found = [(row, each, sessions_away(each.absent, possible=each.possible)) for row, each in near]
    return sorted(found, key=lambda each: (each[2], in_order(each[0])))


def recovering(view: View, *, rows: Sequence[Attender]) -> list[tuple[Attender, Sessions, Sessions]]:
    """Those who missed a tenth or more in the term before and less in this one, with both terms' sessions."""
    now, before = shown_term(view), earlier_term(view)
    held = [(row, row.sessions[before], row.sessions[now]) for row in rows if {now, before} <= row.sessions.keys()]
    return [(row, then, here) for row, then, here in held if persistent(then) and not persistent(here)]


def persistent(sessions: Sessions) -> bool:
    """Whether a tenth or more of enough sessions was missed."""
    return is_persistent(sessions.absent, possible=sessions.possible)


def standing(sessions: Sessions | None) -> str:
    """``severely absent``, ``persistently absent``, ``2 sessions from a tenth``; "" for anything else."""
    if sessions is None:
        return ""
    if is_severe(sessions.absent, possible=sessions.possible):
        return "severely absent"
    if persistent(sessions):
        return "persistently absent"
    if not is_close(sessions.absent, possible=sessions.possible):
        return ""
    away = sessions_away(sessions.absent, possible=sessions.possible)
    return f"{away} session{'' if away == 1 else 's'} from a tenth"


def rate(sessions: Sessions) -> float:
    """The share of the pupil's possible sessions that was missed, 0 to 100."""
    return 100 * sessions.absent / sessions.possible


def marks_of(view: View, *, rows: Sequence[Attender]) -> list[PupilMark]:
    """A mark a pupil at the share of sessions missed in the term shown; without sessions, no mark."""
    term = shown_term(view)
    return [
        PupilMark(
            label=row.name, value=rate(row.sessions[term]), group=group(row), row=view.place.words,
            href=href_of(view, row=row),
        )
        for row in rows
        if term in row.sessions
    ]  # fmt: skip


def group(row: Attender) -> Group:
    """What a mark shows: the provision as the year began, else as it stands today."""
    return group_of(row.counted or row.status)


def href_of(view: View, *, row: Attender) -> str:
    """The address of a pupil's page, from the view it is followed from."""
    return view.ask.path + view.selection.query_at(f"pupil:{row.token}")
