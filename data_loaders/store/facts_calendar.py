"""When the terms of each school begin and end, and which of them there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.school_year import default_term_dates, term_name, term_number
from data_loaders.store.facts_reading import NEVER_ENDS, Numbers, PupilRecords, SchoolRecords, day_number
from data_loaders.vocabulary import academic_year

_DAYS = NEVER_ENDS + 1
"""More than any day number: packs a school and a day into one number that sorts by school, then day."""
YEAR_PERIOD = 3
"""A period's number is four times the first year of its academic year plus 0, 1, 2 for its terms, 3 for the year."""


@dataclass(frozen=True, kw_only=True)
class Calendars:
    """The terms of the schools. Rows are ``schools`` in order, columns the terms from number ``first`` on.

    ``starts`` and ``ends`` are the first and last open day of each term; where a school's calendar does not know the
    term they are the default dates. ``known`` says that the school's own calendar has the term; ``there`` that the
    term exists at the school: its calendar has it, or a record lies in it, or a record lies in its academic year, of
    which the calendar has nothing. ``open_days`` are packed (school × days + day) and sorted.
    """

    schools: tuple[str, ...]
    first: int
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    known: NDArray[np.bool_]
    there: NDArray[np.bool_]
    open_days: Numbers

    @cached_property
    def terms(self) -> Numbers:
        """The numbers of the terms, in order: a multiple of three of them, from an autumn to a summer."""
        return np.arange(self.first, self.first + self.starts.shape[1], dtype=np.int64)

    @cached_property
    def years(self) -> Numbers:
        """The first years of the academic years, in order."""
        return np.unique(self.terms // 3)

    @cached_property
    def _packed_ends(self) -> Numbers:
        monotonic = np.maximum.accumulate(self.ends, axis=1)
        return (np.arange(len(self.schools), dtype=np.int64)[:, None] * _DAYS + monotonic).ravel()

    def school_numbers(self, schools: pd.Series[str]) -> Numbers:
        """The row of each school."""
        return _rows(schools, schools=self.schools)

    def start_of(self, schools: Numbers, *, terms: Numbers) -> Numbers:
        """The first open day of each term at each school. The terms must be among ``terms``."""
        return np.asarray(self.starts[schools, terms - self.first])

    def end_of(self, schools: Numbers, *, terms: Numbers) -> Numbers:
        """The last open day of each term at each school."""
        return np.asarray(self.ends[schools, terms - self.first])

    def last_day_of(self, schools: Numbers, *, terms: Numbers) -> Numbers:
        """The same of terms that need not be among ``terms``: there it is the last default day."""
        among = (terms >= self.terms[0]) & (terms <= self.terms[-1])
        near = np.clip(terms, self.terms[0], self.terms[-1])
        return np.where(among, self.end_of(schools, terms=near), _dates_of(terms)[1])

    def term_of(self, schools: Numbers, *, days: Numbers) -> Numbers:
        """The term a day (or the week that begins on it) belongs to: the first that ends on that day or later.

        So a week counts whole, in one term: the week in which a term ends belongs to it, a week in the holidays to the
        next term, and the week in which a term begins to that term whether or not its Monday is open.
        """
        places = np.searchsorted(self._packed_ends, schools * _DAYS + days)
        return np.asarray(self.first + np.minimum(places - schools * len(self.terms), len(self.terms) - 1))

    def open_between(self, schools: Numbers, *, terms: Numbers, starts: Numbers, ends: Numbers) -> Numbers:
        """Open days of each term in ``[start, end)``; weekdays where the calendar does not know the term."""
        start = np.maximum(starts, self.start_of(schools, terms=terms))
        end = np.maximum(np.minimum(ends, self.end_of(schools, terms=terms) + 1), start)
        base = schools * _DAYS
        opened = np.searchsorted(self.open_days, base + end) - np.searchsorted(self.open_days, base + start)
        weekdays = np.busday_count(start.astype("datetime64[D]"), end.astype("datetime64[D]"))
        return np.where(self.known[schools, terms - self.first], opened, weekdays)


def period_name(period: int) -> str:
    """``8101`` → ``"2025-26.spring"``, ``8103`` → ``"2025-26"``."""
    year, which = divmod(period, 4)
    return academic_year(year) if which == YEAR_PERIOD else term_name(3 * year + which)


def period_of_term(terms: Numbers) -> Numbers:
    """The period that is the term."""
    return 4 * (terms // 3) + terms % 3


def terms_numbered(terms: pd.Series[str]) -> Numbers:
    """The numbers of terms written ``2025-26.spring``."""
    places, distinct = pd.factorize(terms)
    return np.array([term_number(term) for term in distinct], dtype=np.int64)[places]


def academic_years_of(days: Numbers) -> Numbers:
    """The first year of the academic year of each day, 1 August to 31 July."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray((months - 7) // 12 + 1970)


def make_calendars(open_days: pd.DataFrame, *, pupils: PupilRecords, records: SchoolRecords) -> Calendars:
    """The terms of every school with a calendar or an enrolment. ``open_days`` as ``read_open_days`` gives them."""
    schools = tuple(sorted({*open_days["school"], *pupils.enrolments["school"]}))
    used = terms_used(pupils, records=records)
    used = pd.concat([used, _newest_enrolments(pupils, but={*open_days["school"], *used["school"]})])
    opened = open_days.assign(row=_rows(open_days["school"], schools=schools), term=terms_numbered(open_days["term"]))
    numbers = np.concatenate([used["term"], opened["term"], terms_numbered(pupils.results["term"])])
    first, starts, ends = _default_dates(numbers, schools=len(schools))
    spans = opened.groupby(["row", "term"])["day"].agg(["min", "max"]).reset_index()
    cells = spans["row"].to_numpy(), spans["term"].to_numpy() - first
    known = np.zeros(starts.shape, dtype=np.bool_)
    known[cells], starts[cells], ends[cells] = True, spans["min"], spans["max"]
    there = _there(known, rows=_rows(used["school"], schools=schools), terms=used["term"].to_numpy() - first)
    packed = np.unique(opened["row"].to_numpy() * _DAYS + opened["day"].to_numpy())
    return Calendars(schools=schools, first=first, starts=starts, ends=ends, known=known, there=there, open_days=packed)


def terms_used(pupils: PupilRecords, *, records: SchoolRecords) -> pd.DataFrame:
    """The schools and terms in which a record lies, going by default dates: school, term.

    Results lie at the schools where the pupil was on roll in the term. Enrolments do not count: pupils may have come
    many years before anything was recorded about them.
    """
    named = pd.concat([records.conversations[["school", "term"]], records.clubs[["school", "term"]]])
    dated = pd.concat([frame[["school", "from_date"]] for frame in (records.registers, pupils.memberships)])
    dated = dated.drop_duplicates()
    frames = [
        _terms_of_results(pupils),
        named.assign(term=terms_numbered(named["term"])),
        dated[["school"]].assign(term=_default_terms(dated["from_date"].to_numpy(dtype=np.int64))),
    ]
    return pd.concat([frame.astype({"term": np.int64}) for frame in frames]).drop_duplicates()


def _terms_of_results(pupils: PupilRecords) -> pd.DataFrame:
    results = pupils.results[["pupil_id", "term"]].drop_duplicates()
    placed = results.assign(term=terms_numbered(results["term"])).merge(
        pupils.enrolments[["pupil_id", "school", "from_date", "to_date"]], on="pupil_id"
    )
    starts, ends = _dates_of(placed["term"].to_numpy())
    on_roll = (placed["from_date"].to_numpy() <= ends) & (placed["to_date"].to_numpy() > starts)
    return placed[["school", "term"]][on_roll]


def _newest_enrolments(pupils: PupilRecords, *, but: set[str]) -> pd.DataFrame:
    """The term of the newest enrolment of every school of which nothing else is known."""
    newest = pupils.enrolments.groupby("school")["from_date"].max().reset_index()
    newest = newest[~newest["school"].isin(but)]
    return newest[["school"]].assign(term=_default_terms(newest["from_date"].to_numpy(dtype=np.int64)))


def _rows(codes: pd.Series[str], *, schools: tuple[str, ...]) -> Numbers:
    places, distinct = pd.factorize(codes)
    rows = {school: row for row, school in enumerate(schools)}
    return np.array([rows[school] for school in distinct], dtype=np.int64)[places]


def _dates_of(terms: Numbers) -> tuple[Numbers, Numbers]:
    """First and last default day of each term."""
    places, distinct = pd.factorize(terms)
    dates = [default_term_dates(int(term)) for term in distinct]
    starts = np.array([day_number(first) for first, _ in dates], dtype=np.int64)
    ends = np.array([day_number(last) for _, last in dates], dtype=np.int64)
    return starts[places], ends[places]


def _default_terms(days: Numbers) -> Numbers:
    """The term of each day by the default dates; August belongs to the autumn it precedes."""
    autumns = 3 * academic_years_of(days)
    return np.asarray(autumns + sum((days > _dates_of(autumns + which)[1]).astype(np.int64) for which in (0, 1)))


def _default_dates(terms: Numbers, *, schools: int) -> tuple[int, Numbers, Numbers]:
    """The first term's number and the default dates of all terms, a row a school.

    They are whole academic years, and one more before the first: a first autumn's window begins there.
    """
    if not len(terms):
        return 0, np.zeros((schools, 0), dtype=np.int64), np.zeros((schools, 0), dtype=np.int64)
    first, last = 3 * (int(terms.min()) // 3 - 1), 3 * (int(terms.max()) // 3) + 2
    starts, ends = _dates_of(np.arange(first, last + 1, dtype=np.int64))
    return first, np.tile(starts, (schools, 1)), np.tile(ends, (schools, 1))


def _there(known: NDArray[np.bool_], *, rows: Numbers, terms: Numbers) -> NDArray[np.bool_]:
    there, used = known.copy(), np.zeros(known.shape, dtype=np.bool_)
    used[rows, terms] = True
    years = (len(known), known.shape[1] // 3, 3)
    by_default = used.reshape(years).any(axis=2) & ~known.reshape(years).any(axis=2)
    in_calendar_years = used & np.repeat(known.reshape(years).any(axis=2), 3, axis=1)
    return np.asarray(there | in_calendar_years | np.repeat(by_default, 3, axis=1))
