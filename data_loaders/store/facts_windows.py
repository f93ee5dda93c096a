"""Windows of progress: for each pupil, subject, scale and period the first and the last result, and the gain between.

A term's window runs from the pupil's first result of the academic year to the last in the term; an autumn's from the
last result of the year before; the year to date's from the first result of the year to its last.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.store.facts_calendar import YEAR_PERIOD, period_of_term
from data_loaders.store.facts_reading import Numbers, keys_of

SERIES = ["pupil_id", "subject", "scale"]
"""What is never mixed: one pupil's results in one subject on one scale."""
_TERMS = 1 << 20
"""More than any term number: packs a series and a term, or a year, into one number."""


def in_order(results: pd.DataFrame) -> pd.DataFrame:
    """The results in order of series, term and day, one a day: a test goes before a teacher assessment of that day.

    A result without a day stands before those of its term with one. ``term`` is the term's number.
    """
    numbered = results.assign(series=keys_of(results, names=SERIES))
    ordered = numbered.sort_values(["series", "term", "day", "teacher"], ascending=[True, True, True, False])
    return ordered.drop_duplicates(["series", "term", "day"], keep="last").reset_index(drop=True)


def windows(ordered: pd.DataFrame) -> pd.DataFrame:
    """A row a series and period with a result in it: pupil_id, subject, scale, period, and the window.

    ``last_term`` and ``last_value`` are always there; ``first_term`` and ``first_value`` where there is an earlier
    result to compare with (NaN where not).
    """
    series, terms = (ordered[name].to_numpy(dtype=np.int64) for name in ("series", "term"))
    by_term, _, last_of_term = _runs(series * _TERMS + terms)
    by_year, first_of_year, last_of_year = _runs(series * _TERMS + terms // 3)
    this_year = by_term - by_term % _TERMS + by_term % _TERMS // 3
    autumn = by_term % _TERMS % 3 == 0
    before = _found(by_year, this_year - 1, positions=last_of_year)
    within = _found(by_year, this_year, positions=first_of_year)
    firsts = np.concatenate([np.where(autumn, before, within), first_of_year])
    lasts = np.concatenate([last_of_term, last_of_year])
    periods = np.concatenate([period_of_term(by_term % _TERMS), 4 * (by_year % _TERMS) + YEAR_PERIOD])
    return _rows(ordered, firsts=np.where(firsts == lasts, -1, firsts), lasts=lasts).assign(period=periods)


def _rows(ordered: pd.DataFrame, *, firsts: Numbers, lasts: Numbers) -> pd.DataFrame:
    earlier = firsts >= 0
    terms, values = ordered["term"].to_numpy(dtype=np.float64), ordered["value"].to_numpy(dtype=np.float64)
    return (
        ordered[SERIES]
        .iloc[lasts]
        .reset_index(drop=True)
        .assign(
            first_term=np.where(earlier, terms[firsts], np.nan) if len(firsts) else np.zeros(0),
            first_value=np.where(earlier, values[firsts], np.nan) if len(firsts) else np.zeros(0),
            last_term=terms[lasts],
            last_value=values[lasts],
        )
    )


def _runs(keys: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The distinct keys of a sorted array and the positions of the first and last of each."""
    distinct, firsts, counts = np.unique(keys, return_index=True, return_counts=True)
    return distinct, firsts.astype(np.int64), (firsts + counts - 1).astype(np.int64)


def _found(keys: Numbers, wanted: Numbers, *, positions: Numbers) -> Numbers:
    """The position that belongs to each wanted key, -1 where the sorted keys have none."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    there: NDArray[np.bool_] = keys[at] == wanted
    return np.where(there, positions[at], -1)
