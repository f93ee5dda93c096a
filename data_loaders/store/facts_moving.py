"""A child is at one main school a day: who has begun at another has left, whether the old school has said so or not."""

from __future__ import annotations

import pandas as pd

LONGEST = 100
"""Days by which a school may be late to write that a pupil has left; main registrations that hold together for longer
are no move but two registrations, which is said when they come in."""


def moved_on(enrolments: pd.DataFrame, *, never: int) -> pd.DataFrame:
    """The enrolments with a main one ended where another of the pupil begins that lasts as long or longer.

    ``enrolments`` has pupil_id, from_date, to_date (day numbers; ``never`` where it lasts) and main. One that lies
    within another, such as a term elsewhere, is left as it is, and so are two that begin on one day: nobody knows which
    is right.
    """
    main = enrolments[enrolments["main"]].sort_values(["pupil_id", "from_date"], kind="stable")
    until = main.groupby("pupil_id", sort=False)["to_date"].cummax()
    before = until.groupby(main["pupil_id"], sort=False).shift(fill_value=0)
    overlapping = main[main["pupil_id"].isin(main.loc[main["from_date"] < before, "pupil_id"])]
    if overlapping.empty:
        return enrolments
    ends = enrolments["to_date"].copy()
    for _, mine in overlapping.groupby("pupil_id", sort=False):
        spells = list(zip(mine["from_date"], mine["to_date"], strict=True))
        ends[mine.index] = [_left(spell, others=spells, never=never) for spell in spells]
    return enrolments.assign(to_date=ends)


def _left(spell: tuple[int, int], *, others: list[tuple[int, int]], never: int) -> int:
    """When the pupil of a spell left: its own end, or the first day of a later spell that goes on as long or longer."""
    begins, until = spell
    later = [first for first, last in others if begins < first < until <= last]
    return min([until, *(first for first in later if until == never or until - first <= LONGEST)])
