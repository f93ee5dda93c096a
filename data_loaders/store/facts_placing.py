"""Which enrolment a row belongs to: by pupil and school where the row has a school, by pupil and day where not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.store.facts_calendar import Calendars
from data_loaders.store.facts_reading import NEVER_ENDS, NO_DAY, Numbers

_DAYS = NEVER_ENDS + 1


@dataclass(frozen=True, kw_only=True)
class Places:
    """The enrolments, as arrays in one order: the order of pupil, school and first day. ``main`` is not subsidiary."""

    ids: Numbers
    pupils: Numbers
    schools: Numbers
    from_days: Numbers
    to_days: Numbers
    levels: Numbers
    main: NDArray[np.bool_]
    number_of_schools: int

    def at(self, pupils: Numbers, *, schools: Numbers, starts: Numbers, ends: Numbers) -> Numbers:
        """The place of each pupil's last enrolment at that school with a day in ``[start, end]``; -1 where none."""
        if not len(self.ids):
            return np.full(len(pupils), -1, dtype=np.int64)
        keys = pupils * self.number_of_schools + schools
        mine = self.pupils * self.number_of_schools + self.schools
        found = np.searchsorted(mine * _DAYS + self.from_days, keys * _DAYS + ends, side="right") - 1
        right = (found >= 0) & (mine[found] == keys) & (self.to_days[found] > starts)
        return np.where(right, found, -1)

    def overlapping(self, calendars: Calendars) -> NDArray[np.bool_]:
        """Whether each enrolment (row) has a day in each term (column) that there is at its school."""
        begins = calendars.starts[self.schools] < self.to_days[:, None]
        ends = calendars.ends[self.schools] >= self.from_days[:, None]
        return np.asarray(begins & ends & calendars.there[self.schools])


def make_places(enrolments: pd.DataFrame, *, calendars: Calendars, levels: Numbers) -> Places:
    """The enrolments of a frame as ``PupilRecords`` describes it; ``levels`` are the places of their year groups."""
    schools = calendars.school_numbers(enrolments["school"])
    pupils = enrolments["pupil_id"].to_numpy(dtype=np.int64)
    from_days = enrolments["from_date"].to_numpy(dtype=np.int64)
    order = np.lexsort((from_days, schools, pupils))
    return Places(
        ids=enrolments["enrolment_id"].to_numpy(dtype=np.int64)[order],
        pupils=pupils[order],
        schools=schools[order],
        from_days=from_days[order],
        to_days=enrolments["to_date"].to_numpy(dtype=np.int64)[order],
        levels=levels[order],
        main=enrolments["main"].to_numpy(dtype=np.bool_)[order],
        number_of_schools=len(calendars.schools),
    )


def place_results(results: pd.DataFrame, *, places: Places, calendars: Calendars) -> Numbers:
    """The place of the main enrolment at which each result (pupil_id, term number, day) was taken; -1 where none.

    It is where the pupil was on roll on the day of the result; without a day, or a place on it, the last place with a
    day in the term by the school's own dates.
    """
    taken = pd.DataFrame(
        {
            "row": np.arange(len(results)),
            "pupil_id": results["pupil_id"].to_numpy(dtype=np.int64),
            "term": results["term"].to_numpy(dtype=np.int64),
            "day": results["day"].to_numpy(dtype=np.int64),
        }
    )
    held = pd.DataFrame({"pupil_id": places.pupils[places.main], "place": np.flatnonzero(places.main)})
    both = taken.merge(held, on="pupil_id")
    place, term, day = (both[name].to_numpy(dtype=np.int64) for name in ("place", "term", "day"))
    schools, begins, ends = places.schools[place], places.from_days[place], places.to_days[place]
    on_day = (day != NO_DAY) & (begins <= day) & (day < ends)
    in_term = begins <= calendars.end_of(schools, terms=term)
    in_term &= ends > calendars.start_of(schools, terms=term)
    both = both.assign(on_day=on_day, begins=begins)[on_day | in_term]
    chosen = both.sort_values(["on_day", "begins", "place"]).drop_duplicates("row", keep="last")
    found = np.full(len(results), -1, dtype=np.int64)
    found[chosen["row"].to_numpy()] = chosen["place"].to_numpy()
    return found
