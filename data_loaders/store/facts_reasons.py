"""Register codes counted: how often each reason for absence stands in an enrolment's registers, by term and by year."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.attendance_codes import CountsAs, change_days, code_on
from data_loaders.store.facts_calendar import YEAR_PERIOD, Calendars, period_of_term
from data_loaders.store.facts_reading import Numbers, Values, day_number
from data_loaders.store.facts_sessions import PlacedRegisters

_ABSENT = frozenset({CountsAs.AUTHORISED, CountsAs.UNAUTHORISED})
_PRESENT_MARKS = ("/", "\\")
Codes = dict[str, int]


def code_counts(registers: pd.DataFrame) -> tuple[Numbers, list[tuple[date, Codes]]]:
    """Which of the distinct texts each row has, -1 for none, and of each text how often each code stands in it, with
    the first day of the stretch in which the codes mean what they meant in that row."""
    texts, distinct = pd.factorize(registers["marks"].fillna(registers["counts"]))
    changes = np.array([day_number(day) for day in change_days()], dtype=np.int64)
    eras = np.searchsorted(changes, registers["from_date"].to_numpy(dtype=np.int64), side="right")
    there = texts >= 0
    pairs, places = np.unique(texts[there] * (len(changes) + 1) + eras[there], return_inverse=True)
    found = np.full(len(texts), -1, dtype=np.int64)
    found[there] = places
    split = (divmod(int(pair), len(changes) + 1) for pair in pairs)
    return found, [(change_days()[era - 1] if era else date.min, _codes(distinct[text])) for text, era in split]


def _codes(text: str) -> Codes:
    """Marks ``/ \\ I I`` or counts ``I:3 U:1`` as how often each code stands there."""
    found: Counter[str] = Counter()
    for part in text.split():
        code, colon, often = part.rpartition(":")
        found[code if colon else often] += int(often) if colon else 1
    return found


def arrivals(registers: pd.DataFrame, *, texts: Numbers, codes: list[tuple[date, Codes]]) -> Values:
    """Sessions at which each row's pupil came, on time, late or after the register closed; NaN where it does not say:
    without codes, or with counts that leave the present marks out."""
    whole = registers["marks"].notna().to_numpy()
    told = np.array([any(code in held for code in _PRESENT_MARKS) for _, held in codes] + [False], dtype=np.bool_)
    came = [sum(often for code, often in held.items() if _came(code, day=day)) for day, held in codes]
    values = np.array([*came, 0], dtype=np.float64)[texts]
    return np.where((texts >= 0) & (whole | told[texts]), values, np.nan)


def _came(code: str, *, day: date) -> bool:
    meaning = code_on(code, day=day)
    return meaning is not None and (meaning.counts_as is CountsAs.PRESENT or meaning.late)


def reason_rows(placed: PlacedRegisters, *, texts: Numbers, codes: list[tuple[date, Codes]]) -> pd.DataFrame:
    """Sessions of absence by code: place, column, week (grain), year (grain), code, sessions; a row a register row and
    code that stands in it."""
    absent = [{code: n for code, n in held.items() if n and _absent(code, day=day)} for day, held in codes]
    lengths = np.array([*(len(each) for each in absent), 0], dtype=np.int64)
    firsts = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    rows = np.flatnonzero((placed.enrolments >= 0) & (lengths[texts] > 0))
    often = lengths[texts[rows]]
    within = np.arange(often.sum()) - np.repeat(np.cumsum(often) - often, often)
    at = np.repeat(firsts[texts[rows]], often) + within
    rows = np.repeat(rows, often)
    return pd.DataFrame(
        {
            "place": placed.enrolments[rows],
            "column": placed.columns[rows],
            "week": placed.by_week[rows],
            "year": placed.by_year[rows],
            "code": np.array([*chain.from_iterable(absent)], dtype=object)[at],
            "sessions": np.array([*chain.from_iterable(each.values() for each in absent)], dtype=np.int64)[at],
        }
    )


def _absent(code: str, *, day: date) -> bool:
    meaning = code_on(code, day=day)
    return meaning is not None and meaning.counts_as in _ABSENT


def reasons_by_period(rows: pd.DataFrame, *, placed: PlacedRegisters, calendars: Calendars) -> pd.DataFrame:
    """The same added up by enrolment, period and code, the finer grain winning as in every sum of sessions: place,
    period (number), code, sessions."""
    weeks, terms = _there(placed, chosen=placed.by_week), _there(placed, chosen=~placed.by_year)
    place, column = rows["place"].to_numpy(), rows["column"].to_numpy()
    in_year = rows["year"].to_numpy(dtype=bool)
    column_of_year = np.where(in_year, column, column // 3)
    years = np.asarray(terms.reshape(len(terms), terms.shape[1] // 3, 3).any(axis=2), dtype=np.bool_)
    kept_term = ~in_year & (rows["week"].to_numpy(dtype=bool) | ~weeks[place, np.where(in_year, 0, column)])
    kept_year = in_year & ~years[place, column_of_year]
    periods = period_of_term(calendars.first + column)
    by_term = rows[kept_term].assign(period=periods[kept_term])
    whole = kept_term | kept_year
    by_year = rows[whole].assign(period=4 * (calendars.first // 3 + column_of_year[whole]) + YEAR_PERIOD)
    both = pd.concat([by_term, by_year], ignore_index=True)
    found: pd.DataFrame = both.groupby(["place", "period", "code"], as_index=False)["sessions"].sum()
    return found


def _there(placed: PlacedRegisters, *, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each enrolment (row) has a row of the chosen grains in each term (column)."""
    found = np.zeros(placed.shape, dtype=np.bool_)
    chosen = chosen & (placed.enrolments >= 0) & (placed.columns >= 0) & (placed.columns < placed.shape[1])
    found[placed.enrolments[chosen], placed.columns[chosen]] = True
    return found
