"""One pupil's registers counted: sessions missed of those possible, half term by half term, and after a day.

A mark counts as its code did on its day. Weeks win over a term's counts of the same term, and both over a year's
totals, so that no session is counted twice. What a file does not say is None, never nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from data_loaders.attendance_codes import sessions_of
from data_loaders.vocabulary import academic_year_of

WEEK = timedelta(days=6)


class RegisterRow(Protocol):
    """A row of a register: a week's marks, a term's counts by code, or totals as a file gives them."""

    @property
    def from_date(self) -> date: ...
    @property
    def grain(self) -> str: ...
    @property
    def marks(self) -> str | None: ...
    @property
    def counts(self) -> str | None: ...
    @property
    def possible(self) -> int | None: ...
    @property
    def attended(self) -> int | None: ...
    @property
    def authorised(self) -> int | None: ...
    @property
    def unauthorised(self) -> int | None: ...
    @property
    def late(self) -> int | None: ...


class Window(NamedTuple):
    """A stretch of a school's year by its first and last day: ``term`` is ``2025-26.spring``, or the year alone;
    ``name`` what a reader calls it within the term."""

    starts: date
    ends: date
    term: str
    name: str


class Missed(NamedTuple):
    """Sessions of one pupil: ``missed`` of ``possible``, of them ``unauthorised``; ``late`` marks. None: not known."""

    possible: int | None = None
    missed: int | None = None
    unauthorised: int | None = None
    late: int | None = None


@dataclass(frozen=True, kw_only=True)
class MissedThen:
    """What one pupil missed in one window."""

    window: Window
    sessions: Missed


def missed_by_window(
    rows: Sequence[RegisterRow], *, halves: Sequence[Window], terms: Sequence[Window]
) -> list[MissedThen]:
    """Sessions missed in each window in which one was possible (or it is not known how many), oldest first.

    A week belongs to the half term of its Monday, or to the next where it lies between two; a term's counts to the
    term; a year's totals to the year. A row after the last window stands in one of its own.
    """
    held: dict[Window, list[Missed]] = {}
    for row, window in _placed(rows, halves=halves or terms, terms=terms):
        held.setdefault(window, []).append(missed_in(row))
    found = [MissedThen(window=window, sessions=added(each)) for window, each in held.items()]
    return sorted((each for each in found if each.sessions.possible != 0), key=lambda each: each.window)


def missed_in(row: RegisterRow) -> Missed:
    """The sessions of one row. Marks are counted where there are any; else totals stand as given, then counts by code
    fill what is missing: they know the possible sessions only if the marks of those present are among them."""
    if row.marks:
        return _of_marks(row.marks.split(), day=row.from_date)
    coded = _of_counts(row.counts, day=row.from_date) if row.counts else Missed()
    absent = _sum([row.authorised, row.unauthorised])
    given = row.possible - row.attended if row.possible is not None and row.attended is not None else absent
    missed = given if given is not None else coded.missed
    whole = row.attended + missed if row.attended is not None and missed is not None else coded.possible
    return Missed(
        possible=row.possible if row.possible is not None else whole,
        missed=missed,
        unauthorised=row.unauthorised if row.unauthorised is not None else coded.unauthorised,
        late=row.late if row.late is not None else coded.late,
    )


def _of_marks(codes: Sequence[str], *, day: date) -> Missed:
    counted = sessions_of(((code, 1) for code in codes), day=day)
    missed = counted.authorised + counted.unauthorised
    return Missed(counted.possible, missed, counted.unauthorised, counted.late)


def _of_counts(text: str, *, day: date) -> Missed:
    pairs = [(code, int(often)) for code, _, often in (part.rpartition(":") for part in text.split())]
    counted = sessions_of(pairs, day=day)
    whole = any(code in {"/", "\\"} for code, _ in pairs)
    missed = counted.authorised + counted.unauthorised
    return Missed(counted.possible if whole else None, missed, counted.unauthorised, counted.late)


def missed_after(rows: Iterable[RegisterRow], *, day: date) -> Missed | None:
    """Sessions missed after a day, from the registers kept by the week; None where no such week reaches beyond it.

    Of the day's own week the marks after the day count; a week without marks counts from its Monday on.
    """
    found = [_after(row, day=day) for row in rows if row.grain == "week" and row.from_date + WEEK > day]
    known = [each for each in found if each is not None]
    return added(known) if known else None


def _after(row: RegisterRow, *, day: date) -> Missed | None:
    if row.from_date > day:
        return missed_in(row)
    gone = 2 * ((day - row.from_date).days + 1)
    codes = row.marks.split()[gone:] if row.marks else []
    return _of_marks(codes, day=row.from_date) if codes else None


def added(parts: Sequence[Missed]) -> Missed:
    """Sessions added up; a part that does not know a number makes the sum of it unknown."""
    return Missed(*(_sum(column) for column in zip(*parts, strict=True)))


def _sum(values: Iterable[int | None]) -> int | None:
    known = list(values)
    return None if None in known else sum(value or 0 for value in known)


def _placed(
    rows: Sequence[RegisterRow], *, halves: Sequence[Window], terms: Sequence[Window]
) -> Iterable[tuple[RegisterRow, Window]]:
    """Each row that counts, with its window."""
    weeks = [(row, _window_of(row.from_date, windows=halves)) for row in rows if row.grain == "week"]
    by_week = {window.term for _, window in weeks}
    whole = [(row, _window_of(row.from_date, windows=terms)) for row in rows if row.grain == "term"]
    whole = [(row, window) for row, window in whole if window.term not in by_week]
    known = {window.term[:7] for _, window in (*weeks, *whole)}
    years = [(row, _year_of(row.from_date, terms=terms)) for row in rows if row.grain == "year"]
    return (*weeks, *whole, *((row, window) for row, window in years if window.term not in known))


def _window_of(day: date, *, windows: Sequence[Window]) -> Window:
    alone = Window(day, day + WEEK, academic_year_of(day), "outside the term dates")
    return next((each for each in windows if day <= each.ends), alone)


def _year_of(day: date, *, terms: Sequence[Window]) -> Window:
    year = academic_year_of(day)
    ends = max((each.ends for each in terms if each.term.startswith(year)), default=day)
    return Window(day, max(ends, day), year, "the whole year")
