"""Do SEND pupils keep up with all pupils: who gained at least the average of all, and how much a term."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.answer_table import answer_table
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.metrics.answer import Answer
from dashboard.metrics.numbers import interval, number, of, points
from dashboard.metrics.progress_ages import MONTHS
from dashboard.metrics.progress_levels import LEVELS
from dashboard.metrics.small_groups import prominence, prominence_of
from dashboard.metrics.telling import capital, uncapital
from dashboard.metrics.words import sentence, title, when
from dashboard.pages import pieces
from dashboard.reporting import progress, questions
from dashboard.reporting.beside import phase_words
from dashboard.reporting.view import View

READ_BESIDE = (
    "Read it beside the average gain: a first result can be high by luck, and the group that stands lower then falls "
    "back further."
)
GAINS = ("progress_gain", "progress_gain_per_term")
"""The averages of the second table; of ages in months also what was gained for each month, of National Curriculum
levels also the sub-levels."""


def pace(view: View) -> Component:
    """Both groups' shares side by side, and the average gains they come of, in all and for each term."""
    shares = questions.value(view, metric="progress_share_matching_all")
    gains = [questions.value(view, metric=metric) for metric in GAINS]
    gains += [questions.value(view, metric="progress_gain_ratio")] if gains[0].unit == MONTHS else []
    gains += [questions.value(view, metric="progress_gain_sub_levels")] if view.selection.scale == LEVELS else []
    added = questions.value(view, metric="progress_value_added")
    said = title(shares)
    about = html.P(f"{when(shares)}. {_compared(view, answer=gains[0])}", className="caption")
    under = pieces.under_several(view.ask, answers=[shares, *gains, added], title=said)
    has_added = added.rows[0].value is not None
    alike = [html.P(sentence(added)), *([html.P(READ_BESIDE, className="caption")] if has_added else [])]
    table = _gains([*gains, added] if has_added else gains)
    return card([about, *_shares(shares), *alike, table, under], title=said, width="wide")


def _shares(answer: Answer) -> list[Component]:
    """Both shares with n and interval; with nine pupils or fewer on a side both are counted, without a percentage."""
    row = answer.rows[0]
    if row.value is None:
        return []
    if prominence(row) in {"low", "normal"}:
        return [answer_table(answer, heading="Share", caption="At least matching all pupils")]
    counts = ((answer.group_words, row.numerator, row.n), (answer.other_words, row.other_numerator, row.n_other))
    told = [f"{words} {of(int(k or 0), n or 0)}" for words, k, n in counts]
    return [html.P(f"{capital(', '.join(told))}.")]


def _compared(view: View, *, answer: Answer) -> str:
    """Whom each pupil is held against, and what they gained."""
    averages = progress.averages(view)
    if view.place.school is None:
        same = "All pupils: those of the trust's schools of the same phase, SEND and others together"
        return f"{same}, with results on the same scale ({uncapital(answer.scale_words)})."
    mean = averages.get(view.place.school.code)
    gained = "" if mean is None else f" Their average gain was {points(mean, unit=answer.unit, sign=True)}."
    scale = f"with results on the same scale ({uncapital(answer.scale_words)})"
    return f"All pupils: those of {phase_words(view)}, SEND and others together, {scale}.{gained}"


def _gains(answers: list[Answer]) -> Component:
    """The averages of both groups, each with its n and interval; five pupils or fewer have no average."""
    group = capital(answers[0].group_words)
    columns = (
        Column(heading="Gain"),
        *(
            Column(heading=f"{side}, {what}", numeric=True, sortable=False)
            for side in (group, "Other pupils")
            for what in ("n", "average", "95% interval")
        ),
    )
    return data_table(
        "Average gains",
        columns=columns,
        rows=[_row(one) for one in answers],
    )


def _row(answer: Answer) -> list[Cell]:
    row = answer.rows[0]
    one = _side(answer, n=row.n, value=row.group_value, ends=(row.group_low, row.group_high))
    two = _side(answer, n=row.n_other or 0, value=row.other_value, ends=(row.other_low, row.other_high))
    what = "Beside all who began alike" if answer.metric == "progress_value_added" else "Average gain"
    return [Cell(words=f"{what}, {answer.unit}"), *one, *two]


def _side(
    answer: Answer, *, n: int, value: float | None, ends: tuple[float | None, float | None]
) -> tuple[Cell, Cell, Cell]:
    few, (low, high) = prominence_of(n) == "words", ends
    average = "" if value is None else number(value, decimals=answer.decimals, sign=True)
    between = "" if low is None or high is None else interval(low, high, decimals=answer.decimals)
    return Cell(words=f"{n:,}"), Cell(words="too few" if few else average), Cell(words="" if few else between)
