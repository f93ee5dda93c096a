"""From registers and the enrolments' facts to every table of attendance, for the schools being rebuilt."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_loaders.store import facts_attendance, facts_weeks
from data_loaders.store.facts_calendar import YEAR_PERIOD, Calendars
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import SchoolRecords, Values
from data_loaders.store.facts_reasons import arrivals, code_counts, reason_rows, reasons_by_period
from data_loaders.store.facts_sessions import PlacedRegisters, place_registers, session_values
from data_loaders.store.tables_attendance import absence_cell, absence_reason, absence_spread, absence_week


def attendance_rows(
    connection: sa.Connection,
    *,
    enrolments: pd.DataFrame,
    records: SchoolRecords,
    places: Places,
    calendars: Calendars,
    schools: Collection[str] | None,
) -> list[tuple[sa.Table, pd.DataFrame]]:
    """The rows of each table of ``ATTENDANCE_FACTS``, in words; ``enrolments`` are those of ``enrolment_facts``."""
    registers = records.registers
    placed = place_registers(registers, places=places, calendars=calendars)
    texts, codes = code_counts(registers)
    values = {**session_values(registers), "arrived": arrivals(registers, texts=texts, codes=codes)}
    arrived = _by_enrolment(values["arrived"], placed=placed, enrolments=enrolments, places=places, calendars=calendars)
    counted = facts_attendance.counted_enrolments(enrolments, arrived=arrived)
    why = reasons_by_period(reason_rows(placed, texts=texts, codes=codes), placed=placed, calendars=calendars)
    weeks = facts_weeks.week_rows(
        registers, placed=placed, values=values, enrolments=enrolments, places=places, calendars=calendars
    )
    halves = facts_weeks.read_half_terms(connection, schools=schools)
    known = facts_weeks.school_weeks(weeks, halves=halves, calendars=calendars)
    by_half = facts_weeks.half_terms(weeks, known=known, counted=counted, calendars=calendars)
    statuses = facts_attendance.statuses_of_years(counted, places=places, calendars=calendars)
    cells = [facts_attendance.cells(each) for each in (counted, by_half)]
    found = [
        (absence_cell, pd.concat(cells, ignore_index=True)),
        (absence_spread, facts_attendance.spread(counted)),
        (absence_reason, facts_attendance.reasons(why, counted=counted)),
        (absence_week, facts_weeks.week_cells(weeks, known=known, statuses=statuses, calendars=calendars)),
    ]
    names = np.array(calendars.schools, dtype=object)
    return [(table, rows.assign(school=names[rows["school"].to_numpy(dtype=np.int64)])) for table, rows in found]


def _by_enrolment(
    values: Values, *, placed: PlacedRegisters, enrolments: pd.DataFrame, places: Places, calendars: Calendars
) -> pd.Series[float]:
    """A value of registers added up for each row of ``enrolments``, as every sum of sessions is."""
    terms, years = (each.settled(places.schools) for each in placed.tallies(values))
    place, period = (enrolments[name].to_numpy(dtype=np.int64) for name in ("place", "period"))
    year = period // 4 - calendars.first // 3
    whole = period % 4 == YEAR_PERIOD
    term = np.where(whole, 0, 3 * year + period % 4)
    return pd.Series(np.where(whole, years[place, year], terms[place, term]), index=enrolments.index)
