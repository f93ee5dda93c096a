"""Characteristics and needs of the sample's pupils, who leads, and how schools say they get on with parents."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data_loaders.sample.conversations import AFA_YEARS, afa_group
from data_loaders.sample.seats import OPEN
from data_loaders.sample.terms import YEARS
from data_loaders.sample.trust import ASHCOMBE, ASPEN_HOUSE, JUNIPER_HILL, LA_CODE, SCHOOLS, TRUST
from data_loaders.sample.world import World

LEAD_CHANGES = date(2026, 1, 5)
"""The day on which Juniper Hill's headteacher takes over from the class teacher."""
NEW_LEAD = "Martin Holmwater"
_OPENED = date(2019, 9, 1)
_NEEDS = {
    "K": {"SLCN": 0.33, "SEMH": 0.2, "SPLD": 0.16, "MLD": 0.12, "ASD": 0.08, "OTH": 0.03, "NSA": 0.03, "PD": 0.02,
          "HI": 0.02, "VI": 0.01},
    "E": {"ASD": 0.36, "SLCN": 0.2, "SEMH": 0.15, "MLD": 0.1, "PD": 0.06, "SLD": 0.04, "SPLD": 0.04, "HI": 0.03,
          "DS": 0.02},
    "special": {"ASD": 0.48, "SLD": 0.26, "PMLD": 0.12, "MLD": 0.06, "MSI": 0.02, "DS": 0.06},
}  # fmt: skip
_ANSWERS = {
    "100001": ("good", "excellent", "excellent"), "100002": ("fair", "good", "good"),
    "100003": ("good", "excellent", "excellent"), "100004": ("good", "good", "good"),
    "100006": ("fair", "fair", "good"), "100008": ("good", "good", "excellent"),
    "100010": ("fair", "good", "excellent"), "100011": ("excellent", "good", "good"),
}  # fmt: skip
_ASKED = (date(2023, 9, 25), date(2024, 7, 8), date(2025, 7, 7))
_QUESTION = "How would the school describe its relationship with the parents of SEND pupils?"


def trust() -> pd.DataFrame:
    """The trust: one row."""
    return pd.DataFrame([TRUST], columns=["trust", "name"])


def schools() -> pd.DataFrame:
    """The twelve schools."""
    rows = [(school.code, school.name, school.phase, LA_CODE, _OPENED) for school in SCHOOLS]
    return pd.DataFrame(rows, columns=["school", "name", "phase", "la_code", "joined"]).astype(
        {"joined": "datetime64[s]"}
    )


def leads() -> pd.DataFrame:
    """Who leads Achievement for All in each school since September 2023; one school changes in January 2026."""
    began = date(YEARS[0], 9, 1)
    rows = [(school.code, began, OPEN, school.person, school.lead) for school in SCHOOLS if school != JUNIPER_HILL]
    rows.append((JUNIPER_HILL.code, began, LEAD_CHANGES, JUNIPER_HILL.person, JUNIPER_HILL.lead))
    rows.append((JUNIPER_HILL.code, LEAD_CHANGES, OPEN, NEW_LEAD, "headteacher"))
    table = pd.DataFrame(sorted(rows), columns=["school", "from_date", "to_date", "person", "role"])
    return table.astype({"from_date": "datetime64[s]", "to_date": "datetime64[s]"})


def provision(world: World) -> pd.DataFrame:
    """SEN provision as intervals; recorded on the day it began."""
    rows = world.statuses.rename(columns={"first": "from_date", "last": "to_date"})
    return rows.assign(recorded_on=rows["from_date"])


def needs(world: World) -> pd.DataFrame:
    """A primary need for every pupil with provision, a second one for a third of them."""
    rng = world.random("needs")
    rows = world.statuses[world.statuses["code"].isin(["K", "E"])]
    stay = rows.groupby("pupil", as_index=False).agg(
        first=("first", "min"), last=("last", "max"), code=("code", "last")
    )
    special = set(world.seats.loc[world.seats["school"] == ASPEN_HOUSE.code, "pupil"])
    kinds = ["special" if pupil in special else code for pupil, code in zip(stay["pupil"], stay["code"], strict=True)]
    primary, second = (_needs(rng, kinds=kinds), _needs(rng, kinds=kinds))
    both = (rng.random(len(stay)) < 0.35) & (primary != second)
    dated = stay.rename(columns={"first": "from_date", "last": "to_date"})[["pupil", "from_date", "to_date"]]
    return pd.concat([dated.assign(rank=1, need=primary), dated.assign(rank=2, need=second)[both]], ignore_index=True)


def characteristics(world: World) -> pd.DataFrame:
    """Free school meals and others from the first day on roll; the AfA group where a school lists one."""
    rng = world.random("characteristics")
    first = world.seats.groupby("pupil")["first"].min()
    send = first.index.isin(world.statuses.loc[world.statuses["code"].isin(["K", "E"]), "pupil"])
    meals = rng.random(len(first)) < np.where(send, 0.38, 0.22)
    held = {
        "free_meals": meals,
        "pupil_premium": meals | (rng.random(len(first)) < 0.04),
        "looked_after": rng.random(len(first)) < np.where(send, 0.015, 0.004),
        "young_carer": rng.random(len(first)) < 0.006,
        "disability": rng.random(len(first)) < np.where(send, 0.12, 0.008),
    }
    rows = [pd.DataFrame({"pupil": first.index[has], "kind": kind, "from_date": first[has].to_numpy()})
            for kind, has in held.items()]  # fmt: skip
    plain = pd.concat(rows, ignore_index=True).assign(to_date=pd.Timestamp(OPEN))
    return pd.concat([plain, *(_listed(world, year=year) for year in YEARS)], ignore_index=True)


def survey() -> pd.DataFrame:
    """What eight schools say of their relationship with parents: September 2023, then each July."""
    rows = [
        (school, "Relationship with parents", _QUESTION, day, answer)
        for school, answers in _ANSWERS.items()
        for day, answer in zip(_ASKED, answers, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["school", "survey", "question", "date", "answer"])
    return table.astype({"date": "datetime64[s]"})


def _needs(rng: np.random.Generator, *, kinds: list[str]) -> pd.Series:
    """A type of need for each of ``kinds``: ``K``, ``E``, or ``special`` for the special school's pupils."""
    draws = rng.random(len(kinds))
    shares = {kind: np.cumsum(list(found.values())) for kind, found in _NEEDS.items()}
    names = {kind: [*found, "OTH"] for kind, found in _NEEDS.items()}
    return pd.Series([
        names[kind][int(np.searchsorted(shares[kind], draw, side="right"))]
        for kind, draw in zip(kinds, draws, strict=True)
    ])  # fmt: skip


def _listed(world: World, *, year: int) -> pd.DataFrame:
    """Ashcombe's own list of its AfA group in a year: SEND pupils of Years 7 and 10."""
    group = afa_group(world, year=year)
    here = group[(group["school"] == ASHCOMBE.code) & group["stage"].isin(AFA_YEARS)]
    rows = here.rename(columns={"start": "from_date", "ends": "to_date"})
    return rows.assign(kind="afa_group")[["pupil", "kind", "from_date", "to_date"]]
