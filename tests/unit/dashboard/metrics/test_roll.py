"""The SEND register: the worked example by hand, and that its lines add up whatever the pupils were."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.metrics import roll
from dashboard.metrics.answer import State
from dashboard.metrics.cells_roll import RollCell
from dashboard.metrics.numbers import percentage

BEFORE_AND_AFTER = st.sampled_from([None, "", "N", "K", "E", "S", "A", "P"])
Pairs = list[tuple[str | None, str | None]]


def cells(counted: dict[tuple[str | None, str | None], int]) -> list[RollCell]:
    return [RollCell("", before, after, n) for (before, after), n in counted.items()]


YEAR = cells({
    ("N", "K"): 7, ("N", "E"): 1, (None, "K"): 3, (None, "E"): 1, ("K", "N"): 4, ("E", "N"): 1, ("K", None): 3,
    ("K", "E"): 2, ("K", "K"): 40, ("E", "E"): 10, ("N", "N"): 700, (None, "N"): 51, ("N", None): 44,
})  # fmt: skip
"""60 on the register on 1 September; 8 newly identified, 4 arrived, 5 removed, 3 left, 2 moved from K to E."""


def counts(pupils: list[RollCell]) -> dict[str, int]:
    return {name: int(roll.register_flows(pupils, flow=name).numerator or 0) for name in roll.FLOWS}


def test_the_worked_example() -> None:
    """60 + 8 + 4 − 5 − 3 = 64; two escalations leave the total unchanged; 64 of 820 on roll are 7.8%."""
    assert counts(YEAR) == {
        "start": 60, "identified": 8, "arrived": 4, "found": 0, "removed": 5, "left": 3, "lost": 0, "now": 64,
        "escalated": 2, "eased": 0,
    }  # fmt: skip
    share = roll.send_prevalence(YEAR)
    assert (share.numerator, share.denominator, share.n) == (64, 820, 820)
    assert share.value is not None
    assert percentage(share.value) == "7.8%"


def test_without_the_escalations_the_total_is_the_same() -> None:
    moved = {("K", "E"): ("K", "K")}
    still = [cell._replace(after=moved.get((cell.before, cell.after), (None, cell.after))[1]) for cell in YEAR]
    assert counts(still) == counts(YEAR) | {"escalated": 0}


def test_the_kinds_of_send_add_up_to_the_share() -> None:
    whole, support, plan = (roll.send_prevalence(YEAR, group=group) for group in ("send", "support", "plan"))
    assert (support.numerator, plan.numerator) == (50, 14)
    assert whole.numerator == 64
    assert whole.denominator == support.denominator == plan.denominator


@given(st.lists(st.tuples(BEFORE_AND_AFTER, BEFORE_AND_AFTER), max_size=60))
def test_the_lines_add_up_whatever_the_pupils_were(pupils: Pairs) -> None:
    held = [pair for pair in pupils if pair != (None, None)]
    found = counts(cells(Counter(held)))
    came, went = (sum(found[name] for name in names) for names in (roll.CAME, roll.WENT))
    assert found["now"] == found["start"] + came - went
    send = {"K", "E", "S", "A", "P"}
    assert found["start"] == sum(before in send for before, _ in held)
    assert found["now"] == sum(after in send for _, after in held)
    if not any("" in pair for pair in held):
        identified, arrived, removed, left = (found[name] for name in ("identified", "arrived", "removed", "left"))
        assert found["now"] == found["start"] + identified + arrived - removed - left
        assert not found["found"] + found["lost"]


def test_a_status_that_is_not_known_is_no_special_need_of_none() -> None:
    """A hole makes nobody newly identified or removed, and leaves the share's denominator."""
    pupils = cells({("", "K"): 2, ("K", ""): 3, ("", "N"): 4, ("K", "K"): 20, ("N", "N"): 30, ("N", ""): 1})
    found = counts(pupils)
    assert (found["identified"], found["removed"], found["arrived"], found["left"]) == (0, 0, 0, 0)
    assert (found["found"], found["lost"]) == (2, 3)
    assert found["now"] == found["start"] + found["found"] - found["lost"] == 22
    share = roll.send_prevalence(pupils)
    assert (share.numerator, share.denominator) == (22, 56)


def test_old_provision_counts_as_what_it_was() -> None:
    """School Action and School Action Plus were support, a statement was a plan."""
    found = counts(cells({("A", "E"): 1, ("P", "S"): 2, ("S", "K"): 4, ("S", "E"): 8, ("A", "K"): 16}))
    assert (found["escalated"], found["eased"]) == (3, 4)


@pytest.mark.parametrize(
    ("pupils", "state", "reason"),
    [
        ({}, State.NOT_AVAILABLE, "nobody was on roll"),
        ({("K", None): 5}, State.NOT_AVAILABLE, "nobody was on roll"),
        ({("", ""): 5}, State.NOT_AVAILABLE, "nobody's SEND status is known"),
        ({("K", "K"): 3, ("N", "N"): 9}, State.LOW_RELIABILITY, "only 12 pupils on roll"),
    ],
)
def test_nothing_says_which_kind_of_nothing(
    pupils: dict[tuple[str | None, str | None], int], state: State, reason: str
) -> None:
    row = roll.send_prevalence(cells(pupils))
    assert (row.state, row.reason) == (state, reason)


def test_flows_are_of_the_whole_register() -> None:
    row = roll.register_flows(YEAR, flow="identified", group="plan")
    assert (row.state, row.value) == (State.NOT_APPLICABLE, None)
    assert "SEN support and EHC plan" in row.reason
