"""The questions of one pupil's story: every strand's records of one child, on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.metrics.marks import Spread
from dashboard.metrics.numbers import period_words
from dashboard.metrics.registers import Missed, MissedThen, Window, missed_after, missed_by_window
from dashboard.queries import pupils_story
from dashboard.queries.places import MAIN, SUBSIDIARY
from dashboard.queries.pupils import Pupil, Result, Status
from dashboard.queries.pupils_story import Club, Conversation, Incident, Need, Register, Stay, Suspension, Target
from dashboard.queries.terms import TermDates
from dashboard.reporting import pupils
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import View
from data_loaders.code_lists import words_of
from data_loaders.school_year import default_term_dates, first_of_september, term_number
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
    """One result with its day, the day of the assessment, else the middle of its term; and as it is said."""

    day: date
    result: Result
    words: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that is known of one pupil up to ``as_at``, strand by strand, each oldest first.

    ``results`` are of every subject and scale, ``shown`` those of the view's; ``around`` the spread of the year group.
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
    registers: tuple[Register, ...]
    missed: tuple[MissedThen, ...]
    talks: tuple[Talk, ...]
    clubs: tuple[Club, ...]
    incidents: tuple[Incident, ...]
    suspensions: tuple[Suspension, ...]
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


def story_of(view: View) -> Story:
    """The story of the view's pupil. Raises ``LookupError`` where the view is of no pupil."""
    whose = view.place.pupil
    if whose is None:
        raise LookupError("the view is of no pupil")
    asker, on, terms, halves = view.ask.asker, view.ask.as_at, _terms(view), _halves(view)
    registers = pupils_story.registers(asker, whose=whose, on=on)
    results = [_dated(each, ask=view.ask, terms=terms) for each in pupils.pupil_results(view)]
    stays = pupils_story.stays(asker, whose=whose, on=on)
    wanted = (view.selection.subject, view.selection.scale)
    return Story(
        as_at=view.ask.as_at,
        stays=tuple(stay for stay in stays if stay.status in MAIN),
        also=tuple(stay for stay in stays if stay.status == SUBSIDIARY and not _ended(stay, day=on)),
        statuses=tuple(_until(pupils.pupil_history(view), day=view.ask.as_at)),
        needs=tuple(each for each in pupils_story.needs(asker, whose=whose, on=on) if each.from_date <= view.ask.as_at),
        results=tuple(results),
        shown=tuple(each for each in results if (each.result.subject, each.result.scale) == wanted),
        around=tuple(pupils.year_group_spread(view)),
        registers=tuple(registers),
        missed=tuple(missed_by_window(registers, halves=halves, terms=terms)),
        talks=tuple(_talks(view, whose=whose)),
        clubs=tuple(pupils_story.clubs(asker, whose=whose, on=on)),
        incidents=tuple(pupils_story.incidents(asker, whose=whose, on=on)),
        suspensions=tuple(pupils_story.suspensions(asker, whose=whose, on=on)),
        sent=view.ask.once("ever sent", whose.school, read=lambda: pupils_story.ever_sent(asker, school=whose.school)),
        supplied=frozenset((strand, each.term) for each in _here(view) for strand in each.supplied),
        terms=terms,
        halves=halves,
    )


def _ended(stay: Stay, *, day: date) -> bool:
    return stay.to_date is not None and stay.to_date <= day


def moved_up(year_group: str, *, since: date, day: date) -> str:
    """The year group a pupil is in on a day who was in ``year_group`` on the day ``since``; X stays X."""
    years = _september_year(day) - _september_year(since)
    if year_group not in YEAR_GROUPS or year_group == "X":
        return year_group
    return YEAR_GROUPS[min(YEAR_GROUPS.index(year_group) + years, len(YEAR_GROUPS) - 2)]


def _september_year(day: date) -> int:
    return day.year if day >= first_of_september(day.year) else day.year - 1


def _until(statuses: Sequence[Status], *, day: date) -> list[Status]:
    return [each for each in statuses if each.from_date <= day]


def _talks(view: View, *, whose: Pupil) -> list[Talk]:
    held = pupils_story.conversations(view.ask.asker, whose=whose, on=view.ask.as_at)
    targets = pupils_story.targets(view.ask.asker, whose=whose, on=view.ask.as_at)
    return [
        Talk(
            conversation=each,
            targets=tuple(one for one in targets if (one.school, one.scheduled) == (each.school, each.scheduled)),
        )
        for each in held
    ]


def _terms(view: View) -> tuple[Window, ...]:
    """The terms of the pupil's school, oldest first, those to come as well."""
    return tuple(sorted(Window(each.starts, each.ends, each.term, period_words(each.term)) for each in _here(view)))


def _here(view: View) -> list[TermDates]:
    code = view.place.school.code if view.place.school else ""
    return [each for each in view.ask.term_dates if each.school == code]


def _halves(view: View) -> tuple[Window, ...]:
    """The half terms of the pupil's school, oldest first; none where it has sent no calendar."""
    code = view.place.school.code if view.place.school else ""
    read = view.ask.once("half terms", code, read=lambda: pupils_story.half_terms(view.ask.asker, school=code))
    return tuple(
        Window(each.starts, each.ends, each.term, words_of(each.half_term, codes="half_term")) for each in read
    )


def _dated(result: Result, *, ask: Ask, terms: Sequence[Window]) -> Dated:
    """The result on its day; without one, in the middle of its term."""
    known = {each.term: (each.starts, each.ends) for each in terms}
    first, last = known.get(result.term) or default_term_dates(term_number(result.term))
    said = pupils.result_words(ask, scale=result.scale, value=result.value)
    return Dated(day=result.date or first + (last - first) // 2, result=result, words=said)
