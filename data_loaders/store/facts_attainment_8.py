"""Attainment 8 of a pupil: English and mathematics twice, three EBacc subjects, three others; an empty slot is 0.

English is the better of language and literature, twice only where both were taken; the other may fill an open slot, and
so may EBacc subjects left over. Which subject may fill what is ``vocabulary.ATTAINMENT_8_SLOTS``.
"""

from __future__ import annotations

import pandas as pd

from data_loaders.vocabulary import ATTAINMENT_8_SLOTS, ENGLISH, TWO_SLOTS

_EBACC, _OPEN = 3, 3


def attainment_8(grades: pd.DataFrame) -> pd.Series[float]:
    """The points of each pupil by ``who``; nobody without a grade is in it.

    ``grades``: who, subject, value; a row a subject taken.
    """
    doubles = grades[grades["subject"].isin(TWO_SLOTS)]
    rows = pd.concat([grades, doubles], ignore_index=True)
    slots = rows["subject"].map(ATTAINMENT_8_SLOTS).fillna("open")
    english, left_of_english = _best(rows[slots == "english"], count=1)
    mathematics, left_of_mathematics = _best(rows[slots == "mathematics"], count=1)
    ebacc, left_of_ebacc = _best(rows[slots == "ebacc"], count=_EBACC)
    rest = pd.concat([rows[slots == "open"], left_of_english, left_of_mathematics, left_of_ebacc])
    others, _ = _best(rest, count=_OPEN)
    taken = rows[rows["subject"].isin(ENGLISH)].groupby("who")["subject"].nunique()
    both = english["who"].map(taken) == len(ENGLISH)
    english = english.assign(value=english["value"] * both.map({True: 2.0, False: 1.0}))
    mathematics = mathematics.assign(value=2 * mathematics["value"])
    return pd.concat([english, mathematics, ebacc, others]).groupby("who")["value"].sum()


def _best(rows: pd.DataFrame, *, count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each pupil's best rows, up to so many, and the rest."""
    ordered = rows.sort_values(["who", "value"], ascending=[True, False], kind="stable")
    first = ordered.groupby("who").cumcount() < count
    return ordered[first], ordered[~first]
