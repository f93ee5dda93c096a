"""Clubs of the sample: who takes part, half term by half term. One secondary's SEND pupils join in over three years."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.sample.terms import YEARS, HalfTerm, half_terms
from data_loaders.sample.trust import BY_CODE, OAKMERE, SCHOOLS
from data_loaders.sample.world import World
from data_loaders.vocabulary import academic_year

_CLUBS = {
    "primary": {
        "Breakfast club": ("breakfast", 60), "Choir": ("music", 50), "Football": ("sport", 60),
        "Art club": ("arts", 30), "Gardening": ("outdoor", 25), "Chess": ("lunchtime", 30),
        "Reading club": ("academic", 30),
    },
    "secondary": {
        "Homework club": ("academic", 90), "Football": ("sport", 80), "Netball": ("sport", 60), "Drama": ("arts", 50),
        "Orchestra": ("music", 60), "Coding": ("academic", 40), "Lunchtime games": ("lunchtime", 60),
        "Duke of Edinburgh's Award": ("outdoor", 60),
    },
    "special": {"Music": ("music", 20), "Swimming": ("sport", 16), "Cookery": ("other", 12)},
}  # fmt: skip
_SHARES = {"primary": (0.50, 0.57), "secondary": (0.34, 0.45), "special": (0.62, 0.62)}
"""Share of SEND pupils, and of others, that take part in a year."""
SELDOM = 0.15
"""Share of the pupils of a club who come to fewer than half of its sessions."""
OAKMERE_SEND = {2023: 0.20, 2024: 0.45, 2025: 0.70}


def clubs() -> pd.DataFrame:
    """One row a school and club: its type and places."""
    rows = [
        (school.code, name, kind, places)
        for school in SCHOOLS
        for name, (kind, places) in _CLUBS[school.phase].items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["school", "activity", "kind", "places"])


def club_registers(world: World, *, as_at: date) -> pd.DataFrame:
    """One row a pupil, club and half term: sessions offered in the weeks that have ended, and attended."""
    rng = world.random("clubs")
    found = [part for year in YEARS for part in _year(world, rng=rng, year=year, as_at=as_at)]
    return pd.concat(found, ignore_index=True)


def _year(world: World, *, rng: np.random.Generator, year: int, as_at: date) -> list[pd.DataFrame]:
    members = _members(world, rng=rng, year=year)
    found = []
    for number, half in enumerate(each for each in half_terms() if each.term.startswith(academic_year(year))):
        present, share = rng.random((2, len(members)))
        starts = pd.Timestamp(half.first)
        here = (members["start"] <= starts) & (members["ends"] > starts)
        goes = here & ((number == 0) | (present < 0.78))
        offered = _weeks(half, as_at=as_at)
        rows = members.assign(
            term=half.term, from_date=starts, offered=offered, attended=_attended(members, offered=offered, share=share)
        )
        if offered:
            found.append(rows[goes][["pupil", "school", "activity", "from_date", "term", "offered", "attended"]])
    return found


def _weeks(half: HalfTerm, *, as_at: date) -> int:
    """The weeks of a half term that have ended: a club meets once in each."""
    return max((min(half.last, as_at) - half.first + timedelta(days=3)).days // 7, 0)


def _attended(members: pd.DataFrame, *, offered: int, share: NDArray[np.float64]) -> NDArray[np.int64]:
    """At least one for those who take part, less than half for those who seldom come; none for those who only put their
    name down."""
    part = np.where(members["seldom"], 0.35 * share, 0.45 + 0.6 * share)
    attended: NDArray[np.int64] = np.clip(np.round(offered * part), 1, max(offered, 1)).astype(np.int64)
    return np.where(members["takes_part"], attended, 0)


def _members(world: World, *, rng: np.random.Generator, year: int) -> pd.DataFrame:
    """One row a pupil and club in a year: the planted share takes part, in one to three clubs; a few only sign up."""
    seats = world.in_year(year)
    send = pd.Series(np.isin(world.codes_from(seats), ["K", "E"]))
    shares = np.array(
        [_share(school, year=year, send=each) for school, each in zip(seats["school"], send, strict=True)]
    )
    groups = pd.Series(rng.random(len(seats))).groupby([seats["school"], send])
    rank = groups.rank(method="first") / groups.transform("size")
    takes_part = (rank <= shares).to_numpy()
    signed_up = takes_part | (rng.random(len(seats)) < 0.03)
    rows = seats.assign(takes_part=takes_part)[signed_up].reset_index(drop=True)
    picks = [_pick(rng, school=school) for school in rows["school"]]
    found = rows.assign(activity=pd.Series(picks, dtype=object)).explode("activity").reset_index(drop=True)
    return found.assign(seldom=world.random(f"seldom at clubs {year}").random(len(found)) < SELDOM)


def _share(school: str, *, year: int, send: bool) -> float:
    if school == OAKMERE.code and send:
        return OAKMERE_SEND[year]
    return _SHARES[BY_CODE[school].phase][0 if send else 1]


def _pick(rng: np.random.Generator, *, school: str) -> list[str]:
    names = list(_CLUBS[BY_CODE[school].phase])
    count = int(rng.choice([1, 2, 3], p=[0.6, 0.3, 0.1]))
    return [names[index] for index in rng.permutation(len(names))[:count]]
