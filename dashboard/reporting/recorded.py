"""What a person has recorded on the page: looked at before it is brought in, and turned into the lines of a sheet.

A body that the page could not have sent is refused whole. A row at fault is refused with words, the others stand: as
with a file, of which the lines at fault are held back. What the pipeline's rules refuse comes on top.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dashboard.metrics.numbers import date_words, period_words
from dashboard.reporting.recording import Conversation, Entry, Listed

MOST_ROWS = 300
"""Rows that one save may hold: more than any school's group has pupils."""
LONGEST_TARGET = 160
LONGEST_CODE = 40
FILE, SHEET = "recorded in the dashboard", "Conversations"
_Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$", max_length=10)]
_Said = Literal["", "yes", "no"]
_Text = Annotated[str, Field(max_length=LONGEST_TARGET)]
NOT_LISTED = "This pupil is not in your list. Open the page again to see who is"
CHANGED = "Somebody else has recorded something here since you opened the page"
TWICE = "There is a conversation on that day already: change that one, or give another day"


class Row(BaseModel):
    """One row of the page: a pupil's token, the day of the conversation (none for a new one), and what is said."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    pupil: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    slot: _Day
    seen: Annotated[str, Field(pattern=r"^[0-9a-f]{0,16}$")]
    scheduled: _Day
    status: Literal["", "scheduled", "held", "parent_absent", "declined", "cancelled"]
    held: _Day
    parent_present: _Said
    mode: Literal["", "in_person", "phone", "video"]
    led_by_role: Literal["", "headteacher", "senco", "class_teacher", "other_senior_leader", "other"]
    led_by: Annotated[str, Field(max_length=LONGEST_CODE)]
    curricular: _Text
    curricular_met: _Said
    wider: _Text
    wider_met: _Said

    @property
    def key(self) -> tuple[str, str]:
        """The pupil's token and the day: what tells the rows of a save apart."""
        return self.pupil, self.slot


class Sent(BaseModel):
    """What the page sends: whose term it is, and the rows that were changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    place: Annotated[str, Field(max_length=80)]
    term: Annotated[str, Field(pattern=r"^\d{4}-\d{2}\.(autumn|spring|summer)$")]
    rows: Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS)]

    @model_validator(mode="after")
    def _once_each(self) -> Sent:
        if len({row.key for row in self.rows}) < len(self.rows):
            raise ValueError("a row is there twice")
        return self


def sent_from(body: object) -> Sent | None:
    """The body as the page sends it; None where it is anything else."""
    try:
        return Sent.model_validate(body)
    except ValidationError:
        return None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row that may be brought in: its cells by heading. ``same`` says that it changes nothing."""

    row: Row
    entry: Entry
    cells: dict[str, str]
    same: bool


def looked_at(sent: Sent, *, listed: Listed, on: date) -> tuple[list[Line], dict[tuple[str, str], str]]:
    """The rows that may be brought in, and by key why the others may not."""
    by_token = {entry.member.token: entry for entry in listed.entries}
    lines: list[Line] = []
    refused: dict[tuple[str, str], str] = {}
    for row in sent.rows:
        entry = by_token.get(row.pupil)
        said = _line(row, entry=entry, listed=listed, on=on) if entry else NOT_LISTED
        if isinstance(said, str):
            refused[row.key] = said
        else:
            lines.append(said)
    return lines, refused


def _line(row: Row, *, entry: Entry, listed: Listed, on: date) -> Line | str:
    """The line of a row, or why there can be none."""
    stored = next((each for each in (*entry.now, *entry.earlier) if each.slot == row.slot), None)
    if row.slot and stored is None:
        return CHANGED
    cells = _cells(row, entry=entry, stored=stored, listed=listed)
    day = cells["Offered for"]
    there = stored or next((each for each in entry.now if each.slot == day), None)
    same = there is not None and cells == stored_cells(there, entry=entry, listed=listed)
    if not same and row.seen != (stored.seen if stored else entry.seen):
        return CHANGED
    if there is not stored and not same:
        return TWICE
    fault = "" if same else _fault(row, stored=stored, listed=listed, on=on)
    return fault or Line(row=row, entry=entry, cells=cells, same=same)


