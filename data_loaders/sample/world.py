"""The simulated trust as tables: pupils, seats and provision, from which every file of the sample is cut.

The world is the same whatever the as-at date; an earlier one only sees less of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.sample.names import forenames, surnames, upn
from data_loaders.sample.seats import Seat, fill, in_order
from data_loaders.sample.support import histories, intervals
from data_loaders.sample.terms import YEARS
from data_loaders.sample.trust import ASPEN_HOUSE, BY_CODE

Objects = NDArray[np.object_]
Numbers = NDArray[np.float64]
_LEVELS = {"N": 102.6, "K": 92.0, "E": 84.5}
"""Mean age-standardised score by provision: SEN support about 10, EHC plans about 18 points below other pupils."""
_ETHNICITIES = {
    "WBRI": 0.62, "WOTH": 0.07, "APKN": 0.07, "AIND": 0.04, "ABAN": 0.03, "BAFR": 0.05, "BCRB": 0.02, "MWBC": 0.02,
    "MWAS": 0.02, "MOTH": 0.02, "CHNE": 0.01, "OOTH": 0.02, "REFU": 0.01,
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """``pupils``: one row a pupil; ``seats``: one a stay at a school; ``statuses``: one a pupil and provision.

    All days are pandas timestamps and intervals half open; pupils are numbered from 0, their row in ``pupils``.
    """

    pupils: pd.DataFrame
    seats: pd.DataFrame
    statuses: pd.DataFrame
    seed: int

    def random(self, subject: str) -> np.random.Generator:
        """The generator of a subject: a change to one subject's files leaves the others as they were."""
        return np.random.default_rng([self.seed, *subject.encode()])

    def on_roll(self, day: date, *, year: int, main: bool = True) -> pd.DataFrame:
        """The seats held on a day, with the ``stage`` of that academic year; subsidiary registrations apart."""
        moment = pd.Timestamp(day)
        seats = self.seats[(self.seats["first"] <= moment) & (self.seats["last"] > moment)]
        seats = seats[seats["status"] != "S"] if main else seats
        return seats.assign(stage=seats["cohort"] + year - YEARS[0]).reset_index(drop=True)

    def in_year(self, year: int) -> pd.DataFrame:
        """The main seats held at any time in an academic year, with ``stage``, ``start`` and ``ends`` in it."""
        opens, closes = pd.Timestamp(year, 9, 1), pd.Timestamp(year + 1, 9, 1)
        seats = self.seats[
            (self.seats["first"] < closes) & (self.seats["last"] > opens) & (self.seats["status"] != "S")
        ]
        return seats.assign(
            stage=seats["cohort"] + year - YEARS[0],
            start=seats["first"].where(seats["first"] > opens, opens),
            ends=seats["last"].where(seats["last"] < closes, closes),
        ).reset_index(drop=True)

    def codes(self, day: date) -> Objects:
        """Each pupil's provision on a day, by pupil number; empty where none is recorded."""
        moment = pd.Timestamp(day)
        rows = self.statuses[(self.statuses["first"] <= moment) & (self.statuses["last"] > moment)]
        found = np.full(len(self.pupils), "", dtype=object)
        found[rows["pupil"].to_numpy()] = rows["code"].to_numpy()
        return found

    def codes_from(self, seats: pd.DataFrame) -> Objects:
        """The provision of each row's pupil on the row's ``start``."""
        pairs = seats[["pupil", "start"]].reset_index().merge(self.statuses, on="pupil")
        pairs = pairs[(pairs["first"] <= pairs["start"]) & (pairs["last"] > pairs["start"])]
        return pairs.set_index("index")["code"].reindex(seats.index).fillna("").to_numpy(dtype=object)


