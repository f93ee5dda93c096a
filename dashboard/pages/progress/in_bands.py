"""Progress on a scale of bands, the words in order of a teacher's assessment: pupils counted, nothing averaged."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.answer_table import answer_table
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.sentence import sentence, strong
from dashboard.metrics.answer import Answer
from dashboard.metrics.numbers import percentage
from dashboard.metrics.progress_bands import MOVES
from dashboard.metrics.rates import Share
from dashboard.metrics.small_groups import HOLLOW_TO, WORDS_TO, may_claim, prominence
from dashboard.metrics.telling import capital, subject_words, uncapital
from dashboard.metrics.words import sentence as sentence_of
from dashboard.metrics.words import title
from dashboard.pages import pieces
from dashboard.pages.progress import sizes
from dashboard.pages.progress.national import national_card
from dashboard.reporting import over_time, progress, questions
from dashboard.reporting.parts import parts_of_school, with_results
from dashboard.reporting.view import View

MOVED = ("Ended in a higher band", "Kept pace in their band", "Ended in a lower band")
"""How pupils moved, in the order of the metrics."""


def body(view: View) -> list[Component]:
    """The headline, where pupils stand, how they moved, where and when; who is counted last."""
    reached = questions.value(view, metric="progress_band_expected")
    moves = [questions.value(view, metric=metric) for metric in MOVES]
    counted = html.Div([sizes.counted(view), pieces.supply_card(view)], className="cards")
    return [
        sentence([strong(sentence_of(reached))]),
        *pieces.notes_card(reached),
        _standing(view, answer=reached),
        _moved(view, answers=moves),
        _where(view),
        _terms(view),
        *national_card(view),
        counted,
    ]


def _standing(view: View, *, answer: Answer) -> Component:
    """Each band with the pupils in it, the highest first."""
    scale, group = view.ask.scales[view.selection.scale], capital(answer.group_words)
    found = progress.by_band(view)
    columns = (Column(heading="Band"), *(Column(heading=side, numeric=True) for side in (group, "Other pupils")))
    rows = [
        [_band(view, place=each.band), *(Cell(words=_share(side), sort=side[0]) for side in (each.one, each.two))]
        for each in reversed(found)
    ]
    n, n_other = (found[0].one[1], found[0].two[1]) if found else (0, 0)
    caption = f"Latest results of the period: n {n:,} {answer.group_words}, n {n_other:,} {answer.other_words}"
    said = title(answer)
    whose = f"{scale.name} in {subject_words(answer.subject)}: each pupil's latest result of the period."
    about = html.P(whose, className="caption")
    few = max(n, n_other) <= WORDS_TO
    table = html.P("Too few pupils to count by band.") if few else data_table(caption, columns=columns, rows=rows)
    return card([about, table, pieces.under_several(view.ask, answers=[answer], title=said)], title=said, width="wide")


def _band(view: View, *, place: int) -> Cell:
    scale = view.ask.scales[view.selection.scale]
    expected = " (expected)" if place == scale.expected_place else ""
    return Cell(words=f"{scale.words_of(place)}{expected}", sort=float(place))


def _share(side: Share) -> str:
    """How many, with their share; of nine pupils or fewer no share, of five or fewer nothing."""
    k, n = side
    if n <= WORDS_TO:
        return "too few" if n else ""
    return f"{k:,}" if n <= HOLLOW_TO else f"{k:,} ({percentage(100 * k / n)})"


def _moved(view: View, *, answers: list[Answer]) -> Component:
    """The three ways a pupil can move, beside other pupils'."""
    rows = (replace(each.rows[0], label=label, key="") for each, label in zip(answers, MOVED, strict=True))
    together = replace(answers[0], rows=tuple(rows))
    about = "A band is age-related: whoever stays in it from one year to the next has kept pace."
    table = answer_table(together, heading="From the first result to the last", caption="How pupils moved")
    under = pieces.under_several(view.ask, answers=answers, title=title(answers[0]))
    words = [*(html.P(sentence_of(each)) for each in _worth_saying(answers)), html.P(about, className="caption")]
    return card([*words, table, under], title=title(answers[0]), width="wide")


def _worth_saying(answers: list[Answer]) -> list[Answer]:
    """The ways of moving that are clear; of few pupils, whom the table does not tell, every one; else the first."""
    clear = [each for each in answers if may_claim(each.rows[0])]
    few = answers[0].rows[0].value is not None and prominence(answers[0].rows[0]) in {"words", "hollow"}
    return answers if few else clear or answers[:1]


def _where(view: View) -> Component:
    """The schools, or the school's year groups or key stages."""
    if view.place.kind == "trust":
        answer, heading = questions.by_place(view, metric="progress_band_expected"), "School"
    else:
        parts = parts_of_school(view, held=with_results(view))
        answer, heading = questions.by_part(view, metric="progress_band_expected", parts=parts), "Pupils"
    said = sentence_of(answer).removesuffix(".")
    table = answer_table(answer, heading=heading, caption="In the expected band or above")
    return card([table, pieces.under_table(view.ask, answer=answer, title=said)], title=said, width="wide")


def _terms(view: View) -> Component:
    """Each term by itself: the pupils of one year are not those of another."""
    answer = over_time.trend(view, metric="progress_band_expected")
    caption = f"In the expected band or above, {uncapital(answer.scale_words)} in {subject_words(answer.subject)}"
    table = answer_table(answer, heading="Term", caption=caption)
    return card(
        [table, pieces.under_table(view.ask, answer=answer, title="Term by term")], title="Term by term", width="wide"
    )
