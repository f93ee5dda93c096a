"""National tests and examinations school by school, and which schools stand out from England."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.data_table import PUPILS, Cell, Column, data_table
from dashboard.metrics.answer import Row
from dashboard.metrics.funnel import Reading
from dashboard.metrics.numbers import count
from dashboard.metrics.registry import metric
from dashboard.metrics.telling import capital, listed
from dashboard.pages.progress.national_words import difference_words, fold, side_words
from dashboard.reporting.national import Schools, by_school
from dashboard.reporting.view import View

NONE_JUDGED = "no school has ten such pupils in the year group, so none is judged beside England."


def schools(view: View) -> list[Component]:
    """At the trust, for each measure told by school: what is said of England in a sentence, and the table, folded."""
    if view.place.kind != "trust":
        return []
    return [part for told in by_school(view) for part in _measure(told)]


def _measure(told: Schools) -> list[Component]:
    name = metric(told.answer.metric).name
    said = [beside_england(told, group=group) for group in told.country]
    words = [each for each in said if each] or [f"{name}: {NONE_JUDGED}"] * bool(told.country)
    return [*(html.P(each) for each in words), fold(f"{name}, school by school", body=[_table(told)])]


def beside_england(told: Schools, *, group: str) -> str:
    """``Attainment 8 beside England's pupils on SEN support (33.8): of 3 schools with ten or more, none …``; empty
    where no school has ten."""
    reference = told.country[group]
    read = [(row.label, told.readings[row.key].get(group)) for row in told.answer.rows]
    judged = [(label, beside) for label, beside in read if beside and beside.reading is not Reading.FEW]
    if not judged:
        return ""
    parts = [f"{beside.words} at {label}" for label, beside in judged if beside.words]
    head = f"{metric(told.answer.metric).name} beside England's {reference.who} ({reference.shown})"
    many = f"of {count(len(judged), words='schools')} with ten such pupils or more"
    return f"{head}: {many}, {listed(parts) if parts else 'none stands out'}."


def _table(told: Schools) -> Component:
    """A row a school, in order of name: nine pupils or fewer are counted, and no school is put in order by a figure."""
    answer, group = told.answer, capital(told.answer.group_words)
    columns = [
        Column(heading="School"),
        Column(heading=f"{group}, n", numeric=True, sortable=False, class_name=PUPILS),
        Column(heading=group, numeric=True, sortable=False),
        Column(heading="Other pupils, n", numeric=True, sortable=False, class_name=PUPILS),
        Column(heading="Other pupils", numeric=True, sortable=False),
        Column(heading="Difference and 95% interval", sortable=False),
        Column(heading="Beside England", sortable=False),
    ]
    shown = len(columns) if told.country else len(columns) - 1
    rows = [_row(told, row=row)[:shown] for row in answer.rows]
    links = [row.href for row in answer.rows]
    return data_table(metric(answer.metric).name, columns=columns[:shown], rows=rows, links=links, show_caption=False)


def _row(told: Schools, *, row: Row) -> list[Cell | str]:
    answer = told.answer
    one, two = (side_words(row, answer=answer, others=others) for others in (False, True))
    n, n_other = count(row.n), count(row.n_other or 0)
    return [row.label, n, one, n_other, two, difference_words(row, answer=answer), "; ".join(_notes(told, row=row))]


def _notes(told: Schools, *, row: Row) -> list[str]:
    read = ((told.country[group], beside) for group, beside in told.readings[row.key].items())
    return [f"{beside.words} ({reference.who} {reference.shown})" for reference, beside in read if beside.words]
