"""What the page *Record conversations* says first: what is left to do, and what the terms before have left open.

*Overdue* is one thing everywhere: the term has ended without a conversation that counts.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.metrics.numbers import count, period_words
from dashboard.metrics.telling import listed
from dashboard.metrics.words_talks import overdue_before
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
    """How many pupils need what, what came of the others, and who is overdue beside them: ``For 9 the day has passed
    without an outcome; 20 pupils still need a day this term.``"""
    if found.ended:
        return _ended_words(found)
    needs = Counter(entry.need for entry in found.entries)
    parts = [
        f"for {count(needs['ask'])} {PASSED}" if needs["ask"] else "",
        _many(needs["this_week"], words="offered for the next seven days"),
        f"{_pupils(needs['to_offer'], one='needs', more='need')} a day this term" if needs["to_offer"] else "",
    ]
    said = "; ".join(part for part in parts if part)
    left = f"{said[:1].upper()}{said[1:]}." if said else "Nothing is left to do this week."
    return [left, _rest(found, later=needs["offered"], finished=needs["finished"]), *_overdue(found)]


def _pupils(number: int, *, one: str, more: str) -> str:
    return f"{count(number, words='pupils')} still {one if number == 1 else more}"


def _rest(found: Listed, *, later: int, finished: int) -> str:
    """``Of 40 pupils, 32 have had this term's conversation and 3 declined.``"""
    held, whole = sum(entry.held for entry in found.entries), count(len(found.entries), words="pupils")
    parts = [
        f"{count(held)} {'has' if held == 1 else 'have'} had this term's conversation" if held else "",
        f"{count(finished - held)} declined" if finished > held else "",
        _many(later, words="offered a later day"),
    ]
    said = [part for part in parts if part]
    return f"Of {whole}, {listed(said)}." if said else f"{whole} in all."


def _overdue(found: Listed) -> list[str]:
    """Who is overdue from a term that has ended, and how many of them are without this term's as well."""
    late = found.overdue
    both = sum(each.member.pupil_id in late and each.member.in_group and not each.held for each in found.entries)
    return [overdue_before(len(late), both=both)] if late else []


def _ended_words(found: Listed) -> list[str]:
    """Of an ended term: who is overdue, and of whom the outcome is to be asked about."""
    late = sum(entry.overdue for entry in found.entries)
    asked = sum(entry.need == "ask" for entry in found.entries)
    said = f"{_many(late, words=OVERDUE)}." if late else "Nobody is overdue."
    return [f"Of {count(len(found.entries), words='pupils')}, {said[:1].lower()}{said[1:]}",
            *([f"For {count(asked)} {PASSED}."] if asked else [])]  # fmt: skip


def _many(number: int, *, words: str) -> str:
    return f"{count(number)} {'is' if number == 1 else 'are'} {words}" if number else ""
