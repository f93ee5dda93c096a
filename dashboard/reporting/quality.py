"""How complete a school's records are, how old, which rules they broke, and what each gap costs in figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from dashboard.metrics.numbers import period_words
from dashboard.queries import quality
from dashboard.queries.places import School
from dashboard.queries.quality import Import, OnRoll, Result, Term
from dashboard.reporting.ask import Ask, NotHere
from dashboard.reporting.quality_words import cost_of, no_results, results_cost
from dashboard.selection import Selection
from data_loaders.store.records import BY_NAME

Row = TypeVar("Row", Term, Result)
FRESH: tuple[str, ...] = (
    "enrolment", "sen_status", "teaching_class", "assessment", "attendance", "conversation", "activity_session",
    "characteristic", "afa_lead", "calendar",
)  # fmt: skip
"""The records a school is expected to send, in the order in which they are told."""
PAST_TERMS = 4
WITHOUT = frozenset({"no_result", "other_scale"})


@dataclass(frozen=True, kw_only=True)
class Check:
    """Of ``of`` pupils (or weeks), ``have`` have something: ``about`` says what. ``cost`` is what the others cost."""

    record: str
    about: str
    have: int
    of: int
    cost: str

    @property
    def lacking(self) -> int:
        """How many have it not."""
        return self.of - self.have

    @property
    def share(self) -> float | None:
        """The share that has it, of 1; None where there is nobody to have it."""
        return self.have / self.of if self.of else None


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """When a record of the school last changed: the import and its day, None where nothing has ever come."""

    record: str
    title: str
    batch_id: int | None
    day: date | None


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A rule that lines about the school broke, over the imports that stand: which, where, how many, what to do."""

    rule: str
    severity: str
    message: str
    advice: str
    batch_id: int
    day: date
    lines: int


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One school's records as they stand. ``term`` is its current term, empty before its first; ``before`` are the
    checks of that and the terms before it, the latest first, as far as terms have them."""

    school: School
    term: str
    pupils: int
    checks: tuple[Check, ...]
    before: tuple[tuple[str, tuple[Check, ...]], ...]
    fresh: tuple[Fresh, ...]
    broken: tuple[Broken, ...]

    @property
    def held_back(self) -> int:
        """Lines about the school that are not in the figures."""
        return sum(each.lines for each in self.broken if each.severity == "error")

    @property
    def newest(self) -> date | None:
        """The day on which any of its records last changed."""
        return max((each.day for each in self.fresh if each.day), default=None)


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What the questions gave, by school."""

    on_roll: Mapping[str, OnRoll]
    terms: Mapping[str, Sequence[Term]]
    results: Mapping[str, Sequence[Result]]
    latest: Mapping[str, Mapping[str, int]]
    leads: frozenset[str]
    imports: Mapping[int, Import]


def schools_checked(ask: Ask) -> dict[str, School]:
    """The schools whose records the reader checks, by code. Raises ``PermissionError`` where there are none."""
    return {school.code: school for school in quality.schools(ask.asker)}


def chosen(ask: Ask, *, selection: Selection) -> School | None:
    """The school the address names, or the reader's only one; None for all of several.

    A place below a school says nothing here. Raises ``NotHere`` where the school is unknown or not the reader's.
    """
    known = schools_checked(ask)
    if selection.place_kind == "school":
        if selection.place_id not in known:
            raise NotHere(selection.place)
        return known[selection.place_id]
    return next(iter(known.values())) if len(known) == 1 else None


def checked(ask: Ask) -> list[Checked]:
    """Every school whose records the reader checks, by name."""
    key = ask.scope.checked_schools
    return ask.once("quality", key, ask.as_at, read=lambda: _checked(ask))


def _checked(ask: Ask) -> list[Checked]:
    read = _read(ask)
    names = {code: scale.name for code, scale in ask.scales.items()}
    return [_school(school, read=read, on=ask.as_at, scales=names) for school in schools_checked(ask).values()]


def _read(ask: Ask) -> _Read:
    asker = ask.asker
    return _Read(
        on_roll={row.school: row for row in quality.on_roll(asker, on=ask.as_at)},
        terms=_by_school(quality.terms(asker)), results=_by_school(quality.results(asker)),
        latest={record: quality.latest(asker, record=record) for record in FRESH},
        leads=quality.leads(asker, on=ask.as_at),
        imports={each.batch_id: each for each in quality.imports(asker)},
    )  # fmt: skip


def _by_school(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.school].append(row)
    return found


