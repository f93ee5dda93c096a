"""Who joined a school with SEN, or with a status nobody knows, and whether SEN information had been passed on."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data_loaders.store.facts_calendar import Calendars, academic_years_of
from data_loaders.store.facts_lookups import open_on, rolled
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import NO_DAY, PupilRecords, read_records
from data_loaders.vocabulary import SEND_CODES, first_year

_ONE = ["pupil_id", "school", "year"]


def transition_facts(
    connection: sa.Connection,
    *,
    pupils: PupilRecords,
    places: Places,
    calendars: Calendars,
    chosen: NDArray[np.bool_],
    schools: Collection[str] | None,
) -> pd.DataFrame:
    """The rows of ``transition_fact`` of the ``chosen`` places, schools and years as numbers, NaN for null."""
    joined = _joined(pupils, places=places, calendars=calendars, chosen=chosen)
    listed = _listed(connection, calendars=calendars, schools=schools)
    kept = listed[["school", "year"]].drop_duplicates().assign(kept=True)
    found = joined.merge(kept, on=["school", "year"], how="left").merge(listed, on=_ONE, how="left")
    return found.assign(kept=found["kept"].notna())


def _joined(
    pupils: PupilRecords, *, places: Places, calendars: Calendars, chosen: NDArray[np.bool_]
) -> pd.DataFrame:  # fmt: skip
    """A row a pupil, school and academic year in which a main registration begins there that continues none, the first
    of the year: on whose first day the provision is SEN or unknown."""
    stays = pd.DataFrame(
        {
            "pupil_id": places.pupils, "school": places.schools, "first_day": places.from_days,
            "until": places.to_days, "level": places.levels,
        }
    )[places.main & chosen]  # fmt: skip
    by = stays.groupby(["pupil_id", "school"])
    before = by["until"].cummax().groupby([stays["pupil_id"], stays["school"]]).shift(fill_value=NO_DAY)
    began = stays[before < stays["first_day"]]
    years = academic_years_of(began["first_day"].to_numpy(dtype=np.int64))
    began = began.assign(year=years)[np.isin(years, calendars.years)].drop_duplicates(_ONE)
    days, years = (began[name].to_numpy(dtype=np.int64) for name in ("first_day", "year"))
    levels = rolled(began["level"].to_numpy(dtype=np.int64), from_days=days, years=years)
    status = open_on(pupils.statuses, by=["pupil_id"], pupil_id=began["pupil_id"].to_numpy(), day=days).to_numpy()
    began = began.assign(level=levels, sen_first=status)
    return began[began["sen_first"].isna() | began["sen_first"].isin(SEND_CODES)]


def _listed(connection: sa.Connection, *, calendars: Calendars, schools: Collection[str] | None) -> pd.DataFrame:
    """What each school's list says of a pupil and year: received, the day it came, and from whom."""
    columns = ("academic_year", "received", "from_whom")
    rows = read_records(
        connection, name="transition_information", columns=columns, day="received_on", schools=schools
    )  # fmt: skip
    came = rows["day"].astype(np.float64).where(rows["day"] != NO_DAY)
    years = rows["academic_year"].map(first_year)
    numbered = rows.assign(school=calendars.school_numbers(rows["school"]), year=years.astype(np.int64))
    return numbered.assign(received_on=came).drop(columns=["academic_year", "day"]).drop_duplicates(_ONE, keep="last")
