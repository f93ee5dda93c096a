"""Progress of one pupil: the results against the year group's spread, and the history of the SEN provision."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card, chart_card, graph
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.figures.spread import FEWEST, spread
from dashboard.metrics.marks import PupilResult, Spread
from dashboard.metrics.numbers import date_words, period_words, points
from dashboard.metrics.telling import capital, subject_title, uncapital
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.progress import wording
from dashboard.pages.progress.pupil_national import national_card
from dashboard.pages.progress.school_pupils import moved_words
from dashboard.queries.pupils import Result, Status
from dashboard.reporting import pupils
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import View
from data_loaders.vocabulary import SEN_CODES, term_order


def page(view: View) -> Drawn:
    """The page of one pupil."""
    results = pupils.pupil_results(view)
    line = pupils.pupil_line(view, results=results)
    around = pupils.year_group_spread(view)
    shown = frozenset({view.place.pupil.pupil_id}) if view.place.pupil else frozenset()
    body: list[Component] = [sentence(said(view, line=line, around=around)), *pieces.name_links(view)]
    body += pieces.names_off(view)
    drawn = [] if view.in_bands else [_spread_card(view, line=line, around=around)]
    body += drawn if line else [_no_results()]
    body += [_history(pupils.pupil_history(view))]
    body += [_results(view.ask, results=results)] if results else []
    body += national_card(pupils.pupil_national(view))
    return wording.drawn(view, body=body, pupil_ids=shown)


def said(view: View, *, line: Sequence[PupilResult], around: Sequence[Spread]) -> list[str]:
    """The last result up to the period shown, where it stands in the year group, and the change since the first of its
    academic year."""
    held, period = [each for each in line if each.value is not None], view.selection.period
    if not held:
        return ["No result has been supplied for this pupil in the subject and scale shown."]
    known = [each for each in held if term_order(each.term) <= term_order(period)]
    if not known:
        return [f"No result up to {period_words(period)} in the subject and scale shown."]
    latest = known[-1]
    if view.in_bands:
        return _in_bands(view, known=known)
    scale = view.ask.scales.get(view.selection.scale)
    unit = scale.unit if scale else "points"
    result = _exactly(latest.value or 0.0, unit=unit)
    words = f"{subject_title(view.selection.subject)}: {result} in {latest.term_words}"
    year = [each for each in known if each.term[:7] == latest.term[:7]]
    return [f"{words}{_standing(latest, around=around)}.", *_since(year, unit=unit)]


def _in_bands(view: View, *, known: Sequence[PupilResult]) -> list[str]:
    """The latest band, and whether the pupil has moved since the first of its academic year: a band is age-related, so
    who stays in it has kept pace."""
    latest = known[-1]
    first = next(each for each in known if each.term[:7] == latest.term[:7])
    band = pupils.result_words(view.ask, scale=view.selection.scale, value=latest.value or 0.0)
    said = [f"{subject_title(view.selection.subject)}: {uncapital(band)} in {latest.term_words}."]
    if first is latest:
        return said
    before = pupils.result_words(view.ask, scale=view.selection.scale, value=first.value or 0.0)
    moved = moved_words(first.value or 0.0, latest.value or 0.0)
    return [*said, f"In {first.term_words} it was {uncapital(before)}: the pupil {moved}. One result is not a trend."]


def _standing(latest: PupilResult, *, around: Sequence[Spread]) -> str:
    there = next((each for each in around if each.term == latest.term), None)
    if there is None or latest.value is None or there.n < FEWEST:
        return ""
    if latest.value < there.quarter:
        where = "in the lowest quarter"
    elif latest.value > there.three_quarters:
        where = "in the highest quarter"
    else:
        where = "in the middle half"
    return f", {where} of the {there.n:,} pupils of the year group with a result"


def _since(year: Sequence[PupilResult], *, unit: str) -> list[str]:
    if len(year) < 2:
        return []
    change = (year[-1].value or 0.0) - (year[0].value or 0.0)
    if change == 0:
        return [f"The same as in {year[0].term_words}."]
    way = "more" if change > 0 else "fewer"
    moved = _exactly(abs(change), unit=unit)
    return [f"That is {moved} {way} than in {year[0].term_words}. One result is not a trend."]


def _exactly(value: float, *, unit: str) -> str:
    """A pupil's own result or change: whole where it is whole."""
    return points(value, unit=unit, decimals=0 if value == int(value) else 1)


def _spread_card(view: View, *, line: Sequence[PupilResult], around: Sequence[Spread]) -> Component:
    scale = view.ask.scales.get(view.selection.scale)
    whose = "the pupils you teach in the year group" if view.ask.scope.classes is not None else "the year group"
    title = f"{subject_title(view.selection.subject)}: each result against {whose}"
    figure = spread(line, year_group=around, label="This pupil", scale_words=scale.name if scale else "")
    return chart_card(
        "progress-pupil",
        title=title,
        caption=f"The band holds the middle half of {whose}; the line within it is the middle pupil.",
        picture=graph("progress-pupil", figure=figure),
        summary=" ".join(said(view, line=line, around=around)),
        under=wording.under_pupils(view, title=title),
        width="wide",
    )


def _no_results() -> Component:
    return notice("No results", words="No result on this subject and scale has been supplied for this pupil.")


def _history(history: Sequence[Status]) -> Component:
    lines = [
        f"{SEN_CODES.get(each.code, each.code)} from {date_words(each.from_date)}{_until(each)}" for each in history
    ]
    found = html.Ul([html.Li(line) for line in lines]) if lines else html.P("No SEN provision has been recorded.")
    return card([found], title="SEN provision", width="one-third")


def _until(each: Status) -> str:
    return f" to {date_words(each.to_date)}" if each.to_date else ""


def _results(ask: Ask, *, results: Sequence[Result]) -> Component:
    """A row a term, the latest first, and a column a subject and scale; of several results of a term all are shown."""
    pairs = sorted({(each.subject, each.scale) for each in results})
    columns = (Column(heading="Term"), *(Column(heading=_series(ask, pair=pair), numeric=True) for pair in pairs))
    terms = sorted({each.term for each in results}, key=term_order, reverse=True)
    by_term = {term: [each for each in results if each.term == term] for term in terms}
    rows = [_term_cells(ask, term=term, pairs=pairs, results=held) for term, held in by_term.items()]
    table = data_table("A row a term, the latest first", columns=columns, rows=rows)
    return card([table], title="Every result", width="two-thirds")


def _series(ask: Ask, *, pair: tuple[str, str]) -> str:
    subject, scale = pair
    return f"{subject_title(subject)}, {uncapital(ask.scales[scale].name) if scale in ask.scales else scale}"


def _term_cells(ask: Ask, *, term: str, pairs: Sequence[tuple[str, str]], results: Sequence[Result]) -> list[Cell]:
    cells = [Cell(words=capital(period_words(term)), sort=".".join(map(str, term_order(term))))]
    for pair in pairs:
        values = [each.value for each in results if (each.subject, each.scale) == pair]
        words = ", ".join(pupils.result_words(ask, scale=pair[1], value=value) for value in values)
        cells.append(Cell(words=words, sort=values[-1] if values else None))
    return cells
