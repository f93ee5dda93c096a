"""One row an enrolment and period (each term, and the academic year): raw sums and what was frozen, no thresholds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.school_year import census_day, first_of_september, january_census_day
from data_loaders.store.facts_calendar import YEAR_PERIOD, Calendars, period_of_term, terms_numbered
from data_loaders.store.facts_counts import Tally, tally
from data_loaders.store.facts_groups import group_days, half_of_term
from data_loaders.store.facts_lookups import open_on, primary_needs, rolled
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import Numbers, PupilRecords, SchoolRecords, Values, day_number
from data_loaders.store.facts_sessions import session_tallies

_OFFERED = frozenset({"scheduled", "held", "parent_absent", "declined"})
"""Every conversation but one the school cancelled has been offered."""


def enrolment_facts(
    pupils: PupilRecords, *, records: SchoolRecords, places: Places, calendars: Calendars, chosen: NDArray[np.bool_]
) -> pd.DataFrame:
    """The rows of ``enrolment_fact`` of the ``chosen`` places, schools and periods as numbers, NaN for null.

    A row a term in which the enrolment has a day, and one a year in which it has such a term. Year rows hold the sums
    over the year to date; the group of the year is that of any of its terms.
    """
    there = places.overlapping(calendars) & chosen[:, None]
    by_year = _any_term(there)
    terms, years = np.nonzero(there), np.nonzero(by_year)
    grouped = half_of_term(group_days(pupils, places=places, calendars=calendars), places=places, calendars=calendars)
    years_grouped = _any_term(grouped & there)
    in_terms = _term_rows(*terms, places=places, calendars=calendars).assign(afa_group=grouped[terms])
    in_years = _year_rows(*years, places=places, calendars=calendars).assign(afa_group=years_grouped[years])
    frozen = pd.concat([in_terms, in_years], ignore_index=True)
    counts = _counts(records, places=places, calendars=calendars)
    sums = {name: np.concatenate([by[0][terms], by[1][years]]) for name, by in counts.items()}
    return _as_it_was(frozen, pupils=pupils, places=places, calendars=calendars).assign(**sums)


def _any_term(terms: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(terms.reshape(terms.shape[0], terms.shape[1] // 3, 3).any(axis=2))


def _term_rows(place: Numbers, column: Numbers, *, places: Places, calendars: Calendars) -> pd.DataFrame:
    schools, terms = places.schools[place], calendars.terms[column]
    return pd.DataFrame(
        {
            "place": place,
            "period": period_of_term(terms),
            "starts": calendars.start_of(schools, terms=terms),
            "ends": calendars.end_of(schools, terms=terms),
        }
    )


def _year_rows(place: Numbers, column: Numbers, *, places: Places, calendars: Calendars) -> pd.DataFrame:
    schools, years = places.schools[place], calendars.years[column]
    return pd.DataFrame(
        {
            "place": place,
            "period": 4 * years + YEAR_PERIOD,
            "starts": on_days(first_of_september, years=years),
            "ends": calendars.end_of(schools, terms=3 * years + 2),
        }
    )


def on_days(day_in: Any, *, years: Numbers) -> Numbers:
    """The day number of ``day_in(year)`` for each year."""
    places, distinct = pd.factorize(years)
    return np.array([day_number(day_in(int(year))) for year in distinct], dtype=np.int64)[places]


def _as_it_was(rows: pd.DataFrame, *, pupils: PupilRecords, places: Places, calendars: Calendars) -> pd.DataFrame:
    """The rows with everything that is frozen on a day: status, need, class, year group."""
    place, starts, ends = (rows[name].to_numpy(dtype=np.int64) for name in ("place", "starts", "ends"))
    who, from_days, to_days = places.pupils[place], places.from_days[place], places.to_days[place]
    years = rows["period"].to_numpy(dtype=np.int64) // 4
    first, last = np.maximum(starts, from_days), to_days - 1
    january = np.clip(on_days(january_census_day, years=years), from_days, last)
    census = _census_days(rows, first=first, last=np.maximum(np.minimum(ends, last), first))
    schools = np.array(calendars.schools, dtype=object)[places.schools[place]]
    classes = open_on(
        pupils.memberships, by=["pupil_id", "school"], pupil_id=who, school=schools, day=np.minimum(ends, last)
    )
    return rows.assign(
        enrolment_id=places.ids[place],
        pupil_id=who,
        school=places.schools[place],
        year=years,
        level=rolled(places.levels[place], from_days=from_days, years=years),
        class_id=classes.to_numpy(dtype=np.float64, na_value=np.nan),
        main=places.main[place],
        at_end=(from_days <= ends) & (ends < to_days),
        sen_start=open_on(pupils.statuses, by=["pupil_id"], pupil_id=who, day=first),
        sen_census=open_on(pupils.statuses, by=["pupil_id"], pupil_id=who, day=census),
        sen_january=open_on(pupils.statuses, by=["pupil_id"], pupil_id=who, day=january),
        need_start=primary_needs(pupils.needs, pupils=who, days=first),
        need_january=primary_needs(pupils.needs, pupils=who, days=january),
        need_census=primary_needs(pupils.needs, pupils=who, days=census),
    )


def _census_days(rows: pd.DataFrame, *, first: Numbers, last: Numbers) -> Numbers:
    """The census day of each row's period, of a year January's, or the nearest day of the enrolment within it."""
    periods = rows["period"].to_numpy(dtype=np.int64)
    which = np.where(periods % 4 == YEAR_PERIOD, 1, periods % 4)
    return np.clip(on_days(census_day, years=3 * (periods // 4) + which), first, last)


def _counts(records: SchoolRecords, *, places: Places, calendars: Calendars) -> dict[str, tuple[Values, Values]]:
    """Every count by its column's name: arrays of enrolments by terms, and by years."""
    sessions = session_tallies(records.registers, places=places, calendars=calendars)
    tallies = {f"sessions_{name}": both for name, both in sessions.items()}
    for rows, values in (
        (records.conversations, conversation_values(records.conversations)),
        (records.clubs, club_values(records.clubs)),
    ):
        tallies |= _by_term(rows, values=values, places=places, calendars=calendars)
    return {
        name: (terms.settled(places.schools), years.settled(places.schools)) for name, (terms, years) in tallies.items()
    }


