"""Teachers' questionnaires and SEN information passed on, in a pupil's story: words, marks on the axis, and since when.

A rating is how one teacher saw it on one day: it is told with its day and the ends of its scale, and with no verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.figures.timeline import Spot
from dashboard.metrics.numbers import date_words, number, period_words
from dashboard.metrics.telling import capital, listed, uncapital
from dashboard.pages.overview.story_words import NOT_SUPPLIED
from dashboard.pages.wider_outcomes.transition import move_words
from dashboard.queries.questionnaires import Rating
from dashboard.queries.transition import Move
from dashboard.reporting.story import Story, Talk
from data_loaders.code_lists import CODE_LISTS, words_of
from data_loaders.vocabulary import academic_year_of

LANE, PASSED_ON = "Questionnaires", "SEN information"
_BETTER = "Lower is better for behaviour problems and bullying"


def said(story: Story) -> str:
    """The ratings of the latest academic year that has any, outcome by outcome, the earliest first."""
    if not story.ratings:
        return _nothing(story)
    year = academic_year_of(story.ratings[-1].date)
    held = [each for each in story.ratings if academic_year_of(each.date) == year]
    told = "; ".join(f"{name} {listed([_dated(each) for each in rows])}" for name, rows in _by_outcome(held))
    return f"In {period_words(year)}: {told}. {_BETTER}, {_scales(held)}."


def _nothing(story: Story) -> str:
    return "Not rated by a teacher." if "questionnaire" in story.sent else NOT_SUPPLIED


def entries(story: Story) -> Iterator[tuple[date, str]]:
    """Each day on which a teacher rated the pupil, with the scores and the role."""
    days: dict[tuple[date, str], list[Rating]] = {}
    for each in story.ratings:
        days.setdefault((each.date, each.rated_by_role or ""), []).append(each)
    for (day, role), rows in days.items():
        who = f", rated by: {uncapital(words_of(role, codes='lead_role'))}" if role else ""
        scores = ", ".join(f"{name} {number(each.score)}" for name, found in _by_outcome(rows) for each in found)
        yield day, capital(f"{scores}, {_scales(rows)}{who}")


def spots(story: Story, *, first: date) -> list[Spot]:
    """A mark for each of those days on the axis."""
    return [
        Spot(day=day, of="rated", said=f"{date_words(day)}: {words}") for day, words in entries(story) if day >= first
    ]


def since(story: Story, *, last: Talk) -> str | Component:
    """A line an outcome rated after the conversation, with the last rating before it."""
    after = [each for each in story.ratings if each.date > last.day]
    if not after:
        return "None since." if story.ratings else _nothing(story)
    before = {each.outcome: each for each in story.ratings if each.date <= last.day}
    lines = [_line(name, rows=rows, before=before.get(rows[0].outcome)) for name, rows in _by_outcome(after)]
    return html.Ul([html.Li(line) for line in lines])


def _line(name: str, *, rows: list[Rating], before: Rating | None) -> str:
    """``Bullying: 2.3 on 9 March 2026; 1.8 on 6 October 2025 before (scale 1 to 5).``"""
    earlier = f"; {_dated(before)} before" if before else ""
    now = listed([_dated(each) for each in rows])
    return f"{capital(name)}: {now}{earlier} ({_scales([*([before] if before else []), *rows])})."


def _by_outcome(ratings: Iterable[Rating]) -> list[tuple[str, list[Rating]]]:
    """The outcomes in words, in the order of their list, with their ratings, the earliest first."""
    held = list(ratings)
    found = {
        words: [each for each in held if each.outcome == code] for code, words in CODE_LISTS["rated_outcome"].items()
    }
    return [(uncapital(words), rows) for words, rows in found.items() if rows]


def _dated(each: Rating) -> str:
    return f"{number(each.score)} on {date_words(each.date)}"


def _scales(ratings: Iterable[Rating]) -> str:
    """``scale 1 to 5``; where the scale was changed, ``scale 0 to 3, then 1 to 5``."""
    ends = dict.fromkeys((each.lowest, each.highest) for each in ratings)
    return f"scale {', then '.join(f'{number(low, decimals=0)} to {number(high, decimals=0)}' for low, high in ends)}"


def passed_on(story: Story) -> list[str]:
    """A sentence for each school joined with SEN that keeps a list, the latest first."""
    return [_move_words(each, story=story) for each in reversed(story.passed_on)]


def passed_on_entries(story: Story) -> Iterator[tuple[date, str]]:
    """The same by the day on which it came, else the day of joining."""
    for each in story.passed_on:
        yield _day(each), _move_words(each, story=story)


def passed_on_spots(story: Story, *, first: date) -> list[Spot]:
    """A filled mark where something came, a hollow one where nothing did or nobody knows; what came before the axis
    begins, for somebody who joined on it, where it begins."""
    return [
        Spot(
            day=max(_day(each), first),
            of="received" if each.received else "not received",
            said=_move_words(each, story=story),
        )
        for each in story.passed_on
        if each.first_day >= first
    ]


def passed_on_since(story: Story, *, last: Talk) -> list[str]:
    """Of moves and of information that came after the conversation."""
    return [_move_words(each, story=story) for each in story.passed_on if max(_day(each), each.first_day) > last.day]


def _day(each: Move) -> date:
    return each.received_on or each.first_day


def _move_words(each: Move, *, story: Story) -> str:
    names = {stay.school: stay.name for stay in story.stays}
    return move_words(each, school=names.get(each.school, "another school"))
