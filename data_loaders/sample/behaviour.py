"""Incidents and suspensions of the sample. A suspension's sessions are marked in the registers too."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.sample.terms import YEARS, open_days
from data_loaders.sample.trust import BY_CODE, School
from data_loaders.sample.world import World

_SUSPENSIONS = {
    ("primary", "N"): 0.008, ("primary", "K"): 0.07, ("primary", "E"): 0.10, ("secondary", "N"): 0.14,
    ("secondary", "K"): 0.55, ("secondary", "E"): 0.45, ("special", "E"): 0.12,
}  # fmt: skip
"""Suspensions a pupil and year, by phase and provision."""
_REASONS = {"DB": 0.5, "PP": 0.16, "VA": 0.16, "PA": 0.05, "VP": 0.05, "DM": 0.04, "TH": 0.02, "BU": 0.02}
_INCIDENTS = {
    "bullying": 0.5,
    "behaviour": 0.3,
    "racist": 0.08,
    "disability": 0.05,
    "discrimination": 0.05,
    "other": 0.02,
}
_ROLES = {"victim": 0.47, "perpetrator": 0.47, "witness": 0.06}


def suspensions(world: World) -> pd.DataFrame:
    """One row a suspension of all three years: first day, kind, sessions lost and the reason's national code."""
    rng = world.random("suspensions")
    rows = pd.concat([_times(world, rng=rng, year=year, rates=_SUSPENSIONS) for year in YEARS], ignore_index=True)
    rows = rows.drop_duplicates(["pupil", "school", "from_date"])
    sessions = 2 * rng.choice([1, 2, 3, 5], size=len(rows), p=[0.45, 0.3, 0.17, 0.08])
    reasons = rng.choice(list(_REASONS), size=len(rows), p=list(_REASONS.values()))
    return rows.assign(kind="SUSP", sessions=sessions, reason=reasons)


def suspended_days(rows: pd.DataFrame) -> dict[date, NDArray[np.int64]]:
    """The pupils out of school on each day, by pupil number."""
    found: dict[date, list[int]] = {}
    for pupil, school, first, sessions in rows[["pupil", "school", "from_date", "sessions"]].itertuples(index=False):
        days = _from(BY_CODE[school], first=first.date())
        for day in days[: sessions // 2]:
            found.setdefault(day, []).append(pupil)
    return {day: np.array(pupils, dtype=np.int64) for day, pupils in found.items()}


def incidents(world: World) -> pd.DataFrame:
    """One row a pupil's part in an incident; SEND pupils appear twice as often."""
    rng = world.random("incidents")
    rates = {key: 0.035 if key[1] == "N" else 0.07 for key in _SUSPENSIONS}
    rows = pd.concat([_times(world, rng=rng, year=year, rates=rates) for year in YEARS], ignore_index=True)
    rows["kind"] = rng.choice(list(_INCIDENTS), size=len(rows), p=list(_INCIDENTS.values()))
    rows["role"] = rng.choice(list(_ROLES), size=len(rows), p=list(_ROLES.values()))
    rows = rows.rename(columns={"from_date": "date"})
    return rows.drop_duplicates(["pupil", "school", "date", "kind", "role"])


def _from(school: School, *, first: date) -> list[date]:
    return [day for day in sorted(open_days(school)) if day >= first][:5]


def _times(world: World, *, rng: np.random.Generator, year: int, rates: dict[tuple[str, str], float]) -> pd.DataFrame:
    """Days on which something happened to a pupil while on roll; some pupils meet it far more often than others."""
    seats = world.in_year(year)
    codes = world.codes_from(seats)
    phases = seats["school"].map(lambda code: BY_CODE[code].phase)
    mean = np.array([rates[pair] for pair in zip(phases, codes, strict=True)])
    times = rng.poisson(mean * rng.gamma(0.35, 1 / 0.35, len(seats)))
    rows = seats.loc[seats.index.repeat(times), ["pupil", "school", "start", "ends"]].reset_index(drop=True)
    draw = rng.random(len(rows))
    days = [
        _open_day(school, start=start, ends=ends, draw=each)
        for school, start, ends, each in zip(rows["school"], rows["start"], rows["ends"], draw, strict=True)
    ]
    return rows.assign(from_date=pd.to_datetime(pd.Series(days, dtype=object)))[
        ["pupil", "school", "from_date"]
    ].dropna()


def _open_day(school: str, *, start: pd.Timestamp, ends: pd.Timestamp, draw: float) -> date | None:
    days = [day for day in sorted(open_days(BY_CODE[school])) if start.date() <= day < ends.date()]
    return days[int(draw * len(days))] if days else None
