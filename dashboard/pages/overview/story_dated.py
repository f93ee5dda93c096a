"""Everything of a pupil's story by date: the table behind the chart, and on a phone in its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.metrics.numbers import date_words, period_words
from dashboard.metrics.telling import capital, subject_title, uncapital
from dashboard.pages.overview import story_events, story_lanes
from dashboard.pages.overview import story_national as national
from dashboard.pages.overview import story_rated as rated
from dashboard.pages.overview import story_since as since
from dashboard.pages.overview import story_words as words
from dashboard.reporting.story import Story, Talk
from data_loaders.code_lists import words_of
from data_loaders.vocabulary import SEN_CODES, year_words


class Entry(NamedTuple):
    """One line: the day it is sorted by, the day as it is written, the lane it belongs to, and what it says."""

    day: date
    when: str
    lane: str
    said: str


def dated_card(story: Story) -> Component:
    """The table, the latest first."""
    columns = (Column(heading="Date"), Column(heading="Strand"), Column(heading="What is recorded", sortable=False))
    rows = [
        [Cell(words=each.when, sort=each.day.isoformat()), Cell(words=each.lane), Cell(words=each.said)]
        for each in sorted(entries(story), reverse=True)
    ]
    table = data_table(
        "A row for everything that is recorded, the latest first", columns=columns, rows=rows, class_name="dated"
    )
    return card([table], title="Everything by date", width="wide")


def entries(story: Story) -> Iterator[Entry]:
    """A line for every record of the story, in no order."""
    yield from _school(story)
    yield from _support(story)
    yield from _seldom(story)
    for each in story.results:
        when = date_words(each.result.date) if each.result.date else capital(period_words(each.result.term))
        subject = subject_title(each.result.subject)
        yield Entry(each.day, when, "Results", f"{subject}, {uncapital(each.scale_words)}: {each.words}")
    for held in story.missed:
        when = capital(story_lanes.window_words(held.window))
        yield Entry(held.window.starts, when, "Attendance", f"Missed {words.missed_words(held.sessions)}")
    for talk in story.talks:
        yield Entry(talk.day, date_words(talk.day), "Conversations", _talk(talk, story=story))
    for club in story.clubs:
        said = words.club_words([club])
        yield Entry(
            club.from_date,
            date_words(club.from_date),
            "Clubs",
            said[0] if said else f"{club.activity}: on the register, not attended",
        )
    for event in story.incidents:
        yield Entry(event.date, date_words(event.date), "Incidents", capital(story_events.incident(event)))
    for out in story.suspensions:
        yield Entry(out.from_date, date_words(out.from_date), "Suspensions", capital(story_events.suspension(out)))


def _seldom(story: Story) -> Iterator[Entry]:
    """What a child has once or twice a year, or once a school."""
    for sat in story.national:
        yield Entry(sat.day, national.when(sat), national.LANE, national.entry_words(sat))
    for day, said in rated.entries(story):
        yield Entry(day, date_words(day), rated.LANE, said)
    for day, said in rated.passed_on_entries(story):
        yield Entry(day, date_words(day), rated.PASSED_ON, said)


def _school(story: Story) -> Iterator[Entry]:
    for stay in story.stays:
        joined = f"On roll at {stay.name}, {year_words(stay.year_group)}"
        yield Entry(stay.from_date, date_words(stay.from_date), "School", joined)
        if stay.to_date and stay.to_date <= story.as_at:
            yield Entry(stay.to_date, date_words(stay.to_date), "School", f"No longer on roll at {stay.name}")


def _support(story: Story) -> Iterator[Entry]:
    for each in story.statuses:
        yield Entry(each.from_date, date_words(each.from_date), "SEN provision", SEN_CODES.get(each.code, each.code))
    for need in story.needs:
        which = "Primary need" if need.rank == 1 else f"Need {need.rank}"
        said = f"{which}: {words_of(need.need, codes='need')}"
        yield Entry(need.from_date, date_words(need.from_date), "SEN need", said)


def _talk(talk: Talk, *, story: Story) -> str:
    said = capital(words.outcome(talk, as_at=story.as_at))
    targets = [f"{kind}: {what}" for kind, what in (since.target_words(each) for each in talk.targets)]
    return ". ".join([said, *targets])
