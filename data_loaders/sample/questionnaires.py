"""Teachers' questionnaires of the sample: relationships, behaviour and bullying, each October and each March.

Two primaries rate every pupil, a primary and two secondaries their SEND pupils only; the other schools keep none.
Nothing is planted: what moves is chance.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data_loaders.sample.terms import YEARS, open_days
from data_loaders.sample.trust import BIRCH_LANE, BY_CODE, ELDER_BROOK, HAZEL_BANK, LINDEN, OAKMERE
from data_loaders.sample.world import World

_EVERYBODY = frozenset({HAZEL_BANK.code, ELDER_BROOK.code})
_SEND_ONLY = frozenset({BIRCH_LANE.code, LINDEN.code, OAKMERE.code})
_ASKED = ((10, 6), (3, 9))
"""Month and day from which the schools ask: the first week of October, the second of March."""
_LEVELS = {"positive_relationships": (3.9, -0.5), "behaviour_problems": (1.8, 0.6), "bullying": (1.5, 0.3)}
"""By outcome the mean score of other pupils, and by how much SEND pupils differ."""
LOWEST, HIGHEST = 1.0, 5.0
_MISSED = 0.06


def questionnaires(world: World) -> pd.DataFrame:
    """One row a pupil, outcome and day of all three years: the mean of a teacher's answers, from 1 to 5."""
    rng = world.random("questionnaires")
    traits = rng.normal(0, 0.55, (len(world.pupils), len(_LEVELS)))
    asked = [(date(year + (month < 9), month, day), year) for year in YEARS for month, day in _ASKED]
    found = [_asked(world, rng=rng, traits=traits, day=day, year=year) for day, year in asked]
    return pd.concat(found, ignore_index=True)


def _asked(world: World, *, rng: np.random.Generator, traits: np.ndarray, day: date, year: int) -> pd.DataFrame:
    roll = world.on_roll(day, year=year)
    send = np.isin(world.codes(day)[roll["pupil"]], ["K", "E"])
    roll = roll.assign(send=send)
    rated = roll[roll["school"].isin(_EVERYBODY) | (roll["school"].isin(_SEND_ONLY) & send)]
    rated = rated[rng.random(len(rated)) >= _MISSED]
    days = {code: pd.Timestamp(min(each for each in open_days(BY_CODE[code]) if each >= day))
            for code in sorted(_EVERYBODY | _SEND_ONLY)}  # fmt: skip
    rows = rated[["pupil", "school"]].assign(
        date=rated["school"].map(days), lowest=LOWEST, highest=HIGHEST, rated_by_role="class_teacher"
    )
    parts = []
    for place, (outcome, (mean, apart)) in enumerate(_LEVELS.items()):
        score = mean + apart * rated["send"].to_numpy() + traits[rated["pupil"], place]
        score = np.clip(score + rng.normal(0, 0.4, len(rated)), LOWEST, HIGHEST).round(1)
        parts.append(rows.assign(outcome=outcome, score=score))
    return pd.concat(parts)
