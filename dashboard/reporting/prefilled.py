"""The sheets of a school's pre-filled spreadsheets: what is known already, in the rows and words of the mapping."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from dashboard.metrics.numbers import date_words
from dashboard.queries import prefilled, transition
from dashboard.queries.recording import Member
from dashboard.reporting.ask import Ask
from dashboard.reporting.places import place_of
from dashboard.reporting.recorded import stored_cells
from dashboard.reporting.recording import Entry, Listed, listed, outcome_words, state_words
from dashboard.selection import Selection
from data_loaders.code_lists import words_of
from data_loaders.prefilled import Filled, Value
from data_loaders.vocabulary import SEND_CODES, year_words

Row = dict[str, Value]
CONVERSATIONS = (
    "a row a pupil with this term's conversation and its two targets. Offered for is the day it was offered for, else "
    "the day it was held. A target is short, in the family's words: no diagnosis, nothing about safeguarding. Rows "
    "left as they are change nothing."
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A school's list of one term, and the ask that reads what is known."""

    ask: Ask
    found: Listed

    @property
    def school(self) -> str:
        return self.found.school


def wanted_of(ask: Ask, *, school: str, term: str) -> Wanted | None:
    """What the spreadsheets of a school and term are made of; None where the term has not begun there."""
    found = listed(ask, place=place_of(ask, selection=Selection(place=f"school:{school}")), term=term)
    return Wanted(ask=ask, found=found) if found else None


def sheets_of(kind: str, *, wanted: Wanted) -> list[Filled]:
    """The sheets of one kind of spreadsheet: conversations, clubs, leads, group …"""
    return KINDS[kind](wanted)


def _pupil(member: Member, *, known: str) -> Row:
    return {
        "Pupil": member.key, "Name": member.name, "Class": member.class_name,
        "Year group": year_words(member.year_group) if member.year_group else "", "What is known": known,
    }  # fmt: skip


def _conversations(wanted: Wanted) -> list[Filled]:
    found, on = wanted.found, wanted.ask.as_at
    entries = sorted(found.entries, key=lambda each: (each.member.class_name, each.member.name))
    rows = [row for entry in entries for row in _talks(entry, found=found, on=on)]
    earlier = [row for entry in entries for row in _targets(entry, found=found, on=on)]
    return [
        Filled(title="Conversations", rows=rows, about=CONVERSATIONS),
        Filled(title="Earlier targets", rows=earlier, about="write yes or no under Met; leave it empty while open."),
    ]  # fmt: skip


def _talks(entry: Entry, *, found: Listed, on: date) -> Iterator[Row]:
    """A row for each conversation of the term, and an empty one where another is to be held."""
    for each in entry.now:
        cells = {name: _value(name, text=text) for name, text in stored_cells(each, entry=entry, listed=found).items()}
        yield _pupil(entry.member, known=outcome_words(each.talk, on=on)) | cells
    if not entry.now or entry.wants_another:
        row = _pupil(entry.member, known=state_words(entry, on=on))
        yield row | {"School": found.school, "Term": found.term}


def _value(heading: str, *, text: str) -> Value:
    """A cell of the page as a cell of the workbook: days as days."""
    return date.fromisoformat(text) if text and heading in {"Offered for", "Held on"} else text


def _targets(entry: Entry, *, found: Listed, on: date) -> Iterator[Row]:
    for each in entry.earlier:
        for aim in each.aims.values():
            met = "" if aim.met is None else "yes" if aim.met else "no"
            yield _pupil(entry.member, known=outcome_words(each.talk, on=on)) | {
                "School": found.school, "Scheduled": aim.scheduled, "Kind": aim.kind, "Target": aim.text or "",
                "Met": met,
            }  # fmt: skip


def _clubs(wanted: Wanted) -> list[Filled]:
    ask, found = wanted.ask, wanted.found
    known: list[Row] = [
        {"School": wanted.school, "Club": club.activity, "Type": club.kind, "Places": club.places}
        for club in prefilled.clubs(ask.asker, school=wanted.school)
    ]
    begun = [day for day in prefilled.half_terms(ask.asker, school=wanted.school, term=found.term) if day <= ask.as_at]
    first = max(begun, default=found.starts)
    return [
        Filled(title="Clubs", rows=known, known=(), about="the school's clubs; add a row for a new one."),
        Filled(title="Club registers", rows=_registers(wanted, first=first),
               about=f"a row a pupil and club for the half term from {date_words(first)}. Write how many sessions the "
               "pupil was offered and attended; copy a pupil's row for another club."),
    ]  # fmt: skip


