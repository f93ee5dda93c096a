"""Sessions from registers: a week's marks, a term's counts by code, or totals as a file gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.attendance_codes import Sessions, change_days, sessions_of
from data_loaders.store.facts_calendar import Calendars, academic_years_of
from data_loaders.store.facts_counts import Tally, tally
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import NO_DAY, SESSION_COLUMNS, Numbers, Values, day_number

_NO_MARKS = frozenset({"-", "#"})
_WEEK = 6
"""Days from a week's Monday to its Sunday."""


@dataclass(frozen=True, kw_only=True)
class PlacedRegisters:
    """The rows of registers, each at the enrolment it belongs to (-1 nowhere): arrays of one length.

    ``columns`` is the term, or of a year's totals the academic year, as the column of an array over
    ``Calendars.terms`` or ``Calendars.years``. ``by_week`` and ``by_year`` are the grain; the rest are by term.
    """

    enrolments: Numbers
    columns: Numbers
    by_week: NDArray[np.bool_]
    by_year: NDArray[np.bool_]
    shape: tuple[int, int]

    def tallies(self, values: Values) -> tuple[Tally, Tally]:
        """A value of each row added up by term and by academic year: weeks win over a term's counts of the same
        enrolment and term, and both win over a year's totals."""
        weeks = self._added(values, chosen=self.by_week, width=self.shape[1])
        by_term = weeks.or_else(self._added(values, chosen=~self.by_week & ~self.by_year, width=self.shape[1]))
        return by_term, by_term.by_year().or_else(self._added(values, chosen=self.by_year, width=self.shape[1] // 3))

    def _added(self, values: Values, *, chosen: NDArray[np.bool_], width: int) -> Tally:
        columns, shape = self.columns[chosen], (self.shape[0], width)
        return tally(values[chosen], enrolments=self.enrolments[chosen], columns=columns, shape=shape)


def place_registers(registers: pd.DataFrame, *, places: Places, calendars: Calendars) -> PlacedRegisters:
    """Where each row of the registers belongs. A week belongs whole to the term of its Monday, see
    ``Calendars.term_of``, and to the enrolment the pupil had at that school in that week."""
    by_week = (registers["grain"] == "week").to_numpy(dtype=bool)
    by_year = (registers["grain"] == "year").to_numpy(dtype=bool)
    starts = registers["from_date"].to_numpy(dtype=np.int64)
    schools = calendars.school_numbers(registers["school"])
    terms = calendars.term_of(schools, days=starts)
    last_days = np.where(by_week, starts + _WEEK, calendars.end_of(schools, terms=terms))
    last_days = np.where(by_year, calendars.end_of(schools, terms=_summers(starts, calendars=calendars)), last_days)
    pupils = registers["pupil_id"].to_numpy(dtype=np.int64)
    return PlacedRegisters(
        enrolments=places.at(pupils, schools=schools, starts=starts, ends=last_days),
        columns=np.where(by_year, academic_years_of(starts) - calendars.first // 3, terms - calendars.first),
        by_week=by_week,
        by_year=by_year,
        shape=(len(places.ids), len(calendars.terms)),
    )


def session_tallies(registers: pd.DataFrame, *, places: Places, calendars: Calendars) -> dict[str, tuple[Tally, Tally]]:
    """Sessions by term and by academic year for each of ``SESSION_COLUMNS``, an array of enrolments by periods each.

    Rows outside every enrolment at their school are in no sum.
    """
    placed, values = place_registers(registers, places=places, calendars=calendars), session_values(registers)
    return {name: placed.tallies(values[name]) for name in SESSION_COLUMNS}


def session_values(registers: pd.DataFrame) -> dict[str, Values]:
    """The five session counts of each register row, NaN where the row does not know one: never nought for a hole.

    Marks are counted where there are any; else totals stand as given, then counts by code fill what is missing: they
    know possible and attended sessions only if present marks (/ or \\) are among them. Of possible, attended and
    absent, two give the third.
    """
    given = {name: registers[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in SESSION_COLUMNS}
    counted = _counted(registers, column="counts", read=_counts_read)
    marked = _counted(registers, column="marks", read=_marks_read)
    has_marks = registers["marks"].notna().to_numpy()
    filled = {name: np.where(np.isnan(given[name]), counted[name], given[name]) for name in SESSION_COLUMNS}
    absent = filled["authorised"] + filled["unauthorised"]
    for name, implied in (("attended", filled["possible"] - absent), ("possible", filled["attended"] + absent)):
        filled[name] = np.where(np.isnan(filled[name]), implied, filled[name])
    return {name: np.where(has_marks, marked[name], filled[name]) for name in SESSION_COLUMNS}


def last_marked_days(registers: pd.DataFrame) -> Numbers:
    """The last day of each row's week with a real mark, neither ``-`` nor ``#``; ``NO_DAY`` where there is none."""
    places, distinct = pd.factorize(registers["marks"])
    last = np.array([*(_last_session(text.split()) for text in distinct), -1], dtype=np.int64)[places]
    starts = registers["from_date"].to_numpy(dtype=np.int64)
    return np.where(last < 0, NO_DAY, starts + last // 2)


def _last_session(codes: list[str]) -> int:
    return max((place for place, code in enumerate(codes) if code not in _NO_MARKS), default=-1)


def _summers(days: Numbers, *, calendars: Calendars) -> Numbers:
    return np.clip(3 * academic_years_of(days) + 2, calendars.terms[0], calendars.terms[-1])


def _counted(registers: pd.DataFrame, *, column: str, read: Any) -> dict[str, Values]:
    """Each distinct text is read once for each stretch of days in which the codes kept their meaning."""
    texts, distinct = pd.factorize(registers[column])
    eras = np.searchsorted(_changes(), registers["from_date"].to_numpy(dtype=np.int64), side="right")
    pairs, places = np.unique(texts * (len(_changes()) + 1) + eras, return_inverse=True)
    sums = [_read_pair(int(pair), distinct=distinct, read=read) for pair in pairs]
    table = np.array(sums, dtype=np.float64).reshape(len(sums), len(SESSION_COLUMNS))[places]
    return {name: table[:, which] for which, name in enumerate(SESSION_COLUMNS)}


def _changes() -> Numbers:
    return np.array([day_number(day) for day in change_days()], dtype=np.int64)


def _read_pair(pair: int, *, distinct: Any, read: Any) -> tuple[float, ...]:
    place, era = divmod(pair, len(change_days()) + 1)
    day = change_days()[era - 1] if era else date.min
    return (np.nan,) * len(SESSION_COLUMNS) if place < 0 else tuple(read(distinct[place], day=day))


def _marks_read(text: str, *, day: date) -> Sessions:
    return sessions_of(((code, 1) for code in text.split()), day=day)


def _counts_read(text: str, *, day: date) -> tuple[float, ...]:
    pairs = [(code, int(often)) for code, _, often in (part.rpartition(":") for part in text.split())]
    sums = sessions_of(pairs, day=day)
    whole = any(code in {"/", "\\"} for code, _ in pairs)
    return (*(sums[:2] if whole else (np.nan, np.nan)), *sums[2:])
