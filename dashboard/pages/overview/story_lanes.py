"""A pupil's story as lanes of one chart: what is drawn of each strand, and over which years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dashboard.figures.timeline import Band, Bar, Lane, Look, Point, Spot, Term
from dashboard.metrics.marks import Spread
from dashboard.metrics.numbers import date_words, number, of, percentage, period_words, plain
from dashboard.metrics.registers import MissedThen, Window
from dashboard.metrics.telling import capital, listed, subject_title, uncapital
from dashboard.pages.overview import story_events as events
from dashboard.pages.overview import story_national as national
from dashboard.pages.overview import story_rated as rated
from dashboard.pages.overview import story_words as words
from dashboard.queries.pupils_story import Club
from dashboard.reporting.story import Dated, Story, Talk
from data_loaders.school_year import default_term_dates, first_of_september, term_number
from data_loaders.vocabulary import SEN_CODES, TERMS, academic_year_of, first_year, year_words

MOST_YEARS = 4
"""The academic years that a chart shows at most: the table holds the rest."""
LOOKS: dict[str, Look] = {"N": "none", "E": "plan", "S": "plan", "K": "support", "P": "support", "A": "support"}
EMPTY = 34
"""Pixels of a lane with nothing in it: one line of words, beside a name of two."""
FEWEST = 10
"""Pupils a year group must have for its middle half to be drawn: with fewer, the band would be the pupils."""


def years(story: Story) -> tuple[str, ...]:
    """The academic years from the first dated record to the day, four at most; one more for national tests of the year
    before, as those of a pupil new to secondary school. Older ones stretch no axis: the words and the table hold them.
    """
    days = [each.day for each in story.results] + [each.window.starts for each in story.missed]
    days += [talk.day for talk in story.talks] + [club.from_date for club in story.clubs]
    days += [each.date for each in story.incidents] + [each.from_date for each in story.suspensions]
    days += [each.date for each in story.ratings]
    first = first_year(academic_year_of(min([story.as_at, *days])))
    first -= any(first_year(academic_year_of(each.day)) == first - 1 for each in story.national)
    last = first_year(story.year)
    return tuple(f"{year}-{(year + 1) % 100:02d}" for year in range(max(first, last - MOST_YEARS + 1), last + 1))


def terms(story: Story) -> list[Term]:
    """The terms of those years as they stand on the axis, the one of the day the last."""
    known = {each.term: each for each in story.terms}
    found = []
    for name in (f"{year}.{term}" for year in years(story) for term in TERMS):
        starts, ends = known[name][:2] if name in known else default_term_dates(term_number(name))
        begins = name.endswith(TERMS[0])
        opens = min(starts, first_of_september(starts.year)) if begins else starts
        if opens <= story.as_at:
            found.append(
                Term(starts=opens, ends=ends, words=name.partition(".")[2][:3].capitalize(),
                     year=name[:7].replace("-", "/") if begins else "")
            )  # fmt: skip
    return found


def lanes(story: Story, *, subject: str) -> list[Lane]:
    """The lanes in the order in which they are read; those of what a child has seldom only where there is any."""
    first = terms(story)[0].starts
    support = tuple(_support(story, first=first))
    results = tuple(_points(story, first=first))
    shown = [each for each in story.missed if each.window.starts >= first and each.sessions.possible]
    missed = tuple(_bar(each, until=story.as_at) for each in shown)
    talks = tuple(_talk(each, story=story) for each in story.talks if each.day >= first)
    clubs = tuple(_club_bars(story, first=first))
    happened = tuple(spot for spot in events.spots(story) if spot.day >= first)
    found = [
        Lane(name="School", height=34, bands=tuple(_schools(story, first=first))),
        *_seldom(rated.PASSED_ON, spots=rated.passed_on_spots(story, first=first)),
        Lane(name="SEN provision", height=34, bands=support, nothing="" if support else "not known"),
        Lane(name=subject_title(subject) or "Results", height=150, points=results,
             nothing=_nothing(results, story=story, record="assessment")),
        *_seldom(national.LANE, spots=national.spots(story, first=first), height=48),
        Lane(name="Sessions missed", height=90, bars=missed, most=20.0,
             nothing=_nothing(missed, story=story, record="attendance")),
        Lane(name="Conversations,<br>targets met", height=56, spots=talks,
             nothing=_nothing(talks, story=story, record="conversation")),
        *_seldom(rated.LANE, spots=rated.spots(story, first=first)),
        Lane(name="Club sessions", height=70, bars=clubs, most=6.0,
             nothing=_nothing(clubs, story=story, record="activity_session")),
        Lane(name="Incidents,<br>suspensions", height=40, spots=happened,
             nothing="" if happened else uncapital(events.incidents(story)).removesuffix(".")),
    ]  # fmt: skip
    return [replace(each, height=min(each.height, EMPTY)) if each.nothing else each for each in found]


def _seldom(name: str, *, spots: Sequence[Spot], height: int = 34) -> list[Lane]:
    return [Lane(name=name, height=height, spots=tuple(spots))] if spots else []


def _nothing(drawn: tuple[object, ...], *, story: Story, record: str) -> str:
    if drawn:
        return ""
    return "none" if record in story.sent else "not supplied by the school"


def _schools(story: Story, *, first: date) -> Iterator[Band]:
    for stay in story.stays:
        ends = stay.to_date or story.as_at + timedelta(days=1)
        if ends > first:
            until = f" to {date_words(stay.to_date)}" if stay.to_date else ""
            said = f"{stay.name}, from {date_words(stay.from_date)} in {year_words(stay.year_group)}{until}"
            yield Band(starts=max(stay.from_date, first), ends=ends, words=stay.name, said=said)


def _support(story: Story, *, first: date) -> Iterator[Band]:
    for each in story.statuses:
        ends = min(each.to_date or date.max, story.as_at + timedelta(days=1))
        if ends > first:
            name = SEN_CODES.get(each.code, each.code)
            until = f" to {date_words(each.to_date)}" if each.to_date else ""
            said = f"{name} from {date_words(each.from_date)}{until}"
            yield Band(starts=max(each.from_date, first), ends=ends, words=name, said=said,
                       look=LOOKS.get(each.code, "unknown"))  # fmt: skip


def _points(story: Story, *, first: date) -> list[Point]:
    """The results shown. Bands are words that would run together: each is told where it begins."""
    shown = [each for each in story.shown if each.day >= first]
    points = [_point(each, story=story) for each in shown]
    if all(each.words == plain(each.result.value) for each in shown):
        return points
    return [_band(each, at=at, points=points) for at, each in enumerate(points)]


def _band(point: Point, *, at: int, points: Sequence[Point]) -> Point:
    """A band with its words clear of the line, and of the right edge for the last two."""
    if at and points[at - 1].words == point.words:
        return replace(point, words="")
    left = at > 0 and at >= len(points) - 2
    beside = points[at - 1] if left else points[min(at + 1, len(points) - 1)]
    height = "bottom" if beside.value > point.value else "top"
    return replace(point, place=f"{height} {'left' if left else 'right'}")


def _point(each: Dated, *, story: Story) -> Point:
    around = next((one for one in story.around if one.term == each.result.term and one.n >= FEWEST), None)
    said = f"<b>{each.words}</b><br>{period_words(each.result.term)}{_around_words(around)}"
    between = (around.quarter, around.three_quarters) if around else None
    return Point(day=each.day, value=each.result.value, words=each.words, said=said, around=between)


def _around_words(around: Spread | None) -> str:
    if around is None:
        return ""
    return f"<br>middle half of {around.n} pupils: {plain(around.quarter)} to {plain(around.three_quarters)}"


def _bar(each: MissedThen, *, until: date) -> Bar:
    """The sessions missed of a half term; the current one is drawn up to the day, as far as the registers go."""
    missed, possible = each.sessions.missed, each.sessions.possible
    share = 100 * (missed or 0) / (possible or 1)
    said = f"{capital(window_words(each.window))}: missed {words.missed_words(each.sessions)}"
    # A row of 0% would touch on paper; of none missed the nought alone stands.
    label = "?" if missed is None else percentage(share, decimals=0) if missed else "0"
    return Bar(starts=each.window.starts, ends=min(each.window.ends, until), value=share if missed is not None else 0.0,
               words=label, said=said)  # fmt: skip


def window_words(window: Window) -> str:
    """``spring 1, 2025/26``; a term by its own words."""
    return (
        window.name
        if window.name == period_words(window.term)
        else f"{window.name}, {window.term[:7].replace('-', '/')}"
    )


def _talk(talk: Talk, *, story: Story) -> Spot:
    closed = [each for each in talk.targets if each.met is not None]
    met = of(sum(1 for each in closed if each.met), len(talk.targets)) if closed else ""
    of_what = "done" if talk.counts else "to come" if talk.conversation.status == "scheduled" else "missed"
    said = f"{date_words(talk.day)}: {words.outcome(talk, as_at=story.as_at)}"
    return Spot(day=min(talk.day, story.as_at + timedelta(days=28)), of=of_what, words=met,
                said=said + (f"<br>targets met: {met}" if met else ""))  # fmt: skip


def _club_bars(story: Story, *, first: date) -> Iterator[Bar]:
    """A bar a half term: the sessions attended, all clubs together; none where there was none."""
    starts = sorted({club.from_date for club in story.clubs if club.from_date >= first})
    for place, day in enumerate(starts):
        held = [club for club in story.clubs if club.from_date == day]
        attended = sum(club.attended for club in held)
        ends = next((each.ends for each in story.halves if each.starts <= day <= each.ends), day + timedelta(days=40))
        latest = min([ends, story.as_at, *starts[place + 1 : place + 2]])
        if attended:
            yield Bar(
                starts=day, ends=latest, value=attended, words=number(attended, decimals=0), said=_club_said(held)
            )


def _club_said(held: list[Club]) -> str:
    return f"{date_words(held[0].from_date)}: {listed(words.club_words(held))}"
