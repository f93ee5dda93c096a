"""Facts about structured conversations: a row a pupil and term, added up by pupils' year and by what came of a term.

Raw counts only: how many conversations a year should hold, and which terms have ended, is for the metrics. A pupil is
counted at each school of a main registration; a dual registration counts once, at the main school.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.school_year import first_of_september
from data_loaders.store.facts_calendar import Calendars, terms_numbered
from data_loaders.store.facts_enrolments import conversation_values, on_days
from data_loaders.store.facts_groups import group_days, half_of_terms
from data_loaders.store.facts_lookups import first_days_on_roll, open_on, rolled
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import NO_DAY, Numbers, PupilRecords
from data_loaders.store.tables_conversations import OUTCOMES, SEASONS, TARGET_SUMS

_FURTHEST = tuple(OUTCOMES)
_COUNTS = ("offered", "held", "counted", "declined")
_SUMMED = ("complete", *TARGET_SUMS)
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Stays:
    """The pupils of each school, as arrays in one order, each pupil and school once however many registrations.

    ``on_roll`` and ``in_group`` are by stay (row) and term (column): with a day in the term, and in the group for half
    of its open days. ``last`` is by stay and year: the place of the last registration with a day in it, -1 where none.
    """

    keys: Numbers
    pupils: Numbers
    schools: Numbers
    on_roll: Flags
    in_group: Flags
    last: Numbers


@dataclass(frozen=True, kw_only=True)
class ConversationFacts:
    """The rows of the three tables as numbers, NaN for null."""

    facts: pd.DataFrame
    years: pd.DataFrame
    terms: pd.DataFrame


def conversation_facts(
    conversations: pd.DataFrame,
    *,
    targets: pd.DataFrame,
    pupils: PupilRecords,
    places: Places,
    calendars: Calendars,
    chosen: Flags,
) -> ConversationFacts:
    """The facts of the chosen schools (by number) from conversations and targets as ``read_*`` give them."""
    stays = make_stays(pupils, places=places, calendars=calendars, chosen=chosen)
    sums = _sums(_talks(conversations, targets=targets), stays=stays, calendars=calendars)
    years = _frozen(stays, pupils=pupils, places=places, calendars=calendars)
    by_term = _term_rows(stays, sums=sums, frozen=years, calendars=calendars)
    talked = by_term["in_group"] | (by_term["outcome"] != "")
    return ConversationFacts(
        facts=by_term[talked], years=_year_cells(years, stays=stays, sums=sums), terms=_term_cells(by_term)
    )


def make_stays(pupils: PupilRecords, *, places: Places, calendars: Calendars, chosen: Flags) -> Stays:
    """The pupils with a main registration at the chosen schools."""
    wanted = np.flatnonzero(places.main & chosen[places.schools])
    keys, stay = np.unique(_key(places.pupils, schools=places.schools, places=places)[wanted], return_inverse=True)
    there = places.overlapping(calendars)[wanted]
    days = np.zeros((len(keys), there.shape[1]), dtype=np.int64)
    np.add.at(days, stay, group_days(pupils, places=places, calendars=calendars)[wanted])
    on_roll = np.zeros(days.shape, dtype=np.bool_)
    np.logical_or.at(on_roll, stay, there)
    in_year = there.reshape(len(wanted), there.shape[1] // 3, 3).any(axis=2)
    last = np.full((len(keys), in_year.shape[1]), -1, dtype=np.int64)
    np.maximum.at(last, stay, np.where(in_year, wanted[:, None], -1))
    schools = keys % places.number_of_schools
    return Stays(
        keys=keys, pupils=keys // places.number_of_schools, schools=schools, on_roll=on_roll, last=last,
        in_group=half_of_terms(days, schools=schools, calendars=calendars) & on_roll,
    )  # fmt: skip


def _key(pupils: Numbers, *, schools: Numbers, places: Places) -> Numbers:
    return pupils * places.number_of_schools + schools


def _talks(conversations: pd.DataFrame, *, targets: pd.DataFrame) -> pd.DataFrame:
    """The conversations with what each counts as, and its targets: how many of each kind were set, met and missed."""
    counts = {name.removeprefix("conversations_"): each for name, each in conversation_values(conversations).items()}
    rows = conversations[["pupil_id", "school", "day", "term", "status"]].assign(**counts)
    outcome = np.where(rows["counted"] > 0, "counted", np.where(rows["held"] > 0, "alone", rows["status"]))
    rows = rows.assign(rank=[_FURTHEST.index(each) for each in outcome])
    rows = rows.merge(_by_conversation(targets), on=["pupil_id", "school", "day"], how="left")
    rows = rows.fillna(dict.fromkeys(TARGET_SUMS, 0))
    both = (rows["curricular_set"] > 0) & (rows["wider_set"] > 0) & (rows["counted"] > 0)
    return rows.assign(complete=both.astype(np.int64))


def _by_conversation(targets: pd.DataFrame) -> pd.DataFrame:
    met = targets["met"].map(lambda known: -1 if known is None else int(known)).astype(np.int64)
    flags = {
        f"{kind}_{sum_}": ((targets["kind"] == kind) & test).astype(np.int64)
        for kind in ("curricular", "wider")
        for sum_, test in (("set", met >= -1), ("met", met == 1), ("missed", met == 0))
    }
    summed = targets[["pupil_id", "school", "day"]].assign(**flags)
    return summed.groupby(["pupil_id", "school", "day"], as_index=False).sum()


def _sums(talks: pd.DataFrame, *, stays: Stays, calendars: Calendars) -> dict[str, Numbers]:
    """By name, by stay and term: the sums of the conversations, the furthest outcome, the last day that is set.

    Conversations of a pupil without a main registration there in that term are left out.
    """
    stay = _stay_of(talks, stays=stays, calendars=calendars)
    column = terms_numbered(talks["term"]) - calendars.first
    inside = (stay >= 0) & (column >= 0) & (column < stays.on_roll.shape[1])
    inside[inside] = stays.on_roll[stay[inside], column[inside]]
    rows, cells = talks[inside], (stay[inside], column[inside])
    sums = {name: np.zeros(stays.on_roll.shape, dtype=np.int64) for name in (*_COUNTS, *_SUMMED, "rank")}
    for name in (*_COUNTS, *_SUMMED):
        np.add.at(sums[name], cells, rows[name].to_numpy(dtype=np.int64))
    np.maximum.at(sums["rank"], cells, rows["rank"].to_numpy(dtype=np.int64))
    days = np.where(rows["status"] == "scheduled", rows["day"], NO_DAY).astype(np.int64)
    sums["set_for"] = np.full(stays.on_roll.shape, NO_DAY, dtype=np.int64)
    np.maximum.at(sums["set_for"], cells, days)
    return sums


def _stay_of(rows: pd.DataFrame, *, stays: Stays, calendars: Calendars) -> Numbers:
    if not len(stays.keys):
        return np.full(len(rows), -1, dtype=np.int64)
    numbers = rows["pupil_id"].to_numpy(dtype=np.int64) * len(calendars.schools)
    wanted = numbers + calendars.school_numbers(rows["school"])
    found = np.minimum(np.searchsorted(stays.keys, wanted), len(stays.keys) - 1)
    return np.where(stays.keys[found] == wanted, found, -1)


def _frozen(stays: Stays, *, pupils: PupilRecords, places: Places, calendars: Calendars) -> pd.DataFrame:
    """A row a stay and year with a day in it: year group, registration class at its end, status at its start."""
    stay, column = np.nonzero(stays.last >= 0)
    place, years = stays.last[stay, column], calendars.years[column]
    who, schools = stays.pupils[stay], stays.schools[stay]
    begins = first_days_on_roll(pupils.enrolments, pupils=who, days=on_days(first_of_september, years=years))
    ends = np.minimum(calendars.end_of(schools, terms=3 * years + 2), places.to_days[place] - 1)
    names = np.array(calendars.schools, dtype=object)[schools]
    classes = open_on(pupils.memberships, by=["pupil_id", "school"], pupil_id=who, school=names, day=ends)
    return pd.DataFrame(
        {
            "stay": stay,
            "column": column,
            "pupil_id": who,
            "school": schools,
            "year": years,
            "level": rolled(places.levels[place], from_days=places.from_days[place], years=years),
            "class_id": classes.to_numpy(dtype=np.float64, na_value=np.nan),
            "sen_year": open_on(pupils.statuses, by=["pupil_id"], pupil_id=who, day=begins),
        }
    )


def _term_rows(stays: Stays, *, sums: dict[str, Numbers], frozen: pd.DataFrame, calendars: Calendars) -> pd.DataFrame:
    """A row a stay and term in which the pupil is on roll there."""
    rows: list[pd.DataFrame] = []
    for place in range(len(SEASONS)):
        column = 3 * frozen["column"].to_numpy() + place
        at = (frozen["stay"].to_numpy(), column)
        counts = {name: sums[name][at] for name in _COUNTS}
        set_for = sums["set_for"][at].astype(np.float64)
        term = frozen.assign(
            term=calendars.terms[column],
            in_group=stays.in_group[at],
            outcome=np.array(_FURTHEST, dtype=object)[sums["rank"][at]],
            set_for=np.where(set_for == NO_DAY, np.nan, set_for),
            **counts,
        )
        rows.append(term[stays.on_roll[at]])
    return pd.concat(rows, ignore_index=True)


_KEYS = ["school", "year", "level", "class_id", "sen_year"]


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    """With the values that stand for unknown in a key: class 0, status ""."""
    return rows.assign(class_id=rows["class_id"].fillna(0).astype(np.int64), sen_year=rows["sen_year"].fillna(""))


def _term_cells(rows: pd.DataFrame) -> pd.DataFrame:
    keyed = _keyed(rows).assign(n=1, in_group=rows["in_group"].astype(np.int64))
    keys = [*_KEYS, "term", "in_group", "outcome"]
    return keyed.groupby(keys, as_index=False)[["n", *_COUNTS]].sum()


def _year_cells(frozen: pd.DataFrame, *, stays: Stays, sums: dict[str, Numbers]) -> pd.DataFrame:
    rows = _keyed(frozen).assign(n=1)
    shape = (len(stays.keys), stays.last.shape[1], len(SEASONS))
    at = (rows["stay"].to_numpy(), rows["column"].to_numpy())
    inside, counted = stays.in_group.reshape(shape)[at], sums["counted"].reshape(shape)[at]
    pattern = {f"in_{season}": inside[:, place].astype(np.int64) for place, season in enumerate(SEASONS)}
    pattern |= {f"counted_{season}": counted[:, place] for place, season in enumerate(SEASONS)}
    yearly = {name: sums[name].reshape(shape).sum(axis=2)[at] for name in (*_SUMMED, "counted")}
    values = {name: yearly[name] for name in _SUMMED} | _squares(yearly)
    return rows.assign(**pattern, **values).groupby([*_KEYS, *pattern], as_index=False)[["n", *values]].sum()


def _squares(sums: dict[str, Numbers]) -> dict[str, Numbers]:
    met = sums["curricular_met"] + sums["wider_met"]
    closed = met + sums["curricular_missed"] + sums["wider_missed"]
    return {
        "with_closed": (closed > 0).astype(np.int64),
        "complete_squared": sums["complete"] ** 2,
        "met_squared": met**2,
        "closed_squared": closed**2,
        "met_closed": met * closed,
        "complete_counted": sums["complete"] * sums["counted"],
    }
