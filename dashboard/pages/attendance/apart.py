"""SEN support and EHC plans apart, and by broad area of need: sessions missed, and who missed a tenth or a half."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.absence_rows import absence_rows
from dashboard.components.chart_card import chart_card
from dashboard.figures.rate_rails import own_value, rail_top
from dashboard.metrics.answer import Answer
from dashboard.metrics.numbers import percentage
from dashboard.metrics.small_groups import LOW_TO
from dashboard.metrics.telling import capital, listed
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
        picture=html.Div(
            [
                html.Div(
                    absence_rows(answer, heading=heading, caption=heading, top=top, counted="Counted"),
                    className="phase",
                )
                for heading, answer in tables
            ]
        ),
        under=pieces.under(
            view.ask, answer=ten, title=words, heading="Primary need", others=("severe_absence",), of=[ten, half]
        ),
    )


def _by_need_title(ten: Answer) -> str:
    """``"Persistent absence by primary need: from 8.2% to 31.5%"``, of the needs of more than a handful of pupils."""
    areas = [row for row in ten.rows if row.label in NEED_AREAS.values() and row.n > LOW_TO]
    told = [value for row in areas if (value := own_value(row)) is not None]
    if len(told) < 2:
        return "Persistent and severe absence by primary need"
    return f"Persistent absence by primary need: from {percentage(min(told))} to {percentage(max(told))}"


def _caption(others: float | None) -> str:
    line = f" Dotted: other pupils, {percentage(others)}." if others is not None else ""
    return (
        "Sessions missed of those possible, with 95% intervals. Status and primary need are those of the term's "
        f"census.{line}"
    )


def _title(kinds: Answer) -> str:
    """``"Pupils on SEN support missed 10.8% of sessions, pupils with an EHC plan 13.6%"``."""
    told = [
        f"{row.label[0].lower()}{row.label[1:]} {percentage(own_value(row) or 0.0)}"
        for row in kinds.rows
        if own_value(row) is not None and row.n > LOW_TO
    ]
    return f"Sessions missed: {listed(told)}" if told else "SEN support and EHC plans apart"
