"""One pupil's national tests and examinations: a list, the latest first. They are on no line of progress."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.metrics.numbers import number, period_words
from dashboard.queries.pupils_story import NationalResult
from data_loaders.vocabulary import NATIONAL_ASSESSMENTS, STATUTORY_SCALES, WRITING, WRITING_CODES

_COLUMNS = (Column(heading="Year"), Column(heading="Assessment"), Column(heading="Subject"), Column(heading="Result"))
_AWARDED = {
    "GDS": "working at greater depth", "EXS": "working at the expected standard",
    "WTS": "working towards the expected standard",
}  # fmt: skip
_WHY = {"A": "absent", "B": "below the level of the test", "N": "not entered", "X": "no result"}
_REACHED = {1.0: "reached", 0.0: "not reached"}


def national_card(results: Sequence[NationalResult]) -> list[Component]:
    """The card, where the pupil has any."""
    if not results:
        return []
    rows = [_cells(each) for each in results]
    table = data_table("A row a result, the latest first", columns=_COLUMNS, rows=rows)
    words = html.P("Each stands by itself: two of them are never subtracted to tell progress.")
    return [card([words, table], title="National tests and examinations", width="two-thirds")]


def _cells(each: NationalResult) -> list[Cell]:
    name = NATIONAL_ASSESSMENTS[STATUTORY_SCALES[each.scale].assessment].name
    subject = each.subject.replace("_", " ").capitalize()
    return [Cell(words=period_words(each.term[:7])), Cell(name), Cell(subject), Cell(words=outcome_words(each))]


def outcome_words(each: NationalResult) -> str:
    """``104 points``, ``7-6 (6.5 points)``, ``EXS: working at the expected standard``, ``No outcome: absent (A)``."""
    raw = (each.raw or "").strip()
    if each.value is None:
        if each.scale == WRITING and raw.upper() in WRITING_CODES:
            return f"{raw}: {_AWARDED[raw.upper()]}" if raw.upper() in _AWARDED else raw
        why = _WHY.get(raw.upper(), "")
        return f"No outcome: {why} ({raw})" if why else f"No outcome: {raw}"
    if each.scale == "good_development":
        return _REACHED.get(each.value, number(each.value, decimals=0)).capitalize()
    value = number(each.value, decimals=0 if each.value == int(each.value) else 1)
    if raw and raw != value:
        return f"{raw} ({value} {STATUTORY_SCALES[each.scale].unit})"
    return value if raw else f"{value} {STATUTORY_SCALES[each.scale].unit}"
