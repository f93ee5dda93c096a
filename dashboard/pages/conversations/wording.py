"""What the pages of conversations say in the same words: whose group it is, and what a slot of a term holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.components import ids
from dashboard.components.controls import Choice
from dashboard.metrics.numbers import count, date_words
from dashboard.metrics.telling import capital, listed
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.queries.pupils_conversations import Slot
from dashboard.queries.pupils_story import Target
from dashboard.reporting import conversations
from dashboard.reporting.view import View


def drawn(view: View, *, body: Sequence[Component], pupil_ids: frozenset[int] = frozenset()) -> Drawn:
    """The page of a view. It compares nothing with another time, so that control is not shown; the group is the AfA
    group."""
    found = pieces.drawn(view, body=body, pupil_ids=pupil_ids)
    group = found.choices[ids.GROUP]
    named = [(value, GROUPS[value]) for value, _ in group.options]
    own = {ids.COMPARE: Choice(value=view.selection.compare), ids.GROUP: Choice(options=named, value=group.value)}
    return replace(found, choices={**found.choices, **own})


GROUPS = {"send": "The whole AfA group", "support": "SEN support", "plan": "EHC plan"}
"""The groups a reader may choose, in the words of this strand."""


EVERY_SEND = "every pupil with SEN support or an EHC plan on 1 September, or on joining, counts"


def group_note(view: View) -> list[Component]:
    """Who is in the AfA group: the school's own list, or every K or E pupil."""
    if view.place.total:
        return [_note("Where a school lists no AfA group, " + EVERY_SEND + ".")]
    year, school = conversations.year_of(view), view.place.school.code if view.place.school else ""
    known = [each for each in conversations.years(view.ask) if each.academic_year == year]
    here = [each for each in known if school in {"", each.school}]
    lists = [view.ask.schools[each.school].name for each in here if each.lists_group]
    if not lists:
        whose = "This school lists" if school else "No school lists"
        return [_note(f"{whose} {'no' if school else 'an'} AfA group of its own: {EVERY_SEND}.")]
    if len(lists) == len(here):
        return [_note(f"The AfA group is as {'the school lists' if school else 'the schools list'} it.")]
    others = count(len(here) - len(lists), words="schools")
    return [_note(f"{listed(lists)} {'lists' if len(lists) == 1 else 'list'} an AfA group; at the other {others} "
                  f"{EVERY_SEND}.")]  # fmt: skip


def _note(words: str) -> Component:
    return html.Div(html.P(words, className="caption"), className="wide")


OUTCOME_WORDS = {
    "counted": "Held",
    "alone": "Held, no parent or carer",
    "declined": "Declined",
    "parent_absent": "Nobody came",
    "cancelled": "Cancelled by the school",
}


def slot_words(slot: Slot | None, *, ended: bool, begun: bool, as_at: date) -> str:
    """What a pupil's term holds: what came of it, the day that is set, *to come*, or *overdue* once it has ended."""
    if slot is None or (not slot.in_group and not slot.outcome):
        return "" if begun else "Not begun"
    if slot.outcome == "counted":
        return f"Held, {count(slot.counted)} times" if slot.counted > 1 else "Held"
    waiting = "" if not slot.in_group else "overdue" if ended else "to come" if begun else ""
    if slot.outcome == "scheduled" and slot.set_for is not None:
        passed = slot.set_for < as_at
        said = (
            f"Was set for {date_words(slot.set_for)}: no outcome" if passed else f"Set for {date_words(slot.set_for)}"
        )
        return f"{said}, overdue" if ended and slot.in_group else said
    said = OUTCOME_WORDS.get(slot.outcome, "")
    if not said:
        return waiting.capitalize() if begun else "Not begun"
    return f"{said}: {waiting}" if waiting else said


def target_words(target: Target) -> str:
    """``"Curricular target: Read aloud to an adult (met)"``; without words, or for who reads none, what came of it."""
    state = "open" if target.met is None else "met" if target.met else "not met"
    return f"{capital(target.kind)} target{f': {target.text}' if target.text else ''} ({state})"
