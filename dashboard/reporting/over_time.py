"""A metric over time: by term, by academic year, and in the period compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import period_words
from dashboard.reporting import attainment
from dashboard.reporting.pairs import before_of
from dashboard.reporting.part import Part
from dashboard.reporting.questions import QUESTIONS, answer_of, of_its_period, row_of, value
from dashboard.reporting.view import View
from data_loaders.vocabulary import first_year, term_order


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


def trend(view: View, *, metric: str) -> Answer:
    """The metric in each term up to the period shown: a row a term with anything to count, oldest first, each leading
    to the view of its term. It is about the last of them where a whole year is shown. Of national tests a row an
    academic year."""
    if metric in attainment.QUESTIONS:
        return _years(view, metric=metric)
    last = term_order(view.selection.period) if view.selection.period else (0, 0)
    terms = sorted((term for term in view.periods if "." in term and term_order(term) <= last), key=term_order)
    rows = [_term_row(view, metric=metric, term=term) for term in terms]
    kept = [row for row in rows if row is not None]
    return answer_of(_upto_term(view, rows=kept), metric=metric, rows=kept)


def _upto_term(view: View, *, rows: Sequence[Row]) -> View:
    """The view; of a whole year that of its last term with a row."""
    if "." in view.selection.period or not rows:
        return view
    return replace(view, selection=replace(view.selection, period=rows[-1].key))


def _years(view: View, *, metric: str) -> Answer:
    years = attainment.years_of(view, metric=metric)
    rows = [_term_row(view, metric=metric, term=year) for year in years]
    return answer_of(of_its_period(view, metric=metric), metric=metric, rows=[row for row in rows if row is not None])


def _term_row(view: View, *, metric: str, term: str) -> Row | None:
    asked = replace(view, selection=replace(view.selection, period=term))
    part = Part(label=period_words(term), key=term, href=view.ask.path + asked.selection.to_query())
    if QUESTIONS[metric].refused(asked) or not QUESTIONS[metric].inputs(asked, part)[0]:
        return None
    return row_of(asked, metric=metric, part=part)
