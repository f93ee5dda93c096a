"""Attendance added up: cells of enrolments by period, how they spread, and why pupils were absent.

Terms and the year to date come from the enrolments' own facts, half terms from weeks. An enrolment is counted in a
period when its possible sessions, at least one, and its absence are known; the others stand in ``without``, at schools
where any enrolment is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.store.facts_calendar import YEAR_PERIOD, Calendars, period_name
from data_loaders.store.facts_placing import Places
from data_loaders.vocabulary import YEAR_GROUPS

_GROUP = ["sen", "need"]
_CELL = ["school", "period", "level", *_GROUP]
_SUMS = ("possible", "absent", "authorised", "unauthorised", "late", "arrived")
_PRODUCTS = {
    "possible_squared": ("possible", "possible"),
    **{f"{name}_squared": (name, name) for name in _SUMS[1:]},
    **{f"{name}_possible": (name, "possible") for name in _SUMS[1:5]},
    "late_arrived": ("late", "arrived"),
}


def counted_enrolments(enrolments: pd.DataFrame, *, arrived: pd.Series[float]) -> pd.DataFrame:
    """Main registrations by term and year to date with what is added up: place, school, period, year, level, sen and
    need of the census day, the sums (NaN where not known), and ``there``: whether the enrolment is counted.

    ``enrolments`` are the rows of ``enrolment_facts``; ``arrived`` belongs to them.
    """
    sums = {name: enrolments[f"sessions_{name}"] for name in _SUMS if name not in {"absent", "arrived"}}
    absent = enrolments["sessions_possible"] - enrolments["sessions_attended"]
    frozen = {name: enrolments[f"{name}_census"].fillna("") for name in _GROUP}
    rows = enrolments[["place", "school", "period", "year", "level"]]
    rows = rows.assign(**frozen, **sums, absent=absent, arrived=arrived)[enrolments["main"].to_numpy(dtype=bool)]
    there = (rows["possible"].fillna(0) > 0) & rows["absent"].notna()
    supplied = there.groupby([rows["school"], rows["period"]]).transform("any")
    return rows.assign(there=there)[supplied].reset_index(drop=True)


def cells(counted: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``absence_cell``, schools, year groups and terms as numbers; ``period`` may be words already.

    A sum is NaN where any enrolment with possible sessions does not know it.
    """
    there = counted["there"].to_numpy(dtype=bool)
    known = {name: counted[name].where(there, 0.0) for name in _SUMS}
    products = {name: known[one] * known[two] for name, (one, two) in _PRODUCTS.items()}
    sums = {**known, **products}
    missing = {name: values.isna().to_numpy() for name, values in sums.items()}
    columns = {name: values.fillna(0.0) for name, values in sums.items()}
    flagged = {f"no {name}": flag for name, flag in missing.items() if flag.any()}
    rows = counted[_CELL].assign(n=there.astype(int), without=(~there).astype(int), **columns, **flagged)
    found = rows.groupby(_CELL, as_index=False, sort=False).sum()
    holes = {name: found[name].where(found[f"no {name}"] == 0) for name in sums if f"no {name}" in found}
    return _said(found.assign(**holes))


def spread(counted: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``absence_spread``: how many enrolments missed so many of so many possible sessions."""
    there = counted[counted["there"]]
    return _said(there.groupby([*_CELL, "possible", "absent"], sort=False).size().reset_index(name="n"))


def reasons(rows: pd.DataFrame, *, counted: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``absence_reason`` from sessions by place, period and code."""
    there = counted.loc[counted["there"], ["place", "period", "school", "sen", "possible"]]
    both = rows.merge(there, on=["place", "period"])
    both = both.assign(sessions_squared=both["sessions"] ** 2, sessions_possible=both["sessions"] * both["possible"])
    sums = ["sessions", "sessions_squared", "sessions_possible"]
    return _said(both.groupby(["school", "period", "sen", "code"], as_index=False, sort=False)[sums].sum())


def _said(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with periods and year groups as the tables write them, where they are numbers still."""
    words: dict[str, Any] = {}
    if pd.api.types.is_numeric_dtype(rows["period"]):
        words["period"] = _named(rows["period"], names=period_name)
    if "level" in rows:
        words["year_group"] = _named(rows["level"], names=YEAR_GROUPS.__getitem__)
    return rows.assign(**words)


def _named(numbers: pd.Series[Any], *, names: Callable[[int], str]) -> NDArray[np.object_]:
    places, distinct = pd.factorize(numbers)
    return np.asarray(np.array([names(int(number)) for number in distinct], dtype=object)[places])


def statuses_of_years(counted: pd.DataFrame, *, places: Places, calendars: Calendars) -> NDArray[np.object_]:
    """The SEN provision in each academic year (column) of each enrolment (row) counted in it; "" elsewhere."""
    found = np.full((len(places.ids), len(calendars.years)), "", dtype=object)
    years = counted[counted["period"] % 4 == YEAR_PERIOD]
    found[years["place"].to_numpy(), years["period"].to_numpy() // 4 - calendars.first // 3] = years["sen"].to_numpy()
    return found
