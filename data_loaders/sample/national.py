"""National tests and teacher assessments of the sample: Reception, Years 1, 4 and 6, each summer.

What a pupil reaches is ability, a further distance by provision (England's are wider here than on the term's tests) and
the luck of the day. Levels stand near England's of 2025 by provision (definitions.md, section 9).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data_loaders.sample.terms import YEARS
from data_loaders.sample.trust import ASPEN_HOUSE
from data_loaders.sample.world import Numbers, World
from data_loaders.vocabulary import STATUTORY_SCALES, academic_year

COLUMNS = ["pupil", "subject", "scale", "term", "kind", "date", "raw", "value", "publisher"]
KS2_DAY, CHECK_DAY, PHONICS_DAY, PROFILE_DAY = (5, 14), (6, 5), (6, 12), (6, 27)
_BEHIND = {
    "development": {"N": 0.0, "": 0.0, "K": -11.0, "E": -20.0},
    "phonics": {"N": 0.0, "": 0.0, "K": -6.5, "E": -12.0},
    "multiplication": {"N": 0.0, "": 0.0, "K": 0.0, "E": 1.0},
    "ks2": {"N": 0.0, "": 0.0, "K": -5.0, "E": -8.0},
}
"""Points of ability by which pupils with provision stand further behind in each assessment."""
_AWAY = {"N": 0.008, "": 0.008, "K": 0.02, "E": 0.09}
"""The share who are absent or not entered, by provision."""
_SUBJECT_STUDY = 0.55
"""The share of the special school's Year 6 in subject-specific study; the others' progress is told in words."""

SCALES = pd.DataFrame(
    [(code, one.name, one.unit, one.lowest, one.highest) for code, one in STATUTORY_SCALES.items()],
    columns=["scale", "name", "unit", "lowest", "highest"],
)


def national_assessments(world: World) -> pd.DataFrame:
    """A row a pupil and subject, each summer: of the pupils on roll on the day of the test."""
    rng = world.random("national assessments")
    found = []
    for year in YEARS:
        found += [_development(rng, takers=takers(world, year=year, stage=0, day=PROFILE_DAY, what="development"))]
        found += [_phonics(rng, takers=takers(world, year=year, stage=1, day=PHONICS_DAY, what="phonics"))]
        found += [_tables(rng, takers=takers(world, year=year, stage=4, day=CHECK_DAY, what="multiplication"))]
        found += _ks2(rng, takers=takers(world, year=year, stage=6, day=KS2_DAY, what="ks2"))
    return pd.concat(found, ignore_index=True)[COLUMNS]


def takers(world: World, *, year: int, stage: int, day: tuple[int, int], what: str) -> pd.DataFrame:
    """The pupils of a year group on roll on a day of the summer: pupil, code, strength, special, term and date."""
    on = date(year + 1, *day)
    roll = world.on_roll(on, year=year)
    roll = roll[roll["stage"] == stage].reset_index(drop=True)
    codes = world.codes(on)[roll["pupil"]]
    behind = np.array([_BEHIND.get(what, {}).get(code, 0.0) for code in codes])
    return pd.DataFrame({
        "pupil": roll["pupil"], "code": codes, "special": roll["school"] == ASPEN_HOUSE.code,
        "strength": world.pupils["ability"].to_numpy()[roll["pupil"]] + behind,
        "term": f"{academic_year(year)}.summer", "date": pd.Timestamp(on), "kind": "test", "publisher": "",
    })  # fmt: skip


def away(rng: np.random.Generator, *, rows: pd.DataFrame) -> np.ndarray:
    """Who is absent or not entered."""
    missing: np.ndarray = rng.random(len(rows)) < rows["code"].map(_AWAY).to_numpy()
    return missing


def _marked(
    rows: pd.DataFrame, *, subject: str, scale: str, values: Numbers, missing: np.ndarray, why: str = "A"
) -> pd.DataFrame:
    """The rows with their values; a mark alone where there is no outcome."""
    raw = np.where(missing, why, "")
    return rows.assign(subject=subject, scale=scale, value=np.where(missing, np.nan, values), raw=raw)


def _development(rng: np.random.Generator, *, takers: pd.DataFrame) -> pd.DataFrame:
    points = takers["strength"].to_numpy() + rng.normal(0, 7.0, len(takers))
    reached = np.where(points > 91.5, 1.0, 0.0)
    gone = rng.random(len(takers)) < np.where(takers["code"] == "E", 0.03, 0.002)
    rows = takers.assign(kind="teacher")
    return _marked(rows, subject="development", scale="good_development", values=reached, missing=gone)


def _phonics(rng: np.random.Generator, *, takers: pd.DataFrame) -> pd.DataFrame:
    points = 37.5 + (takers["strength"].to_numpy() - 100) * 0.42 + rng.normal(0, 2.5, len(takers))
    marks, gone = np.clip(np.round(points), 0, 40), away(rng, rows=takers)
    return _marked(takers, subject="phonics", scale="phonics_mark", values=marks, missing=gone)


def _tables(rng: np.random.Generator, *, takers: pd.DataFrame) -> pd.DataFrame:
    points = 23.0 + (takers["strength"].to_numpy() - 100) * 0.3 + rng.normal(0, 3.0, len(takers))
    marks, gone = np.clip(np.round(points), 0, 25), away(rng, rows=takers)
    return _marked(takers, subject="multiplication", scale="multiplication_mark", values=marks, missing=gone)


def _ks2(rng: np.random.Generator, *, takers: pd.DataFrame) -> list[pd.DataFrame]:
    """Three tests and writing. Below the level of a test is no score; the special school's is mostly that."""
    sitting = takers[~takers["special"] | (rng.random(len(takers)) < _SUBJECT_STUDY)].reset_index(drop=True)
    gone = away(rng, rows=sitting)
    found = []
    for subject in ("reading", "mathematics", "grammar"):
        points = sitting["strength"].to_numpy() + rng.normal(0, 6.0, len(sitting))
        below = (points < 72) | sitting["special"].to_numpy()
        scores = np.clip(np.round(105.6 + (points - 100) * 0.5), 80, 120)
        rows = _marked(sitting, subject=subject, scale="ks2_scaled_score", values=scores, missing=gone | below)
        found.append(rows.assign(raw=np.where(gone, "A", np.where(below, "B", ""))))
    return [*found, _writing(rng, sitting=sitting, gone=gone)]


def _writing(rng: np.random.Generator, *, sitting: pd.DataFrame, gone: np.ndarray) -> pd.DataFrame:
    points = sitting["strength"].to_numpy() + rng.normal(0, 6.0, len(sitting))
    points = np.where(sitting["special"], points - 25, points)
    steps, codes = [42, 50, 58, 64, 69, 74, 91.5, 115], ["PK1", "PK2", "PK3", "PK4", "PK5", "PK6", "WTS", "EXS", "GDS"]
    awarded = np.array(codes, dtype=object)[np.searchsorted(steps, points)]
    rows = _marked(sitting, subject="writing", scale="ks2_writing", values=points, missing=np.ones(len(points), bool))
    return rows.assign(kind="teacher", raw=np.where(gone, "A", awarded))