def conversation_counts(
    conversations: pd.DataFrame, *, places: Places, calendars: Calendars
) -> dict[str, tuple[Values, Values]]:
    """The counts of conversations alone, by their columns' names: arrays of enrolments by terms, and by years."""
    values = conversation_values(conversations)
    tallies = _by_term(conversations, values=values, places=places, calendars=calendars)
    return {
        name: (terms.settled(places.schools), years.settled(places.schools)) for name, (terms, years) in tallies.items()
    }


def conversation_values(conversations: pd.DataFrame) -> dict[str, Values]:
    """What each conversation counts as, 1 or 0. *Counted* is held with a parent or carer taking part."""
    status = conversations["status"]
    held, came = status == "held", conversations["parent_present"].map(lambda known: known in (True, 1))
    counts = {"offered": status.isin(_OFFERED), "held": held, "counted": held & came, "declined": status == "declined"}
    return {f"conversations_{name}": each.to_numpy(dtype=np.float64) for name, each in counts.items()}


def club_values(clubs: pd.DataFrame) -> dict[str, Values]:
    """Sessions offered and attended of each row of a club's register, NaN where the file does not say."""
    return {
        f"activity_{name}": clubs[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("offered", "attended")
    }


def _by_term(
    rows: pd.DataFrame, *, values: dict[str, Values], places: Places, calendars: Calendars
) -> dict[str, tuple[Tally, Tally]]:
    """Rows that name their term, added up at the pupil's last enrolment at that school in that term."""
    schools, terms = calendars.school_numbers(rows["school"]), terms_numbered(rows["term"])
    enrolments = places.at(
        rows["pupil_id"].to_numpy(dtype=np.int64), schools=schools,
        starts=calendars.start_of(schools, terms=terms), ends=calendars.end_of(schools, terms=terms),
    )  # fmt: skip
    shape = (len(places.ids), len(calendars.terms))
    tallies = {
        name: tally(each, enrolments=enrolments, columns=terms - calendars.first, shape=shape)
        for name, each in values.items()
    }
    return {name: (one, one.by_year()) for name, one in tallies.items()}
