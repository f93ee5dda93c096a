"""Whether SEN information had been passed on by the day on which a pupil with SEN joined a school."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from dashboard.metrics.answer import Row
from dashboard.metrics.cells import codes_of, one_of_each
from dashboard.metrics.rates import share_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, Uncounted

NOTHING_LISTED = "no list of information passed on for this academic year"
IN_TIME, LATE, NONE, UNKNOWN = "in_time", "late", "none", "unknown"
"""By the first day; after it; nothing received; not on the school's list, or received on a day nobody wrote down."""


class TransitionCell(NamedTuple):
    """Pupils who joined one school in an academic year, of one year group and SEN status on their first day ("" not
    known), and what the school's list says of them."""

    school: str
    academic_year: str
    year_group: str
    status: str
    state: str
    n: int


def transition_information(
    cells: Sequence[TransitionCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the group's pupils who joined for whom SEN information had come by their first day, of those of
    whom it is known, with Wilson's interval."""
    about = Subject(metric=metric("transition_information"), group=group, label=label, key=key)
    one_of_each(cells, "academic_year")
    held = by_state(cells, codes=codes_of(group))
    known = held[IN_TIME] + held[LATE] + held[NONE]
    uncounted = Uncounted(one=held[UNKNOWN], unknown=sum(cell.n for cell in cells if not cell.status))
    row = share_row(about, one=(held[IN_TIME], known), uncounted=uncounted, nothing=NOTHING_LISTED)
    year = cells[0].academic_year if cells else ""
    return replace(row, first_period=year, last_period=year)


def by_state(cells: Iterable[TransitionCell], *, codes: frozenset[str]) -> dict[str, int]:
    """How many pupils of some SEN provisions are in each state."""
    found = dict.fromkeys((IN_TIME, LATE, NONE, UNKNOWN), 0)
    for cell in cells:
        found[cell.state] += cell.n if cell.status in codes else 0
    return found
