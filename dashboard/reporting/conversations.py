"""The questions about structured conversations: which cells answer a metric, which terms have ended, who is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from dashboard.metrics import conversations
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.cells_conversations import YEAR, ConversationCell, SetDay, TermCell, Terms, When, merged
from dashboard.metrics.counted_conversations import Coverage, coverage
from dashboard.metrics.numbers import period_words
from dashboard.queries import conversations as queries
from dashboard.queries import places
from dashboard.reporting.ask import Ask
from dashboard.reporting.part import Inputs, Part, Question, here
from dashboard.reporting.view import View
from data_loaders.vocabulary import TERMS, term_order

C = TypeVar("C", ConversationCell, TermCell)
NOTHING = "no conversations have been supplied for this year"
NOTHING_THIS_TERM = "no conversations have been supplied for this term"


def year_of(view: View) -> str:
    """The academic year of the view; of the current term where nothing has been supplied."""
    return (view.selection.period or view.current)[:7]


def term_of(view: View) -> str:
    """The term of the view: of a whole year its last term that has begun."""
    period = view.selection.period or view.current
    if "." in period:
        return period
    begun = [each.term for each in view.ask.term_dates if each.starts <= view.ask.as_at and each.term[:7] == period]
    return max(begun, key=term_order, default=f"{period}.{TERMS[-1]}")


def when_of(view: View) -> When:
    """How many terms of the view's year have ended at each school, up to the term shown; of a phase together the
    fewest at the reader's own schools."""
    found = dict.fromkeys(view.ask.schools, Terms(ended=0, begun=0))
    for each in view.ask.term_dates:
        shown = each.term[:7] == year_of(view) and term_order(each.term) <= term_order(term_of(view))
        if shown and each.starts <= view.ask.as_at:
            known = found[each.school]
            ended = known.ended + (each.ends < view.ask.as_at)
            found[each.school] = Terms(ended=ended, begun=known.begun + 1)
    return {"": min(found.values())} if view.place.total and found else found


def at_period(view: View, *, period: str) -> View:
    """The same view at another period."""
    return replace(view, selection=replace(view.selection, period=period))


def is_over(view: View) -> bool:
    """Whether the view's year is over at every school shown."""
    school = view.place.school.code if view.place.school else ""
    shown = [terms for code, terms in when_of(view).items() if school in {"", code}]
    return bool(shown) and all(terms.ended == YEAR for terms in shown)


def last_completed(view: View) -> View | None:
    """The view of the latest year that is over, up to the view's own; None where there is none."""
    known = sorted({each.academic_year for each in years(view.ask) if each.conversations}, reverse=True)
    views = (at_period(view, period=year) for year in known if year <= year_of(view))
    return next((each for each in views if is_over(each)), None)


def years(ask: Ask) -> list[queries.AfaYear]:
    """A row a school in scope and academic year: its group listed or not, its conversations supplied or not."""
    return ask.once("afa years", read=lambda: queries.years(ask.asker))


def cells(view: View, *, part: Part) -> list[ConversationCell]:
    """The pupils of the part in the view's year; a school that has supplied no conversation of it is left out."""
    ask, year = view.ask, year_of(view)
    if view.place.total:
        read = partial(queries.total_cells, ask.asker, year=year, schools=places.of_phase(ask.phase))
        return ask.once("conversation total", year, read=read)
    read = partial(queries.cells, ask.asker, year=year)
    found = ask.once("conversations", year, read=lambda: _by_school(ask, year=year, found=read()))
    return _of_part(view, part=part, found=found)


def _by_school(ask: Ask, *, year: str, found: Sequence[C]) -> dict[str, list[C]]:
    """The cells of the schools that have supplied a conversation of the year, by school, and under "" all of them with
    no year group told apart, and no school but by its dates: what most questions ask."""
    sent = {each.school for each in years(ask) if each.conversations and each.academic_year == year}
    held: dict[str, list[C]] = {school: [] for school in sent}
    for cell in found:
        if cell.school in sent:
            held[cell.school].append(cell)
    every = [cell for school in held.values() for cell in school]
    return {**held, "": merged(every, alike=_alike(ask, year=year))}


def _alike(ask: Ask, *, year: str) -> dict[str, str]:
    """For each school the first whose terms of the year begin and end on the same days: in a total they are one."""
    dates: dict[str, list[tuple[object, ...]]] = {school: [] for school in ask.schools}
    for each in ask.term_dates:
        if each.term[:7] == year:
            dates[each.school].append((each.term, each.starts, each.ends))
    firsts: dict[tuple[tuple[object, ...], ...], str] = {}
    return {school: firsts.setdefault(tuple(held), school) for school, held in dates.items()}


def _of_part(view: View, *, part: Part, found: Mapping[str, Sequence[C]]) -> list[C]:
    wanted = here(view, part=part)
    if not wanted.within:
        return list(found.get(wanted.school, []))
    schools = [wanted.school] if wanted.school else [school for school in found if school]
    return [cell for school in schools for cell in found.get(school, []) if wanted.holds(cell)]


