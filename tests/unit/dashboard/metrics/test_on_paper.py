"""Every measure worked out on paper is worked out the same here; of nobody nothing is said, of nobody's status too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from dashboard.metrics.answer import State
from dashboard.metrics.registry import metrics
from tests.unit.dashboard.metrics.on_paper.attendance import ATTENDANCE
from tests.unit.dashboard.metrics.on_paper.conversations import CONVERSATIONS
from tests.unit.dashboard.metrics.on_paper.example import NONE, Example, Numbers
from tests.unit.dashboard.metrics.on_paper.progress import PROGRESS
from tests.unit.dashboard.metrics.on_paper.progress_attainment import ATTAINMENT
from tests.unit.dashboard.metrics.on_paper.roll import ROLL
from tests.unit.dashboard.metrics.on_paper.wider_outcomes import WIDER_OUTCOMES
from tests.unit.dashboard.metrics.sessions import Sessions, cells
from tests.unit.dashboard.metrics.test_attainment import scores
from tests.unit.dashboard.metrics.test_conversations import OVER
from tests.unit.dashboard.metrics.test_conversations import cell as talked
from tests.unit.dashboard.metrics.test_progress import cell as gained
from tests.unit.dashboard.metrics.test_registry import function_of
from tests.unit.dashboard.metrics.test_roll import cells as on_roll
from tests.unit.dashboard.metrics.test_wider_outcomes import counts

ON_PAPER: dict[str, Example] = ATTENDANCE | CONVERSATIONS | PROGRESS | ATTAINMENT | ROLL | WIDER_OUTCOMES
close = pytest.approx


@pytest.mark.parametrize("name", metrics())
def test_a_measure_is_what_it_is_on_paper(name: str) -> None:
    example = ON_PAPER[name]
    row = function_of(name)(example.cells, **example.more)
    assert row.value == close(example.value, abs=example.within)
    assert (row.numerator, row.denominator) == close(example.of, abs=example.within)
    assert (row.low, row.high) == close(example.between, abs=example.within)
    assert (row.group_value, row.other_value) == close(example.sides, abs=example.within)
    assert (row.n, row.n_other, row.fewest) == (*example.n, example.fewest)
    assert (row.reason, row.state) == (example.reason, State.LOW_RELIABILITY if example.reason else State.OK)
    if example.ends is not None:
        assert (row.group_low, row.group_high) == close(example.ends[0], abs=example.within)
        assert (row.other_low, row.other_high) == close(example.ends[1], abs=example.within)


def silent(given: Any) -> Any:
    """The same kind of thing with nothing in it; what is no collection stays as it is."""
    return type(given)() if isinstance(given, list | dict) else given


@pytest.mark.parametrize("name", metrics())
def test_of_nobody_nothing_is_said_but_why(name: str) -> None:
    more = {key: silent(given) for key, given in ON_PAPER[name].more.items()}
    row = function_of(name)([], **more)
    assert (row.value, row.low, row.high, row.p) == (None, None, None, None)
    assert row.state in {State.NOT_AVAILABLE, State.NOT_APPLICABLE}
    assert row.reason


STATUS = ("sen", "sen_start", "sen_year", "status", "before", "after", "then", "now")
"""What the cells call a pupil's SEND status; "" is one that nobody knows."""
WHATEVER_THE_STATUS = {"progress_gain_everyone", "register_flows"}
"""The gain of everybody, and the register, where a status that is not known has lines of its own. Conversations are
about the AfA group, and a school's survey about no pupil."""


def with_unknown(given: Any) -> Any:
    """The pupils, and as many again, alike in everything but that nobody knows their status."""
    return [*given, *unknown(given)] if isinstance(given, list) else given


def unknown(cells: Iterable[Any]) -> list[Any]:
    return [cell._replace(**{each: "" for each in STATUS if each in cell._fields}) for cell in cells]


