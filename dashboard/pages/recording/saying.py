"""What the page *Record conversations* says first: what is left to do, and what the terms before have left open.

*Overdue* is one thing everywhere: the term has ended without a conversation that counts.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.metrics.numbers import count, period_words
from dashboard.reporting.ask import Ask
from dashboard.reporting.places import Place
from dashboard.reporting.recording import Listed, left_open, state_words
from dashboard.selection import Selection

PASSED = "the day has passed without an outcome"
OVERDUE = "overdue: the term has ended without a conversation that counts"


def open_before(found: Listed, *, place: Place, ask: Ask) -> list[Component]:
    """One line on the terms before: how many pupils' appointments still have no outcome, each term a link."""
    terms = left_open(ask, place=place, listed=found)
    if not terms:
        return []
    links: list[Component | str] = []
    for term, pupils in terms.items():
        href = f"/recording{Selection(place=place.address, period=term).to_query()}"
        links += [
            ", " if links else "",
            dcc.Link(f"{count(pupils, words='pupils')} in the {period_words(term)}", href=href),
        ]
    said = html.P(["Appointments of earlier terms without an outcome: ", *links, "."])
    return [html.Div(said, className="wide record-earlier")]


def first_words(found: Listed, *, alone: bool, on: date) -> list[str]:
    """The sentences over the list: of one pupil what is known, of more how many need what."""
    return [f"{state_words(entry, on=on)}." for entry in found.entries] if alone else to_do_words(found)


def to_do_words(found: Listed) -> list[str]:
    """How many pupils need what: ``For 9 the day has passed without an outcome; 20 are to be offered a day.``"""
    if found.ended:
        return _ended_words(found)
    needs = Counter(entry.need for entry in found.entries)
    parts = [
        f"for {count(needs['ask'])} {PASSED}" if needs["ask"] else "",
        _many(needs["this_week"], words="offered for the next seven days"),
        _many(needs["to_offer"], words="to be offered a day"),
    ]
    said = "; ".join(part for part in parts if part)
    rest = _many(needs["offered"] + needs["finished"], words="in hand: offered for later, held or declined")
    whole = count(len(found.entries), words="pupils")
    left = f"{said[:1].upper()}{said[1:]}." if said else "Nothing is left to do this week."
    return [left, f"Of {whole}, {rest}." if rest else f"{whole} in all."]


def _ended_words(found: Listed) -> list[str]:
    """Of an ended term: who is overdue, and of whom the outcome is to be asked about."""
    late = sum(entry.overdue for entry in found.entries)
    asked = sum(entry.need == "ask" for entry in found.entries)
    said = f"{_many(late, words=OVERDUE)}." if late else "Nobody is overdue."
    return [f"Of {count(len(found.entries), words='pupils')}, {said[:1].lower()}{said[1:]}",
            *([f"For {count(asked)} {PASSED}."] if asked else [])]  # fmt: skip


def _many(number: int, *, words: str) -> str:
    return f"{count(number)} {'is' if number == 1 else 'are'} {words}" if number else ""
