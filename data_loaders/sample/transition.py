"""What five schools of the sample list of the SEN information passed on about pupils who joined them, by year."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data_loaders.sample.terms import YEARS
from data_loaders.sample.trust import ELDER_BROOK, HAZEL_BANK, LINDEN, OAKMERE, ROWAN_PARK
from data_loaders.sample.world import World
from data_loaders.vocabulary import academic_year

_KEEP = tuple(school.code for school in (ROWAN_PARK, HAZEL_BANK, ELDER_BROOK, LINDEN, OAKMERE))
_OUTCOMES = {"before": 0.66, "after": 0.14, "no": 0.12, "not listed": 0.08}
_SOURCES = {"previous_school": 0.75, "local_authority": 0.15, "family": 0.1}
_BEFORE, _AFTER = (0, 60), (1, 40)
"""Days by which information comes before and after the first day."""


def information(world: World, *, as_at: date) -> pd.DataFrame:
    """One row a pupil with SEN who joined, as listed on the as-at date; a few are on no list."""
    rng = world.random("transition information")
    rows = pd.concat([_joined(world, year=year) for year in YEARS], ignore_index=True)
    outcome = rng.choice(list(_OUTCOMES), size=len(rows), p=list(_OUTCOMES.values()))
    early, late = (rng.integers(*ends, len(rows)) for ends in (_BEFORE, _AFTER))
    offset = pd.to_timedelta(np.where(outcome == "after", late, -early), unit="D")
    came, moment = rows["first"] + offset, pd.Timestamp(as_at)
    received = np.isin(outcome, ["before", "after"]) & (came <= moment).to_numpy()
    sources = pd.Series(rng.choice(list(_SOURCES), size=len(rows), p=list(_SOURCES.values())))
    listed = rows.assign(received=received, received_on=came.where(received), from_whom=sources.where(received))
    known: pd.DataFrame = listed.loc[(outcome != "not listed") & (rows["first"] <= moment)]
    return known.drop(columns="first")


def _joined(world: World, *, year: int) -> pd.DataFrame:
    seats = world.in_year(year)
    seats = seats[seats["school"].isin(_KEEP) & (seats["first"] >= pd.Timestamp(year, 9, 1))].reset_index(drop=True)
    seats = seats[np.isin(world.codes_from(seats), ["K", "E"])].drop_duplicates(["pupil", "school"])
    return seats[["pupil", "school", "first"]].assign(academic_year=academic_year(year))
