"""The fields of one conversation: labelled native controls, each knowing what is stored so that a change is known."""

from __future__ import annotations

from functools import cache

from dashboard.components.elements import Element, element, own
from dashboard.metrics.numbers import date_words
from dashboard.reporting.recorded import LONGEST_CODE, LONGEST_TARGET, yes_no
from dashboard.reporting.recording import Conversation, Entry
from data_loaders.code_lists import CODE_LISTS

STATUSES = {
    "scheduled": "Offered for a day",
    "held": "Held",
    "parent_absent": "Parent or carer absent",
    "declined": "Declined",
    "cancelled": "Cancelled by us",
}
YES_NO = {"yes": "Yes", "no": "No"}
MET = {"yes": "Met", "no": "Not met"}
CHOICES = {
    name: [("", "–"), *words.items()]
    for name, words in {
        "status": STATUSES, "yes_no": YES_NO, "met": MET, "mode": CODE_LISTS["conversation_mode"],
        "led_by_role": CODE_LISTS["lead_role"],
    }.items()
}  # fmt: skip
"""What the selects offer, by name: code and words, nothing first."""
KINDS = {"curricular": "Curricular target", "wider": "Wider-outcome target"}
_HELD = ("held", "parent_present", "mode", "led_by_role", "led_by")
ANOTHER = "Another conversation of the term"
HINT = "One short target in the family’s words. No diagnosis, nothing about safeguarding."


def new_block(entry: Entry) -> Element:
    """A conversation that is not there yet, to be filled in."""
    if entry.overdue:
        words = ANOTHER if entry.now else "A conversation held in the term"
    else:
        words = "Offer another day" if entry.now else "This term’s conversation"
    values = dict.fromkeys(("status", "scheduled", *_HELD, *KINDS), "")
    return own("Block", words=words, slot="", seen=entry.seen, status="", values=values)


def stored_block(conversation: Conversation) -> Element:
    """A conversation of the term as it is stored; the day it was offered for stays."""
    talk, aims = conversation.talk, conversation.aims
    held = (talk.held.isoformat() if talk.held else "", yes_no(talk.parent_present), talk.mode, talk.led_by_role,
            talk.led_by)  # fmt: skip
    values = {"status": talk.status, **dict(zip(_HELD, (each or "" for each in held), strict=True))}
    for kind in KINDS:
        values[kind] = (aims[kind].text if kind in aims else "") or ""
    values |= {f"{kind}_met": yes_no(aim.met) for kind, aim in aims.items()}
    words = f"Offered for {date_words(talk.scheduled)}"
    return own("Block", words=words, slot=conversation.slot, seen=conversation.seen, status=talk.status, values=values)


def earlier_block(conversation: Conversation) -> Element:
    """The targets of an earlier conversation: whether they were met."""
    words = f"Targets of {date_words(conversation.talk.held or conversation.talk.scheduled)}"
    fields = [_review(kind, conversation=conversation) for kind in KINDS if kind in conversation.aims]
    known = {"slot": conversation.slot, "seen": conversation.seen, "status": "earlier"}
    values = {f"{kind}_met": yes_no(aim.met) for kind, aim in conversation.aims.items()}
    return own("Block", words=words, fields=fields, values=values, **known)


@cache
def all_fields() -> list[Element]:
    """Every field of a conversation, sent once: a block asks those that its values name.

    What is asked of a conversation that was held is shown by the stylesheet where that is what came of it.
    """
    held = (
        _field("held", label="Held on", kind="date", class_name="when-held"),
        _field("parent_present", label="Parent or carer took part", choices="yes_no", class_name="when-held"),
        _field("mode", label="How", choices="mode", class_name="when-held"),
        _field("led_by_role", label="Led by", choices="led_by_role", class_name="when-held"),
        _field("led_by", label="Staff code", kind="text", longest=LONGEST_CODE, class_name="when-held"),
    )
    status = _field("status", label="What came of it", choices="status")
    aims = element("Div", children=[_target(kind) for kind in KINDS], className="record-aims when-held")
    return [status, _field("scheduled", label="Day offered for", kind="date"), *held, aims]


def _target(kind: str) -> Element:
    """A target, and whether it was met where it has been recorded."""
    text = _field(kind, label=KINDS[kind], kind="area", hint=HINT, longest=LONGEST_TARGET)
    met = _field(f"{kind}_met", label=f"{KINDS[kind]} met?", choices="met")
    return element("Div", children=[text, met], className="record-aim")


def _review(kind: str, *, conversation: Conversation) -> Element:
    label = f"{KINDS[kind]}: {conversation.aims[kind].text or 'not written down'}"
    return _field(f"{kind}_met", label=label, choices="met", class_name="record-review")


def _field(
    name: str, *, label: str, kind: str = "", choices: str = "", hint: str = "", longest: int = 0, class_name: str = ""
) -> Element:
    """One labelled control. ``kind`` is date, text or area; the name of ``CHOICES`` makes a select of it, nothing
    chosen first."""
    said = {"kind": kind, "choices": choices, "hint": hint, "longest": longest, "className": class_name}
    return own("Field", name=name, label=label, **{each: words for each, words in said.items() if words})
