"""How loudly a figure may be shown, decided by the smaller side. The value itself is always worked out, unrounded."""

from __future__ import annotations

from math import isclose
from typing import Literal

from dashboard.metrics.answer import Row

Prominence = Literal["words", "hollow", "low", "normal"]
WORDS_TO, HOLLOW_TO, LOW_TO = 5, 9, 19
HUNDRED = 100.0
_NEAR = 1e-9


def prominence(row: Row) -> Prominence:
    """``words``: 5 pupils or fewer, the pupils themselves and never an average; ``hollow``: 6 to 9, a hollow mark with
    its interval and never a headline; ``low``: 10 to 19, marked low reliability; ``normal``: 20 or more.

    For readers who may see pupils; what governors are shown is decided elsewhere.
    """
    return prominence_of(row.smaller_side)


def prominence_of(fewest: int) -> Prominence:
    """The same of a number of pupils, as of a rate that stands by itself whoever is beside it."""
    if fewest <= WORDS_TO:
        return "words"
    if fewest <= HOLLOW_TO:
        return "hollow"
    return "low" if fewest <= LOW_TO else "normal"


def is_counted(row: Row) -> bool:
    """Whether the row is a share of nine pupils or fewer, or a count for each of them: they are counted in words, and
    no figure is made of them. An average of so few, all of them counted, is no share."""
    return row.denominator == row.n and row.n <= HOLLOW_TO and part_of_whole(row) is not None


def part_of_whole(row: Row) -> float | None:
    """The share or rate that the row's numerator and denominator make, as a percentage (100) or a plain ratio (1):
    whichever is the row's own side; None where they make neither."""
    side = row.value if row.group_value is None else row.group_value
    if row.numerator is None or not row.denominator or side is None:
        return None
    made = row.numerator / row.denominator
    return next((times for times in (HUNDRED, 1.0) if isclose(times * made, side, rel_tol=_NEAR, abs_tol=_NEAR)), None)


def may_claim(row: Row) -> bool:
    """Whether words may call the difference a difference: the interval excludes nought and both sides have ten."""
    return row.clear and prominence(row) in {"low", "normal"}
