"""Which conversations of a term are to be recorded: a list of pupils, with what is known of each, in order of need.

The term is the current one, or one of its academic year that has ended: what came of an appointment is often known
late.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from dashboard.metrics.numbers import date_words
from dashboard.queries import overview, recording
from dashboard.queries.recording import Aim, Member, Talk
from dashboard.queries.terms import TermDates
from dashboard.reporting.ask import Ask, NotHere
from dashboard.reporting.places import Place
from data_loaders.vocabulary import academic_year_of, term_order, year_before

NEED = ("ask", "overdue", "this_week", "to_offer", "offered", "finished")
"""In order of need: the day it was offered for has passed, no outcome; the term has ended without one that counts;
offered for one of the next seven days; not offered yet, or to be offered again; offered for later; nothing more to
do."""
TO_DO = frozenset({"ask", "this_week", "to_offer"})
_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """One conversation as it is stored, with its targets by kind. ``seen`` is what its reader has seen of it."""

    talk: Talk
    aims: dict[str, Aim] = field(default_factory=dict)

    @property
    def slot(self) -> str:
        """The day it was offered for, as a page and a file say it: what tells a pupil's conversations apart."""
        return self.talk.scheduled.isoformat()

    @property
    def seen(self) -> str:
        """A short fingerprint of everything stored of it: another one where anybody has changed anything."""
        return fingerprint([self])


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One pupil in the list: the term's conversations, the earliest first, and earlier ones with targets to review.

    ``overdue`` says that the term has ended without a conversation that counts, and one belonged to it.
    """

    member: Member
    now: tuple[Conversation, ...]
    earlier: tuple[Conversation, ...]
    need: str
    overdue: bool

    @property
    def to_do(self) -> bool:
        """Whether something is left to be recorded or arranged: of an ended term, what nothing at all is known of."""
        return self.need in TO_DO or (self.overdue and not self.now)

    @property
    def seen(self) -> str:
        """A fingerprint of all of the term's conversations: what a new one is added to."""
        return fingerprint(self.now)

    @property
    def held(self) -> bool:
        """Whether a conversation of the term that counts was held."""
        return _counted(self.now)

    @property
    def wants_another(self) -> bool:
        """Whether a conversation can be added: there is none yet, or the last one came to nothing."""
        return self.need in {"to_offer", "overdue"} or (bool(self.now) and self.now[-1].talk.status == "declined")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The pupils of a place whose conversations belong to a term, which ``starts`` and ``ends``; ``ended`` says that it
    is over.

    ``standing`` are the imports that stood when this was read. ``own_group`` says that the school lists its AfA group.
    ``overdue`` are the pupils of the place, beside the list of the current term, for whom a term of its year has ended
    without a conversation that counts.
    """

    school: str
    term: str
    starts: date
    ends: date
    ended: bool
    entries: tuple[Entry, ...]
    standing: tuple[int, ...]
    own_group: bool
    overdue: frozenset[int]


def fingerprint(conversations: list[Conversation] | tuple[Conversation, ...]) -> str:
    """Sixteen hexadecimal digits of the SHA-256 of what is stored; ``""`` of nothing."""
    stored = [[*each.talk, *sorted([*aim] for aim in each.aims.values())] for each in conversations]
    return hashlib.sha256(json.dumps(stored, default=str).encode()).hexdigest()[:16] if stored else ""


def recordable(ask: Ask, *, school: str) -> list[TermDates]:
    """The terms that can be recorded now, the latest first: the current one, and those of its year before it."""
    begun = _begun(ask, school=school)
    return [each for each in begun if each.term[:7] == begun[0].term[:7]]


def _begun(ask: Ask, *, school: str) -> list[TermDates]:
    """The terms that have begun at a school, the latest first."""
    begun = [each for each in ask.term_dates if each.school == school and each.starts <= ask.as_at]
    return sorted(begun, key=lambda each: term_order(each.term), reverse=True)


def listed(ask: Ask, *, place: Place, term: str = "") -> Listed | None:
    """The list of a school, a class or a pupil; None where the school has no term that has begun, or not this one.

    Raises ``NotHere`` where the reader may not see the school's pupils by name: what is recorded is about a child.
    """
    if place.school is None or not ask.scope.shows_names(place.school.code):
        raise NotHere(place.address)
    school = place.school.code
    dates = next((each for each in _begun(ask, school=school) if not term or each.term == term), None)
    if dates is None:
        return None
    ended = dates.ends < ask.as_at
    return Listed(
        school=school, term=dates.term, starts=dates.starts, ends=dates.ends, ended=ended,
        entries=_entries(ask, place=place, term=dates.term, ended=ended),
        standing=tuple(batch.batch_id for batch in ask.batches), own_group=_own_group(ask, school=school),
        overdue=frozenset() if ended or place.kind == "pupil" else _overdue(ask, place=place, term=dates.term),
    )  # fmt: skip


def _overdue(ask: Ask, *, place: Place, term: str) -> frozenset[int]:
    """The pupils overdue from the terms of the year before this one; nobody where none has ever been supplied."""
    school = place.school.code if place.school else ""
    here = [each for each in ask.term_dates if each.school == school]
    ended = {each.term for each in here if each.term[:7] == term[:7] and term_order(each.term) < term_order(term)}
    if not ended or not any("conversations" in each.supplied for each in here):
        return frozenset()
    return overview.overdue(ask.asker, school=school, on=ask.as_at, terms=ended, class_id=_class_id(place))


def left_open(ask: Ask, *, place: Place, listed: Listed) -> dict[str, int]:
    """By ended term of the list's year before its own, the latest first: how many pupils of the place have an
    appointment without an outcome."""
    terms = [each.term for each in recordable(ask, school=listed.school) if each.term != listed.term]
    if not terms:
        return {}
    found = recording.left_open(
        ask.asker, school=listed.school, on=ask.as_at, terms=frozenset(terms), class_id=_class_id(place),
        token=place.pupil.token if place.pupil else "",
    )  # fmt: skip
    return {term: found[term] for term in terms if term in found and term_order(term) < term_order(listed.term)}


def _class_id(place: Place) -> int | None:
    return place.school_class.class_id if place.kind == "class" and place.school_class else None


def _own_group(ask: Ask, *, school: str) -> bool:
    first = int(academic_year_of(ask.as_at)[:4])
    return recording.lists_a_group(ask.asker, school=school, since=date(first, 9, 1), until=date(first + 1, 9, 1))


def _entries(ask: Ask, *, place: Place, term: str, ended: bool) -> tuple[Entry, ...]:
    school = place.school.code if place.school else ""
    wanted = recording.members(
        ask.asker, school=school, term=term, on=ask.as_at, class_id=_class_id(place),
        token=place.pupil.token if place.pupil else "",
    )  # fmt: skip
    known = _conversations(ask, school=school, term=term, pupil_ids=[member.pupil_id for member in wanted])
    entries = [
        _entry(member, known=known.get(member.pupil_id, []), term=term, on=ask.as_at, ended=ended) for member in wanted
    ]
    return tuple(sorted(entries, key=_order))


def _conversations(
    ask: Ask, *, school: str, term: str, pupil_ids: Collection[int]
) -> dict[int, list[Conversation]]:  # fmt: skip
    """Every conversation of these pupils in this year and the last, by pupil, the earliest first."""
    year, on = term[:7], ask.as_at
    since = date(int(year[:4]) - 1, 8, 1)
    terms = frozenset(f"{each}.{name}" for each in (year, year_before(year)) for name in ("autumn", "spring", "summer"))
    aims: dict[tuple[int, date], dict[str, Aim]] = defaultdict(dict)
    for aim in recording.aims(ask.asker, school=school, on=on, since=since, pupil_ids=pupil_ids):
        aims[aim.pupil_id, aim.scheduled][aim.kind] = aim
    found: dict[int, list[Conversation]] = defaultdict(list)
    for talk in recording.talks(ask.asker, school=school, on=on, terms=terms, pupil_ids=pupil_ids):
        found[talk.pupil_id].append(Conversation(talk=talk, aims=aims.get((talk.pupil_id, talk.scheduled), {})))
    return found


def _entry(member: Member, *, known: list[Conversation], term: str, on: date, ended: bool) -> Entry:
    now = tuple(each for each in known if each.talk.term == term)
    before = [each for each in known if each.aims and term_order(each.talk.term) < term_order(term)]
    earlier = tuple(each for each in before if each is before[-1] or _open(each))
    overdue = ended and member.in_group and not _counted(now)
    return Entry(member=member, now=now, earlier=earlier, need=_need(now, on=on, ended=ended, overdue=overdue),
                 overdue=overdue)  # fmt: skip


def _open(conversation: Conversation) -> bool:
    return any(aim.met is None for aim in conversation.aims.values())


def _counted(now: tuple[Conversation, ...]) -> bool:
    return any(each.talk.status == "held" and each.talk.parent_present for each in now)


def _need(now: tuple[Conversation, ...], *, on: date, ended: bool, overdue: bool) -> str:
    """What is to be done about a pupil's conversations of the term. One that counts ends it, whatever came before."""
    if _counted(now):
        return "finished"
    to_come = [each.talk.scheduled for each in now if each.talk.status == "scheduled"]
    if to_come:
        day = min(to_come)
        return "ask" if day < on else "this_week" if day < on + _WEEK else "offered"
    if ended:
        return "overdue" if overdue else "finished"
    return "finished" if now and now[-1].talk.status == "declined" else "to_offer"