def _registers(wanted: Wanted, *, first: date) -> list[Row]:
    """A row for each pupil and club they have been to this year; one without a club for those who have been to none."""
    ask, found = wanted.ask, wanted.found
    held: dict[int, dict[str, prefilled.Register | None]] = defaultdict(dict)
    for each in prefilled.registers(ask.asker, school=wanted.school, on=ask.as_at, year=found.term[:7]):
        held[each.pupil_id].setdefault(each.activity, None)
        if each.from_date == first:
            held[each.pupil_id][each.activity] = each
    rows = []
    for member in _everyone(wanted):
        for club, row in sorted(held.get(member.pupil_id, {"": None}).items()):
            known = "" if club else "In no club yet this year"
            cells: Row = {"School": wanted.school, "Club": club, "From": first, "Term": found.term}
            counts: Row = {"Sessions offered": row.offered, "Sessions attended": row.attended} if row else {}
            rows.append(_pupil(member, known=known) | cells | counts)
    return rows


def _everyone(wanted: Wanted) -> list[Member]:
    ask = wanted.ask
    found = prefilled.everyone(ask.asker, school=wanted.school, term=wanted.found.term, on=ask.as_at)
    return sorted(found, key=lambda each: (each.class_name, each.name))


def _leads(wanted: Wanted) -> list[Filled]:
    rows: list[Row] = [
        {"School": wanted.school, "From": lead.from_date, "To": lead.to_date, "Person": lead.person, "Role": lead.role}
        for lead in prefilled.leads(wanted.ask.asker, school=wanted.school)
    ]
    about = (
        "who leads Achievement for All and since when. Where it changes, give the first one a To (the first day after "
        "the last) and add a row for the next."
    )
    return [Filled(title="AfA lead", rows=[*rows, {"School": wanted.school}], known=(), about=about)]


def _group(wanted: Wanted) -> list[Filled]:
    """The pupils in the school's list, and every SEND pupil who is not."""
    ask = wanted.ask
    since = date(int(wanted.found.term[:4]), 9, 1)
    held = defaultdict(list)
    for each in prefilled.in_group(ask.asker, school=wanted.school, on=ask.as_at, since=since):
        held[each.pupil_id].append(each)
    rows = [
        _pupil(member, known=words_of(member.status, codes="sen") if member.status else "") | stretch
        for member in _everyone(wanted)
        for stretch in [{"From": each.from_date, "To": each.to_date} for each in held.get(member.pupil_id, [])]
        or ([{}] if member.status in SEND_CODES else [])
    ]
    about = (
        "write the first day under From for each pupil of the group, and under To the first day after the last. Who "
        "has no From is not in it. A pupil may be added who is not on the list."
    )
    return [Filled(title="AfA group", rows=rows, about=about)]


def _questionnaires(wanted: Wanted) -> list[Filled]:
    """Every pupil on roll with an empty row for today."""
    rows = [_pupil(member, known=words_of(member.status, codes="sen") if member.status else "")
            | {"School": wanted.school, "Date": wanted.ask.as_at} for member in _everyone(wanted)]  # fmt: skip
    about = (
        "a teacher's scores of each pupil on a day, and the lowest and the highest score there can be. Rate early in "
        "the year and again in another term, on the same scale. Without other pupils there is nothing to compare with."
    )
    return [Filled(title="Questionnaires", rows=rows, about=about)]


def _transition(wanted: Wanted) -> list[Filled]:
    """The pupils with SEN who joined in the academic year, with what the school's list says of them."""
    ask, year = wanted.ask, wanted.found.term[:7]
    people = {member.pupil_id: member for member in _everyone(wanted)}
    rows: list[Row] = []
    joined = transition.joiners(ask.asker, school=wanted.school, year=year, on=ask.as_at)
    for each in sorted(joined, key=lambda each: (each.first_day, each.pupil_id)):
        if each.pupil_id in people:
            known = f"{words_of(each.status, codes='sen')}, joined on {date_words(each.first_day)}"
            received = "" if each.received is None else "yes" if each.received else "no"
            rows.append(_pupil(people[each.pupil_id], known=known) | {
                "School": wanted.school, "Academic year": year, "SEN information received": received,
                "Received on": each.received_on, "From whom": each.from_whom or "",
            })  # fmt: skip
    about = "write yes or no for each pupil who joined with SEN, the day it came, and from whom. No is an answer, too."
    return [Filled(title="Information passed on", rows=rows, about=about)]


KINDS: dict[str, Callable[[Wanted], list[Filled]]] = {
    "conversations": _conversations,
    "clubs": _clubs,
    "leads": _leads,
    "group": _group,
    "questionnaires": _questionnaires,
    "transition": _transition,
}
"""The pre-filled spreadsheets there are, by the word the command knows them by."""
