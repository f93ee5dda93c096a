"""What each school has supplied for each term, and when the term begins and ends there: the rows of ``term_fact``."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_loaders.store.facts_calendar import Calendars, terms_numbered
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import NO_DAY, SESSION_COLUMNS, Numbers, SchoolRecords
from data_loaders.store.facts_sessions import last_marked_days


def term_facts(records: SchoolRecords, *, taken: pd.DataFrame, places: Places, calendars: Calendars) -> pd.DataFrame:
    """A row a school and term that there is: dates as day numbers, schools and terms as numbers, NaN for null.

    ``open_days`` is null where the school's calendar does not have the term, ``registers_to`` where no week has a real
    mark (a term's or year's totals do not say up to which day they go).
    """
    schools, columns = np.nonzero(calendars.there)
    terms = calendars.terms[columns]
    at = (schools, columns)
    opened = calendars.open_between(
        schools, terms=terms, starts=calendars.starts[at], ends=calendars.ends[at] + 1
    ).astype(np.float64)
    return pd.DataFrame(
        {
            "school": schools,
            "term": terms,
            "starts": calendars.starts[at],
            "ends": calendars.ends[at],
            "open_days": np.where(calendars.known[at], opened, np.nan),
            "on_roll": _on_roll(places, calendars=calendars)[at],
            "results": _results(taken, places=places, calendars=calendars)[at],
            "conversations": _named(records.conversations, calendars=calendars)[at],
            "club_registers": _named(records.clubs, calendars=calendars)[at],
        }
    ).assign(**_registers(records.registers, calendars=calendars, schools=schools, columns=columns))


def _on_roll(places: Places, *, calendars: Calendars) -> Numbers:
    """Pupils with a main registration at each school (row) on a day of each term (column), each counted once."""
    place, column = np.nonzero(places.overlapping(calendars) & places.main[:, None])
    once = pd.DataFrame({"pupil": places.pupils[place], "school": places.schools[place], "column": column})
    once = once.drop_duplicates()
    return _counted(once["school"].to_numpy(), columns=once["column"].to_numpy(), calendars=calendars)


def _results(taken: pd.DataFrame, *, places: Places, calendars: Calendars) -> Numbers:
    here = taken[taken["place"] >= 0]
    schools = places.schools[here["place"].to_numpy(dtype=np.int64)]
    return _counted(schools, columns=here["term"].to_numpy() - calendars.first, calendars=calendars)


def _named(rows: pd.DataFrame, *, calendars: Calendars) -> Numbers:
    columns = terms_numbered(rows["term"]) - calendars.first
    return _counted(calendars.school_numbers(rows["school"]), columns=columns, calendars=calendars)


def _registers(
    registers: pd.DataFrame, *, calendars: Calendars, schools: Numbers, columns: Numbers
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Rows with a real mark, or with counts or totals of a term; and the last day with a real mark, NaN where none."""
    marked = last_marked_days(registers)
    totals = registers[["counts", *SESSION_COLUMNS]].notna().to_numpy().any(axis=1)
    kept = (marked != NO_DAY) | (totals & (registers["grain"] == "term").to_numpy(dtype=bool))
    rows = calendars.school_numbers(registers["school"])
    terms = calendars.term_of(rows, days=registers["from_date"].to_numpy(dtype=np.int64)) - calendars.first
    latest = np.full(calendars.starts.shape, NO_DAY, dtype=np.int64)
    np.maximum.at(latest, (rows, terms), marked)
    to = latest[schools, columns].astype(np.float64)
    counted = _counted(rows[kept], columns=terms[kept], calendars=calendars)[schools, columns]
    return {"register_marks": counted.astype(np.float64), "registers_to": np.where(to == NO_DAY, np.nan, to)}


def _counted(schools: Numbers, *, columns: Numbers, calendars: Calendars) -> Numbers:
    shape = calendars.starts.shape
    cells = schools.astype(np.int64) * shape[1] + columns.astype(np.int64)
    return np.bincount(cells, minlength=shape[0] * shape[1]).astype(np.int64).reshape(shape)
