"""The year group a pupil has now, as the year group on the first day on roll: that is what an enrolment keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.vocabulary import YEAR_GROUPS

NO_YEAR_GROUP = "X"


def taken_back(groups: pd.Series[Any], *, joined: pd.Series[Any], held_on: str) -> tuple[pd.Series[Any], np.ndarray]:
    """Year groups that held on a day (ISO), as they were on the days ``joined``, and a mask of those that cannot have
    been: in Year 1 now, on roll for six years. They are X, as nobody moves up from there.
    """
    day = date.fromisoformat(held_on)
    out, impossible = [], []
    for group, first in zip(groups, joined, strict=True):
        known = group in YEAR_GROUPS[:-1] and first is not None
        place = YEAR_GROUPS.index(group) - max(_school_year(day) - _school_year(first), 0) if known else 0
        impossible.append(place < 0)
        out.append(NO_YEAR_GROUP if place < 0 else YEAR_GROUPS[place] if known else group)
    return pd.Series(out, index=groups.index, dtype=object), np.array(impossible, dtype=bool)


def _school_year(day: date) -> int:
    """The year of the last 1 September on or before a day."""
    return day.year if day.month >= 9 else day.year - 1
