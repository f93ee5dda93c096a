"""The shortest true words: for cards, cells and lists, where place, dates and pupils are said beside them."""

from __future__ import annotations

from dataclasses import replace

from dashboard.metrics import numbers
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import HOLLOW_TO, counted_words, is_counted, may_claim, prominence
from dashboard.metrics.telling import Telling
from dashboard.metrics.words_progress import GAINS, WHO, movement

SHORT = {"send": "SEND", "support": "SEN support", "plan": "EHC plan"}


def brief_change(answer: Answer) -> str:
    """How the answer's one row has changed: ``"the gap narrowed by 4.4 points"``, ``"no clear change"``, ``"too few
    to say"``, or why there is nothing to say."""
    row = answer.rows[0]
    if row.value is None:
        return row.reason
    if prominence(row) in {"words", "hollow"}:
        return "too few pupils to say"
    if not may_claim(row):
        return "no clear change"
    told = Telling(row, answer)
    if answer.metric in WHO:
        way = movement(row)
        return "the two groups changed places" if way == "crossed" else f"the gap {way} by {told.amount(row.value)}"
    return f"{'up' if row.value > 0 else 'down'} {told.amount(row.value)}"


def brief_distance(answer: Answer) -> str:
    """Where the group stands in the answer's one row: ``"11.8 points below other pupils"``, ``"no clear difference"``,
    or why that cannot be said."""
    row, told = answer.rows[0], Telling(answer.rows[0], answer)
    if row.value is None:
        return row.reason
    if prominence(row) in {"words", "hollow"}:
        return "too few pupils to say"
    return f"{told.side(row.value)} {told.others}" if may_claim(row) else "no clear difference"


def brief_sides(answer: Answer) -> str:
    """The two sides of the answer's one row: ``"SEND +0.2, others +0.2"``; words where they may not be shown."""
    row = answer.rows[0]
    one, two = with_few(row, answer=answer)
    if not one:
        return row.reason or "too few pupils to say"
    return f"{SHORT[answer.group]} {one}, others {two}" if two else one


def side_words(row: Row, *, answer: Answer) -> tuple[str, str]:
    """The group's figure and other pupils', each as it is written; of a share of few how many of how many; empty where
    it may not be."""
    own = row.group_value if row.n_other is not None or row.group_value is not None else row.value
    shown = prominence(row) != "words" or is_counted(row)
    one, two = (_figure(side, answer=answer, shown=shown) for side in (own, row.other_value))
    return counted_words(row) or one, counted_words(row, others=True) or two


def with_few(row: Row, *, answer: Answer) -> tuple[str, str]:
    """Both sides as ``side_words``, that of nine pupils or fewer with their number: ``"80.1 (6 pupils)"``. A share of
    so few has its number already."""
    one, two = side_words(row, answer=answer)
    own, others = row.n <= HOLLOW_TO and not counted_words(row), (row.n_other or 0) <= HOLLOW_TO
    others = others and not counted_words(row, others=True)
    return f"{one} ({row.n} pupils)" if one and own else one, f"{two} ({row.n_other} pupils)" if two and others else two


def _figure(value: float | None, *, answer: Answer, shown: bool) -> str:
    if value is None or not shown:
        return ""
    known = metric(answer.metric)
    if known.unit in {"%", "percentage points"}:
        return numbers.percentage(value)
    signed = answer.metric in GAINS
    return numbers.number(value, decimals=answer.decimals, sign=signed)


def undated(answer: Answer) -> Answer:
    """The answer where subject and dates are said beside it."""
    rows = tuple(replace(row, first_period="", last_period="") for row in answer.rows)
    return replace(answer, subject="", period_words="", rows=rows)
