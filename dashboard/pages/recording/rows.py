"""One pupil's row: who it is, what is known this term, and the fields to record it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.components.elements import Element, element, link, own
from dashboard.components.names import named
from dashboard.pages.recording.fields import ANOTHER, CHOICES, all_fields, earlier_block, new_block, stored_block
from dashboard.reporting.recording import TO_DO, Entry, state_words
from dashboard.selection import Selection
from data_loaders.code_lists import words_of

NEED_WORDS = {"ask": "Day passed, no outcome", "overdue": "Overdue", "this_week": "This week", "to_offer": "To offer",
              "offered": "Offered", "finished": "Nothing more to do"}  # fmt: skip


def need_words(entry: Entry) -> str:
    """What is to be done about a pupil: *overdue* only once the term has ended."""
    words = NEED_WORDS[entry.need]
    return f"Overdue: {words[:1].lower()}{words[1:]}" if entry.overdue and entry.need != "overdue" else words


def record_list(entries: Sequence[Entry], *, on: date, alone: bool, period: str) -> Element:
    """The rows, a pupil each, as one piece. ``period`` is the term as the address says it, empty for the current."""
    rows = [record_row(entry, on=on, alone=alone, period=period) for entry in entries]
    return own("RecordList", rows=rows, choices=CHOICES, fields=all_fields())


def record_row(entry: Entry, *, on: date, alone: bool, period: str) -> Element:
    """A pupil's row: who it is and what is known, beside the conversation to be filled in.

    In a list, a pupil of whom nothing more is to be recorded has a link to the pupil ``alone``, where it can be
    corrected: the list stays short enough for a tablet.
    """
    member = entry.member
    return own(
        "Record",
        name=named(member.name),
        href=_address("progress", entry=entry, period=""),
        facts=" · ".join(part for part in (member.class_name, support_words(member.status)) if part),
        state=state_words(entry, on=on),
        words=need_words(entry),
        need=entry.need,
        todo="yes" if entry.to_do else None,
        pupil=member.token,
        inClass=member.class_name,
        blocks=_blocks(entry) if alone or entry.need != "finished" else [_correct(entry, period=period)],
    )


def _address(page: str, *, entry: Entry, period: str) -> str:
    return f"/{page}{Selection(place=f'pupil:{entry.member.token}', period=period).to_query()}"


def _correct(entry: Entry, *, period: str) -> Element:
    """The way to what is recorded of a pupil, for somebody who wants to change it."""
    words = link("Correct, or say whether targets were met", href=_address("recording", entry=entry, period=period))
    return element("P", children=words, className="record-folds")


def support_words(code: str) -> str:
    """The SEN provision in words; nothing for a pupil who has none, or of whom nothing is known."""
    return words_of(code, codes="sen") if code and code != "N" else ""


def _blocks(entry: Entry) -> list[Element]:
    """The blocks of a row: the one to be filled in is open, the rest is folded."""
    open_ = [each for each in entry.now if entry.need in TO_DO | {"offered"} and each.talk.status == "scheduled"]
    done = [stored_block(each) for each in entry.now if each not in open_]
    first = [stored_block(each) for each in open_] or ([new_block(entry)] if entry.wants_another else [])
    earlier = [earlier_block(each) for each in reversed(entry.earlier)]
    another = [new_block(entry)] if open_ else []
    folded = [
        _fold(ANOTHER if entry.overdue else "Another day instead", blocks=another),
        _fold("Correct what is recorded", blocks=done),
        _fold("Targets from earlier: met or not", blocks=earlier),
    ]
    folds = element("Div", children=[each for each in folded if each], className="record-folds")
    return [*first, folds]


def _fold(words: str, *, blocks: list[Element]) -> Element | None:
    if not blocks:
        return None
    return element("Details", children=[element("Summary", children=words), *blocks], className="fold record-fold")
