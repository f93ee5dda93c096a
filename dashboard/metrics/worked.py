"""How one row of this very view is worked out: the formula with the row's own numbers in it, to four decimals.

The form is the first that gives the row's value from its own parts (a part of a whole, a difference of two sides, an
average), so that what a reader is told to add up does add up.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isclose

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import count, interval, number, period_words
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import HUNDRED, is_counted, part_of_whole, prominence, prominence_of
from dashboard.metrics.uncertainty import correction
from data_loaders.vocabulary import GROUP_WORDS

DECIMALS = 4
_NEAR = 1e-9
_Form = Callable[[Row, Answer], str]


def worked(row: Row, *, answer: Answer) -> str:
    """``463 ÷ 806 × 100 = 57.4442 (SEND pupils, n 806) minus 56.9369 (other pupils, n 4,231) = +0.5073 points.``

    Says why where there is no figure; of five or fewer nothing is worked out, of nine no share of pupils and no
    count for each. ``""`` for a row whose value is not made of its parts: the definition alone says how it comes about.
    """
    if row.value is None:
        return _alone(row, answer=answer) or f"There is no figure: {row.reason or 'nothing has been supplied'}."
    if prominence(row) == "words":
        return "Five or fewer on a side: nothing is worked out of so few."
    if is_counted(row):
        others = "" if row.other_numerator is None else f", {answer.other_words} {_others_fraction(row)}"
        return f"{_fraction(row, times=1.0)}{others}: of nine pupils or fewer nothing is worked out."
    said = next((words for form in (_moved, _size, _part, _difference, _average) if (words := form(row, answer))), "")
    return f"{said}.{_between(row, answer=answer)}" if said else ""


def _alone(row: Row, *, answer: Answer) -> str:
    """The group's own share or rate where there is nobody to compare it with."""
    times = part_of_whole(row)
    if row.group_value is None or times is None or prominence_of(row.n) == "words" or is_counted(row):
        return ""
    unit = "%" if answer.unit == "percentage points" else _unit(answer)
    sums = f"{_fraction(row, times=times)} = {_shown(row.group_value)}{unit}"
    return f"{sums} ({_group(row, answer=answer)}, {_n(row.n)}). There is no difference: {row.reason}."


def is_difference(row: Row) -> bool:
    """Whether the value is the one side minus the other."""
    if row.alone or row.value is None or row.group_value is None or row.other_value is None:
        return False
    return _same(row.group_value - row.other_value, row.value)


def _part(row: Row, answer: Answer) -> str:
    """One share or rate, alone, with its n where the whole is not those counted but sessions or targets."""
    times = part_of_whole(row)
    if times is None or row.value is None or is_difference(row):
        return ""
    people = "" if row.denominator == row.n else f" ({_n(row.n)})"
    return f"{_fraction(row, times=times)} = {_shown(row.value)}{_unit(answer)}{people}"


def _difference(row: Row, answer: Answer) -> str:
    if not is_difference(row):
        return ""
    times = part_of_whole(row)
    one = f"{_fraction(row, times=times)} = " if times is not None else ""
    first, second = _sides(row, answer=answer)
    return (
        f"{one}{_shown(row.group_value)} ({first}) minus {_shown(row.other_value)} ({second}) = "
        f"{_shown(row.value, sign=True)}{_unit(answer)}"
    )


def _average(row: Row, answer: Answer) -> str:
    if row.value is None or row.group_value is None or not _same(row.value, row.group_value):
        return ""
    return f"The average of {count(row.n, words=answer.group_words)} = {_shown(row.value)}{_unit(answer)}"


def _moved(row: Row, answer: Answer) -> str:
    """How far the group has moved, and what is left when other pupils' own movement is taken from it."""
    now, then = row.group_value, row.other_value
    if row.value is None or now is None or then is None or not answer.metric.endswith("gap_change"):
        return ""
    own = now - then
    others = own - row.value
    return (
        f"{_shown(now)} ({answer.group_words} now, {_n(row.n)}) minus {_shown(then)} ({answer.group_words} then) = "
        f"{_shown(own, sign=True)}; {answer.other_words} moved by {_shown(others, sign=True)} over the same time; "
        f"the one less the other = {_shown(row.value, sign=True)}{_unit(answer)}"
    )


def _size(row: Row, answer: Answer) -> str:
    """A distance in standard deviations of the pupils, corrected for small groups."""
    if row.value is None or answer.metric != "progress_effect_size":
        return ""
    pupils = row.n + (row.n_other or 0)
    return (
        f"{_shown(row.numerator, sign=True)} ({answer.group_words}, {_n(row.n)}, minus {answer.other_words}, "
        f"n {row.n_other or 0:,}) ÷ {_shown(row.denominator)} (the pupils' standard deviation) × "
        f"{_shown(correction(pupils))} (the correction for {pupils:,} pupils) = {_shown(row.value)}{_unit(answer)}"
    )


def _sides(row: Row, *, answer: Answer) -> tuple[str, str]:
    """The two sides in words: two groups, or of a change the same distance on its two dates."""
    if row.first_period and metric(answer.metric).id.startswith("progress_change"):
        return f"the distance in {period_words(row.last_period)}", f"the distance in {period_words(row.first_period)}"
    others = "" if row.n_other is None else f", {_n(row.n_other)}"
    return f"{_group(row, answer=answer)}, {_n(row.n)}", f"{answer.other_words}{others}"


def _group(row: Row, *, answer: Answer) -> str:
    """Who the row is about: a row of SEN support or EHC plans has its own group."""
    return GROUP_WORDS.get(row.key, answer.group_words)


def _fraction(row: Row, *, times: float) -> str:
    return f"{_whole(row.numerator)} ÷ {_whole(row.denominator)}{' × 100' if times == HUNDRED else ''}"


def _others_fraction(row: Row) -> str:
    return f"{_whole(row.other_numerator)} ÷ {_whole(row.n_other)}"


def _n(pupils: int) -> str:
    return f"n {pupils:,}"


def _whole(part: float | None) -> str:
    value = part or 0.0
    return f"{value:,.0f}" if value == int(value) else number(value, decimals=DECIMALS)


def _shown(value: float | None, *, sign: bool = False) -> str:
    return number(value or 0.0, decimals=DECIMALS, sign=sign)


def _unit(answer: Answer) -> str:
    return "%" if answer.unit == "%" else f" {answer.unit}" if answer.unit else ""


def _between(row: Row, *, answer: Answer) -> str:
    if row.low is None or row.high is None:
        return ""
    sure = number(HUNDRED * metric(answer.metric).parameters.get("confidence", 0.95), decimals=0)
    return f" {sure}% interval: {interval(row.low, row.high, decimals=DECIMALS)}."


def _same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=_NEAR, abs_tol=_NEAR)
