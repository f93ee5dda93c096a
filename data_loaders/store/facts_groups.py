"""Who is in the Achievement for All group: as a school lists it, else every pupil with SEN provision on 1 September."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.school_year import first_of_september
from data_loaders.store.facts_calendar import Calendars
from data_loaders.store.facts_lookups import first_days_on_roll, half_or_more, open_on
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import Numbers, PupilRecords, day_number
from data_loaders.vocabulary import SEND_CODES


def half_of_term(days: Numbers, *, places: Places, calendars: Calendars) -> NDArray[np.bool_]:
    """Whether the days in the group are at least half the open days of each term, a row an enrolment."""
    return half_of_terms(days, schools=places.schools, calendars=calendars)


def half_of_terms(days: Numbers, *, schools: Numbers, calendars: Calendars) -> NDArray[np.bool_]:
    """Whether the days are at least half the open days of each term (column) at the school of each row."""
    return np.stack(
        [
            half_or_more(days[:, column], whole=_open_days(schools, term=term, calendars=calendars))
            for column, term in enumerate(calendars.terms.tolist())
        ],
        axis=1,
    ) if len(calendars.terms) else np.zeros(days.shape, dtype=np.bool_)  # fmt: skip


def group_days(pupils: PupilRecords, *, places: Places, calendars: Calendars) -> Numbers:
    """Open days of each term (column) on which the pupil of each enrolment (row) was on roll there and in the group.

    A school lists its group for an academic year when the group of any of its pupils, not brought along from another
    school, is open on a day of the year. Where it lists none, the group is every pupil with SEN provision on
    1 September, or on the first day on roll in the trust where that is later.
    """
    days = np.zeros((len(places.ids), len(calendars.terms)), dtype=np.int64)
    if not days.size:
        return days
    listed = _listed(pupils.afa_groups, places=places)
    lists = _school_years_listed(listed, places=places, calendars=calendars)
    rows = listed["place"].to_numpy(dtype=np.int64)
    provided = [_provided(pupils, places=places, year=year) for year in calendars.years.tolist()]
    for column, term in enumerate(calendars.terms.tolist()):
        open_days = _between(places, term=term, calendars=calendars, rows=rows, frame=listed)
        in_list = np.bincount(rows, weights=open_days, minlength=len(days)).astype(np.int64)
        on_roll = _on_roll_days(places, term=term, calendars=calendars)
        says = lists[places.schools, column // 3]
        days[:, column] = np.where(says, in_list, np.where(provided[column // 3], on_roll, 0))
    return days


def _listed(groups: pd.DataFrame, *, places: Places) -> pd.DataFrame:
    """Each stretch of an enrolment in a listed group: place, starts, ends, brought along from elsewhere or not."""
    held = pd.DataFrame(
        {
            "pupil_id": places.pupils,
            "place": np.arange(len(places.ids)),
            "since": places.from_days,
            "till": places.to_days,
        }
    )
    first = held.groupby("pupil_id")["since"].transform("min")
    both = groups.merge(held.assign(newcomer=held["since"] > first), on="pupil_id")
    both = both.assign(
        starts=np.maximum(both["from_date"], both["since"]),
        ends=np.minimum(both["to_date"], both["till"]),
        brought=both["newcomer"] & (both["from_date"] < both["since"]),
    )
    return both[both["starts"] < both["ends"]]


def school_years_listed(pupils: PupilRecords, *, places: Places, calendars: Calendars) -> NDArray[np.bool_]:
    """Whether each school (row) lists a group of its own in each academic year (column)."""
    return _school_years_listed(_listed(pupils.afa_groups, places=places), places=places, calendars=calendars)


def _school_years_listed(listed: pd.DataFrame, *, places: Places, calendars: Calendars) -> NDArray[np.bool_]:
    """Whether each school (row) lists a group of its own in each academic year (column)."""
    lists = np.zeros((len(calendars.schools), len(calendars.years)), dtype=np.bool_)
    own = listed[~listed["brought"]]
    schools = places.schools[own["place"].to_numpy(dtype=np.int64)]
    for column, year in enumerate(calendars.years.tolist()):
        begins, ends = day_number(first_of_september(year)), day_number(first_of_september(year + 1))
        lists[schools[((own["starts"] < ends) & (own["ends"] > begins)).to_numpy(dtype=bool)], column] = True
    return lists


def _between(places: Places, *, term: int, calendars: Calendars, rows: Numbers, frame: pd.DataFrame) -> Numbers:
    return calendars.open_between(
        places.schools[rows],
        terms=np.full(len(rows), term),
        starts=frame["starts"].to_numpy(dtype=np.int64),
        ends=frame["ends"].to_numpy(dtype=np.int64),
    )


def _on_roll_days(places: Places, *, term: int, calendars: Calendars) -> Numbers:
    terms = np.full(len(places.ids), term)
    return calendars.open_between(places.schools, terms=terms, starts=places.from_days, ends=places.to_days)


def _open_days(schools: Numbers, *, term: int, calendars: Calendars) -> Numbers:
    terms = np.full(len(schools), term)
    return calendars.open_between(
        schools,
        terms=terms,
        starts=calendars.start_of(schools, terms=terms),
        ends=calendars.end_of(schools, terms=terms) + 1,
    )


def _provided(pupils: PupilRecords, *, places: Places, year: int) -> NDArray[np.bool_]:
    begins = np.full(len(places.ids), day_number(first_of_september(year)))
    days = first_days_on_roll(pupils.enrolments, pupils=places.pupils, days=begins)
    codes = open_on(pupils.statuses, by=["pupil_id"], pupil_id=places.pupils, day=days)
    return np.asarray(codes.isin(SEND_CODES).to_numpy(dtype=np.bool_))
