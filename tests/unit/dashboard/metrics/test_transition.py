"""SEN information passed on, worked out on paper: in time, late, nothing, and what nobody knows."""

from __future__ import annotations

import pytest

from dashboard.metrics import words
from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.wider_outcomes_transition import TransitionCell, transition_information

close = pytest.approx


def joined(status: str, **states: int) -> list[TransitionCell]:
    return [TransitionCell("100001", "2025-26", "7", status, state, n) for state, n in states.items()]


def told(row: Row) -> str:
    return words.sentence(
        Answer(metric="transition_information", place="trust", place_words="The trust", period="2025-26.spring",
               period_words="spring term 2026", rows=(row,), unit="%")
    )  # fmt: skip


def test_the_share_is_of_those_of_whom_it_is_known() -> None:
    # 12 + 3 in time of (12 + 4 + 2) + (3 + 1) known: 15 of 22, Wilson 47.3 to 83.6; 5 not known are in neither.
    cells = [*joined("K", in_time=12, late=4, none=2, unknown=5), *joined("E", in_time=3, none=1)]
    row = transition_information([*cells, *joined("", in_time=7)])
    assert (row.numerator, row.denominator, row.n) == (15, 22, 22)
    assert (row.value, row.low, row.high) == (close(68.18, abs=0.01), close(47.32, abs=0.01), close(83.64, abs=0.01))
    assert told(row) == (
        "In 2025/26, for 68.2% of SEND pupils who joined, SEN information had been passed on by their first day."
    )
    support = transition_information(cells, group="support")
    assert (support.numerator, support.denominator) == (12, 18)


def test_nine_or_fewer_are_counted_in_words() -> None:
    row = transition_information(joined("K", in_time=3, none=1))
    assert told(row) == (
        "In 2025/26, for 3 of 4 SEND pupils who joined, SEN information had been passed on by their first day."
    )


def test_not_known_is_not_no() -> None:
    row = transition_information(joined("K", unknown=3))
    assert (row.value, row.state) == (None, State.NOT_AVAILABLE)
    assert row.reason == "no records to compare for 3 SEND pupils"
    nothing = transition_information(joined("K", none=3))
    assert (nothing.value, nothing.numerator, nothing.denominator) == (0.0, 0, 3)
    assert transition_information(joined("", none=3)).reason == "nobody's SEND status is known"