def _order(entry: Entry) -> tuple[int, str, str]:
    days = [each.slot for each in entry.now if each.talk.status == "scheduled"]
    return NEED.index(entry.need), min(days, default=""), entry.member.name


def outcome_words(talk: Talk, *, on: date) -> str:
    """``Held on 12 March 2026``, ``Offered for 3 March 2026, nothing recorded since``: what is known, in words."""
    day = date_words(talk.scheduled)
    if talk.status == "held":
        came = {True: "", False: ", without a parent or carer", None: ", not said whether a parent or carer took part"}
        return f"Held on {date_words(talk.held or talk.scheduled)}{came[talk.parent_present]}"
    if talk.status == "scheduled":
        return f"Offered for {day}" + (", nothing recorded since" if talk.scheduled < on else "")
    return {
        "parent_absent": f"Parent or carer did not come on {day}",
        "declined": f"Declined, offered for {day}",
        "cancelled": f"Cancelled, offered for {day}",
    }[talk.status]


def state_words(entry: Entry, *, on: date) -> str:
    """What is known of a pupil's conversations of the term, and what is to be done."""
    if not entry.now:
        return "Not offered yet this term" if entry.need == "to_offer" else "Nothing recorded"
    said = "; ".join(outcome_words(each.talk, on=on) for each in entry.now)
    return f"{said}: offer another day" if entry.need == "to_offer" else said
