"""Beside the average of all pupils, or of those who began alike: whose it is, and for which reader there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.access.scope import Level, Scope
from dashboard.metrics.answer import Row, State
from dashboard.metrics.progress import NO_AVERAGE, NO_COHORTS
from dashboard.metrics.progress_starts import NO_STARTS
from dashboard.reporting import progress, questions
from dashboard.reporting import progress_starts as starts
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from data_loaders.store.engine import reader
from tests.fixtures.sample_trust import AS_AT

SCHOOL, SECONDARY = "100002", "100009"
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


_FIGURES = (
    "value",
    "low",
    "high",
    "p",
    *(f"{side}_{end}" for side in ("group", "other") for end in ("value", "low", "high")),
)
"""What sums added up in another order may change in the last binary digit."""
BESIDE = {"progress_share_matching_all": NO_AVERAGE, "progress_value_added": NO_STARTS}
"""The metrics that hold each pupil against others of the phase, and what is said where there are none."""
each_metric = pytest.mark.parametrize("metric", BESIDE)


def told(ask: Ask, *, metric: str, period: str, place: str = f"school:{SCHOOL}") -> Row:
    shown = view_of(ask, selection=Selection(place=place, period=period, **SERIES))
    return questions.value(shown, metric=metric).rows[0]


@each_metric
def test_a_head_and_the_trust_hold_a_pupil_against_the_same_average(asks: tuple[Ask, Ask], metric: str) -> None:
    trust, head = (told(ask, metric=metric, period="2025-26.spring") for ask in asks)
    assert trust.value is not None
    assert [getattr(trust, name) for name in _FIGURES] == pytest.approx([getattr(head, name) for name in _FIGURES])
    assert replace(trust, **dict.fromkeys(_FIGURES)) == replace(head, **dict.fromkeys(_FIGURES), href=trust.href)


def test_each_phase_has_an_average_of_its_own(asks: tuple[Ask, Ask]) -> None:
    ask = asks[0]
    shown = view_of(ask, selection=Selection(place="trust", period="2025-26.spring", **SERIES))
    found = progress.averages(shown)
    phases = {phase: {found[code] for code in found if ask.schools[code].phase == phase}
              for phase in {ask.schools[code].phase for code in found}}  # fmt: skip
    assert {phase: len(averages) for phase, averages in phases.items()} == {"primary": 1, "secondary": 1}
    assert phases["primary"] != phases["secondary"]


@each_metric
def test_a_year_has_no_average_for_a_reader_of_one_school(asks: tuple[Ask, Ask], metric: str) -> None:
    trust, head = (told(ask, metric=metric, period="2025-26") for ask in asks)
    assert trust.value is not None
    assert (head.value, head.state, head.reason) == (None, State.NOT_AVAILABLE, BESIDE[metric])


@each_metric
def test_who_may_not_see_the_total_has_no_average(sample_home: Path, metric: str) -> None:
    engine = reader(f"sqlite:///{sample_home / 'pupils.db'}")
    with asking(engine, scope=replace(HEAD, trust_total=False), as_at=AS_AT) as ask:
        row = told(ask, metric=metric, period="2025-26.spring")
    engine.dispose()
    assert (row.value, row.reason) == (None, BESIDE[metric])


@each_metric
def test_a_phase_together_is_held_against_nothing(asks: tuple[Ask, Ask], metric: str) -> None:
    row = told(asks[1], metric=metric, period="2025-26.spring", place="trust")
    assert (row.value, row.reason) == (None, BESIDE[metric])


def test_a_year_group_that_rests_on_two_other_schools_is_not_told(sample_home: Path) -> None:
    """Of secondary schools there are too few beside a head's own for any average of theirs to be shown."""
    engine = reader(f"sqlite:///{sample_home / 'pupils.db'}")
    with asking(engine, scope=replace(HEAD, schools=frozenset({SECONDARY})), as_at=AS_AT) as ask:
        shown = view_of(ask, selection=Selection(place=f"school:{SECONDARY}", period="2025-26.spring", **SERIES))
        found = starts.beside(shown)
        rows = [
            questions.value(shown, metric=metric).rows[0]
            for metric in ("progress_value_added", "progress_standing_change")
        ]
    engine.dispose()
    assert found == []
    assert [(row.value, row.reason) for row in rows] == [(None, NO_STARTS), (None, NO_COHORTS)]
