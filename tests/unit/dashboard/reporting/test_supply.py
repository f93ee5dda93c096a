"""What has been supplied, in a line a strand: who never sent it, who has not this term, how old the newest is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.queries.places import School
from dashboard.queries.terms import Supply
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.supply import strand_words, strands
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from data_loaders.store.engine import migrate, reader
from tests.traces.asking import EVERY_SCHOOL

BEFORE, NOW = "2025-26.autumn", "2025-26.spring"
STARTS = {BEFORE: date(2025, 9, 1), NOW: date(2026, 1, 5)}
ENDS = {BEFORE: date(2025, 12, 19), NOW: date(2026, 3, 27)}


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    url = f"sqlite:///{tmp_path / 'pupils.db'}"
    migrate(url)
    opened = reader(url)
    with asking(opened, scope=EVERY_SCHOOL, as_at=date(2026, 3, 20)) as ask:
        phases = {"Ash": "primary", "Birch": "primary", "Cedar": "primary", "Damson": "special"}
        ask.__dict__["schools"] = {name: School(name, name, phase) for name, phase in phases.items()}
        yield ask
    opened.dispose()


def term(school: str, period: str = NOW, **sent: Any) -> Supply:
    """A school's term with 200 pupils and nothing sent but what is named."""
    return Supply(school, period, STARTS[period], ENDS[period], 200, 0, 0, None, 0, 0)._replace(**sent)


def said(ask: Ask, *rows: Supply) -> dict[str, str]:
    ask.__dict__["supply"] = sorted(rows, key=lambda row: row.starts)
    view = replace(view_of(ask, selection=Selection()), current=NOW)
    return dict(strand_words(strand).split(": ", 1) for strand in strands(view))


def test_what_nobody_ever_sent_names_nobody(ask: Ask) -> None:
    assert set(said(ask, *map(term, ("Ash", "Birch", "Cedar"))).values()) == {"not supplied."}


def test_who_never_sent_is_named_beside_who_has_not_this_term(ask: Ask) -> None:
    words = said(
        ask, term("Ash", conversations=9), term("Birch", BEFORE, conversations=8), term("Birch"), term("Cedar"),
        term("Damson", conversations=2),
    )  # fmt: skip
    assert words["Conversations"] == (
        "not sent this term by Birch (last for autumn term 2025); never sent by Cedar; the others for spring term 2026."
    )


def test_who_alone_sent_before_leaves_no_others(ask: Ask) -> None:
    words = said(ask, term("Ash", BEFORE, club_registers=9), *map(term, ("Ash", "Birch", "Cedar", "Damson")))
    assert words["Club registers"] == (
        "not sent this term by Ash (last for autumn term 2025); never sent by Birch, Cedar, Damson."
    )


def test_who_never_sent_is_named_while_all_others_are_late(ask: Ask) -> None:
    sent = [term(school, BEFORE, results=300) for school in ("Ash", "Birch")]
    words = said(ask, *sent, *map(term, ("Ash", "Birch", "Cedar", "Damson")))
    assert words["Results"] == "none yet this term; the last are for autumn term 2025; never sent by Cedar."


def test_a_special_school_owes_no_results(ask: Ask) -> None:
    words = said(ask, *(term(school, results=300) for school in ("Ash", "Birch", "Cedar")), term("Damson"))
    assert words["Results"] == "supplied, the last for spring term 2026."


def test_a_school_of_which_nothing_came_is_named_and_one_without_pupils_any_more_is_not(ask: Ask) -> None:
    words = said(ask, term("Ash", results=300), term("Birch", BEFORE), term("Birch", on_roll=0))
    assert words["Results"] == "never sent by Cedar; the others for spring term 2026."


def test_registers_that_end_weeks_before_the_newest_are_named_with_their_day(ask: Ask) -> None:
    days = {"Ash": date(2026, 3, 20), "Birch": date(2026, 3, 13), "Cedar": date(2026, 2, 27)}
    words = said(ask, *(term(school, register_marks=900, registers_to=day) for school, day in days.items()))
    assert words["Registers"] == "never sent by Damson; the others to 20 March 2026; Cedar only to 27 February 2026."


def test_registers_without_a_day_say_their_term(ask: Ask) -> None:
    words = said(ask, *(term(school, register_marks=900) for school in ask.schools))
    assert words["Registers"] == "supplied, the last for spring term 2026."
