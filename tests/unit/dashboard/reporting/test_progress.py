"""Beside the average of all pupils: whose it is, and for which reader there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.access.scope import Level, Scope
from dashboard.metrics.answer import Row, State
from dashboard.metrics.progress import NO_AVERAGE
from dashboard.reporting import progress, questions
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from data_loaders.store.engine import reader
from tests.fixtures.sample_trust import AS_AT

SCHOOL = "100002"
TRUST = Scope(account_id=0, role="test", schools=None, levels=frozenset({Level.TRUST, Level.SCHOOL}))
HEAD = replace(TRUST, schools=frozenset({SCHOOL}), levels=frozenset({Level.SCHOOL}), trust_total=True)
SERIES = {"subject": "reading", "scale": "age_standardised"}


@pytest.fixture(name="asks")
def two_readers(sample_home: Path) -> Iterator[tuple[Ask, Ask]]:
    """A reader of the trust and a reader of one primary school."""
    engine = reader(f"sqlite:///{sample_home / 'pupils.db'}")
    with asking(engine, scope=TRUST, as_at=AS_AT) as trust, asking(engine, scope=HEAD, as_at=AS_AT) as head:
        yield trust, head
    engine.dispose()


def share(ask: Ask, *, period: str, place: str = f"school:{SCHOOL}") -> Row:
    shown = view_of(ask, selection=Selection(place=place, period=period, **SERIES))
    return questions.value(shown, metric="progress_share_matching_all").rows[0]


def test_a_head_and_the_trust_hold_a_pupil_against_the_same_average(asks: tuple[Ask, Ask]) -> None:
    trust, head = (share(ask, period="2025-26.spring") for ask in asks)
    assert trust.value is not None
    assert trust == replace(head, href=trust.href)


def test_each_phase_has_an_average_of_its_own(asks: tuple[Ask, Ask]) -> None:
    ask = asks[0]
    shown = view_of(ask, selection=Selection(place="trust", period="2025-26.spring", **SERIES))
    found = progress.averages(shown)
    phases = {phase: {found[code] for code in found if ask.schools[code].phase == phase}
              for phase in {ask.schools[code].phase for code in found}}  # fmt: skip
    assert {phase: len(averages) for phase, averages in phases.items()} == {"primary": 1, "secondary": 1}
    assert phases["primary"] != phases["secondary"]


def test_a_year_has_no_average_for_a_reader_of_one_school(asks: tuple[Ask, Ask]) -> None:
    trust, head = (share(ask, period="2025-26") for ask in asks)
    assert trust.value is not None
    assert (head.value, head.state, head.reason) == (None, State.NOT_AVAILABLE, NO_AVERAGE)


def test_who_may_not_see_the_total_has_no_average(sample_home: Path) -> None:
    engine = reader(f"sqlite:///{sample_home / 'pupils.db'}")
    with asking(engine, scope=replace(HEAD, trust_total=False), as_at=AS_AT) as ask:
        row = share(ask, period="2025-26.spring")
    engine.dispose()
    assert (row.value, row.reason) == (None, NO_AVERAGE)


def test_a_phase_together_is_held_against_nothing(asks: tuple[Ask, Ask]) -> None:
    row = share(asks[1], period="2025-26.spring", place="trust")
    assert (row.value, row.reason) == (None, NO_AVERAGE)
