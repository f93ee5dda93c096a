"""SEN support and EHC plans apart, and by broad area of need: sessions missed, and who missed a tenth or a half."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.absence_rows import absence_rows
from dashboard.components.answer_table import answer_table
from dashboard.components.chart_card import chart_card
from dashboard.figures.rate_rails import own_value, rail_top
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import count, percentage
from dashboard.metrics.small_groups import HOLLOW_TO, LOW_TO
from dashboard.metrics.telling import capital, uncapital
from dashboard.pages import pieces
from dashboard.pages.attendance import wording
from dashboard.reporting import absence, questions
from dashboard.reporting.benchmarks import marks_beside
from dashboard.reporting.view import View
from data_loaders.vocabulary import NEED_AREAS


def card(view: View) -> Component:
    """Each kind of provision beside other pupils, and each area of need, on one axis."""
    kinds = questions.by_group(view, metric="absence_gap")
    areas = absence.by_area(view, metric="overall_absence")
    marks = marks_beside(view.ask, answer=kinds)
    top = rail_top([*kinds.rows, *areas.rows], published=marks.values())
    others = next((row.other_value for row in kinds.rows if row.other_value is not None), None)
    words = _title(kinds)
    return chart_card(
        "attendance-apart",
        title=words,
        caption=_caption(others) + wording.dashed(marks),
        picture=html.Div(
            [
                html.Div(
                    absence_rows(answer, heading=each, caption=each, top=top, reference=others, published=marks),
                    className="phase",
                )
                for answer, each in ((kinds, "Provision"), (areas, "Primary need"))
            ]
        ),
        under=pieces.under(view.ask, answer=areas, title=words, heading="Primary need", others=("absence_gap",)),
    )


def by_need(view: View) -> Component:
    """Persistent and severe absence by primary area of need: pupils of pupils, on one axis."""
    ten, half = (absence.by_area(view, metric=f"{kind}_absence") for kind in ("persistent", "severe"))
    top = rail_top([*ten.rows, *half.rows])
    words = _by_need_title(ten)
    tables = (("Persistently absent, by primary need", ten), ("Severely absent, by primary need", half))
    return chart_card(
        "attendance-need",
        title=words,
        caption=f"{capital(ten.group_words)} who missed a tenth (persistent) or half (severe) of their own possible "
        f"sessions {wording.whose(view)}, of those with at least 20, with 95% intervals. Primary need is that of the "
        f"term's census.{wording.provisional(view)}",
        picture=html.Div([_of_need(answer, heading=heading, top=top) for heading, answer in tables]),
        under=pieces.under(
            view.ask, answer=ten, title=words, heading="Primary need", others=("severe_absence",), of=[ten, half],
            table=html.Div([answer_table(each, heading="Primary need", caption=heading) for heading, each in tables]),
        ),
    )  # fmt: skip


def _of_need(answer: Answer, *, heading: str, top: int) -> Component:
    """A row an area of need; where nobody in any of them is counted, that in one sentence."""
    whole = sum(row.n for row in answer.rows)
    if whole and not any(row.numerator for row in answer.rows):
        what = uncapital(heading).partition(",")[0]
        said = f"Nobody in any area of need was {what}: 0 of {count(whole, words=answer.group_words)}."
        return html.Div(html.P(said), className="phase")
    table = absence_rows(answer, heading=heading, caption=heading, top=top, counted="Counted")
    return html.Div(table, className="phase")


def _by_need_title(ten: Answer) -> str:
    """``"Persistent absence by broad area of need: from 8.2% to 31.5%"``, of those of twenty pupils or more."""
    areas = [row for row in ten.rows if row.label in NEED_AREAS.values() and row.n > LOW_TO]
    told = [value for row in areas if (value := own_value(row)) is not None]
    if len(told) < 2:
        return "Persistent and severe absence by primary need"
    return f"Persistent absence by broad area of need: from {percentage(min(told))} to {percentage(max(told))}"


def _caption(others: float | None) -> str:
    line = f" Dotted: other pupils, {percentage(others)}." if others is not None else ""
    return (
        "Sessions missed of those possible, with 95% intervals. Status and primary need are those of the term's "
        f"census.{line}"
    )


def _title(kinds: Answer) -> str:
    """``Sessions missed: pupils on SEN support 8.5%, pupils with an EHC plan 12.1% (14 pupils)``: both, each with its
    number where it is under twenty; of nine or fewer the number alone. None where neither has twenty."""
    told = [_kind_words(row) for row in kinds.rows if row.n]
    if not any(row.n > LOW_TO and own_value(row) is not None for row in kinds.rows):
        return "SEN support and EHC plans apart"
    return f"Sessions missed: {', '.join(told)}"


def _kind_words(row: Row) -> str:
    rate, few = own_value(row), count(row.n, words="pupils")
    whom = uncapital(row.label)
    if rate is None or row.n <= HOLLOW_TO:
        return f"{whom} only {few}"
    return f"{whom} {percentage(rate)}{f' ({few})' if row.n <= LOW_TO else ''}"
