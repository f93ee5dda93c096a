"""Registers by week: which week of the term and which half of it, and the sums of a school's weeks and half terms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data_loaders.school_year import term_name
from data_loaders.store.facts_calendar import YEAR_PERIOD, Calendars, terms_numbered
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import NEVER_ENDS, Numbers, Values, day_numbers
from data_loaders.store.facts_sessions import PlacedRegisters
from data_loaders.store.tables import TABLES

_DAYS = NEVER_ENDS + 1
_HALVES = 2
_SUMS = ("possible", "absent", "authorised", "unauthorised", "late", "arrived")


def read_half_terms(connection: sa.Connection, *, schools: Collection[str] | None) -> pd.DataFrame:
    """The halves of terms as calendars name them: school, term, starts, ends, the first first; ``half`` 1 or 2."""
    calendar = TABLES["calendar"].c
    ends = [sa.cast(found(calendar.date), sa.Text).label(name) for found, name in _ENDS]
    statement = sa.select(calendar.school, calendar.term, *ends)
    statement = statement.where(calendar.open.is_(True), calendar.half_term.is_not(None))
    if schools is not None:
        statement = statement.where(calendar.school.in_(sorted(schools)))
    rows = connection.execute(statement.group_by(calendar.school, calendar.term, calendar.half_term)).all()
    frame = pd.DataFrame([tuple(row) for row in rows], columns=["school", "term", "starts", "ends"])
    frame = frame.assign(**{name: day_numbers(frame[name], missing=0) for name in ("starts", "ends")})
    frame = frame.sort_values(["school", "starts"]).assign(term=terms_numbered(frame["term"]))
    frame = frame.assign(half=frame.groupby(["school", "term"]).cumcount() + 1)
    return frame[frame["half"] <= _HALVES]


_ENDS: tuple[tuple[Any, str], ...] = ((sa.func.min, "starts"), (sa.func.max, "ends"))


def week_rows(
    registers: pd.DataFrame,
    *,
    placed: PlacedRegisters,
    values: dict[str, Values],
    enrolments: pd.DataFrame,
    places: Places,
    calendars: Calendars,
) -> pd.DataFrame:
    """The pupil-weeks of main registrations with a possible session and known absence: place, school, monday, column
    (the term) and the sums, NaN where not known. Weeks of terms in which the enrolment has no day are left out."""
    known = (np.nan_to_num(values["possible"]) > 0) & ~np.isnan(values["attended"])
    on_roll = _on_roll(enrolments, shape=placed.shape, first=calendars.first)
    here = (placed.enrolments >= 0) & on_roll[placed.enrolments, np.where(placed.by_week, placed.columns, 0)]
    kept = np.flatnonzero(placed.by_week & known & here)
    starts, place = registers["from_date"].to_numpy(dtype=np.int64)[kept], placed.enrolments[kept]
    sums = {name: values[name][kept] for name in _SUMS if name != "absent"}
    return pd.DataFrame(
        {
            "place": place,
            "school": places.schools[place],
            "monday": mondays(starts),
            "column": placed.columns[kept],
            "absent": values["possible"][kept] - values["attended"][kept],
            **sums,
        }
    )


def _on_roll(enrolments: pd.DataFrame, *, shape: tuple[int, int], first: int) -> NDArray[np.bool_]:
    """Whether each enrolment (row) is a main registration with a day in each term (column)."""
    found = np.zeros(shape, dtype=np.bool_)
    terms = enrolments[(enrolments["period"] % 4 != YEAR_PERIOD) & enrolments["main"]]
    period = terms["period"].to_numpy(dtype=np.int64)
    found[terms["place"].to_numpy(dtype=np.int64), 3 * (period // 4) + period % 4 - first] = True
    return found


def mondays(days: Numbers) -> Numbers:
    """The Monday of the week of each day."""
    return np.asarray(days - (days + 3) % 7)


def school_weeks(weeks: pd.DataFrame, *, halves: pd.DataFrame, calendars: Calendars) -> pd.DataFrame:
    """The weeks of each school with an open day or a register: school, monday, column, number in its term, half (NaN
    where the calendar does not say), open_sessions (0 where there is no register)."""
    found = weeks.groupby(["school", "monday"], as_index=False)["possible"].max()
    schools, opened = np.divmod(calendars.open_days, _DAYS)
    planned = pd.DataFrame({"school": schools, "monday": mondays(opened), "possible": 0.0}).drop_duplicates()
    keys = ["school", "monday"]
    both = pd.concat([found, planned]).groupby(keys).agg(possible=("possible", "max")).reset_index()
    school, monday = both["school"].to_numpy(dtype=np.int64), both["monday"].to_numpy(dtype=np.int64)
    both = both.assign(column=calendars.term_of(school, days=monday) - calendars.first)
    number = both.groupby(["school", "column"]).cumcount() + 1
    half = _half_of(both, halves=halves, calendars=calendars)
    renamed = both.rename(columns={"possible": "open_sessions"})
    return renamed.assign(number=number, half=half)


def _half_of(weeks: pd.DataFrame, *, halves: pd.DataFrame, calendars: Calendars) -> NDArray[np.float64]:
    """The half of its term that each week belongs to: the first that ends on its Monday or later."""
    asked = weeks[["school", "monday", "column"]].assign(row=np.arange(len(weeks)))
    known = halves.assign(school=calendars.school_numbers(halves["school"]), column=halves["term"] - calendars.first)
    both = asked.merge(known[["school", "column", "ends", "half"]], on=["school", "column"])
    both = both[both["ends"] >= both["monday"]].sort_values(["row", "half"]).drop_duplicates("row")
    found = np.full(len(weeks), np.nan)
    found[both["row"].to_numpy()] = both["half"].to_numpy()
    return found


def week_cells(
    weeks: pd.DataFrame, *, known: pd.DataFrame, statuses: NDArray[np.object_], calendars: Calendars
) -> pd.DataFrame:
    """The rows of ``absence_week``, schools and days as numbers."""
    rows = weeks.assign(
        sen=statuses[weeks["place"].to_numpy(), weeks["column"].to_numpy() // 3],
        possible_squared=weeks["possible"] ** 2, absent_squared=weeks["absent"] ** 2,
        absent_possible=weeks["absent"] * weeks["possible"], n=1,
    )  # fmt: skip
    sums = ["n", "possible", "possible_squared", "absent", "absent_squared", "absent_possible"]
    found = rows.groupby(["school", "monday", "sen"], as_index=False, sort=False)[sums].sum()
    found = found.merge(known, on=["school", "monday"])
    names = np.array([term_name(term) for term in calendars.terms.tolist()], dtype=object)
    return found.assign(week=found["monday"], term=names[found["column"].to_numpy()])


def half_terms(
    weeks: pd.DataFrame, *, known: pd.DataFrame, counted: pd.DataFrame, calendars: Calendars
) -> pd.DataFrame:
    """The enrolments with a possible session in a half term, as ``counted_enrolments`` gives them by term, with the
    status, need and year group of their academic year, as weeks have them: all the half terms count the same groups."""
    halves = weeks.merge(known[["school", "monday", "half"]], on=["school", "monday"]).dropna(subset="half")
    missing = {name: halves[name].isna() for name in _SUMS}
    rows = halves.assign(**{f"no {name}": flag for name, flag in missing.items() if flag.any()})
    sums = rows.drop(columns=["school", "monday"]).groupby(["place", "column", "half"], as_index=False).sum()
    holes = {name: sums[name].where(sums[f"no {name}"] == 0) for name in _SUMS if f"no {name}" in sums}
    terms = calendars.first + sums["column"]
    sums = sums.assign(**holes, period=4 * (terms // 3) + terms % 3, whole=4 * (terms // 3) + YEAR_PERIOD)
    of_year = counted[["place", "period", "school", "level", "sen", "need"]].rename(columns={"period": "whole"})
    found = sums.merge(of_year, on=["place", "whole"]).drop(columns="whole")
    names = {pair: f"{term_name(pair[0] // 4 * 3 + pair[0] % 4)}.{pair[1]}" for pair in _pairs(found)}
    words = [names[pair] for pair in zip(found["period"].tolist(), found["half"].astype(int).tolist(), strict=True)]
    return found.assign(period=np.array(words, dtype=object), there=True)


def _pairs(rows: pd.DataFrame) -> set[tuple[int, int]]:
    return {(int(period), int(half)) for period, half in rows[["period", "half"]].drop_duplicates().to_numpy()}
