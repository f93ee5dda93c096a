"""What *Where to look* tries of each strand, at every place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data_loaders.vocabulary import GROUP_WORDS

OTHER_SCHOOLS = 3
"""With fewer other schools of the phase a difference is not set beside theirs: it would be set beside one of them."""
TWO_SCHOOLS = 2
"""Two are enough for a share that ought to be the same at every school."""
BACK = ("year", "two_years")


@dataclass(frozen=True, kw_only=True)
class Try:
    """A comparison made at every place: a difference of the SEND group from other pupils, its change, or a share.

    ``group`` looks at one group, where all SEND pupils or that group are chosen. ``beyond_phase`` compares the place's
    figure with that of the trust's other schools of its phase, of which there must be so ``many``: for differences that
    are nowhere nought, and shares. ``since`` is what a change looks back to: a year, or two years. ``ended`` looks at
    the last term that is over. ``about`` names what the strand tells of besides: it is a finding by itself.
    """

    metric: str
    group: str = ""
    beyond_phase: bool = False
    many: int = OTHER_SCHOOLS
    since: str = "year"
    ended: bool = False
    about: str = ""


TRIES: Mapping[str, tuple[Try, ...]] = {
    "progress": (Try(metric="progress_gap"), Try(metric="progress_change_same_pupils")),
    "conversations": (
        Try(metric="conversations_so_far", beyond_phase=True, many=TWO_SCHOOLS),
        Try(metric="conversations_change_same_pupils", ended=True),
    ),
    "wider_outcomes": (
        Try(metric="club_gap", beyond_phase=True),
        *(Try(metric="club_gap_change", since=since) for since in BACK),
        Try(metric="parents_evening_attendance", beyond_phase=True, about="parents' evenings"),
        Try(metric="pupils_suspended", beyond_phase=True, about="suspensions"),
        Try(metric="regular_participation", beyond_phase=True),
    ),
    "attendance": (
        Try(metric="absence_gap", beyond_phase=True),
        *(Try(metric="absence_gap_change", since=since) for since in BACK),
        *(Try(metric="persistent_absence_gap", group=group, beyond_phase=True) for group in ("send", "support")),
        *(
            Try(metric="persistent_absence_gap_change", group=group, since=since)
            for group in GROUP_WORDS
            for since in BACK
        ),
    ),
}
"""The comparisons of each strand, by its path; the first is made of SEN support and EHC plans apart too."""
