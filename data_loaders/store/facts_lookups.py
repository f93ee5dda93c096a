"""What was so on a day: status, need, class, first day on roll, year group. Vectorised, one answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.store.facts_reading import NEVER_ENDS, Numbers
from data_loaders.vocabulary import YEAR_GROUPS

NOT_ON_ROLL = NEVER_ENDS
"""Stands for the first day on roll of a pupil who is never on roll again."""
_LAST_YEAR_GROUP = YEAR_GROUPS.index("14")


def open_on(
    intervals: pd.DataFrame, *, by: Sequence[str], order: Sequence[str] = ("from_date",), **asked: Any
) -> pd.Series[Any]:
    """The ``value`` of the interval open on each asked ``day``; missing where none is: unknown, never a default.

    ``asked`` are the columns of the questions: those of ``by`` and ``day``, all of one length. Of several open
    intervals the last by ``order`` counts, so the one that began latest; of two that began together the higher value.
    """
    questions = pd.DataFrame(asked)
    distinct = questions.drop_duplicates()
    found = distinct.merge(intervals, on=list(by))
    found = found[(found["from_date"] <= found["day"]) & (found["to_date"] > found["day"])]
    found = found.sort_values([*order, "value"]).drop_duplicates(list(questions.columns), keep="last")
    answered = questions.merge(found[[*questions.columns, "value"]], on=list(questions.columns), how="left")
    return answered["value"]


def primary_needs(needs: pd.DataFrame, *, pupils: Numbers, days: Numbers) -> pd.Series[Any]:
    """Each pupil's primary need on each day: of the needs open then, the one of the lowest rank; missing if unknown."""
    ranked = needs.assign(importance=-needs["rank"].astype(np.int64))
    return open_on(ranked, by=["pupil_id"], order=("importance", "from_date"), pupil_id=pupils, day=days)


def first_days_on_roll(enrolments: pd.DataFrame, *, pupils: Numbers, days: Numbers) -> Numbers:
    """The first day on roll anywhere in the trust on or after each day: that day itself for a pupil on roll then.

    ``NOT_ON_ROLL`` where there is none.
    """
    questions = pd.DataFrame({"pupil_id": pupils, "day": days})
    distinct = questions.drop_duplicates().merge(enrolments[["pupil_id", "from_date", "to_date"]], on="pupil_id")
    distinct = distinct[distinct["to_date"] > distinct["day"]]
    distinct = distinct.assign(found=np.maximum(distinct["from_date"], distinct["day"]))
    earliest = distinct.groupby(["pupil_id", "day"], as_index=False)["found"].min()
    answered = questions.merge(earliest, on=["pupil_id", "day"], how="left")["found"]
    return np.asarray(answered.fillna(NOT_ON_ROLL).to_numpy(dtype=np.int64))


def levels_of(year_groups: pd.Series[str]) -> Numbers:
    """The place of each year group in ``YEAR_GROUPS``, in which the next year group is the next place; X is last."""
    places, distinct = pd.factorize(year_groups)
    return np.array([YEAR_GROUPS.index(group) for group in distinct], dtype=np.int64)[places]


def rolled(levels: Numbers, *, from_days: Numbers, years: Numbers) -> Numbers:
    """The place of the year group in the academic year that begins in each of ``years``.

    ``levels`` held on ``from_days``; a pupil moves up on each 1 September after. Nobody moves up from Year 14 or from
    X.
    """
    moved = np.minimum(levels + np.maximum(years - school_years_of(from_days), 0), _LAST_YEAR_GROUP)
    return np.where(levels > _LAST_YEAR_GROUP, levels, moved)


def school_years_of(days: Numbers) -> Numbers:
    """The calendar year of the last 1 September on or before each day."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray((months - 8) // 12 + 1970)


def half_or_more(part: Numbers, *, whole: Numbers) -> NDArray[np.bool_]:
    """Whether a count of days is at least half of the whole, and not nought."""
    return np.asarray((part > 0) & (2 * part >= whole))
