"""A school whose files are incomplete says so and why: by results, by weeks of registers, by the threshold set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.metrics.cells import ProgressCell
from dashboard.queries.terms import Supply
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.complete import incomplete
from dashboard.reporting.view import View, view_of
from dashboard.selection import Selection
from data_loaders.store.engine import migrate, reader
from tests.traces.asking import EVERY_SCHOOL

TERM = "2025-26.spring"


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    url = f"sqlite:///{tmp_path / 'pupils.db'}"
    migrate(url)
    opened = reader(url)
    with asking(opened, scope=EVERY_SCHOOL, as_at=date(2026, 3, 20)) as ask:
        yield ask
    opened.dispose()


def view(ask: Ask, *, strand: str) -> View:
    wanted = Selection(period=TERM, subject="mathematics", scale="standard")
    return replace(view_of(ask, selection=wanted, strand=strand), selection=wanted)


def cell(school: str, state: str, n: int) -> ProgressCell:
    return ProgressCell(school, TERM, "mathematics", "standard", "4", "N", state, "", "", n, 0, 0, 0, 0, 0)


def test_results_under_the_threshold_are_said(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [cell("1", "matched", 61), cell("1", "no_result", 39), cell("2", "matched", 80), cell("2", "no_result", 20)]
    monkeypatch.setattr(Ask, "cells", lambda *_, **__: {("mathematics", "standard"): cells})
    assert incomplete(view(ask, strand="progress")) == {"1": "results for 61% of pupils"}
    ask.complete = 0.5
    assert incomplete(view(ask, strand="progress")) == {}


def test_weeks_without_registers_are_counted_from_the_first_day(ask: Ask) -> None:
    row = Supply("1", TERM, date(2026, 1, 5), date(2026, 3, 27), 200, 200, 1000, date(2026, 2, 6), 0, 0)
    others = {"2": {"registers_to": date(2026, 3, 20)}, "3": {"registers_to": None}, "4": {"on_roll": 0}}
    ask.__dict__["supply"] = [row, *(row._replace(school=code, **said) for code, said in others.items())]
    assert incomplete(view(ask, strand="attendance")) == {
        "1": "registers for 5 of 10 weeks", "3": "registers for 0 of 10 weeks",
    }  # fmt: skip


def test_other_strands_have_no_threshold(ask: Ask) -> None:
    assert incomplete(view(ask, strand="conversations")) == {}
