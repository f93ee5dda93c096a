"""Classes of the sample: registration classes everywhere, sets for mathematics and English in the secondaries."""

from __future__ import annotations

from math import ceil

import numpy as np
import pandas as pd

from data_loaders.sample.terms import YEARS
from data_loaders.sample.trust import BY_CODE, ELDER_BROOK, HAZEL_BANK, School
from data_loaders.sample.world import World, year_group
from data_loaders.vocabulary import academic_year

_CLASS_SIZE = {"primary": 31, "secondary": 28, "special": 12}
_MIXED_AGE = {0: ("R", 2), 1: ("1/2", 3), 3: ("3/4", 3), 5: ("5/6", 3)}
"""Classes of the small primary: by the lowest year, what they are called and how many there are."""
_SETS = {"mathematics": ("MA", "Mathematics"), "reading": ("EN", "English")}
_THREE_SEND_COHORT, _NO_SEND_COHORT = 0, 3
"""The cohorts of Hazel Bank that are Years 2 and 5 in 2025/26: class 2A has three SEND pupils, 5A none."""


def classes(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The classes and their members, one row a class and academic year, and one a pupil's stay in it."""
    members = pd.concat([part for year in YEARS for part in (_registration(world, year=year), _sets(world, year=year))])
    named = ["school", "code", "academic_year", "kind", "name", "subject", "staff_code"]
    listed = (
        members[named]
        .drop_duplicates(["school", "code", "academic_year"])
        .sort_values(["academic_year", "school", "code"])
    )
    stays = members[["pupil", "school", "code", "academic_year", "start", "ends"]]
    return listed, stays.rename(columns={"start": "from_date", "ends": "to_date"})


def class_of(world: World, *, year: int) -> pd.DataFrame:
    """Each pupil's last registration class of a year: ``school``, ``code``, ``staff_code``, indexed by pupil number."""
    rows = _registration(world, year=year).sort_values("start", kind="stable").drop_duplicates("pupil", keep="last")
    return rows.set_index("pupil")[["school", "code", "staff_code"]]


def _registration(world: World, *, year: int) -> pd.DataFrame:
    seats = world.in_year(year)
    rows = seats.assign(place=_places(world, seats=seats, year=year), academic_year=academic_year(year))
    named = [
        _class_name(BY_CODE[school], stage=stage, cohort=cohort, place=place)
        for school, stage, cohort, place in zip(
            rows["school"], rows["stage"], rows["cohort"], rows["place"], strict=True
        )
    ]
    rows[["code", "name"]] = pd.DataFrame(named, index=rows.index)
    return rows.assign(kind="registration", subject="", staff_code=_staff(rows))


def _staff(rows: pd.DataFrame) -> pd.Series:
    return rows["school"].map(lambda school: BY_CODE[school].short) + "-" + rows["code"].str.replace("/", "")


def _places(world: World, *, seats: pd.DataFrame, year: int) -> pd.Series:
    """Each seat's number in its school and cohort: SEND pupils are dealt out first, so that classes share them."""
    sen = pd.Series(np.where(np.isin(world.codes_from(seats), ["K", "E"]), 0, 1), index=seats.index)
    keys = seats.assign(sen=sen).sort_values(["school", "cohort", "sen", "pupil"], kind="stable")
    place = keys.groupby(["school", "cohort"]).cumcount().reindex(seats.index)
    return place if year < YEARS[-1] else place.mask(_planted(seats), _planted_places(seats, sen=sen))


def _planted(seats: pd.DataFrame) -> pd.Series:
    return (seats["school"] == HAZEL_BANK.code) & seats["cohort"].isin([_THREE_SEND_COHORT, _NO_SEND_COHORT])


def _planted_places(seats: pd.DataFrame, *, sen: pd.Series) -> pd.Series:
    """Even places are class A, odd ones class B: three SEND pupils in Year 2's A, none in Year 5's A."""
    allowed = seats["cohort"].map({_THREE_SEND_COHORT: 3, _NO_SEND_COHORT: 0}).fillna(0)
    order = seats.assign(sen=sen).groupby(["school", "cohort", "sen"]).cumcount()
    others = seats.assign(sen=sen).groupby(["school", "cohort"])["sen"].transform("sum")
    half = seats.groupby(["school", "cohort"])["pupil"].transform("size") // 2
    in_a = (order < allowed).where(sen == 0, order < (half - allowed).clip(upper=others))
    return (~in_a).astype(int)


def _class_name(school: School, *, stage: int, cohort: int, place: int) -> tuple[str, str]:
    """The code and name of the class a place falls in: ``("2A", "Class 2A")``, ``("3/4-2", "Class 3/4-2")``."""
    if school == ELDER_BROOK:
        label, count = _MIXED_AGE[stage if stage == 0 else stage - (stage - 1) % 2]
        code = f"{label}-{place % count + 1}"
        return code, f"Class {code}"
    letter = "ABCDEFGH"[place % ceil(school.intake / _CLASS_SIZE[school.phase])]
    if not school.mainstream:
        return f"P{cohort}{letter}", f"Pathway {cohort}{letter}"
    code = f"{year_group(stage)}{letter}"
    return code, f"{'Tutor group' if school.phase == 'secondary' else 'Class'} {code}"


def _sets(world: World, *, year: int) -> pd.DataFrame:
    """Sets of the secondaries: by ability within the year group, a little uncertain, mathematics and English apart."""
    rng = world.random(f"sets {year}")
    seats = world.in_year(year)
    seats = seats[
        seats["stage"].between(7, 11) & (seats["school"].map(lambda code: BY_CODE[code].phase) == "secondary")
    ]
    found = []
    for subject, (short, words) in _SETS.items():
        guess = world.pupils["ability"].to_numpy()[seats["pupil"]] + rng.normal(0, 6, len(seats))
        rank = pd.Series(-guess, index=seats.index).groupby([seats["school"], seats["stage"]]).rank(method="first")
        number = ((rank - 1) // _CLASS_SIZE["secondary"] + 1).clip(upper=7).astype(int).astype(str)
        stage = seats["stage"].astype(str)
        rows = seats.assign(code=stage + short + number, name="Year " + stage + " " + words + " set " + number)
        found.append(
            rows.assign(kind="teaching", subject=subject, staff_code=_staff(rows), academic_year=academic_year(year))
        )
    return pd.concat(found)