def _cells(row: Row, *, entry: Entry, stored: Conversation | None, listed: Listed) -> dict[str, str]:
    if stored and stored.talk.term != listed.term:  # an earlier one: only whether its targets were met is recorded here
        cells = stored_cells(stored, entry=entry, listed=listed)
        return cells | {"Curricular target met": row.curricular_met, "Wider-outcome target met": row.wider_met}
    return {
        "Pupil": entry.member.key, "School": listed.school, "Term": listed.term,
        "Offered for": row.slot or row.scheduled or row.held, "Status": row.status, "Held on": row.held,
        "Parent or carer took part": "no" if row.status == "parent_absent" else row.parent_present, "Mode": row.mode,
        "Led by (role)": row.led_by_role, "Led by": _plain(row.led_by),
        "Curricular target": _plain(row.curricular), "Curricular target met": row.curricular_met,
        "Wider-outcome target": _plain(row.wider), "Wider-outcome target met": row.wider_met,
    }  # fmt: skip


def stored_cells(stored: Conversation, *, entry: Entry, listed: Listed) -> dict[str, str]:
    """A conversation as it is stored, in the cells of a file, by heading."""
    talk, aims = stored.talk, stored.aims
    text = {kind: (aims[kind].text or "" if kind in aims else "") for kind in ("curricular", "wider")}
    met = {kind: yes_no(aims[kind].met if kind in aims else None) for kind in text}
    return {
        "Pupil": entry.member.key, "School": listed.school, "Term": talk.term, "Offered for": stored.slot,
        "Status": talk.status, "Held on": talk.held.isoformat() if talk.held else "",
        "Parent or carer took part": yes_no(talk.parent_present), "Mode": talk.mode or "",
        "Led by (role)": talk.led_by_role or "", "Led by": talk.led_by or "",
        "Curricular target": text["curricular"], "Curricular target met": met["curricular"],
        "Wider-outcome target": text["wider"], "Wider-outcome target met": met["wider"],
    }  # fmt: skip


def yes_no(known: bool | None) -> str:
    """``"yes"``, ``"no"``, ``""`` where nobody has said."""
    return "" if known is None else "yes" if known else "no"


def _plain(text: str) -> str:
    """Text on one line, without characters that cannot be seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _fault(row: Row, *, stored: Conversation | None, listed: Listed, on: date) -> str:
    """What is wrong with a row, in words that say what to do; empty where nothing is."""
    if stored and stored.talk.term != listed.term:
        return ""
    days = [_day(text) for text in (row.scheduled, row.held) if text]
    if None in days:
        return "This is not a day of the calendar. Write it again"
    return _missing(row) or _lost_target(row, stored=stored) or _wrong_day(row, stored=stored, listed=listed, on=on)


def _missing(row: Row) -> str:
    held = row.status == "held"
    faults = {
        "Choose what came of it": not row.status,
        "Give the day it was offered for": not (row.slot or row.scheduled or (held and row.held)),
        "Give the day it was held": held and not row.held,
        "Say whether a parent or carer took part": held and not row.parent_present,
        "It has a day it was held: choose “Held”, or clear the day": bool(row.held) and not held,
        "Write the target that was met or not met": (bool(row.curricular_met) and not _plain(row.curricular))
        or (bool(row.wider_met) and not _plain(row.wider)),
    }
    return next((words for words, broken in faults.items() if broken), "")


def _lost_target(row: Row, *, stored: Conversation | None) -> str:
    lost = [
        kind for kind, aim in (stored.aims if stored else {}).items() if aim.text and not _plain(getattr(row, kind))
    ]
    return "A target that has been recorded can be written anew, not left empty" if lost else ""


def _wrong_day(row: Row, *, stored: Conversation | None, listed: Listed, on: date) -> str:
    offered, held = _day(row.scheduled), _day(row.held)
    if offered and not stored and not listed.starts <= offered <= listed.ends:
        return f"The day is outside the {period_words(listed.term)}: {_term_words(listed)}"
    if listed.ended and row.status == "scheduled" and not stored:
        return f"The {period_words(listed.term)} has ended: choose what came of it"
    day = stored.talk.scheduled if stored else offered
    if row.status == "parent_absent" and day and day > on:
        return f"{date_words(day)} has not come yet: choose “Offered for a day”"
    return _wrong_held(held, listed=listed, on=on) if held else ""


def _wrong_held(held: date, *, listed: Listed, on: date) -> str:
    """Why a conversation of the term cannot have been held on a day; empty where it can."""
    if held > on:
        return f"{date_words(held)} has not come yet: choose “Offered for a day”"
    if listed.starts <= held <= listed.ends:
        return ""
    side = "before" if held < listed.starts else "after"
    return f"The day is {side} the {period_words(listed.term)}: {_term_words(listed)}"


def _term_words(listed: Listed) -> str:
    return f"{date_words(listed.starts)} to {date_words(listed.ends)}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
