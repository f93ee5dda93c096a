"""The fields of one conversation: labelled native controls, each knowing what is stored so that a change is known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dashboard.components.elements import Element, control, element
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
KINDS = {"curricular": "Curricular target", "wider": "Wider-outcome target"}
HINT = "One short target in the family’s words. No diagnosis, nothing about safeguarding."


def new_block(entry: Entry) -> Element:
    """The fields of a conversation that is not there yet."""
    words = "Offer another day" if entry.now else "This term’s conversation"
    return _block(words, slot="", seen=entry.seen, status="", fields=_new_fields())


@cache
def _new_fields() -> list[Element]:
    """The fields of any conversation that is not there yet: the same in every row."""
    day = field("scheduled", label="Day offered for", value="", kind="date")
    return [_status(""), day, *_held_fields(None)]


def stored_block(conversation: Conversation) -> Element:
    """The fields of a conversation of this term as it is stored; the day it was offered for stays."""
    talk = conversation.talk
    words = f"Offered for {date_words(talk.scheduled)}"
    fields = [_status(talk.status), *_held_fields(conversation)]
    return _block(words, slot=conversation.slot, seen=conversation.seen, status=talk.status, fields=fields)


def earlier_block(conversation: Conversation) -> Element:
    """The targets of an earlier conversation: whether they were met."""
    words = f"Targets of {date_words(conversation.talk.held or conversation.talk.scheduled)}"
    fields = [_review(kind, conversation=conversation) for kind in KINDS if kind in conversation.aims]
    return _block(words, slot=conversation.slot, seen=conversation.seen, status="earlier", fields=fields)


def _block(words: str, *, slot: str, seen: str, status: str, fields: list[Element]) -> Element:
    legend = element("Legend", children=words, className="record-legend")
    said = element("P", children="", className="record-said")
    inner = element("Div", children=fields, className="record-fields")
    known = {"data-slot": slot, "data-seen": seen, "data-status": status}
    return element("Fieldset", children=[legend, inner, said], className="record-block", **known)


def field(
    name: str,
    *,
    label: str,
    value: str,
    kind: str = "text",
    options: Mapping[str, str] | None = None,
    hint: str = "",
    longest: int = LONGEST_CODE,
    class_name: str = "",
) -> Element:
    """One labelled control. ``kind`` is date, text or area; ``options`` make a select of it, nothing chosen first."""
    words = [element("Span", children=label, className="control-label")]
    words += [element("Span", children=hint, className="record-hint")] if hint else []
    known = {"data-name": name, "data-kept": value}
    inner = _control(kind, value=value, options=options, longest=longest)
    return element("Label", children=[*words, inner], className=f"record-field {class_name}".rstrip(), **known)


def _control(kind: str, *, value: str, options: Mapping[str, str] | None, longest: int) -> Element:
    if options is not None:
        return control(
            "Select", options=_said(tuple(options.items())), value=value, placeholder="–", class_name="record-control"
        )
    if kind == "area":
        return control("Textarea", value=value, maxlength=longest, rows=2, class_name="record-control")
    limit = {"maxlength": longest, "autocomplete": "off"} if kind == "text" else {}
    return control("Input", type=kind, value=value, class_name="record-control", **limit)


@cache
def _said(options: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    """What a select offers, nothing first: one list for all that offer the same."""
    return [{"value": code, "label": words} for code, words in (("", "–"), *options)]


def _status(value: str) -> Element:
    return field("status", label="What came of it", value=value, options=STATUSES)


def _held_fields(conversation: Conversation | None) -> list[Element]:
    """What is asked of a conversation that was held: shown by the stylesheet where that is what came of it."""
    talk = conversation.talk if conversation else None
    held = {
        "held": ("Held on", talk.held.isoformat() if talk and talk.held else "", "date", None),
        "parent_present": ("Parent or carer took part", yes_no(talk.parent_present if talk else None), "", YES_NO),
        "mode": ("How", (talk.mode if talk else "") or "", "", CODE_LISTS["conversation_mode"]),
        "led_by_role": ("Led by", (talk.led_by_role if talk else "") or "", "", CODE_LISTS["lead_role"]),
        "led_by": ("Staff code", (talk.led_by if talk else "") or "", "text", None),
    }
    fields = [
        field(name, label=label, value=value, kind=kind, options=options, class_name="when-held")
        for name, (label, value, kind, options) in held.items()
    ]
    aims = [_target_fields(kind, conversation=conversation) for kind in KINDS]
    return [*fields, element("Div", children=aims, className="record-aims when-held")]


def _target_fields(kind: str, *, conversation: Conversation | None) -> Element:
    """A target, and whether it was met where it has been recorded."""
    aim = conversation.aims.get(kind) if conversation else None
    text = field(
        kind, label=KINDS[kind], value=(aim.text if aim else "") or "", kind="area", hint=HINT, longest=LONGEST_TARGET
    )
    met = f"{KINDS[kind]} met?"
    more = [field(f"{kind}_met", label=met, value=yes_no(aim.met), options=MET)] if aim else []
    return element("Div", children=[text, *more], className="record-aim")


def _review(kind: str, *, conversation: Conversation) -> Element:
    aim = conversation.aims[kind]
    label = f"{KINDS[kind]}: {aim.text or 'not written down'}"
    return field(f"{kind}_met", label=label, value=yes_no(aim.met), options=MET, class_name="record-review")
