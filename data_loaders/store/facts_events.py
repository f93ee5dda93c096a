"""Reads what wider outcomes are made of, and puts it in periods: club registers, incidents, suspensions, evenings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_loaders.store.facts_calendar import YEAR_PERIOD, Calendars, academic_years_of, period_of_term, terms_numbered
from data_loaders.store.facts_reading import NO_DAY, Numbers, Values, day_numbers, read_records
from data_loaders.store.tables import TABLES

KEY = ["pupil_id", "school", "period"]
_EXCLUDED = "E"
"""The register's code of a pupil suspended or permanently excluded, with no other provision made."""


@dataclass(frozen=True, kw_only=True)
class Events:
    """Records made at schools, a frame each with ``pupil_id``, ``school`` and ``day`` (a day number).

    ``clubs``: activity, kind, term, offered, attended; ``incidents``: kind, role; ``suspensions``: kind, sessions;
    ``evenings``: attended. ``half_terms``: school, term and ``ends``, the last open day of each half term.
    """

    clubs: pd.DataFrame
    incidents: pd.DataFrame
    suspensions: pd.DataFrame
    evenings: pd.DataFrame
    half_terms: pd.DataFrame


def read_events(connection: sa.Connection, *, schools: Collection[str] | None) -> Events:
    """The events of the schools (None: of every school)."""

    def read(name: str, *columns: str, day: str) -> pd.DataFrame:
        return read_records(connection, name=name, columns=columns, day=day, schools=schools)

    clubs = read("activity_session", *("activity", "term", "offered", "attended"), day="from_date")
    known = clubs.merge(_kinds(connection), on=["school", "activity"], how="left")
    return Events(
        clubs=known.assign(kind=known["kind"].fillna("other")),
        incidents=read("incident", *("kind", "role"), day="date"),
        suspensions=read("suspension", *("kind", "sessions"), day="from_date"),
        evenings=read("parents_evening", "attended", day="date"),
        half_terms=_half_terms(connection),
    )


def _kinds(connection: sa.Connection) -> pd.DataFrame:
    activity = TABLES["activity"].c
    rows = connection.execute(sa.select(activity.school, activity.activity, activity.kind)).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=["school", "activity", "kind"], dtype=object)


def _half_terms(connection: sa.Connection) -> pd.DataFrame:
    calendar = TABLES["calendar"].c
    ends = sa.func.max(sa.cast(calendar.date, sa.Text))
    statement = sa.select(calendar.school, calendar.term, ends).where(calendar.open.is_(True))
    rows = connection.execute(statement.group_by(calendar.school, calendar.term, calendar.half_term)).all()
    frame = pd.DataFrame([tuple(row) for row in rows], columns=["school", "term", "ends"], dtype=object)
    return frame.assign(ends=day_numbers(frame["ends"], missing=NO_DAY))


def clubs_in_periods(events: Events, *, calendars: Calendars) -> pd.DataFrame:
    """Club rows in each period they count in, with ``half``: a number that tells half terms apart and sorts them."""
    clubs = events.clubs.assign(half=_halves(events), term=terms_numbered(events.clubs["term"]))
    return _in_periods(clubs, calendars=calendars)


def _halves(events: Events) -> Numbers:
    """The last day of the half term in which each club row lies; 0 where the school's calendar has not the term, which
    then counts as one."""
    clubs, halves = events.clubs, events.half_terms
    found = np.zeros(len(clubs), dtype=np.int64)
    by_term = {key: np.sort(held["ends"].to_numpy(dtype=np.int64)) for key, held in halves.groupby(["school", "term"])}
    for key, rows in clubs.reset_index(drop=True).groupby(["school", "term"]):
        if key in by_term:
            ends = by_term[key]
            place = np.searchsorted(ends, rows["day"].to_numpy(dtype=np.int64))
            found[rows.index.to_numpy()] = ends[np.minimum(place, len(ends) - 1)]
    return found


def dated(rows: pd.DataFrame, *, calendars: Calendars) -> pd.DataFrame:
    """Rows with a ``day`` in each period they count in: the term of the day, within the day's own academic year."""
    days = rows["day"].to_numpy(dtype=np.int64)
    terms = calendars.term_of(calendars.school_numbers(rows["school"]), days=days)
    autumns = 3 * academic_years_of(days)
    return _in_periods(rows.assign(term=np.clip(terms, autumns, autumns + 2)), calendars=calendars)


def _in_periods(rows: pd.DataFrame, *, calendars: Calendars) -> pd.DataFrame:
    """The rows with the number of their school and ``year``, twice: in the ``period`` of their term and of the year."""
    terms = rows["term"].to_numpy(dtype=np.int64)
    numbered = rows.assign(school=calendars.school_numbers(rows["school"]), year=terms // 3)
    periods = period_of_term(terms), 4 * (terms // 3) + YEAR_PERIOD
    return pd.concat([numbered.assign(period=each) for each in periods], ignore_index=True)


def excluded_marks(registers: pd.DataFrame, *, calendars: Calendars) -> pd.DataFrame:
    """Register rows with the sessions marked as suspended or excluded, NaN where a row has totals only.

    A term's counts stand only where the pupil has no week in that term, a year's totals nowhere.
    """
    rows = registers[registers["grain"] != "year"]
    found = rows[["pupil_id", "school"]].assign(day=rows["from_date"], excluded_sessions=_excluded(rows))
    terms = calendars.term_of(calendars.school_numbers(rows["school"]), days=rows["from_date"].to_numpy(dtype=np.int64))
    keys = found[["pupil_id", "school"]].assign(term=terms)
    weekly = (rows["grain"] == "week").to_numpy(dtype=bool)
    has_weeks = pd.MultiIndex.from_frame(keys).isin(pd.MultiIndex.from_frame(keys[weekly]))
    return found[weekly | ~has_weeks].reset_index(drop=True)


def _excluded(rows: pd.DataFrame) -> Values:
    places, distinct = pd.factorize(rows["marks"])
    marked = np.array([*(text.split().count(_EXCLUDED) for text in distinct), np.nan], dtype=np.float64)[places]
    spots, texts = pd.factorize(rows["counts"])
    counted = np.array([*(_of_counts(text) for text in texts), np.nan], dtype=np.float64)[spots]
    return np.where(np.isnan(marked), counted, marked)


def _of_counts(text: str) -> int:
    pairs = (part.rpartition(":") for part in text.split())
    return sum(int(often) for code, _, often in pairs if code == _EXCLUDED)
