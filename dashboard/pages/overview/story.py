"""One pupil's own story: every strand on one time axis, and the facts since the last conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components import ids
from dashboard.components.chart_card import card, chart_card, graph, under_chart
from dashboard.components.definition import definition_list
from dashboard.components.provenance import provenance
from dashboard.components.sentence import sentence
from dashboard.figures.timeline import timeline
from dashboard.metrics.numbers import date_words, of
from dashboard.metrics.telling import listed
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.overview import story_dated, story_events, story_key, story_lanes, story_since
from dashboard.pages.overview import story_national as national
from dashboard.pages.overview import story_rated as rated
from dashboard.pages.overview import story_words as words
from dashboard.pages.progress import pupil as progress
from dashboard.reporting import pupils
from dashboard.reporting.ask import Ask
from dashboard.reporting.four import pupil_in_four
from dashboard.reporting.pupil_facts import TO_TALK_ABOUT, to_talk_about
from dashboard.reporting.story import Story
from dashboard.reporting.story_reading import story_of
from dashboard.reporting.view import View
from data_loaders.vocabulary import STRANDS

NAME = "pupil-story"


def page(view: View) -> Drawn:
    """The page of one pupil, for a view of the strand of progress: its subject and scale are those of the results lane.

    The axis holds all periods, so that none is to be chosen.
    """
    story = story_of(view)
    shown = frozenset({view.place.pupil.pupil_id}) if view.place.pupil else frozenset()
    body: list[Component] = [sentence(_opening(view, story=story)), *pieces.name_links(view), *pieces.names_off(view)]
    body += [*story_since.cards(story), *_chart(view, story=story), story_dated.dated_card(story)]
    drawn = pieces.drawn(view, body=body, pupil_ids=shown)
    kept = {control: drawn.choices[control] for control in (ids.SUBJECT, ids.SCALE)}
    return replace(drawn, choices=kept, as_at=f"As at {date_words(view.ask.as_at)}", shown="")


def _opening(view: View, *, story: Story) -> list[str]:
    """Who this is, what there is to talk about, the provision, and when the last conversation was."""
    last = story.last_held
    if last is None:
        talk = words.conversations(story) if story.talks or "conversation" in story.sent else ""
    else:
        talk = f"Last structured conversation on {date_words(last.day)}, {words.outcome(last, as_at=story.as_at)}."
    first = [words.school(story), _to_talk_about(view, story=story), words.support(story), talk]
    return [each for each in first if each]


def _to_talk_about(view: View, *, story: Story) -> str:
    """Why a SEND pupil stands where it does in the school's list, and what is recorded this year."""
    row = pupil_in_four(view)
    found = to_talk_about(row) if row and row.send else []
    said = f"To talk about, {of(len(found), len(TO_TALK_ABOUT))}: {listed(found)}." if found else ""
    return " ".join(part for part in (said, story_events.recorded(story)) if part)


def lane_words(view: View, *, story: Story) -> list[tuple[str, str]]:
    """Each lane of the chart in words, in its order."""
    line = pupils.pupil_line(view, results=[each.result for each in story.results])
    passed_on = rated.passed_on(story)
    known = bool(line) or "assessment" in story.sent
    results = " ".join(progress.said(view, line=line, around=story.around)) if known else words.NOT_SUPPLIED
    return [
        ("School", words.school(story)),
        *([(rated.PASSED_ON, " ".join(passed_on))] if passed_on else []),
        ("SEN provision", words.support(story)),
        ("Results", results),
        (national.LANE, national.said(story)),
        ("Attendance", words.attendance(story)),
        ("Conversations", words.conversations(story)),
        (rated.LANE, rated.said(story)),
        ("Clubs", words.clubs(story)),
        ("Incidents, suspensions", story_events.incidents(story)),
    ]


def _chart(view: View, *, story: Story) -> list[Component]:
    """The lanes, and beside them their words: on a phone the words and the table stand in the chart's place."""
    last, said = story.last_held, lane_words(view, story=story)
    lanes = story_lanes.lanes(story, subject=view.selection.subject)
    recorded = any(lane.points or lane.bars or lane.spots for lane in lanes)
    title = "The story so far, strand by strand"
    figure = timeline(
        lanes, terms=story_lanes.terms(story), until=story.as_at,
        line=(last.day, "last conversation") if last else None,
    )  # fmt: skip
    drawn = chart_card(
        NAME,
        title=title,
        caption=f"From {story_lanes.years(story)[0].replace('-', '/')} on.{story_key.key(lanes)}",
        picture=graph(NAME, figure=figure),
        summary=" ".join(f"{name}: {each}" for name, each in said),
        under=_under(view, title=title),
        width="wide",
    )
    drawn["props"]["className"] += " story"
    return [*([drawn] if recorded else []), card([definition_list(said)], title="In words", width="wide")]


def _under(view: View, *, title: str) -> Sequence[Component]:
    about = [
        "Each record is drawn as it is: nothing is averaged or estimated. The table below holds every one of them.",
        "Results stand on their day, or without one in the middle of their term; the lane runs from the lowest to the "
        "highest value, not from nought.",
        "Sessions missed are those of authorised and unauthorised absence among the possible sessions of a half term.",
        "Records follow the child through the trust's schools; who may open them follows the present school and class.",
    ]
    worked_out = html.Div([html.P(each) for each in about])
    return under_chart(title=title, worked_out=worked_out, came_from=_came_from(view.ask))


def _came_from(ask: Ask) -> Component:
    """The imports behind the four strands."""
    behind = {batch.batch_id: batch for strand in STRANDS for batch in ask.batches_of(strand)}
    named = ask.scope.schools is None
    rows = [(each.batch_id, each.mapping, each.finished, each.files if named else ()) for each in behind.values()]
    return provenance(
        as_at=ask.as_at, batches=rows, notes=sorted({note for each in behind.values() for note in each.notes})
    )
