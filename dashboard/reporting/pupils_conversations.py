"""Single pupils' conversations: a class or school by term, what is due this week, one pupil's with their targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.queries import pupils_conversations as queries
from dashboard.queries import pupils_story
from dashboard.queries.pupils_conversations import Slot, Talk
from dashboard.queries.pupils_story import Target
from dashboard.reporting import conversations
from dashboard.reporting.pupils import in_order
from dashboard.reporting.view import View
from data_loaders.vocabulary import TERMS

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class PupilYear:
    """One pupil and the conversations of a year. ``slots`` are by term (``autumn``), where there is anything; ``begun``
    is how many terms have begun."""

    pupil_id: int
    token: str
    name: str
    class_id: int | None
    year_group: str | None
    sen_year: str | None
    slots: Mapping[str, Slot]
    begun: int

    @property
    def in_group(self) -> bool:
        """Whether the pupil has been in the AfA group in a term that has begun."""
        return any(self.belongs(term) for term in TERMS[: self.begun])

    @property
    def first_to_come(self) -> str:
        """The first term not begun to which a conversation about the pupil belongs, "" for none."""
        return next((term for term in TERMS[self.begun :] if self.belongs(term)), "")

    def belongs(self, term: str) -> bool:
        """Whether a conversation about the pupil belongs to a term: in the group for half its open days."""
        return term in self.slots and self.slots[term].in_group


def class_year(view: View) -> list[PupilYear]:
    """The pupils of the view's class today, those of the AfA group first, then by name."""
    school_class = view.place.school_class
    if school_class is None:
        return []
    return _years(view, class_id=school_class.class_id)


def last_agreed(view: View) -> dict[int, tuple[date, tuple[Target, ...]]]:
    """By pupil of the view's class the day of the last counted conversation at the school, and its targets, the
    curricular before the wider."""
    school, school_class = view.place.school, view.place.school_class
    if school is None or school_class is None:
        return {}
    rows = queries.agreed(view.ask.asker, school=school.code, on=view.ask.as_at, class_id=school_class.class_id)
    last = {row.pupil_id: row for row in rows}
    found: dict[int, tuple[date, tuple[Target, ...]]] = {}
    for row in rows:
        if row.scheduled == last[row.pupil_id].scheduled:
            before = found.get(row.pupil_id, (row.held, ()))[1]
            more = (Target(school.code, row.scheduled, row.kind, None, row.met),) if row.kind else ()
            found[row.pupil_id] = row.held, (*before, *more)
    return found


def waiting(view: View) -> list[PupilYear]:
    """The pupils of the view's school today without a counted conversation in a term of the year that has begun and
    for which one belongs to them; only those terms stand in ``slots``."""
    school = view.place.school
    if school is None:
        return []
    begun = TERMS[: conversations.when_of(view)[school.code].begun]
    terms = [f"{conversations.year_of(view)}.{term}" for term in begun]
    return _years(view, waiting_in=terms) if terms else []


def _years(
    view: View,
    *,
    class_id: int | None = None,
    pupil_id: int | None = None,
    waiting_in: Sequence[str] = (),
) -> list[PupilYear]:
    school = view.place.school
    if school is None:
        return []
    year = conversations.year_of(view)
    rows = queries.slots(
        view.ask.asker, school=school.code, on=view.ask.as_at, year=year, class_id=class_id,
        pupil_id=pupil_id, waiting_in=waiting_in,
    )  # fmt: skip
    held: dict[int, list[Slot]] = {}
    for row in rows:
        held.setdefault(row.pupil_id, []).append(row)
    begun = conversations.when_of(view)[school.code].begun
    found = [_pupil_year(each, begun=begun) for each in held.values()]
    return sorted(found, key=lambda pupil: (not pupil.in_group, *in_order(pupil)))


def _pupil_year(rows: Sequence[Slot], *, begun: int) -> PupilYear:
    first = rows[0]
    return PupilYear(
        pupil_id=first.pupil_id, token=first.token, name=first.name, class_id=first.class_id,
        year_group=first.year_group, sen_year=first.sen_year,
        slots={row.term.partition(".")[2]: row for row in rows if row.term is not None}, begun=begun,
    )  # fmt: skip


def href_of(view: View, *, pupil: PupilYear) -> str:
    """The address of a pupil's page, from the view it is followed from."""
    return view.ask.path + view.selection.query_at(f"pupil:{pupil.token}")


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be done about one pupil: why (``overdue``, ``ask``, ``week``, ``set``, ``to come``), the day that is
    set if any, whether this term's is ``waiting`` too, and ``declined``, and the terms of the year that passed without
    a conversation."""

    pupil: PupilYear
    why: str
    day: date | None
    waiting: bool
    declined: bool
    missed: tuple[str, ...]


URGENCY = ("ask", "week", "overdue", "to come", "set")
"""The order of the list: a day that passed without a word, this week's, those who missed a term, no day yet, later."""


def tasks(view: View) -> list[Task]:
    """The pupils of the view's school with something to do: a conversation of the current term without an outcome that
    counts, or an ended term of the year without one. The most urgent first, then by day and name."""
    now = _now(view)
    ended = conversations.when_of(now)[view.place.school.code].ended if view.place.school else 0
    found = [_task(view, pupil=pupil, ended=ended) for pupil in waiting(now)]
    return sorted(found, key=lambda task: (URGENCY.index(task.why), task.day or date.max, *in_order(task.pupil)))


def _now(view: View) -> View:
    """The view of the current term: the list is of this week, whatever period the page shows."""
    return conversations.at_period(view, period=view.current or view.selection.period)


def _task(view: View, *, pupil: PupilYear, ended: int) -> Task:
    missed = tuple(term for term in TERMS[:ended] if term in pupil.slots)
    current = next((pupil.slots[term] for term in TERMS[ended : pupil.begun] if term in pupil.slots), None)
    day = current.set_for if current is not None else None
    why = _why(view, waiting=current is not None, day=day, missed=bool(missed))
    declined = current is not None and day is None and current.outcome == "declined"
    return Task(pupil=pupil, why=why, day=day, waiting=current is not None, declined=declined, missed=missed)


def _why(view: View, *, waiting: bool, day: date | None, missed: bool) -> str:
    if waiting and day is not None and day < view.ask.as_at:
        return "ask"
    if waiting and day is not None and day < view.ask.as_at + WEEK:
        return "week"
    if missed:
        return "overdue"
    return "set" if day is not None else "to come"


@dataclass(frozen=True, kw_only=True)
class TalkWithTargets:
    """One conversation of a pupil and the targets agreed in it, the curricular before the wider."""

    talk: Talk
    targets: tuple[Target, ...]


def pupil_talks(view: View) -> list[TalkWithTargets]:
    """Every conversation of the view's pupil, wherever in the trust, oldest first: for the pupil's own pages."""
    whom = view.place.pupil
    if whom is None:
        return []
    agreed: dict[tuple[str, date], list[Target]] = {}
    for each in pupils_story.targets(view.ask.asker, whose=whom, on=view.ask.as_at):
        agreed.setdefault((each.school, each.scheduled), []).append(each)
    talks = queries.talks(view.ask.asker, whose=whom, on=view.ask.as_at)
    return [TalkWithTargets(talk=each, targets=tuple(agreed.get((each.school, each.scheduled), ()))) for each in talks]


def pupil_year(view: View) -> PupilYear | None:
    """The year of the view's pupil at the school they are at; None where the page is of no pupil."""
    whom = view.place.pupil
    found = _years(view, pupil_id=whom.pupil_id) if whom is not None else []
    return found[0] if found else None
