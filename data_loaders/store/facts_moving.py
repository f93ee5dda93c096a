"""A child is at one main school a day: who has begun at another has left, whether the old school has said so or not."""

from __future__ import annotations

import pandas as pd


def moved_on(enrolments: pd.DataFrame) -> pd.DataFrame:
    """The enrolments with each main one ended where the pupil's next main one begins, if that lasts as long or longer.

    ``enrolments`` has enrolment_id, pupil_id, from_date, to_date (day numbers) and main. One that lies within another,
    such as a term elsewhere, is left as it is, and so are two that begin on one day: nobody knows which is right.
    """
    main = enrolments[enrolments["main"]].sort_values(["pupil_id", "from_date", "enrolment_id"], kind="stable")
    after = main.groupby("pupil_id", sort=False)[["from_date", "to_date"]].shift(-1)
    left = (after["from_date"] > main["from_date"]) & (after["from_date"] < main["to_date"])
    left &= after["to_date"] >= main["to_date"]
    if not left.any():
        return enrolments
    ends = enrolments["to_date"].copy()
    ends[left.index[left]] = after.loc[left, "from_date"].astype(ends.dtype)
    return enrolments.assign(to_date=ends)
