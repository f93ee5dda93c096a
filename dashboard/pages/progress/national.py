"""National tests and examinations on the progress page: a row a measure, England beside it, the years, the schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import PUPILS, Cell, Column, data_table
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import count, of, period_words
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import prominence
from dashboard.metrics.telling import capital, listed, uncapital
from dashboard.metrics.words import title
from dashboard.pages import pieces
from dashboard.pages.progress.national_schools import schools
from dashboard.pages.progress.national_words import (
    CALLED,
    bands,
    country_words,
    difference_words,
    fold,
    holes,
    side_words,
)
from dashboard.reporting.national import Measure, beside_words, lacking, measures
from dashboard.reporting.view import View

SUBJECT = "National tests and examinations"
TOGETHER = "Years together"
FIRST = ("rwm_expected", "attainment_8", "phonics_expected", "multiplication_full", "good_development")
"""Which measure gives the card its title, where the place has several."""
NAMES: Mapping[str, str] = {
    "development": "the early years foundation stage profile (Reception)",
    "phonics": "the phonics check (Year 1)",
    "multiplication": "the multiplication check (Year 4)",
    "ks2": "the tests at the end of key stage 2 (Year 6)",
    "ks4": "GCSEs and other examinations (Year 11)",
}
_HOW = (
    "Everybody in the year group counts, entered or not, by their SEND status in January. England's figures include "
    "special schools. Each year has pupils of its own."
)


def national_card(view: View) -> list[Component]:
    """One card for a trust or a school; nothing for a phase together."""
    if view.place.total:
        return []
    found = measures(view)
    if not found:
        return [_nothing(view)]
    first = min(found, key=_place)
    words = f"{_said(first)}, {first.answer.period_words}"
    answers = [answer for each in found for answer in (each.answer, each.together) if answer]
    body = [
        html.P(f"{SUBJECT}. {_HOW}", className="caption"),
        _table(found),
        *_in_neither(found),
        *bands([each.answer for each in found if view.place.kind == "school"]),
        *_together(found),
        *_lacking(view),
        *schools(view),
        *_years(found),
        pieces.under_several(view.ask, answers=answers, title=words, country=beside_words(view, found=found)),
    ]
    return [card(body, title=words, width="wide")]


def _said(measure: Measure) -> str:
    """The measure in few words with its figure; the card's subject where there is no figure to say."""
    words = title(measure.answer)
    return SUBJECT if words.lower() == measure.row.reason.lower() else words


def _place(measure: Measure) -> tuple[bool, int]:
    """Those with enough pupils for a headline first, then as ``FIRST`` says."""
    row, name = measure.row, measure.answer.metric
    told = row.value is not None and prominence(row) in {"low", "normal"}
    return not told, FIRST.index(name) if name in FIRST else len(FIRST)


def _nothing(view: View) -> Component:
    """In place of the figures: which results these would be, and where they come from."""
    awaited = [NAMES[each] for each in lacking(view)] or list(NAMES.values())
    special = view.place.school is not None and view.place.school.phase == "special"
    said = [f"No results have been supplied of {listed(awaited)}."]
    said += ["Pupils of a special school who sit none of them have no scores, and no average is made."] * special
    said += [
        "The school's system writes them as a common transfer file, or they go into the sheet Results of the template, "
        "each on the scale that belongs to the test."
    ]
    return card([html.P(words) for words in said], title=f"{SUBJECT}: none supplied", width="wide")


def _lacking(view: View) -> list[Component]:
    missing = [NAMES[each] for each in lacking(view)]
    return [html.P(f"Not supplied here: {listed(missing)}.", className="caption")] if missing else []


def _table(found: Sequence[Measure]) -> Component:
    columns = (
        Column(heading="Measure", sortable=False),
        Column(heading="Year", sortable=False),
        *_side_columns(found[0].answer),
        Column(heading="England, same year", sortable=False),
        Column(heading="No result, not entered", sortable=False),
    )
    rows = [[*_sides(each.answer), country_words(each.country), _without(each)] for each in found]
    return data_table(SUBJECT, columns=columns, rows=rows, show_caption=False)


