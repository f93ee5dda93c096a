"""Teachers' questionnaires: how pupils' scores moved over the year, of a place; the ratings of a class and a pupil."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table, filled
from dashboard.components.names import named
from dashboard.components.share_rows import is_alone
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.cells_questionnaires import NEVER, ONCE, OTHER_ENDS, TOO_CLOSE
from dashboard.metrics.numbers import count, date_words, interval, number, of, period_words
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import drawn_sides, may_claim, prominence
from dashboard.metrics.telling import capital, listed
from dashboard.metrics.words import sentence
from dashboard.metrics.words import title as title_of
from dashboard.pages import pieces
from dashboard.pages.wider_outcomes.lists import status_words
from dashboard.queries.questionnaires import Rating
from dashboard.queries.wider_outcomes import PupilRow
from dashboard.reporting import questionnaires as reporting
from dashboard.reporting import questions, wider_pupils
from dashboard.reporting.view import View
from data_loaders.code_lists import CODE_LISTS, words_of

OUTCOME = "rated_outcome"
_CAUTION = (
    "Rated by the school’s own teachers, for the first and the last time in the year, in different terms. Who is rated "
    "at an extreme moves towards the middle by itself, so the group’s own change says less than the difference from "
    "other pupils; where nobody else was rated there is no comparison group. What moved in the year was not "
    "necessarily moved by the programme."
)
_WITHOUT = {
    NEVER: "{n} not at all",
    ONCE: "{n} once only",
    TOO_CLOSE: "{n} twice within one term",
    OTHER_ENDS: "{n} on another scale the second time",
}


def cards(view: View) -> list[Component]:
    """The card of a trust or a school; none of a phase together."""
    if view.place.total or not view.selection.period:
        return []
    year = reporting.year_of(view)
    yearly = replace(view, selection=replace(view.selection, period=year))
    answers = [questions.value(yearly, metric=name) for name in reporting.OUTCOMES]
    about = f"Teachers’ questionnaires, first and last of {period_words(year)}"
    held = [answer for answer in answers if reporting.coverage(yearly, metric=answer.metric).group]
    if not held:
        words = (
            f"{capital(answers[0].rows[0].reason)}. The template has a sheet for them: a row a pupil, outcome and day."
        )
        return [card([html.P(words)], title=about)]
    told = _told(held)
    title = title_of(told)
    clear = [html.P(sentence(answer)) for answer in held if may_claim(answer.rows[0]) and answer is not told]
    group = capital(answers[0].group_words)
    columns = (
        Column(heading="Score, and which way is better"), Column(heading=f"{group}: change", numeric=True),
        Column(heading="Other pupils: change", numeric=True), Column(heading="Difference, 95% interval", numeric=True),
        Column(heading="What it says", sortable=False), Column(heading="Compared", numeric=True, sortable=False),
    )  # fmt: skip
    shown, rows = filled(columns, rows=[_cells(yearly, answer=each) for each in held])
    table = data_table(about, columns=shown, rows=rows, show_caption=False)
    below = pieces.under_several(view.ask, answers=held, title=title)
    said = html.P(f"{about}. {_CAUTION}", className="caption")
    return [card([*clear, said, table, _covered(yearly, answers=held), below], title=title, width="wide")]


def _told(answers: Sequence[Answer]) -> Answer:
    """The score that the title tells: the first that is clear, else the first of ten pupils or more, else the first."""
    clear = [answer for answer in answers if may_claim(answer.rows[0])]
    enough = [answer for answer in answers if is_alone(answer.rows[0]) or _has_ten(answer.rows[0])]
    return [*clear, *enough, *answers][0]


def _has_ten(row: Row) -> bool:
    return row.value is not None and prominence(row) in {"low", "normal"}


def _cells(view: View, *, answer: Answer) -> list[Cell]:
    row, about = answer.rows[0], metric(answer.metric)
    held = reporting.coverage(view, metric=answer.metric)
    ends = " or ".join(f"{number(low, decimals=0)} to {number(high, decimals=0)}" for low, high in held.ends)
    own, others = drawn_sides(row)
    apart = ""
    if prominence(row) != "words" and row.low is not None and row.high is not None:
        apart = f"{number(row.value or 0.0, decimals=2, sign=True)} ({interval(row.low, row.high, decimals=2)})"
    outcome = words_of(reporting.OUTCOMES[answer.metric], codes=OUTCOME)
    beside = [count(row.n_other, words=answer.other_words)] if row.n_other else []
    return [
        Cell(words=f"{outcome}, {ends}: {about.direction} is better" if ends else outcome),
        _side(own, low=row.group_low, high=row.group_high),
        _side(others, low=row.other_low, high=row.other_high),
        Cell(words=apart, sort=row.value if apart else None),
        Cell(words=verdict(row, direction=about.direction)),
        Cell(words=", ".join([count(row.n, words=answer.group_words), *beside])),
    ]


def _side(value: float | None, *, low: float | None, high: float | None) -> Cell:
    if value is None:
        return Cell(words="", sort=None)
    within = "" if low is None or high is None else f" ({interval(low, high, decimals=2)})"
    return Cell(words=f"{number(value, decimals=2, sign=True)}{within}", sort=value)


def verdict(row: Row, *, direction: str) -> str:
    """``better than other pupils``, ``no clear difference``; of a group alone ``worse than at first``, ``no clear
    change``; of nine pupils or fewer that they are too few."""
    if is_alone(row):
        low, high, beside, nothing = row.group_low, row.group_high, "than at first", "no clear change"
    else:
        if row.value is None or prominence(row) in {"words", "hollow"}:
            return row.reason or "too few pupils to say"
        low, high, beside, nothing = row.low, row.high, "than other pupils", "no clear difference"
    if low is None or high is None or low <= 0 <= high:
        return nothing
    return f"{'better' if (low > 0) == (direction == 'higher') else 'worse'} {beside}"


def _covered(view: View, *, answers: Sequence[Answer]) -> Component:
    """Who of the group was rated how often, for the first outcome that anybody was rated for."""
    held = reporting.coverage(view, metric=answers[0].metric)
    outcome = words_of(reporting.OUTCOMES[answers[0].metric], codes=OUTCOME).lower()
    twice = f"{count(held.matched)} were rated twice"
    alone = held.matched - answers[0].rows[0].n
    if alone and answers[0].rows[0].value is not None:
        twice += f" ({count(alone)} at schools that rate no other pupils, and are in no difference)"
    parts = [twice, *(_WITHOUT[state].format(n=count(n)) for state, n in held.without.items())]
    who = f"Of {count(held.group, words=answers[0].group_words)} on roll where {outcome} are rated"
    return html.P(f"{who}, {listed(parts)}. Nobody is compared with one rating.", className="caption")


def class_card(view: View, *, rows: Sequence[PupilRow]) -> list[Component]:
    """The pupils of a class with the first and the last score of the year; nothing where nobody was rated."""
    rated = reporting.class_ratings(view)
    if not rated:
        return []
    year = period_words(reporting.year_of(view))
    about = f"Teachers’ questionnaires, first and last of {year}"
    outcomes = list(CODE_LISTS[OUTCOME])
    columns = (Column(heading="Pupil"), Column(heading="SEN provision today"),
               *(Column(heading=words_of(outcome, codes=OUTCOME)) for outcome in outcomes))  # fmt: skip
    shown = [row for row in rows if row.pupil_id in rated]
    cells = [
        [Cell(words=named(row.name), sort=row.name), Cell(words=status_words(row)),
         *(Cell(words=_first_to_last(rated[row.pupil_id].get(outcome))) for outcome in outcomes)]
        for row in shown
    ]  # fmt: skip
    links = [wider_pupils.href_of(view, row=row) for row in shown]
    twice = sum(any(last is not None for _, last in rated[row.pupil_id].values()) for row in shown)
    title = f"{of(twice, len(rows))} pupils of the class were rated twice in {year}"
    words = f"{about}, as the teachers rated each pupil. Lower is better for behaviour problems and bullying."
    table = data_table(about, columns=columns, rows=cells, links=links, show_caption=False)
    return [card([html.P(words, className="caption"), table], title=title, width="wide")]


def _first_to_last(rated: tuple[float, float | None] | None) -> str:
    if rated is None:
        return ""
    first, last = rated
    return f"{number(first)}, no second" if last is None else f"{number(first)}, then {number(last)}"


def pupil_card(view: View) -> list[Component]:
    """One pupil's ratings by day, the newest first; nothing where there is none."""
    ratings = reporting.pupil_ratings(view)
    if not ratings:
        return []
    title = "Teachers’ questionnaires by day"
    outcomes = list(CODE_LISTS[OUTCOME])
    scored = [Column(heading=words_of(each, codes=OUTCOME), numeric=True) for each in outcomes]
    columns = (Column(heading="Day"), *scored, Column(heading="Rated by"))
    days: dict[tuple[date, str], dict[str, Rating]] = {}
    for each in reversed(ratings):
        days.setdefault((each.date, each.rated_by_role or ""), {})[each.outcome] = each
    rows = [
        [Cell(words=date_words(day), sort=day.isoformat()), *(_score(held.get(each)) for each in outcomes),
         Cell(words=words_of(role, codes="lead_role") if role else "")]
        for (day, role), held in days.items()
    ]  # fmt: skip
    words = "One score says how one teacher saw it on one day. Lower is better for behaviour problems and bullying."
    table = data_table(title, columns=columns, rows=rows, show_caption=False)
    return [card([html.P(words, className="caption"), table], title=title)]


def _score(each: Rating | None) -> Cell:
    if each is None:
        return Cell(words="", sort=None)
    ends = f"{number(each.lowest, decimals=0)} to {number(each.highest, decimals=0)}"
    return Cell(words=f"{number(each.score)} of {ends}", sort=each.score)
