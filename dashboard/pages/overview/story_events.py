"""Incidents and suspensions in a pupil's story: their words, and their marks on the axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dashboard.figures.timeline import Spot
from dashboard.metrics.numbers import count, date_words, number, period_words
from dashboard.metrics.telling import listed, uncapital
from dashboard.pages.overview.story_words import NOT_SUPPLIED
from dashboard.queries.pupils_story import Incident, Suspension
from dashboard.reporting.story import Story
from data_loaders.code_lists import words_of
from data_loaders.vocabulary import academic_year_of


def incident(each: Incident) -> str:
    """``bullying, as victim``."""
    kind = uncapital(words_of(each.kind, codes="incident_kind"))
    return f"{kind}, as {uncapital(words_of(each.role, codes='incident_role'))}"


def suspension(each: Suspension) -> str:
    """``suspension, 4 sessions``."""
    kind = uncapital(words_of(each.kind, codes="exclusion_kind"))
    return f"{kind}, {number(each.sessions, decimals=0)} sessions" if each.sessions else kind


def incidents(story: Story) -> str:
    """Incidents and suspensions of this academic year one by one, those before counted."""
    happened = [(each.date, incident(each)) for each in story.incidents]
    happened += [(each.from_date, suspension(each)) for each in story.suspensions]
    if not happened:
        return no_incident(story)
    now = [f"{words} on {date_words(day)}" for day, words in sorted(happened) if academic_year_of(day) == story.year]
    earlier = len(happened) - len(now)
    parts = [f"In {period_words(story.year)}: {'; '.join(now) or 'none'}."]
    return " ".join([*parts, *([f"Before: {earlier}."] if earlier else [])])


def recorded(story: Story) -> str:
    """How many incidents, suspensions and exclusions are recorded this academic year; nothing where there are none."""
    held = [("incident", each.date) for each in story.incidents]
    held += [(uncapital(words_of(each.kind, codes="exclusion_kind")), each.from_date) for each in story.suspensions]
    found = Counter(kind for kind, day in held if academic_year_of(day) == story.year)
    said = [f"{count(n)} {kind}{'s' if n > 1 else ''}" for kind, n in found.items()]
    return f"Recorded this year: {listed(said)}." if said else ""


_KINDS = {"incident": "incident", "suspension": "suspension"}


def no_incident(story: Story) -> str:
    """What is said where nothing is recorded: not supplied, none, or the one and not the other."""
    unsent = [words for record, words in _KINDS.items() if record not in story.sent]
    if len(unsent) == len(_KINDS):
        return NOT_SUPPLIED
    if not unsent:
        return "None recorded."
    other = next(words for words in _KINDS.values() if words not in unsent)
    return f"No {other} recorded; {unsent[0]}s: not supplied."


def spots(story: Story) -> Iterator[Spot]:
    """A mark for each on the axis."""
    for each in story.incidents:
        yield Spot(day=each.date, of="incident", said=f"{date_words(each.date)}: {incident(each)}")
    for one in story.suspensions:
        said = f"{date_words(one.from_date)}: {suspension(one)}"
        yield Spot(day=one.from_date, of="suspension", said=said)