@pytest.mark.parametrize(
    "name", [name for name, known in metrics().items()
             if known.strand != "conversations" and name not in WHATEVER_THE_STATUS],
)  # fmt: skip
def test_whose_status_nobody_knows_is_on_neither_side(name: str) -> None:
    example, function = ON_PAPER[name], function_of(name)
    alone = function(example.cells, **example.more)
    more = {key: with_unknown(given) for key, given in example.more.items()}
    assert function(with_unknown(list(example.cells)), **more) == alone
    nobody = {key: unknown(given) if isinstance(given, list) else given for key, given in example.more.items()}
    row = function(unknown(example.cells), **nobody)
    assert (row.value, bool(row.reason)) == (None, True)


FEW = "only {} SEND pupils".format
ALIKE = "no interval: on each side every pupil has the same value"


def of(pupils: Sequence[Any], **more: Any) -> tuple[Sequence[Any], dict[str, Any]]:
    """What a function is asked of."""
    return pupils, more


@pytest.mark.parametrize(
    ("name", "given", "value", "between", "reason"),
    [
        # None of n is 0 to z² ÷ (n + z²), all of n the same from the other end: 3.8415 ÷ 11.8415 of eight.
        ("club_participation", of(counts("club_sessions", K=(8, 0, 0, 0))), 0.0, (0.0, 32.44), FEW(8)),
        ("club_participation", of(counts("club_sessions", K=(8, 9, 11, 8))), 100.0, (67.56, 100.0), FEW(8)),
        ("club_participation", of(counts("club_sessions", K=(1, 0, 0, 0))), 0.0, (0.0, 79.35), "only 1 SEND pupil"),
        ("club_participation", of(counts("club_sessions", K=(1, 5, 25, 1))), 100.0, (20.65, 100.0),
         "only 1 SEND pupil"),
        # Nobody's parents of eight against everybody's: −100 + 32.44 × √2.
        ("parents_evening_attendance", of(counts("evenings", K=(8, 0, 0, 0), N=(8, 8, 8, 8))), -100.0,
         (-100.0, -54.12), "only 8 SEND pupils"),
        ("conversations_reach", of([talked(20, "111")], when=OVER), 100.0, (83.89, 100.0), ""),
        ("conversations_pro_rata", of([talked(20, "111")], when=OVER), 100.0, NONE, ALIKE),
        ("register_flows", of(on_roll({("K", "K"): 67, ("N", "N"): 800}), flow="left"), 0.0, (0.0, 0.44), ""),
        # One pupil has a rate and a mean, and no spread; the spread of Progress 8 is the country's.
        ("overall_absence", of(cells(Sessions(19, 3))), 15.79, NONE, "only 1 SEND pupil, so no interval"),
        ("overall_absence", of(cells(*[Sessions(40, 0)] * 24)), 0.0, NONE, ALIKE),
        ("overall_absence", of(cells(*[Sessions(40, 40)] * 24)), 100.0, NONE, ALIKE),
        ("progress_gain", of([gained("K", 5.0)]), 5.0, NONE, "only 1 SEND pupil, so no interval"),
        ("progress_8", of([scores("K", [31.0], beyond=[-4.46], academic_year="2023-24")]), -0.446, (-3.222, 2.330),
         "only 1 SEND pupil"),
        # Of four sessions lost, on both sides together, nothing is claimed; of none neither.
        ("sessions_lost", of(counts("sessions_lost", K=(40, 4, 16, 1), N=(200, 0, 0, 0))), 10.0, NONE,
         "only 4 recorded, too few to compare"),
        ("sessions_lost", of(counts("sessions_lost", K=(40, 0, 0, 0), N=(200, 0, 0, 0))), 0.0, NONE, "none recorded"),
    ],
)  # fmt: skip
def test_none_all_and_one(
    name: str, given: tuple[Sequence[Any], dict[str, Any]], value: float, between: Numbers, reason: str
) -> None:
    row = function_of(name)(given[0], **given[1])
    assert row.value == close(value, abs=0.005)
    assert (row.low, row.high) == close(between, abs=0.005)
    assert row.reason == reason
