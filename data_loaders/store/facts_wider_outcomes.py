"""Wider outcomes by pupil, school and period: clubs, incidents, suspensions, parents' evenings. Raw sums only.

Four kinds of nothing stay apart: a school that supplied nothing for the period (null), a pupil of a school that did,
with no rows (0), rows that do not know the figure (null). Of incidents and suspensions a school has supplied every
period from the academic year of its first one on: no row means none only where somebody keeps the list.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_loaders.school_year import january_census_day
from data_loaders.store.facts_calendar import Calendars
from data_loaders.store.facts_enrolments import on_days
from data_loaders.store.facts_events import KEY, Events, clubs_in_periods, dated, excluded_marks
from data_loaders.store.facts_placing import Places
from data_loaders.store.tables_wider_outcomes import wider_outcomes_fact

_BULLYING = frozenset({"bullying", "racist", "disability", "discrimination"})
"""Kinds of incident counted as bullying: discrimination belongs to it."""
COUNTS = frozenset(
    column.name for column in wider_outcomes_fact.c if column.nullable and isinstance(column.type, sa.Integer)
) - {"class_id"}
"""The columns that count; null is *not supplied*."""
_PERMANENT = "PERM"
_LUNCHTIME = "LNCH"


def wider_outcomes_facts(
    events: Events, *, by_enrolment: pd.DataFrame, registers: pd.DataFrame, places: Places, calendars: Calendars
) -> pd.DataFrame:
    """The rows of ``wider_outcomes_fact``, schools and periods as numbers, NaN for null.

    ``by_enrolment`` are the rows of ``enrolment_facts``: a pupil with several main enrolments at a school in a period
    has one row here, with the status of the first and the class of the last.
    """
    clubs = clubs_in_periods(events, calendars=calendars)
    facts = _roll(by_enrolment, places=places)
    facts = _with_sums(facts, rows=_sessions(clubs))
    facts = _with_best(facts, clubs=clubs)
    facts = _with_sums(facts, rows=_incidents(dated(events.incidents, calendars=calendars)), since=True)
    facts = _with_sums(facts, rows=_suspensions(dated(events.suspensions, calendars=calendars)), since=True)
    facts = _with_sums(facts, rows=_evenings(dated(events.evenings, calendars=calendars)))
    return _with_sums(facts, rows=dated(excluded_marks(registers, calendars=calendars), calendars=calendars))


def _roll(by_enrolment: pd.DataFrame, *, places: Places) -> pd.DataFrame:
    """A row a pupil, school and period on roll there (main registration)."""
    main = by_enrolment[by_enrolment["main"].to_numpy(dtype=bool)].sort_values("place", kind="stable")
    place = main["place"].to_numpy(dtype=np.int64)
    census = on_days(january_census_day, years=main["year"].to_numpy(dtype=np.int64))
    held = (places.from_days[place] <= census) & (census < places.to_days[place])
    main = main.assign(january_roll=held)
    latest = main.drop_duplicates(KEY, keep="last")[[*KEY, "year", "level", "class_id", "at_end", "sen_january"]]
    first = main.drop_duplicates(KEY)[[*KEY, "sen_start"]]
    ever = main.groupby(KEY)["january_roll"].any().reset_index()
    return latest.merge(first, on=KEY).merge(ever, on=KEY)


def _with_sums(facts: pd.DataFrame, *, rows: pd.DataFrame, since: bool = False) -> pd.DataFrame:
    """The facts with the sums of the rows' counts: 0 without rows where the school has supplied the period.

    ``rows`` have ``KEY``, ``year`` and counts, NaN where not known. ``since``: a school has supplied every year from
    its first row on; otherwise the periods in which any of its rows knows the count.
    """
    for name in (str(column) for column in rows if column in COUNTS):
        values = rows[[*KEY, "year", name]]
        known = values[values[name].notna()]
        sums = known.groupby(KEY)[name].sum().rename("total").reset_index()
        found = facts[KEY].merge(sums, on=KEY, how="left").merge(_holes(values), on=KEY, how="left")
        supplied = _supplied(facts, rows=known, since=since) & found["hole"].isna().to_numpy()
        total = found["total"].fillna(0.0).to_numpy(dtype=np.float64)
        facts = facts.assign(**{name: np.where(supplied, total, np.nan)})
    return facts


def _holes(values: pd.DataFrame) -> pd.DataFrame:
    """The pupils, schools and periods of which a row does not know the count: a sum over the others would be wrong."""
    name = values.columns[-1]
    return values.loc[values[name].isna(), KEY].drop_duplicates().assign(hole=True)


def _supplied(
    facts: pd.DataFrame, *, rows: pd.DataFrame, since: bool
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    if since:
        first = facts["school"].map(rows.groupby("school")["year"].min())
        return np.asarray((facts["year"] >= first).to_numpy(dtype=bool))
    there = rows[["school", "period"]].drop_duplicates().assign(there=True)
    return facts[["school", "period"]].merge(there, on=["school", "period"], how="left")["there"].notna().to_numpy()


def _sessions(clubs: pd.DataFrame) -> pd.DataFrame:
    return clubs[[*KEY, "year"]].assign(
        club_sessions=clubs["attended"].astype(np.float64), club_offered=clubs["offered"].astype(np.float64)
    )


def _with_best(facts: pd.DataFrame, *, clubs: pd.DataFrame) -> pd.DataFrame:
    """The facts with the share of sessions attended in each pupil's best half term: all clubs together, in whole
    percents rounded down. 0 for a pupil in no club of a school whose registers say how many sessions were offered."""
    known = clubs[clubs["offered"].notna()].astype({"offered": np.float64, "attended": np.float64})
    halves = known.groupby([*KEY, "year", "half"])[["offered", "attended"]].sum().reset_index()
    halves = halves[halves["offered"] > 0]
    percent = np.floor(100 * halves["attended"] / halves["offered"] + 1e-9)
    best = halves.assign(club_percent=percent).groupby(KEY)["club_percent"].max().reset_index()
    found = facts[KEY].merge(best, on=KEY, how="left")["club_percent"].to_numpy(dtype=np.float64)
    supplied = _supplied(facts, rows=halves, since=False)
    nobody = supplied & np.isnan(found) & (facts["club_sessions"].to_numpy(dtype=np.float64) == 0)
    return facts.assign(club_percent=np.where(nobody, 0.0, found))


def _incidents(rows: pd.DataFrame) -> pd.DataFrame:
    """A pupil's parts in incidents: bullying (discrimination included) and behaviour, victim and perpetrator apart."""
    counts = {
        f"{what}_{role}": (rows["kind"].isin(kinds) & (rows["role"] == role)).astype(np.float64)
        for what, kinds in (("bullying", _BULLYING), ("behaviour", {"behaviour"}))
        for role in ("victim", "perpetrator")
    }
    return rows[[*KEY, "year"]].assign(**counts)


def _suspensions(rows: pd.DataFrame) -> pd.DataFrame:
    """Suspensions, their sessions (one for a lunchtime where none is recorded), and permanent exclusions."""
    permanent, lunchtime = rows["kind"] == _PERMANENT, rows["kind"] == _LUNCHTIME
    sessions = rows["sessions"].astype(np.float64).fillna(lunchtime.map({True: 1.0})).where(~permanent, 0.0)
    return rows[[*KEY, "year"]].assign(
        suspensions=(~permanent).astype(np.float64), suspension_sessions=sessions,
        permanent_exclusions=permanent.astype(np.float64),
    )  # fmt: skip


def _evenings(rows: pd.DataFrame) -> pd.DataFrame:
    came = rows["attended"].astype(bool).astype(np.float64)
    return rows[[*KEY, "year"]].assign(evenings_invited=1.0, evenings_attended=came)
