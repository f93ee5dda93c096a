"""Term dates of the sample schools, 2023/24 to 2025/26, and their calendars: invented, shaped like English years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pandas as pd

from data_loaders.sample.trust import School
from data_loaders.vocabulary import TERMS, academic_year

YEARS = (2023, 2024, 2025)
HALF_TERM_CODES = ("Aut1", "Aut2", "Spr1", "Spr2", "Sum1", "Sum2")
_DATES = {
    2023: "0904-1020 1030-1222 0108-0209 0219-0328 0415-0524 0603-0723",
    2024: "0902-1025 1104-1220 0106-0214 0224-0404 0422-0523 0602-0722",
    2025: "0901-1024 1103-1219 0105-0213 0223-0327 0413-0522 0601-0721",
}
_BANK_HOLIDAYS = frozenset({date(2024, 5, 6), date(2025, 5, 5), date(2026, 5, 4)})


@dataclass(frozen=True)
class HalfTerm:
    """A half term: ``term`` is ``2025-26.spring``, ``code`` ``Spr2``; both days are school days' outer limits."""

    term: str
    code: str
    first: date
    last: date


@dataclass(frozen=True)
class SampleTerm:
    """A term of the trust: its name ``2025-26.spring``, the year its academic year began, first and last day."""

    name: str
    year: int
    first: date
    last: date


def _day(year: int, *, text: str) -> date:
    month = int(text[:2])
    return date(year if month >= 8 else year + 1, month, int(text[2:]))


@cache
def half_terms() -> tuple[HalfTerm, ...]:
    """All eighteen half terms, in order."""
    return tuple(
        HalfTerm(
            f"{academic_year(year)}.{TERMS[position // 2]}",
            code,
            _day(year, text=spans[position][:4]),
            _day(year, text=spans[position][5:]),
        )
        for year in YEARS
        for spans in [_DATES[year].split()]
        for position, code in enumerate(HALF_TERM_CODES)
    )


@cache
def terms() -> tuple[SampleTerm, ...]:
    """All nine terms, in order."""
    pairs = zip(half_terms()[::2], half_terms()[1::2], strict=True)
    return tuple(SampleTerm(one.term, int(one.term[:4]), one.first, two.last) for one, two in pairs)


@cache
def open_days(school: School) -> frozenset[date]:
    """The days on which a school's registers are taken."""
    closed = _BANK_HOLIDAYS | _training_days(school)
    return frozenset(day for half in half_terms() for day in _weekdays(half) if day not in closed)


@cache
def mondays(year: int) -> tuple[date, ...]:
    """The Mondays of the school weeks of an academic year."""
    halves = [half for half in half_terms() if half.term.startswith(academic_year(year))]
    found = {day - timedelta(days=day.weekday()) for half in halves for day in _weekdays(half)}
    return tuple(sorted(found))


def calendar(schools: Sequence[School]) -> pd.DataFrame:
    """One row a school, weekday of a half term and session; closed on training days and bank holidays."""
    rows = [
        (school.code, day, session, day in open_days(school), half.code, half.term)
        for school in schools
        for half in half_terms()
        for day in _weekdays(half)
        for session in ("AM", "PM")
    ]
    return pd.DataFrame(rows, columns=["school", "date", "session", "open", "half_term", "term"])


def _weekdays(half: HalfTerm) -> list[date]:
    days = (half.first + timedelta(days=offset) for offset in range((half.last - half.first).days + 1))
    return [day for day in days if day.weekday() < 5]


def _training_days(school: School) -> frozenset[date]:
    """Five a year: the first day, the first after Christmas or the last of autumn, and three that differ by school."""
    turn = int(school.code) % 3
    found: set[date] = set()
    for year in YEARS:
        aut1, aut2, spr1, _, sum1, sum2 = [half for half in half_terms() if half.term[:4] == str(year)]
        found |= {aut1.first, aut2.first if turn else aut2.last, spr1.first}
        found |= {sum2.first if turn == 1 else sum1.last, sum2.last}
    return frozenset(found)
