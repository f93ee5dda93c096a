"""The questions of one pupil's story: each strand asked for, and put together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.metrics.numbers import period_words
from dashboard.metrics.registers import Window, missed_by_window
from dashboard.queries import pupils_story
from dashboard.queries.places import MAIN, SUBSIDIARY
from dashboard.queries.pupils import Pupil, Result, Status
from dashboard.queries.pupils_story import Stay
from dashboard.queries.terms import TermDates
from dashboard.reporting import pupils, questionnaires, transition
from dashboard.reporting.ask import Ask
from dashboard.reporting.story import Dated, Sat, Story, Talk
from dashboard.reporting.view import View
from data_loaders.code_lists import words_of
from data_loaders.school_year import default_term_dates, term_number


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
        national=tuple(_sat(view, terms=terms)),
        registers=tuple(registers),
        missed=tuple(missed_by_window(registers, halves=halves, terms=terms)),
        talks=tuple(_talks(view, whose=whose)),
        clubs=tuple(pupils_story.clubs(asker, whose=whose, on=on)),
        incidents=tuple(pupils_story.incidents(asker, whose=whose, on=on)),
        suspensions=tuple(pupils_story.suspensions(asker, whose=whose, on=on)),
        ratings=tuple(questionnaires.pupil_ratings(view)),
        passed_on=tuple(each for each in transition.pupil_moves(view) if each.kept),
        sent=view.ask.once("ever sent", whose.school, read=lambda: pupils_story.ever_sent(asker, school=whose.school)),
        supplied=frozenset((strand, each.term) for each in _here(view) for strand in each.supplied),
        terms=terms,
        halves=halves,
    )


def _ended(stay: Stay, *, day: date) -> bool:
    return stay.to_date is not None and stay.to_date <= day


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
    said = pupils.result_words(ask, scale=result.scale, value=result.value)
    scale = ask.scales[result.scale].name if result.scale in ask.scales else result.scale
    day = result.date or _middle_of(result.term, terms=terms)
    return Dated(day=day, result=result, scale_words=scale, words=said)


def _sat(view: View, *, terms: Sequence[Window]) -> list[Sat]:
    """The national tests and examinations, oldest first."""
    found = pupils.pupil_national(view)
    sat = [Sat(day=each.date or _middle_of(each.term, terms=terms), result=each) for each in found]
    return sorted(sat, key=lambda each: each.day)


def _middle_of(term: str, *, terms: Sequence[Window]) -> date:
    known = {each.term: (each.starts, each.ends) for each in terms}
    first, last = known.get(term) or default_term_dates(term_number(term))
    return first + (last - first) // 2
