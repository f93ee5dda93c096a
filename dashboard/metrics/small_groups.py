"""How loudly a figure may be shown, decided by the smaller side. The value itself is always worked out, unrounded."""

from __future__ import annotations

from math import isclose
from typing import Literal

from dashboard.metrics.answer import Row
from dashboard.metrics.numbers import of

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
    """Whether a side of the row is a share of nine pupils or fewer, or a count for each of them: they are counted in
    words, and no figure, difference or interval is made of them. An average of so few, all of them counted, is no
    share; nor is a rate of their sessions."""
    return is_counted_side(row) or is_counted_side(row, others=True)


def is_counted_side(row: Row, *, others: bool = False) -> bool:
    """The same of one side: the group's own, or other pupils'."""
    if others:
        return row.other_numerator is not None and 0 < (row.n_other or 0) <= HOLLOW_TO
    return row.denominator == row.n and row.n <= HOLLOW_TO and part_of_whole(row) is not None


def counted_words(row: Row, *, others: bool = False) -> str:
    """``"4 of 8"`` of a side that is counted in words; empty of one that has its figure."""
    if not is_counted_side(row, others=others):
        return ""
    k, n = (row.other_numerator, row.n_other) if others else (row.numerator, row.n)
    return of(int(k or 0), n or 0)


def drawn_sides(row: Row) -> tuple[float | None, float | None]:
    """The group's figure and other pupils', each None where it may not be drawn: of five pupils or fewer, of a share of
    nine or fewer."""
    own = row.group_value if row.group_value is not None or row.n_other is not None else row.value
    return (
        own if row.n > WORDS_TO and not is_counted_side(row) else None,
        row.other_value if (row.n_other or 0) > WORDS_TO and not is_counted_side(row, others=True) else None,
    )


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
