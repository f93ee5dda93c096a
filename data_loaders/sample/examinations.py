"""GCSEs and other qualifications of the sample's Year 11, what its pupils reached at primary school, and prior groups.

The pupils of Year 11 in 2023/24 sat key stage 2 tests in 2019; those after them did not (there were none in 2020 and
2021), so England worked out no Progress 8 for them and the sample has no groups of their years.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data_loaders.sample.national import COLUMNS, KS2_DAY, takers
from data_loaders.sample.terms import YEARS
from data_loaders.sample.world import Numbers, World
from data_loaders.vocabulary import academic_year

EXAMINED_DAY, RESULTS_DAYS = (6, 10), {2023: date(2024, 8, 22), 2024: date(2025, 8, 21), 2025: date(2026, 8, 20)}
PUBLISHED = date(2024, 10, 17)
"""When the groups of 2023/24 came to be known."""
SOURCE = "Invented for the sample trust: shaped like England's table of 2024, not its figures"
WITH_PRIOR = YEARS[0]
"""The only year whose Year 11 had sat key stage 2 tests."""
_SEPARATE = 0.16
_FIRSTS = (59.0, 82.5, 86.5)
_AWAY = {"N": 0.01, "": 0.01, "K": 0.04, "E": 0.2}
_FEWER = {"N": 0.03, "": 0.03, "K": 0.1, "E": 0.5}
"""By provision, the share without any entry, and of each other subject the share that is not taken."""
_SPECIAL_ENTERED = 0.4
_VOCATIONAL = {"Level 2 Pass": 4.0, "Level 2 Merit": 5.5, "Level 2 Distinction": 7.0, "Level 2 Distinction*": 8.5}
_OTHERS = (
    "religious_studies", "art", "drama", "music", "business", "food", "design_and_technology", "computer_science"
)  # fmt: skip


def examinations(world: World) -> pd.DataFrame:
    """A row a pupil and qualification of each summer, and two scaled scores of those who sat the tests in 2019."""
    rng = world.random("examinations")
    found = []
    for year in YEARS:
        leaving = takers(world, year=year, stage=11, day=EXAMINED_DAY, what="ks4")
        found += _entries(rng, takers=leaving.assign(date=pd.Timestamp(RESULTS_DAYS[year])))
        if year == WITH_PRIOR:
            found += _at_primary(rng, takers=leaving, year=year)
    return pd.concat(found, ignore_index=True)[COLUMNS]


def prior_groups() -> pd.DataFrame:
    """Thirty-four invented groups of 2023/24: whole scores, or a half and the whole above it."""
    lowest = [*_FIRSTS, *(88.0, 89.5, 91.0), *(92.5 + step for step in range(28))]
    highest = [*(one - 0.5 for one in lowest[1:]), 120.0]
    middle = (np.array(lowest) + np.array(highest)) / 2 - 99.75
    return pd.DataFrame({
        "academic_year": academic_year(WITH_PRIOR), "lowest": lowest, "highest": highest,
        "expected": np.round(np.maximum(36.4 + 1.75 * middle + 0.03 * middle**2, 12.0), 2), "source": SOURCE,
    })  # fmt: skip


def _entries(rng: np.random.Generator, *, takers: pd.DataFrame) -> list[pd.DataFrame]:
    entered = rng.random(len(takers)) >= takers["code"].map(_AWAY).to_numpy()
    kept = np.where(takers["special"], rng.random(len(takers)) < _SPECIAL_ENTERED, True)
    sitting = takers[entered & kept].reset_index(drop=True)
    strength, special = sitting["strength"].to_numpy(), sitting["special"].to_numpy()
    own = strength + rng.normal(0, 4.0, len(sitting))
    core = {"english_language": 0.0, "english_literature": 0.0, "mathematics": -0.1}
    found = [_graded(rng, rows=sitting, subject=name, strength=own, harder=by) for name, by in core.items()]
    chosen = _choices(rng, rows=sitting, strength=own) | {"sport": rng.random(len(sitting)) < 0.3}
    for subject, taken in chosen.items():
        left = rng.random(len(sitting)) < sitting["code"].map(_FEWER).to_numpy()
        here = taken & ~left & ~special
        found.append(_graded(rng, rows=sitting[here], subject=subject, strength=own[here]))
    return found


def _choices(rng: np.random.Generator, *, rows: pd.DataFrame, strength: Numbers) -> dict[str, np.ndarray]:
    """Who takes what besides English and mathematics: sciences, a humanity, perhaps a language, two or three others."""
    n = len(rows)
    separate = (strength > 106) & (rng.random(n) < 2.5 * _SEPARATE)
    second, humanity = rng.random(n) < 0.12, rng.random(n)
    language = rng.random(n) < np.where(strength > 97, 0.55, 0.15)
    found = {
        "combined_science": ~separate,
        **dict.fromkeys(("biology", "chemistry", "physics"), separate),
        "history": (humanity < 0.45) | second,
        "geography": (humanity >= 0.45) | second,
        "french": language & (humanity < 0.6),
        "spanish": language & (humanity >= 0.6),
    }
    picked = rng.random((n, len(_OTHERS))).argsort(axis=1)[:, :2]
    return found | {subject: (picked == place).any(axis=1) for place, subject in enumerate(_OTHERS)}


def _graded(
    rng: np.random.Generator, *, rows: pd.DataFrame, subject: str, strength: Numbers, harder: float = 0.0
) -> pd.DataFrame:
    """Whole grades; an average of two for the double award, points for the vocational one."""
    marks = 4.55 - harder + (strength - 100) * 0.134 + rng.normal(0, 0.8, len(rows))
    step = 0.5 if subject == "combined_science" else 1.0
    grades = np.clip(np.round(marks / step) * step, 0, 9)
    raw = [_written(grade, double=subject == "combined_science") for grade in grades]
    if subject == "sport":
        names = list(_VOCATIONAL)
        steps = np.searchsorted([4.5, 6.0, 8.0], marks)
        raw, grades = [names[step] for step in steps], np.array([_VOCATIONAL[names[step]] for step in steps])
    ill = rng.random(len(rows)) < 0.004
    return rows.assign(
        subject=subject, scale="gcse_grade", value=np.where(ill, np.nan, grades), raw=np.where(ill, "X", raw)
    )


def _written(grade: float, *, double: bool) -> str:
    """``7`` → ``"7"``, ``0`` → ``"U"``; a double award ``6.5`` → ``"7-6"``."""
    if grade == 0:
        return "U"
    return f"{int(grade + 0.5)}-{int(grade)}" if double else f"{int(grade)}"


def _at_primary(rng: np.random.Generator, *, takers: pd.DataFrame, year: int) -> list[pd.DataFrame]:
    """What most of them reached in reading and mathematics, five years before."""
    known = takers[(rng.random(len(takers)) >= 0.05) & ~takers["special"]].reset_index(drop=True)
    before = known.assign(term=f"{academic_year(year - 5)}.summer", date=pd.Timestamp(date(year - 4, *KS2_DAY)))
    found = []
    for subject in ("reading", "mathematics"):
        points = known["strength"].to_numpy() + rng.normal(0, 5.0, len(known))
        scores, below = np.clip(np.round(104.2 + (points - 100) * 0.5), 80, 120), points < 70
        raw, value = np.where(below, "B", ""), np.where(below, np.nan, scores)
        found.append(before.assign(subject=subject, scale="ks2_scaled_score", value=value, raw=raw))
    return found
