"""A metric over time: by academic year, and in the period compared with."""

from __future__ import annotations

from dataclasses import replace

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import period_words
from dashboard.reporting.pairs import before_of
from dashboard.reporting.part import Part
from dashboard.reporting.questions import answer_of, row_of, value
from dashboard.reporting.view import View
from data_loaders.vocabulary import first_year


def by_year(view: View, *, metric: str) -> Answer:
    """A row an academic year up to the view's, oldest first, each leading to its view; the current one is to date."""
    last = first_year(view.selection.period) if view.selection.period else 0
    years = sorted(period for period in view.periods if "." not in period and first_year(period) <= last)
    return answer_of(view, metric=metric, rows=[_year_row(view, metric=metric, year=year) for year in years])


def _year_row(view: View, *, metric: str, year: str) -> Row:
    asked = replace(view, selection=replace(view.selection, period=year))
    to_date = ", to date" if year == view.current[:7] else ""
    part = Part(label=period_words(year) + to_date, key=year, href=view.ask.path + asked.selection.to_query())
    return row_of(asked, metric=metric, part=part)


def before(view: View, *, metric: str) -> Answer | None:
    """The metric in the period compared with; None without registers."""
    earlier = before_of(view) if view.selection.period else ""
    if earlier not in view.periods:
        return None
    return value(replace(view, selection=replace(view.selection, period=earlier)), metric=metric)
