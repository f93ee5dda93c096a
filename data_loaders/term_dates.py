"""A school's term dates: England's usual ones proposed, half term by half term, and a calendar made from those given.

The usual dates are a proposal: a school or its authority sets its own, and somebody must say that they are right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data_loaders.school_year import easter_sunday
from data_loaders.vocabulary import TERMS, academic_year

HALVES = ("Aut1", "Aut2", "Spr1", "Spr2", "Sum1", "Sum2")
HALF_WORDS: dict[str, str] = {
    "Aut1": "Autumn, first half", "Aut2": "Autumn, second half", "Spr1": "Spring, first half",
    "Spr2": "Spring, second half", "Sum1": "Summer, first half", "Sum2": "Summer, second half",
}  # fmt: skip
_FRIDAY, _WEEK, _FORTNIGHT = 4, timedelta(days=7), timedelta(days=14)
_LONGEST = 16
"""Weeks: a half term that is longer is two days mistaken for each other."""


class WrongDates(ValueError):
    """Term dates that cannot be; the message says which and why."""


@dataclass(frozen=True, kw_only=True)
class HalfTerm:
    """A half term of the academic year that begins in ``year``: its code ``Spr2``, its first and last day."""

    year: int
    code: str
    first: date
    last: date

    @property
    def term(self) -> str:
        """``2025-26.spring``."""
        return f"{academic_year(self.year)}.{TERMS[HALVES.index(self.code) // 2]}"

    @property
    def words(self) -> str:
        """``Spring, second half``."""
        return HALF_WORDS[self.code]


def usual(year: int) -> tuple[HalfTerm, ...]:
    """England's usual half terms of the academic year that begins in ``year``.

    From the first Monday of September; a week off at the end of October, in the middle of February and at the end of
    May; two weeks from the last Friday up to 22 December, two around Easter; to the third or fourth Tuesday of July.
    """
    october, february, may = _monday(date(year, 10, 23)), _monday(date(year + 1, 2, 12)), _monday(date(year + 1, 5, 25))
    easter = _easter_holiday(year + 1)
    december = date(year, 12, 22) - timedelta(days=(date(year, 12, 22).weekday() - _FRIDAY) % 7)
    spans = (
        (_monday(date(year, 9, 1)), october - timedelta(days=3)),
        (october + _WEEK, december),
        (_monday(date(year + 1, 1, 3)), february - timedelta(days=3)),
        (february + _WEEK, _school_day_before(easter)),
        (_school_day_after(easter + _FORTNIGHT), may - timedelta(days=3)),
        (may + _WEEK, _monday(date(year + 1, 7, 17)) + timedelta(days=1)),
    )
    return tuple(
        HalfTerm(year=year, code=code, first=first, last=last)
        for code, (first, last) in zip(HALVES, spans, strict=True)
    )


def checked_halves(year: int, *, spans: Sequence[tuple[date, date]]) -> tuple[HalfTerm, ...]:
    """Six half terms from their first and last days. Raises ``WrongDates`` for what cannot be."""
    if len(spans) != len(HALVES):
        raise WrongDates(f"a year has six half terms, and {len(spans)} are given")
    halves = [
        HalfTerm(year=year, code=code, first=first, last=last)
        for code, (first, last) in zip(HALVES, spans, strict=True)
    ]
    before = date(year, 8, 1) - timedelta(days=1)
    for half in halves:
        if half.first <= before:
            raise WrongDates(f"{half.words} begins on {half.first}, before what comes before it has ended")
        if half.last < half.first:
            raise WrongDates(f"{half.words} ends on {half.last}, before it begins on {half.first}")
        if half.last - half.first > _LONGEST * _WEEK:
            raise WrongDates(f"{half.words} is more than {_LONGEST} weeks long: {half.first} to {half.last}")
        before = half.last
    if before >= date(year + 1, 8, 1):
        raise WrongDates(f"the summer term ends on {before}, after the school year")
    return tuple(halves)


def calendar_rows(
    halves: Sequence[HalfTerm], *, schools: Sequence[str], closed: Collection[date] = ()
) -> list[dict[str, str]]:
    """The cells of the sheet *School calendar*: a row a school, weekday of a half term and session.

    Closed are the days given (training days) and the early May bank holiday.
    """
    return [
        {"School": school, "Date": day.isoformat(), "Session": session, "Half term": half.code, "Term": half.term,
         "Open": "no" if day in closed or day == _monday(date(day.year, 5, 1)) else "yes"}
        for school in schools for half in halves for day in _weekdays(half) for session in ("AM", "PM")
    ]  # fmt: skip


def _weekdays(half: HalfTerm) -> Iterator[date]:
    days = (half.first + timedelta(days=offset) for offset in range((half.last - half.first).days + 1))
    return (day for day in days if day.weekday() <= _FRIDAY)


def _monday(day: date) -> date:
    """The first Monday from a day on."""
    return day + timedelta(days=-day.weekday() % 7)


def _easter_holiday(year: int) -> date:
    """The Monday of the two weeks that hold Good Friday or Easter Monday and begin nearest to 1 April."""
    sunday = easter_sunday(year)
    near = date(year, 4, 1)
    mondays = [sunday - timedelta(days=days) for days in (13, 6)] + [sunday + timedelta(days=1)]
    return min(mondays, key=lambda monday: abs((monday - near).days))


def _school_day_before(monday: date) -> date:
    """The Friday before, or Thursday where that is Good Friday."""
    friday = monday - timedelta(days=3)
    return friday - timedelta(days=1) if friday == easter_sunday(monday.year) - timedelta(days=2) else friday


def _school_day_after(monday: date) -> date:
    """The Monday, or Tuesday where that is Easter Monday."""
    return monday + timedelta(days=1) if monday == easter_sunday(monday.year) + timedelta(days=1) else monday