def class_cells(view: View) -> list[ConversationCell]:
    """The pupils of the view's school in its year, by registration class."""
    if view.place.school is None:
        return []
    school, year = view.place.school.code, year_of(view)
    read = partial(queries.cells, view.ask.asker, year=year, school=school, by_class=True)
    return _sent(view, found=view.ask.once("conversations by class", school, year, read=read))


def class_term_cells(view: View) -> list[TermCell]:
    """The pupils of the view's school in its term, by registration class."""
    if view.place.school is None:
        return []
    school, term = view.place.school.code, term_of(view)
    read = partial(queries.term_cells, view.ask.asker, term=term, school=school, by_class=True)
    return _sent(view, found=view.ask.once("conversations of term by class", school, term, read=read))


def term_cells(view: View, *, part: Part, sent_only: bool = True) -> list[TermCell]:
    """The pupils of the part in the view's term. A school that has supplied no conversation of the year is left out,
    unless what is asked is what is to come."""
    ask, term = view.ask, term_of(view)
    if view.place.total:
        read = partial(queries.total_term_cells, ask.asker, term=term, schools=places.of_phase(ask.phase))
        return ask.once("conversation term total", term, read=read)
    read = partial(queries.term_cells, ask.asker, term=term)
    every = ask.once("conversations of term", term, read=read)
    if not sent_only:
        wanted = here(view, part=part)
        return [cell for cell in every if wanted.holds(cell)]
    found = ask.once("conversations of term by school", term, read=lambda: _by_school(ask, year=term[:7], found=every))
    return _of_part(view, part=part, found=found)


def _sent(view: View, *, found: list[C]) -> list[C]:
    """The cells, none where their one school has supplied no conversation of the year."""
    sent = {each.school for each in years(view.ask) if each.conversations and each.academic_year == year_of(view)}
    return [cell for cell in found if cell.school in sent]


def term_ended(view: View) -> frozenset[str]:
    """The schools at which the view's term has ended."""
    term = term_of(view)
    ended = {each.school for each in view.ask.term_dates if each.term == term and each.ends < view.ask.as_at}
    return frozenset({""} if view.place.total and ended >= set(view.ask.schools) else ended)


def term_coverage(view: View, *, who: str = "afa", sent_only: bool = True) -> Coverage:
    """What came of the view's term for the pupils of its group, or for those outside it (``who``)."""
    found = term_cells(view, part=Part(), sent_only=sent_only)
    return coverage(found, ended=term_ended(view), days=_set_days(view), group=view.selection.group, who=who)


def _set_days(view: View) -> list[SetDay]:
    """The days that are set in the view's term; of a phase together they are not told apart."""
    ask, term = view.ask, term_of(view)
    if view.place.total:
        return []
    found = ask.once("set days", term, read=partial(queries.set_days, ask.asker, term=term, on=ask.as_at))
    return [each for each in found if here(view, part=Part()).holds(each)]


def _of_year(view: View, part: Part) -> Inputs:
    return cells(view, part=part), {"when": when_of(view)}


def _of_term(view: View, part: Part) -> Inputs:
    return term_cells(view, part=part), {}


def _term_shown(view: View) -> str:
    """The term that a figure of a term is of; none where no period is shown, for there may be no term at all."""
    return term_of(view) if view.selection.period else ""


def _of_survey(view: View, part: Part) -> Inputs:
    code = here(view, part=part).school
    return [each.answer for each in latest_answers(view) if code in {"", each.school}], {}


def survey(ask: Ask) -> list[queries.SurveyAnswer]:
    """What the schools in scope have answered about their relationship with parents, oldest first."""
    return ask.once("parent survey", read=lambda: queries.survey(ask.asker))


def latest_answers(view: View) -> list[queries.SurveyAnswer]:
    """The latest answer of each school in scope up to the day."""
    known = (each for each in survey(view.ask) if each.date <= view.ask.as_at)
    return list({each.school: each for each in known}.values())


def in_words(view: View, *, answer: Answer) -> Answer:
    """The answer with this strand's words for the group, and for the time: most figures are of the year to date."""
    group = conversations.GROUP_WORDS[answer.group]
    if answer.metric == "conversations_this_term":
        return replace(answer, group_words=group)
    so_far = "" if is_over(view) else " so far"
    return replace(answer, group_words=group, period_words=f"{period_words(year_of(view))}{so_far}")


def _question(function: Callable[..., Row]) -> Question:
    return Question(function=function, inputs=_of_year, nothing=NOTHING)


QUESTIONS: Mapping[str, Question] = {
    **{
        function.__name__: _question(function)
        for function in (
            conversations.conversations_full_participation, conversations.conversations_termly_complete,
            conversations.conversations_so_far, conversations.conversations_reach,
            conversations.conversations_per_pupil, conversations.conversations_pro_rata,
            conversations.conversations_target_completeness, conversations.conversations_targets_met,
        )
    },
    "conversations_this_term": Question(
        function=conversations.conversations_this_term, inputs=_of_term, nothing=NOTHING_THIS_TERM, period=_term_shown
    ),
    "conversations_parent_relationships": Question(
        function=conversations.conversations_parent_relationships, inputs=_of_survey,
        nothing="no school has answered the survey",
    ),
}  # fmt: skip
"""How each metric of conversations is answered."""