def make_world(seed: int) -> World:
    """The whole invented trust to July 2026 from a seed."""
    rng = np.random.default_rng([seed, 0])
    seats = fill(rng)
    found = histories(rng, seats=seats)
    statuses = pd.DataFrame(intervals(found), columns=["pupil", "first", "last", "code"])
    statuses = statuses.astype({"first": "datetime64[s]", "last": "datetime64[s]"})
    ever = np.array([_LEVELS[found[pupil][0][1]] / 2 + _LEVELS[found[pupil][-1][1]] / 2 for pupil in sorted(found)])
    pupils = _pupils(rng, seats=seats, levels=ever)
    return World(pupils=pupils, seats=_seat_table(seats), statuses=statuses, seed=seed)


def _seat_table(seats: list[Seat]) -> pd.DataFrame:
    rows = [(each.pupil, each.school.code, each.cohort, each.first, each.last, each.status) for each in in_order(seats)]
    table = pd.DataFrame(rows, columns=["pupil", "school", "cohort", "first", "last", "status"])
    return table.astype({"first": "datetime64[s]", "last": "datetime64[s]"})


def _pupils(rng: np.random.Generator, *, seats: list[Seat], levels: Numbers) -> pd.DataFrame:
    """Names, numbers and hidden traits: ``ability`` in scale points, ``presence`` and ``parents`` standard normal."""
    first: dict[int, Seat] = {}
    for seat in sorted(seats, key=lambda each: each.first):
        first.setdefault(seat.pupil, seat)
    count = len(first)
    firsts = [first[pupil] for pupil in range(count)]
    sex = np.where(rng.random(count) < 0.49, "F", "M").astype(object)
    base = np.array([BY_CODE[seat.school.code].level for seat in firsts])
    numbers = _upns(firsts)
    return pd.DataFrame({
        "key": numbers, "upn": numbers, "surname": surnames(rng, count=count), "forename": forenames(rng, sex=sex),
        "date_of_birth": _birthdays(rng, seats=firsts), "sex": sex,
        "ethnicity": rng.choice(list(_ETHNICITIES), size=count, p=list(_ETHNICITIES.values())).astype(object),
        "eal": rng.random(count) < 0.2,
        "ability": levels + base + rng.normal(0, 12.4, count),
        "presence": rng.standard_normal(count), "parents": rng.standard_normal(count),
    })  # fmt: skip


def _upns(seats: list[Seat]) -> list[str]:
    """A number from the school first attended; those who came later carry one of an establishment elsewhere."""
    serials: dict[tuple[int, int], int] = {}
    found = []
    for seat in seats:
        entry = YEARS[0] - seat.cohort
        here = seat.school.phase == "primary" and seat.first == date(entry, 9, 1)
        place = 4000 + int(seat.school.code) % 100 if here else 5000 + int(seat.school.code) % 100
        serials[(place, entry)] = serials.get((place, entry), 0) + 1
        found.append(upn(place, year=entry, serial=serials[(place, entry)]))
    return found


def _birthdays(rng: np.random.Generator, *, seats: list[Seat]) -> Any:
    """Born in the year that makes them the age of their year group on 31 August."""
    starts = np.array([np.datetime64(f"{YEARS[0] - seat.cohort - 5}-09-01") for seat in seats])
    return pd.to_datetime(starts + rng.integers(0, 365, len(seats)).astype("timedelta64[D]")).astype("datetime64[s]")


def year_group(stage_number: int) -> str:
    """``0`` → ``"R"``, ``7`` → ``"7"``."""
    return "R" if stage_number == 0 else str(stage_number)


def enrolments(world: World) -> pd.DataFrame:
    """One row a seat: the year group is that of the first day; the special school follows none."""
    seats = world.seats
    began = seats["first"].dt.year - (seats["first"].dt.month < 9)
    stages = seats["cohort"] + began - YEARS[0]
    groups = np.where(seats["school"] == ASPEN_HOUSE.code, "X", stages.map(year_group))
    return pd.DataFrame({
        "pupil": seats["pupil"], "school": seats["school"], "from_date": seats["first"], "to_date": seats["last"],
        "year_group": groups, "status": seats["status"],
    })  # fmt: skip
