"""Conversations of a class: each pupil of the AfA group by term, never a rate; then the classmates outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.names import named
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.cells_conversations import Terms
from dashboard.metrics.numbers import count, date_words, of, period_words
from dashboard.pages import pieces
from dashboard.pages.conversations.wording import drawn, group_note, slot_words, target_words
from dashboard.pages.drawn import Drawn
from dashboard.queries.pupils_story import Target
from dashboard.reporting import conversations, pupils_conversations
from dashboard.reporting.pupils_conversations import PupilYear
from dashboard.reporting.view import View
from data_loaders.vocabulary import SEN_CODES, SEND_CODES, TERMS

Last = Mapping[int, tuple[date, tuple[Target, ...]]]
"""By pupil the day of the last counted conversation, and its targets."""


def page(view: View) -> Drawn:
    """The page of a class: registration or teaching. It shows the current year where the class is of this year."""
    pupils = pupils_conversations.class_year(view)
    if not pupils:
        body: list[Component] = [notice("Nobody is in this class now", words="The class list of the school is empty.")]
        return drawn(view, body=body)
    said = sentence(_said(view, pupils=pupils))
    body = [said, *pieces.name_links(view), *group_note(view), *_cards(view, pupils=pupils)]
    return drawn(view, body=body, pupil_ids=frozenset(pupil.pupil_id for pupil in pupils))


def terms_here(view: View) -> Terms:
    """How many terms of the view's year have ended and begun at its school."""
    school = view.place.school.code if view.place.school else ""
    return conversations.when_of(view).get(school, Terms(ended=0, begun=0))


def _said(view: View, *, pupils: Sequence[PupilYear]) -> list[str]:
    """What can truly be said of a handful of pupils: how many have had this term's, how many are overdue."""
    group = [pupil for pupil in pupils if pupil.in_group]
    year, when = period_words(conversations.year_of(view)), terms_here(view)
    if not group:
        return [f"No pupil in this class is in the AfA group in {year}; it has {count(len(pupils), words='pupils')}."]
    size = f"The class has {count(len(group), words='pupils')} of the AfA group among {count(len(pupils))}."
    if not when.begun:
        return [f"{year} has not begun: no conversation is due yet.", size]
    return [f"{_term_words(group, term=TERMS[when.begun - 1], ended=when.ended == when.begun)}"
            f"{_late_words(group, terms=TERMS[: when.ended])}", size]  # fmt: skip


def _term_words(group: Sequence[PupilYear], *, term: str, ended: bool) -> str:
    due = [pupil.slots[term] for pupil in group if term in pupil.slots and pupil.slots[term].in_group]
    if not due:
        return f"No conversation belongs to the {term} term here."
    had = sum(slot.counted > 0 for slot in due)
    left = len(due) - had
    waiting = f"; {count(left)} {'overdue' if ended else 'to come'}" if left else ""
    return f"The {term} term's conversation has been held for **{of(had, len(due))} pupils**{waiting}."


def _late_words(group: Sequence[PupilYear], *, terms: Sequence[str]) -> str:
    due = [pupil for pupil in group if any(term in pupil.slots and pupil.slots[term].in_group for term in terms)]
    late = sum(
        any(term in pupil.slots and pupil.slots[term].in_group and not pupil.slots[term].counted for term in terms)
        for pupil in due
    )
    said = "missed one" if len(terms) == len(TERMS) else "is overdue" if late == 1 else "are overdue"
    return f" Of the {count(len(due))} with any due so far, {count(late)} {said}." if due else ""


def _cards(view: View, *, pupils: Sequence[PupilYear]) -> list[Component]:
    group = [pupil for pupil in pupils if pupil.in_group]
    send = [pupil for pupil in pupils if not pupil.in_group and (pupil.sen_year in SEND_CODES)]
    others = [pupil for pupil in pupils if not pupil.in_group and pupil not in send]
    talked = [pupil for pupil in others if pupil.slots]
    last = pupils_conversations.last_agreed(view)
    title = f"{count(len(group), words='pupils')} of the AfA group"
    cards = [_table(view, pupils=group, last=last, title=title)] if group else []
    if send:
        cards.append(_table(view, pupils=send, last=last, title=f"Other SEND pupils: {count(len(send))}"))
    return [*cards, _others(view, others=others, talked=talked, last=last)]


def _others(view: View, *, others: Sequence[PupilYear], talked: Sequence[PupilYear], last: Last) -> Component:
    """The classmates outside the group, for whom nothing is due: in words, and by row those with a conversation."""
    words = f"Nothing is due for the other {count(len(others), words='pupils')} of the class"
    if not talked:
        return card([html.P(f"{words}, and no conversation has been recorded.")], title="Other pupils", width="wide")
    table = _rows(view, pupils=talked, last=last, caption="Other pupils with a conversation")
    said = html.P(f"{words}; a conversation has been recorded for {count(len(talked))}.")
    return card([said, table], title="Other pupils", width="wide")


def _table(view: View, *, pupils: Sequence[PupilYear], last: Last, title: str) -> Component:
    table = _rows(view, pupils=pupils, last=last, caption=title)
    return card([*pieces.names_off(view), table], title=title, width="wide")


def _rows(view: View, *, pupils: Sequence[PupilYear], last: Last, caption: str) -> Component:
    when = terms_here(view)
    columns = (
        Column(heading="Pupil"), Column(heading="SEN provision"),
        *(Column(heading=f"{term.capitalize()} term") for term in TERMS),
        Column(heading="Targets of the last conversation", sortable=False),
    )  # fmt: skip
    rows = [
        [*_who(pupil), *_slots(view, pupil=pupil, when=when), _agreed(last.get(pupil.pupil_id, (None, ())))]
        for pupil in pupils
    ]
    links = [pupils_conversations.href_of(view, pupil=pupil) for pupil in pupils]
    return data_table(caption, columns=columns, rows=rows, links=links, show_caption=False, class_name="worded")


def _who(pupil: PupilYear) -> list[Cell]:
    provision = SEN_CODES.get(pupil.sen_year or "", "Not known")
    return [Cell(words=named(pupil.name), sort=pupil.name), Cell(words=provision)]


def _agreed(last: tuple[date | None, tuple[Target, ...]]) -> Cell:
    """The targets of the last counted conversation and whether they were met, as the pupil's page words them."""
    held, targets = last
    if held is None:
        return Cell(words="")
    said = ". ".join(target_words(each) for each in targets) or "No target was recorded"
    return Cell(words=f"{date_words(held)}. {said}.")


def _slots(view: View, *, pupil: PupilYear, when: Terms) -> list[Cell]:
    return [
        Cell(
            words=slot_words(
                pupil.slots.get(term), ended=place < when.ended, begun=place < when.begun, as_at=view.ask.as_at
            )
        )
        for place, term in enumerate(TERMS)
    ]