def _school(school: School, *, read: _Read, on: date, scales: Mapping[str, str]) -> Checked:
    begun = [term for term in read.terms.get(school.code, ()) if term.starts <= on]
    latest = begun[-1] if begun else None
    own = read.results.get(school.code, ())
    roll = read.on_roll.get(school.code)
    by_term = [(term.term, _of_term(term, results=own, on=on, scales=scales)) for term in begun[: -PAST_TERMS - 1 : -1]]
    return Checked(
        school=school, term=latest.term if latest else "", pupils=roll.pupils if roll else 0,
        checks=(*_of_roll(roll), *_of_place(school.code, term=latest, read=read), *(by_term[0][1] if by_term else ())),
        before=tuple(by_term),
        fresh=tuple(_fresh(record, school=school.code, read=read) for record in FRESH),
        broken=_broken(school.code, imports=read.imports.values()),
    )  # fmt: skip


def _of_roll(roll: OnRoll | None) -> list[Check]:
    if roll is None:
        return []
    parts = (
        ("pupil", "upn", roll.upn, roll.pupils),
        ("pupil", "date_of_birth", roll.date_of_birth, roll.pupils),
        ("pupil", "sex", roll.sex, roll.pupils),
        ("class_member", "classed", roll.classed, roll.pupils),
        ("sen_status", "provision", roll.provision, roll.pupils),
        ("sen_need", "need", roll.need, roll.send),
    )
    return [_check(record, field=field, have=have, of=of) for record, field, have, of in parts]


def _of_place(school: str, *, term: Term | None, read: _Read) -> list[Check]:
    """What a school has or has not, whoever is on roll: who leads, and the dates of its term."""
    lead = _check("afa_lead", field="lead", have=int(school in read.leads), of=1)
    return [lead] if term is None else [lead, _check("calendar", field="dates", have=int(term.known), of=1)]


def _of_term(term: Term, *, results: Sequence[Result], on: date, scales: Mapping[str, str]) -> tuple[Check, ...]:
    weeks = max((min(on, term.ends) - term.starts).days // 7, 1)
    held = 0 if term.registers_to is None else min((term.registers_to - term.starts).days // 7 + 1, weeks)
    words = period_words(term.term)
    return (
        *_of_results([row for row in results if row.term == term.term], term=words, scales=scales),
        _check("attendance", field="weeks", have=held, of=weeks),
        _check("attendance", field="sessions", have=term.sessions, of=term.pupils),
        _check("conversation", field="talked", have=term.talked, of=term.group),
    )


def _of_results(rows: Sequence[Result], *, term: str, scales: Mapping[str, str]) -> list[Check]:
    pairs = sorted({(row.subject, row.scale) for row in rows})
    if not pairs:
        return [Check(record="assessment", about="Results", have=0, of=1, cost=no_results(term))]
    return [_of_pair(subject, scale=scale, rows=rows, term=term, scales=scales) for subject, scale in pairs]


def _of_pair(subject: str, *, scale: str, rows: Sequence[Result], term: str, scales: Mapping[str, str]) -> Check:
    own = [row for row in rows if (row.subject, row.scale) == (subject, scale)]
    lost: dict[str, int] = defaultdict(int)
    for row in own:
        if row.state != "matched":
            lost[row.state] += row.n
        elif row.unknown:
            lost["unknown"] += row.n
    about = f"{subject.replace('_', ' ').capitalize()}, {scales.get(scale, scale)}"
    whole = sum(row.n for row in own)
    without = sum(row.n for row in own if row.state in WITHOUT)
    return Check(record="assessment", about=about, have=whole - without, of=whole, cost=results_cost(lost, term=term))


def _check(record: str, *, field: str, have: int, of: int) -> Check:
    about, cost = cost_of(field, lacking=of - have)
    return Check(record=record, about=about, have=have, of=of, cost=cost)


def _fresh(record: str, *, school: str, read: _Read) -> Fresh:
    batch_id = read.latest[record].get(school)
    found = read.imports.get(batch_id) if batch_id else None
    day = found.finished if found else None
    return Fresh(record=record, title=BY_NAME[record].title, batch_id=batch_id, day=day)


def _broken(school: str, *, imports: Iterable[Import]) -> tuple[Broken, ...]:
    """The newest import first, within it what is held back first."""
    found = [
        Broken(
            rule=said["rule"], severity=said["severity"], message=said["message"], advice=said["advice"],
            batch_id=each.batch_id, day=each.finished, lines=said["schools"][school],
        )
        for each in imports
        for said in each.findings
        if said.get("schools", {}).get(school) and said["severity"] in ("error", "warning")
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.batch_id, one.severity != "error", -one.lines)))


def held_back_over_time(checked: Checked) -> list[tuple[int, date, int, int]]:
    """Import by import, the newest first: its number, its day, the lines held back and the lines worth checking."""
    sums: dict[tuple[int, date], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in checked.broken:
        sums[one.batch_id, one.day][one.severity] += one.lines
    return [(number, day, by["error"], by["warning"]) for (number, day), by in sorted(sums.items(), reverse=True)]
