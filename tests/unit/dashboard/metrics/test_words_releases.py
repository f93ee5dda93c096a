"""What released figures say first, and how SEND pupils stand to others, in words a governor reads once."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.metrics.differences_releases import apart_words, compared
from dashboard.metrics.words_releases import lead

RULES = {"percent_from": 50, "hide_below": 8}
Side = tuple[int, int] | float | None


def view(words: str, *, send: Side, others: Side, unit: str = "") -> dict[str, Any]:
    lines = [_line(key, side=side) for key, side in (("send", send), ("others", others))]
    kind = "counts" if not unit else "mean"
    return {"key": "x", "strand": "s", "kind": kind, "words": words, "lines": lines, "reason": "", "unit": unit}


def _line(key: str, *, side: Side) -> dict[str, Any]:
    if side is None:
        return {"key": key, "state": "c", "n": None, "k": None, "value": None}
    k, n = side if isinstance(side, tuple) else (None, 100)
    return {"key": key, "state": "ok", "n": n, "k": k, "value": None if k is not None else side}


GAIN = "made at least the expected gain in"
MATHS = view(f"{GAIN} mathematics", send=(20, 30), others=(110, 200))
READING = view(f"{GAIN} reading", send=(15, 30), others=(100, 200))


def test_one_outcome_in_two_subjects_is_one_sentence() -> None:
    assert lead([MATHS, READING], rules=RULES) == (
        "About 20 of 30 SEND pupils made at least the expected gain in mathematics and about 15 of 30 in reading; "
        "of other pupils 55% in mathematics and 50% in reading."
    )


def test_of_enough_pupils_the_share_is_said_with_its_counts() -> None:
    many = view(f"{GAIN} reading", send=(85, 150), others=None)
    assert lead([view(f"{GAIN} mathematics", send=(90, 155), others=None), many], rules=RULES) == (
        "58% of SEND pupils (about 90 of 155) made at least the expected gain in mathematics and 57% (about 85 of 150) "
        "in reading."
    )


def test_a_subject_that_is_not_shown_is_passed_over() -> None:
    hidden = view(f"{GAIN} mathematics", send=None, others=(110, 200))
    assert lead([hidden, READING], rules=RULES).startswith("About 15 of 30 SEND pupils made")
    assert lead([hidden], rules=RULES) == "Made at least the expected gain in mathematics: not shown."


@pytest.mark.parametrize(
    ("send", "others", "said"),
    [(0.2, 0.0, "0.2 points above"), (-0.5, 0.0, "0.5 points below"), (0.1, 0.1, "level with"), (0.1, None, "")],
)
def test_a_difference_says_its_side_and_has_no_sign(send: float, others: float | None, said: str) -> None:
    assert apart_words(view("average gain", send=send, others=others, unit="points"), rules=RULES) == said


def test_the_trusts_own_difference_stands_beside() -> None:
    here, there = (view("average gain", send=send, others=0.0, unit="points") for send in (0.2, 0.0))
    assert compared(here, beside=there, among="the trust", rules=RULES) == (
        "SEND pupils 0.2 points above other pupils here, level in the trust."
    )
    assert compared(there, beside=here, among="the trust", rules=RULES) == (
        "SEND pupils level with other pupils here, 0.2 points above in the trust."
    )
