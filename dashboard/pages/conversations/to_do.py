"""This week's list for the SENDCO: whose conversation is to be asked about, held, made up for or arranged."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import WORK_LIST, Cell, Column, data_table
from dashboard.components.names import named
from dashboard.metrics.numbers import count, date_words, period_words
from dashboard.metrics.telling import listed
from dashboard.metrics.words_talks import overdue_before
from dashboard.pages import pieces
from dashboard.reporting import conversations, pupils_conversations
from dashboard.reporting.pupils_conversations import URGENCY, Task
from dashboard.reporting.view import View
from data_loaders.vocabulary import SEN_CODES, YEAR_GROUPS, year_words

WHY = {
    "ask": "Day passed, no outcome",
    "week": "This week",
    "overdue": "Overdue",
    "to come": "Needs a day",
    "set": "To come, a day is set",
    "declined": "Declined",
}
NEEDS = {
    "ask": ("needs an outcome (the day has passed)", "need an outcome (the day has passed)"),
    "week": ("has a day this week", "have a day this week"),
    "to come": ("still needs a day", "still need a day"),
    "set": ("has a later day", "have a later day"),
    "declined": ("declined", "declined"),
}
"""What this term's conversation of a pupil waits for: of one, of several."""
ORDER = {
    "ask": "those whose day has passed without an outcome",
    "week": "those with a day this week",
    "overdue": "those who are overdue (a term has ended without one)",
    "to come": "those who still need a day, or declined",
    "set": "those with a later day",
}
"""Who stands in the list, in the words of its caption."""


def cards(view: View) -> tuple[list[Component], frozenset[int]]:
    """The list of a school, and the ids of the pupils it shows by name or label."""
    tasks = pupils_conversations.tasks(view)
    links = pieces.name_links(view)
    if not tasks:
        return [*links, card([html.P(_nothing(view))], title="This week's list", width="wide")], frozenset()
    shown = frozenset(task.pupil.pupil_id for task in tasks)
    return [*links, _list(view, tasks=tasks)], shown


def _nothing(view: View) -> str:
    term = period_words(view.current) if view.current else "this term"
    return f"Nobody in the AfA group is waiting for a conversation in {term}, and none is overdue this year."


def _list(view: View, *, tasks: list[Task]) -> Component:
    title = f"This week's list: {count(len(tasks), words='pupils')}"
    heads = html.Ul([html.Li(each) for each in _heads(tasks)], className="facts")
    words = html.P(_caption(view, tasks=tasks), className="caption")
    table = _table(view, tasks=tasks, caption=title)
    return card([heads, words, *pieces.names_off(view), table], title=title, width="wide")


def _heads(tasks: list[Task]) -> list[str]:
    """How many pupils are without this term's conversation and what they wait for; how many are overdue whatever else
    is to do, and who of them stands in both lines: so that they add up to the rows, and to the page *Record
    conversations*."""
    now = [_now(task) for task in tasks if task.waiting]
    needs = [f"{count(n)} {words[n > 1]}" for why, words in NEEDS.items() if (n := now.count(why))]
    without = f"{count(len(now), words='pupils')} {'is' if len(now) == 1 else 'are'} without this term's conversation"
    late, both = sum(bool(task.missed) for task in tasks), sum(bool(task.missed) and task.waiting for task in tasks)
    return [*([f"{without}: {listed(needs)}."] if now else []), *([overdue_before(late, both=both)] if late else [])]


def _now(task: Task) -> str:
    """What this term's conversation of a pupil waits for, also where an ended term's is more urgent."""
    if task.declined:
        return "declined"
    return task.why if task.why != "overdue" else "to come" if task.day is None else "set"


def _caption(view: View, *, tasks: list[Task]) -> str:
    year = period_words(conversations.year_of(conversations.at_period(view, period=view.current)))
    return (
        f"Pupils of the AfA group in {year} without a conversation that counts, as at {date_words(view.ask.as_at)}: "
        f"{', then '.join(ORDER[why] for why in URGENCY if any(task.why == why for task in tasks))}."
    )


def _table(view: View, *, tasks: list[Task], caption: str) -> Component:
    columns = (
        Column(heading="Pupil"), Column(heading="Year"), Column(heading="SEN provision"), Column(heading="To do"),
        Column(heading="Day"), Column(heading="Missed"),
    )  # fmt: skip
    links = [pupils_conversations.href_of(view, pupil=task.pupil) for task in tasks]
    rows = [_cells(task) for task in tasks]
    return data_table(caption, columns=columns, rows=rows, links=links, show_caption=False, class_name=WORK_LIST)


def _cells(task: Task) -> list[Cell]:
    pupil = task.pupil
    year = pupil.year_group
    return [
        Cell(words=named(pupil.name), sort=pupil.name),
        Cell(words=year_words(year) if year else "", sort=YEAR_GROUPS.index(year) if year else None),
        Cell(words=SEN_CODES.get(pupil.sen_year or "", "Not known")),
        Cell(words=_what(task), sort=list(WHY).index(task.why)),
        Cell(words=date_words(task.day) if task.day else "", sort=task.day.isoformat() if task.day else None),
        Cell(words=listed([f"{term} term" for term in task.missed])),
    ]


def _what(task: Task) -> str:
    """What is to be done; an ended term's and this term's beside each other where both are."""
    if task.why == "overdue":
        left = "declined" if task.declined else "to come"
        return f"{WHY[task.why]}, and this term's {left}" if task.waiting else WHY[task.why]
    if task.declined:
        return WHY["declined"]
    return f"{WHY[task.why]}; overdue from before" if task.missed else WHY[task.why]
