"""Wider outcomes of single pupils: a school's SEND pupils, a class, one pupil's clubs and what is recorded by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.queries import pupils
from dashboard.queries import wider_outcomes as queries
from dashboard.queries.wider_outcomes import ClubRow, Event, PupilRow
from dashboard.reporting.ask import Ask
from dashboard.reporting.pupils import in_order, is_send
from dashboard.reporting.view import View
from data_loaders.vocabulary import term_order


@dataclass(frozen=True, kw_only=True)
class ClubTerm:
    """A pupil in one club in one term. ``offered`` is None where a register says only yes or no."""

    school: str
    term: str
    activity: str
    kind: str
    offered: int | None
    attended: int


def send_roll(view: View) -> list[PupilRow]:
    """The SEND pupils on roll at the view's school today, by name, with their registration class."""
    return sorted(_roll(view, send=True), key=in_order)


def in_no_club(rows: Iterable[PupilRow]) -> list[PupilRow]:
    """Those who came to no club session in the period, at a school that sent registers for it."""
    return [row for row in rows if row.club_sessions == 0]


def class_roll(view: View) -> list[PupilRow]:
    """The pupils of the view's class today, SEND pupils first, then by name."""
    held = view.place.school_class
    rows = _roll(view, class_id=held.class_id) if held else []
    return sorted(rows, key=lambda row: (not is_send(row), *in_order(row)))


def _roll(view: View, *, class_id: int | None = None, whose: int | None = None, send: bool = False) -> list[PupilRow]:
    school = view.place.school
    if school is None:
        return []
    return queries.roll(
        view.ask.asker, school=school.code, on=view.ask.as_at, period=view.selection.period, class_id=class_id,
        whose=whose, send=send,
    )  # fmt: skip


def href_of(view: View, *, row: PupilRow) -> str:
    """The address of a pupil's page, from the view it is followed from."""
    return view.ask.path + view.selection.query_at(f"pupil:{row.token}")


def pupil_row(view: View) -> PupilRow | None:
    """The view's pupil with the counts of the period; None where the pupil is in no class list of the school."""
    whose = view.place.pupil
    if whose is None:
        return None
    return next(iter(_roll(view, whose=whose.pupil_id)), None)


def pupil_clubs(ask: Ask, *, whose: pupils.Pupil) -> list[ClubTerm]:
    """A pupil's clubs by term at whichever school, the oldest term first, by name within a term."""
    by_club: dict[tuple[str, str, str], list[ClubRow]] = {}
    for row in queries.club_rows(ask.asker, whose=whose, on=ask.as_at):
        by_club.setdefault((row.term, row.activity, row.school), []).append(row)
    found = [_club_term(rows) for rows in by_club.values()]
    return sorted(found, key=lambda each: (term_order(each.term), each.activity))


def _club_term(rows: list[ClubRow]) -> ClubTerm:
    first = rows[0]
    offered = [row.offered for row in rows if row.offered is not None]
    return ClubTerm(
        school=first.school, term=first.term, activity=first.activity, kind=first.kind,
        offered=sum(offered) if len(offered) == len(rows) else None, attended=sum(row.attended for row in rows),
    )  # fmt: skip


def pupil_events(ask: Ask, *, whose: pupils.Pupil) -> list[Event]:
    """What is recorded of a pupil by day up to the ask's day, the oldest first: incidents, suspensions, evenings."""
    return [event for event in queries.events(ask.asker, whose=whose, on=ask.as_at) if event.date <= ask.as_at]
