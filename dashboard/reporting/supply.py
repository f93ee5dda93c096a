"""Supply: what a place's schools have sent for the current term, strand by strand, and how old it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.metrics.numbers import date_words, period_words
from dashboard.queries.places import School
from dashboard.queries.terms import Supply
from dashboard.reporting.view import View
from data_loaders.vocabulary import term_order


@dataclass(frozen=True, kw_only=True)
class Strand:
    """One strand's supply. ``supplied`` is False where nothing has ever come; ``missing`` names the schools in scope
    that have sent this strand before but not for the current term, ``last`` the terms they last sent it for, in the
    same order; ``never`` names those that have never sent it, where another has; ``none_yet`` says that ``missing``
    are all of several that ever sent, or the one school whose page it is: then they are not named.

    ``latest`` and ``term`` say how old the newest is: the last day registers cover, the last term anything is for.
    ``behind`` names the schools whose registers end more than a week before, with their last days. ``others`` says
    that besides the schools named some have sent this term's.
    """

    name: str
    supplied: bool
    missing: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    none_yet: bool = False
    latest: date | None = None
    term: str = ""
    behind: tuple[tuple[str, date], ...] = ()
    others: bool = False


WEEK = timedelta(days=7)
"""Registers come in weekly at the least: a school that is further behind the newest is named."""
_COLUMNS = {
    "Results": "results",
    "Registers": "register_marks",
    "Conversations": "conversations",
    "Club registers": "club_registers",
}


def strands(view: View) -> list[Strand]:
    """The four strands at the view's place; empty for a reader of single classes."""
    return [_strand(view, name=name, column=column) for name, column in _COLUMNS.items()]


def _strand(view: View, *, name: str, column: str) -> Strand:
    schools = {view.place.school.code: view.place.school} if view.place.school else view.ask.schools
    here = [row for row in view.ask.supply if row.school in schools]
    sent = [row for row in here if getattr(row, column)]
    if not sent:
        return Strand(name=name, supplied=False)
    senders = _on_roll(here, term=view.current, schools={row.school for row in sent})
    late = [row.school for row in senders if not getattr(row, column)]
    newest = max(_days(sent, column=column).values(), default=None)
    days = _days(senders, column=column)
    return Strand(
        name=name, supplied=True, missing=tuple(schools[code].name for code in late),
        last=tuple(_last(row for row in sent if row.school == code) for code in late),
        never=_never(schools, here=here, column=column, current=view.current),
        none_yet=_nobody(late, senders=senders, here=here), latest=newest, term=_last(sent),
        behind=tuple((schools[code].name, day) for code, day in days.items() if newest and newest - day > WEEK),
        others=not late or len(late) < len(senders),
    )  # fmt: skip


def _days(rows: Iterable[Supply], *, column: str) -> dict[str, date]:
    """The last day of each school's registers, of rows with the oldest first; no other column has days."""
    return {row.school: row.registers_to for row in rows if row.registers_to and column == "register_marks"}


def _on_roll(here: Sequence[Supply], *, term: str, schools: Collection[str]) -> list[Supply]:
    """The rows of the term at those of the schools that have pupils in it."""
    return [row for row in here if row.term == term and row.on_roll and row.school in schools]


def _never(schools: Mapping[str, School], *, here: Sequence[Supply], column: str, current: str) -> tuple[str, ...]:
    """The schools that have never sent a column, by name: those with pupils this term, and those of whose pupils
    nothing has come at all. The pupils of a special school have no scores to send."""
    ever = {row.school for row in here if getattr(row, column)}
    now = {row.school for row in _on_roll(here, term=current, schools=schools)}
    gone = {row.school for row in here if row.on_roll} - now
    scoreless = {code for code, school in schools.items() if school.phase == "special" and column == "results"}
    return tuple(school.name for code, school in schools.items() if code not in ever | gone | scoreless)


def _last(sent: Iterable[Supply]) -> str:
    """The latest term of these rows."""
    return max((row.term for row in sent), key=term_order)


def _nobody(late: Sequence[str], *, senders: Sequence[Supply], here: Sequence[Supply]) -> bool:
    alone = len({row.school for row in here}) == 1
    return bool(late) and len(late) == len(senders) and (alone or len(senders) > 1)


def strand_words(strand: Strand) -> str:
    """``Registers: not sent this term by Sorrel Way Primary (last for autumn term 2025); never sent by Larch Street
    Primary; the others to 20 March 2026.``, ``Conversations: supplied, the last for spring term 2026.``"""
    if not strand.supplied:
        return f"{strand.name}: not supplied."
    said = [*_late(strand), *([f"never sent by {', '.join(strand.never)}"] if strand.never else [])]
    age = f"to {date_words(strand.latest)}" if strand.latest else f"for {period_words(strand.term)}"
    if not said:
        said = [f"supplied, {age}" if strand.latest else f"supplied, the last {age}"]
    elif strand.others:
        said.append(f"the others {age}")
    said += [f"{school} only to {date_words(day)}" for school, day in strand.behind]
    return f"{strand.name}: {'; '.join(said)}."


def _late(strand: Strand) -> list[str]:
    if strand.none_yet:
        return [f"none yet this term; the last are for {period_words(max(strand.last, key=term_order))}"]
    pairs = zip(strand.missing, strand.last, strict=True)
    named = ", ".join(f"{school} (last for {period_words(term)})" for school, term in pairs)
    return [f"not sent this term by {named}"] if named else []
