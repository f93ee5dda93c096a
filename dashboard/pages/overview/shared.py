"""Is good progress shared? Schools by all pupils' progress and the SEND distance: a picture a phase, else a table."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.components.chart_card import chart_card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.shared_picture import REGION, shared_picture
from dashboard.figures.shared import FEWEST, School, drawn, picture
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import interval, number
from dashboard.metrics.small_groups import may_claim, prominence
from dashboard.metrics.telling import Telling, capital, listed, subject_words, uncapital
from dashboard.metrics.words import clear_rows
from dashboard.pages import pieces
from dashboard.reporting.shared import Panel, panels
from dashboard.reporting.strands import Overview


def shared_cards(overview: Overview) -> list[Component]:
    """A card a mainstream phase; none but at the trust."""
    return [_card(panel, overview=overview) for panel in panels(overview)]


def _card(panel: Panel, *, overview: Overview) -> Component:
    shown = drawn(panel.schools)
    name = f"overview-shared-{panel.phase}"
    words = _title(panel, shown=shown)
    table = _table(panel)
    pictured = len(shown) >= FEWEST and panel.usual is not None
    figure = _picture(panel, shown=shown, words=words) if pictured else table
    under = pieces.under(
        overview.view.ask, answer=panel.gap, title=words, heading="School", others=("progress_gain_everyone",),
        table=table,
    )  # fmt: skip
    under = under if pictured else under[1:]
    return chart_card(name, title=words, caption=_caption(panel, pictured=pictured), picture=figure, under=under)


def _caption(panel: Panel, *, pictured: bool) -> str:
    gap = panel.gap
    about = f"{panel.words}, {subject_words(gap.subject)}, {uncapital(gap.scale_words)}, {gap.period_words}."
    if not pictured:
        return f"{about} Too few schools for a picture."
    return f"{about} Each mark is a school and leads to it."


def _title(panel: Panel, *, shown: list[School]) -> str:
    """The finding: which schools' SEND pupils clearly gained less, of those where most gained more than usual."""
    clear = {row.key for row in clear_rows(panel.gap.rows).lower}
    usual = panel.usual or 0.0
    minus = [each for each in shown if each.gap.key in clear and (each.everyone.value or 0.0) > usual]
    if not minus:
        more = any((each.everyone.value or 0.0) > usual for each in shown)
        where = "where pupils gain more than usual, no clear difference for SEND pupils"
        return f"{panel.words}: {where if more else 'nowhere do pupils gain more than usual'}"
    first = min(minus, key=lambda each: each.gap.value or 0.0)
    less = Telling(first.gap, panel.gap).amount(first.gap.value or 0.0)
    if len(minus) == 1:
        return f"{first.gap.label}: pupils gain more than usual, SEND pupils {less} less than others"
    return f"Good progress, not shared, at {listed([each.gap.label for each in minus])}"


def _picture(panel: Panel, *, shown: list[School], words: str) -> Component:
    return shared_picture(
        picture(shown, usual=panel.usual or 0.0),
        across=f"Average gain of all pupils, {panel.gap.unit}",
        upright=f"Gain of {panel.gap.group_words} minus other pupils’, {panel.gap.unit}",
        spoken=f"{words}. The shaded region at the bottom right is called: {REGION}.",
    )


def _table(panel: Panel) -> Component:
    columns = (
        Column(heading="School"),
        Column(heading="All pupils, n", numeric=True),
        Column(heading=f"All pupils, {panel.gap.unit}", numeric=True),
        Column(heading=f"{capital(panel.gap.group_words)}, n", numeric=True),
        Column(heading="Difference", numeric=True),
        Column(heading="95% interval", numeric=True, sortable=False),
        Column(heading="Note", sortable=False),
    )
    rows = [_cells(each, answer=panel.gap) for each in panel.schools]
    return data_table(panel.words, columns=columns, rows=rows, links=[row.href for row in panel.gap.rows])


def _cells(school: School, *, answer: Answer) -> list[Cell]:
    gap, everyone = school.gap, school.everyone
    few = prominence(gap) == "words"
    value = None if few else gap.value
    unsure = few or gap.low is None or gap.high is None
    between = "" if unsure else interval(gap.low or 0.0, gap.high or 0.0, decimals=answer.decimals)
    return [
        Cell(words=gap.label), Cell(words=f"{everyone.n:,}", sort=everyone.n), _value(everyone.value, answer=answer),
        Cell(words=f"{gap.n:,}", sort=gap.n), _value(value, answer=answer), Cell(words=between), Cell(words=_note(gap)),
    ]  # fmt: skip


def _note(gap: Row) -> str:
    if gap.value is None:
        return gap.reason
    if prominence(gap) == "words":
        return "too few pupils for an average"
    return gap.reason if may_claim(gap) else gap.reason or "no clear difference"


def _value(value: float | None, *, answer: Answer) -> Cell:
    return Cell(words="" if value is None else number(value, decimals=answer.decimals, sign=True), sort=value)
