"""How the figures of national tests and examinations are written in a cell: few pupils are counted, never averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import count, interval, number, percentage
from dashboard.metrics.progress_attainment import Without
from dashboard.metrics.references import Reference
from dashboard.metrics.small_groups import WORDS_TO, counted_words, prominence
from dashboard.metrics.words_attainment import band_words

CALLED: Mapping[str, str] = {"send": "SEND", "support": "SEN support", "plan": "EHC plan", "no_sen": "no SEN"}
"""The groups in a narrow cell."""


def side_words(row: Row, *, answer: Answer, others: bool = False) -> str:
    """One side's figure: of a share with nine pupils or fewer how many of how many, of an average with five or fewer
    that they are too few."""
    n, value = (row.n_other or 0, row.other_value) if others else (row.n, row.group_value)
    if value is None:
        return "none" if others or row.reason else ""
    if answer.unit == "percentage points":
        return counted_words(row, others=others) or percentage(value, decimals=answer.decimals)
    signed = answer.metric == "progress_8"
    return "too few" if n <= WORDS_TO else number(value, decimals=answer.decimals, sign=signed)


def difference_words(row: Row, *, answer: Answer) -> str:
    """The difference with its interval, of a figure that is none its own interval; or why there is none."""
    if row.value is None:
        return row.reason
    few = prominence(row) in ({"words"} if row.alone else {"words", "hollow"})
    if few or row.low is None or row.high is None:
        return "too few pupils to say"
    within = interval(row.low, row.high, decimals=answer.decimals)
    apart = "" if row.alone else f"{number(row.value, decimals=answer.decimals, sign=True)} "
    low = ", low reliability" if prominence(row) == "low" else ""
    return f"{apart}({within}){low}"


def bands(answers: Sequence[Answer]) -> list[html.P]:
    """What the department's bands would call the Progress 8 of a school's pupils, where there are enough of them."""
    told = [band_words(answer) for answer in answers if answer.metric == "progress_8"]
    return [html.P(words) for words in told if words]


def country_words(found: Sequence[Reference]) -> str:
    """What England shows of each group, in a narrow cell."""
    said = [f"{CALLED[each.group]} {each.shown}" for each in found]
    return ", ".join(said) or "no figure here"


def holes(held: Without) -> str:
    """``"2 not entered, 1 no result"``, noughts left out."""
    parts = ((held.not_entered, "not entered"), (held.nothing, "no result"))
    return ", ".join(f"{count(n)} {words}" for n, words in parts if n)


def fold(words: str, *, body: Sequence[Component]) -> html.Details:
    """Part of what the card says, opened on asking; on paper and in the files taken away it is there all the same."""
    return html.Details([html.Summary(words), *body], className="fold")
