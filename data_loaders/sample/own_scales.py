"""Scales that single schools of the sample keep besides: bands in writing, reading ages, National Curriculum levels.

A primary tells writing in a teacher's bands, another tests word reading in months of age, a secondary still gives
geography in levels and sub-levels. Each is a subject of its own, so no other figure rests on it. Nothing is planted:
SEND pupils stand lower as they do on the other scales and keep pace, but for chance.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_loaders.sample.progress import PUBLISHER, TEST_DAYS, levelled, results_missing, test_day
from data_loaders.sample.terms import SampleTerm, terms
from data_loaders.sample.trust import ASHCOMBE, JUNIPER_HILL, WILLOW_CROSS, School
from data_loaders.sample.world import Numbers, World

AGE_RELATED, READING_AGE, LEVELS = "age_related", "reading_age", "nc_levels"
WRITING, WORD_READING, GEOGRAPHY = "writing", "word_reading", "geography"
KEPT: dict[str, tuple[School, str, tuple[int, int]]] = {
    AGE_RELATED: (JUNIPER_HILL, WRITING, (1, 6)),
    READING_AGE: (WILLOW_CROSS, WORD_READING, (3, 6)),
    LEVELS: (ASHCOMBE, GEOGRAPHY, (7, 9)),
}
"""By scale the one school that uses it, the subject, and the first and last year that is assessed."""
_FOUR_MONTHS_APART = {"autumn": (11, 17), "spring": (3, 16), "summer": (7, 13)}
"""When reading is tested: an age gained is read against the months that passed."""
BANDS = ("BLW", "WTS", "EXS", "GDS")
_CUTS = (79.0, 94.0, 113.0)
"""The points of ability at which the next band begins."""
LOWEST_AGE, HIGHEST_AGE = 66.0, 156.0
"""Five and a half years and thirteen: the test's own ends, where it tells only that a pupil is there or beyond."""
_SUB_LEVELS = {1: "c", 3: "b", 5: "a"}

SCALES = pd.DataFrame(
    [
        (AGE_RELATED, "Age-related band", "bands", None, None, None, "",
         "Below=BLW; Working towards=WTS; At=EXS; Above=GDS", "At"),
        (READING_AGE, "Reading age", "months", LOWEST_AGE, HIGHEST_AGE, 12.0,
         "test publisher: twelve months in a year keep pace with age", None, None),
        (LEVELS, "National Curriculum level", "points", 3.0, 51.0, 3.0,
         "National Curriculum: two levels over key stage 2, 3 points a year", None, None),
    ],
    columns=["scale", "name", "unit", "lowest", "highest", "expected_gain", "expectation_source", "bands",
             "expected_band"],
)  # fmt: skip


def own_scales(world: World) -> pd.DataFrame:
    """A row a pupil, scale and term: each term of the three years, of the pupils on roll on the day of the tests."""
    rng = world.random("own scales")
    leaning = rng.normal(0, 4.0, (len(world.pupils), len(KEPT))) + world.pupils["ability"].to_numpy()[:, None]
    found = []
    for position, term in enumerate(terms()):
        for column, scale in enumerate(KEPT):
            rows = _takers(world, scale=scale, term=term)
            points = leaning[rows["pupil"], column] + _luck(rng, rows=rows)
            sat = rng.random(len(rows)) >= results_missing(rows)
            found.append(_made(rows, scale=scale, points=points, position=position, world=world)[sat])
    return pd.concat(found, ignore_index=True)


def level_words(points: float) -> str:
    """Points as the level and sub-level that a teacher writes: 27 is 4b, 25 4c, 29 4a.

    >>> [level_words(each) for each in (19, 27, 35)]
    ['3c', '4b', '5a']
    """
    return f"{int(points // 6)}{_SUB_LEVELS[int(points % 6)]}"


def _takers(world: World, *, scale: str, term: SampleTerm) -> pd.DataFrame:
    school, subject, (low, high) = KEPT[scale]
    days = _FOUR_MONTHS_APART if scale == READING_AGE else TEST_DAYS
    day = test_day(term, school=school.code, days=days)
    roll = world.on_roll(day, year=term.year)
    roll = roll[(roll["school"] == school.code) & roll["stage"].between(low, high)].reset_index(drop=True)
    codes = world.codes(day)[roll["pupil"]]
    return roll.assign(
        subject=subject, scale=scale, term=term.name, date=pd.Timestamp(day), code=codes, kind="teacher",
        publisher="", send=np.isin(codes, ["K", "E"]),
    )  # fmt: skip


def _luck(rng: np.random.Generator, *, rows: pd.DataFrame) -> Numbers:
    return levelled(rng.normal(0, 2.5, (len(rows), 1)), roll=rows)[:, 0]


def _made(rows: pd.DataFrame, *, scale: str, points: Numbers, position: int, world: World) -> pd.DataFrame:
    """The rows with what is written down and its value; a band has no value but its word."""
    columns = ["pupil", "subject", "scale", "term", "kind", "date", "raw", "value", "publisher"]
    if scale == AGE_RELATED:
        words = np.array(BANDS, dtype=object)[np.searchsorted(_CUTS, points, side="right")]
        return rows.assign(raw=words, value=np.nan)[columns]
    if scale == READING_AGE:
        ages = np.clip(np.round(_months(rows, world=world) + 1.1 * (points - 100)), LOWEST_AGE, HIGHEST_AGE)
        return rows.assign(raw="", value=ages, kind="test", publisher=PUBLISHER)[columns]
    taught = 3 * (rows["stage"].to_numpy() - 7) + position % 3
    levels = np.clip(2 * np.round((28 + taught + 0.3 * (points - 100) - 1) / 2) + 1, 7, 49)
    return rows.assign(raw=[level_words(each) for each in levels], value=levels)[columns]


def _months(rows: pd.DataFrame, *, world: World) -> Numbers:
    """How old each pupil is on the day, in months."""
    born = world.pupils["date_of_birth"].to_numpy()[rows["pupil"]]
    days = (rows["date"].to_numpy() - born) / np.timedelta64(1, "D")
    months: Numbers = days / 365.25 * 12
    return months
