"""Results of the sample: an age-standardised test each term in Years 1 to 11, GCSE points beside it in Years 10 and 11.

A pupil's score is ability, a subject's leaning, the path of the school (where the planted truths are) and the luck of
the day. Three quarters of the luck that a year group's SEND pupils, or its others, share is taken away: chance alone
then makes no second story louder than the planted ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data_loaders.sample.terms import SampleTerm, terms
from data_loaders.sample.trust import ASPEN_HOUSE, BIRCH_LANE, LARCH_STREET, ROWAN_PARK, School
from data_loaders.sample.world import Numbers, World

SUBJECTS = ("mathematics", "reading")
AGE_STANDARDISED, GCSE = "age_standardised", "gcse_points"
PUBLISHER = "Sample Tests"
Days = Mapping[str, tuple[int, int]]
TEST_DAYS: Days = {"autumn": (12, 1), "spring": (3, 4), "summer": (6, 15)}
DRAW = 34
"""Which draw of luck: of forty tried, the one in which schools without a planted truth show the fewest differences."""
_LUCK, _DRIFT, _SHARED = 3.0, 0.7, 0.75
_MISSING = {"N": 0.015, "K": 0.03, "E": 0.08, "": 0.03}

STEPS: dict[School, dict[str, tuple[float, float]]] = {
    ROWAN_PARK: {
        "2024-25.spring": (0.2, 1.4), "2024-25.summer": (0.2, 1.4),
        "2025-26.spring": (0.6, 3.4), "2025-26.summer": (0.2, 1.0),
    },
    BIRCH_LANE: {
        "2024-25.spring": (1.7, 0.0), "2024-25.summer": (1.4, 0.0), "2025-26.autumn": (0.3, 0.0),
        "2025-26.spring": (2.7, 0.0), "2025-26.summer": (0.8, 0.0),
    },
}  # fmt: skip
"""Points by which a school's SEND pupils, and its others, gain on the nation in a term. Elsewhere both keep pace."""

SCALES = pd.DataFrame(
    [
        (AGE_STANDARDISED, "Age-standardised score", "points", 55.0, 145.0, 100.0, 15.0, 0.0,
         "test publisher: 0 keeps pace with age"),
        (GCSE, "GCSE points, 9 to 0", "points", 0.0, 9.0, None, None, None, ""),
    ],
    columns=["scale", "name", "unit", "lowest", "highest", "mean", "sd", "expected_gain", "expectation_source"],
)  # fmt: skip


def assessments(world: World) -> pd.DataFrame:
    """One row a pupil, subject, scale and term: whole-number scores of the pupils on roll on the day of the test."""
    rng = world.random(f"progress, draw {DRAW}")
    paths = rng.normal(0, 4.0, (len(world.pupils), len(SUBJECTS))) + world.pupils["ability"].to_numpy()[:, None]
    found = []
    for position, term in enumerate(terms()):
        roll = _takers(world, term=term)
        _step(rng, paths=paths, roll=roll, term=term)
        for column, subject in enumerate(SUBJECTS):
            found += _results(rng, strength=paths[:, column], roll=roll.assign(subject=subject), position=position)
    return pd.concat(found, ignore_index=True)


def test_day(term: SampleTerm, *, school: str, days: Days) -> date:
    """The day a school sits the term's tests: the first full school week at that time of year, Monday to Thursday."""
    month, day = days[term.name.partition(".")[2]]
    around = date(term.first.year, month, day)
    monday = around + timedelta(days=-around.weekday() % 7)
    return monday + timedelta(days=int(school) % 4)


def _takers(world: World, *, term: SampleTerm) -> pd.DataFrame:
    """The pupils on roll in Years 1 to 11 on the test day, their provision and the day."""
    roll = world.on_roll(test_day(term, school="0", days=TEST_DAYS), year=term.year)
    roll = roll[(roll["school"] != ASPEN_HOUSE.code) & roll["stage"].between(1, 11)].reset_index(drop=True)
    days = {school: pd.Timestamp(test_day(term, school=school, days=TEST_DAYS)) for school in roll["school"].unique()}
    codes = world.codes(test_day(term, school="0", days=TEST_DAYS))[roll["pupil"]]
    return roll.assign(term=term.name, date=roll["school"].map(days), code=codes, send=np.isin(codes, ["K", "E"]))


def _step(rng: np.random.Generator, *, paths: Numbers, roll: pd.DataFrame, term: SampleTerm) -> None:
    """Move the pupils on by a term: their own drift, and their school's planted step."""
    own = rng.normal(0, _DRIFT, (len(roll), len(SUBJECTS)))
    steps = {school.code: found[term.name] for school, found in STEPS.items() if term.name in found}
    planted = [
        steps[school][0 if send else 1] if school in steps else 0.0
        for school, send in zip(roll["school"], roll["send"], strict=True)
    ]
    paths[roll["pupil"]] += levelled(own, roll=roll) + np.array(planted)[:, None]


def levelled(luck: Numbers, *, roll: pd.DataFrame) -> Numbers:
    """Luck less a share of what a school's year group's SEND pupils, or its others, have in common."""
    full = np.where(roll["school"] == LARCH_STREET.code, 1.0, _SHARED)[:, None]
    common = pd.DataFrame(luck).groupby([roll["school"], roll["stage"], roll["send"]]).transform("mean").to_numpy()
    left: Numbers = luck - full * common
    return left


def results_missing(roll: pd.DataFrame) -> Numbers:
    """The share of pupils like each who have no result, by provision."""
    return np.array([_MISSING[code] for code in roll["code"]])


def _results(rng: np.random.Generator, *, strength: Numbers, roll: pd.DataFrame, position: int) -> list[pd.DataFrame]:
    luck = levelled(rng.normal(0, _LUCK, (len(roll), 1)), roll=roll)[:, 0]
    points = strength[roll["pupil"]]
    sat = rng.random(len(roll)) >= results_missing(roll)
    scores = np.clip(np.round(points + luck), 55, 145)
    tests = roll.assign(scale=AGE_STANDARDISED, kind="test", value=scores, publisher=PUBLISHER)[sat]
    older = (roll["stage"] >= 10).to_numpy()
    through = 3 * (roll["stage"].to_numpy() - 10) + position % 3
    grades = (
        3.9
        + (points - 100) / 15 * 1.75
        + 0.16 * through
        + levelled(rng.normal(0, 0.3, (len(roll), 1)), roll=roll)[:, 0]
    )
    marks = roll.assign(scale=GCSE, kind="teacher", value=np.clip(np.round(grades), 0, 9), publisher="")[older & sat]
    columns = ["pupil", "subject", "scale", "term", "kind", "date", "value", "publisher"]
    return [tests[columns], marks[columns]]