def _in_neither(found: Sequence[Measure]) -> list[Component]:
    """Who is in the year group and on neither side, as those who joined after January's census."""
    left = [(each.unknown, uncapital(each.name)) for each in found if each.unknown]
    said = listed([f"{count(n)} ({name})" for n, name in left])
    words = f"In neither group, no SEN provision being known in January: {said}."
    return [html.P(words, className="caption")] if left else []


def _side_columns(answer: Answer) -> tuple[Column, ...]:
    group = capital(answer.group_words)
    return (
        Column(heading=f"{group}, n", numeric=True, sortable=False, class_name=PUPILS),
        Column(heading=group, numeric=True, sortable=False),
        Column(heading="Other pupils, n", numeric=True, sortable=False, class_name=PUPILS),
        Column(heading="Other pupils", numeric=True, sortable=False),
        Column(heading="Difference and 95% interval", sortable=False),
    )


def _sides(answer: Answer) -> list[Cell | str]:
    """A measure's name, when, and both sides with their difference."""
    row = answer.rows[0]
    return [
        metric(answer.metric).name,
        answer.period_words,
        count(row.n),
        side_words(row, answer=answer),
        count(row.n_other or 0),
        side_words(row, answer=answer, others=True),
        difference_words(row, answer=answer),
    ]


def _without(measure: Measure) -> str:
    """``SEND 2 not entered, 1 no result; others 4 not entered``, noughts left out; of Progress 8 who has no start."""
    if measure.answer.metric == "progress_8":
        return _no_start(measure.row, group=measure.answer.group)
    sides = ((CALLED[measure.answer.group], measure.own), ("others", measure.others))
    return "; ".join(f"{name} {holes(held)}" for name, held in sides if any(held)) or "nobody"


def _no_start(row: Row, *, group: str) -> str:
    """How many of the group are left out, for want of results of key stage 2."""
    if row.value is None:
        return ""
    left, here = int((row.denominator or 0) - (row.numerator or 0)), int(row.denominator or 0)
    return f"{CALLED[group]} {of(left, here)} without key stage 2" if left else "nobody"


def _together(found: Sequence[Measure]) -> list[Component]:
    """The last years together of the measures whose own year holds too few pupils of the group."""
    pooled = [each.together for each in found if each.together]
    if not pooled:
        return []
    named = [Column(heading=heading, sortable=False) for heading in ("Measure", "Years")]
    columns = (*named, *_side_columns(pooled[0]))
    rows = [_sides(each) for each in pooled]
    said = "One year holds few pupils on one side: those of the last years are counted together."
    return [html.P(said, className="caption"), data_table(TOGETHER, columns=columns, rows=rows, show_caption=True)]


def _years(found: Sequence[Measure]) -> list[Component]:
    """Year by year, folded, where a measure has more than one: both sides with their numbers."""
    years = sorted({row.key for each in found for row in each.years.rows})
    if len(years) < 2:
        return []
    columns = [Column(heading="Measure", sortable=False)]
    columns += [Column(heading=period_words(year), sortable=False) for year in years]
    rows = [[each.name, *(_year(each.years, year=year) for year in years)] for each in found]
    table = data_table("Year by year", columns=columns, rows=rows, show_caption=False)
    group = capital(found[0].answer.group_words)
    said = html.P(f"{group} against other pupils, each with their number.", className="caption")
    return [fold("Year by year", body=[said, table])]


def _year(answer: Answer, *, year: str) -> str:
    row = next((row for row in answer.rows if row.key == year), None)
    if row is None:
        return "none"
    if row.group_value is None:
        return row.reason
    sides = [(side_words(row, answer=answer), row.n), (side_words(row, answer=answer, others=True), row.n_other or 0)]
    return " against ".join(said if said == "none" else f"{said} (n {count(n)})" for said, n in sides)
