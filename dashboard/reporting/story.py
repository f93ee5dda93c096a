"""One pupil's story: every strand's records of one child, on one time axis, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.metrics.marks import Spread
from dashboard.metrics.registers import Missed, MissedThen, Window, missed_after
from dashboard.queries.pupils import Result, Status
from dashboard.queries.pupils_story import (
    Club,
    Conversation,
    Incident,
    NationalResult,
    Need,
    Register,
    Stay,
    Suspension,
    Target,
)
from dashboard.queries.questionnaires import Rating
from dashboard.queries.transition import Move
from data_loaders.school_year import first_of_september
from data_loaders.vocabulary import YEAR_GROUPS, academic_year_of


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One structured conversation with its targets. ``day`` is when it was held, else the day it is offered for."""

    conversation: Conversation
    targets: tuple[Target, ...]

    @property
    def day(self) -> date:
        """When it was held, else the day it was offered for."""
        return self.conversation.held or self.conversation.scheduled

    @property
    def held(self) -> bool:
        """Whether it took place, with or without a parent or carer."""
        return self.conversation.status == "held"

    @property
    def counts(self) -> bool:
        """Whether it counts as a structured conversation: held, and a parent or carer took part."""
        return self.held and self.conversation.parent_present is True


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One result with its day, the day of the assessment, else the middle of its term; the name of its scale; and as it
    is said."""

    day: date
    result: Result
    scale_words: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Sat:
    """One result of a national test or examination with its day, else the middle of its term."""

    day: date
    result: NationalResult


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that is known of one pupil up to ``as_at``, strand by strand, each oldest first.

    ``results`` are of every subject and scale, ``shown`` those of the view's; ``around`` the spread of the year group.
    ``national`` are tests and examinations that are no steps of progress, ``passed_on`` the schools joined with SEN
    that keep a list of what was passed on to them.
    ``sent`` names the records the pupil's school has ever sent, ``supplied`` the strands with their terms: of others
    nothing is known, which is not *none*. ``also`` are the second registrations of the day. ``terms`` and ``halves``
    are those of the school, those to come as well.
    """

    as_at: date
    stays: tuple[Stay, ...]
    also: tuple[Stay, ...]
    statuses: tuple[Status, ...]
    needs: tuple[Need, ...]
    results: tuple[Dated, ...]
    shown: tuple[Dated, ...]
    around: tuple[Spread, ...]
    national: tuple[Sat, ...]
    registers: tuple[Register, ...]
    missed: tuple[MissedThen, ...]
    talks: tuple[Talk, ...]
    clubs: tuple[Club, ...]
    incidents: tuple[Incident, ...]
    suspensions: tuple[Suspension, ...]
    ratings: tuple[Rating, ...]
    passed_on: tuple[Move, ...]
    sent: frozenset[str]
    supplied: frozenset[tuple[str, str]]
    terms: tuple[Window, ...]
    halves: tuple[Window, ...]

    @property
    def year(self) -> str:
        """The academic year of the day."""
        return academic_year_of(self.as_at)

    @property
    def year_group(self) -> str:
        """The year group on the day: that of the first day of the last enrolment, moved up each 1 September."""
        return moved_up(self.stays[-1].year_group, since=self.stays[-1].from_date, day=self.as_at) if self.stays else ""

    def sent_in(self, strand: str, *, year: str) -> bool:
        """Whether the pupil's school has sent the strand for any term of an academic year."""
        return any(term.startswith(year) for each, term in self.supplied if each == strand)

    @property
    def last_held(self) -> Talk | None:
        """The last conversation that took place."""
        return max((talk for talk in self.talks if talk.held), key=lambda talk: talk.day, default=None)

    def missed_since(self, day: date) -> Missed | None:
        """Sessions missed after a day; None where no weekly register reaches beyond it."""
        return missed_after(self.registers, day=day)


def moved_up(year_group: str, *, since: date, day: date) -> str:
    """The year group a pupil is in on a day who was in ``year_group`` on the day ``since``; X stays X."""
    years = _september_year(day) - _september_year(since)
    if year_group not in YEAR_GROUPS or year_group == "X":
        return year_group
    return YEAR_GROUPS[min(YEAR_GROUPS.index(year_group) + years, len(YEAR_GROUPS) - 2)]


def _september_year(day: date) -> int:
    return day.year if day >= first_of_september(day.year) else day.year - 1
