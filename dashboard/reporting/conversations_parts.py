"""A school's conversations by year group and by registration class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.cells_conversations import ConversationCell, TermCell, in_group, of_group
from dashboard.queries import places
from dashboard.reporting import conversations, questions
from dashboard.reporting.part import Part
from dashboard.reporting.places import class_words
from dashboard.reporting.view import View
from data_loaders.vocabulary import academic_year_of


def held_by_year(view: View) -> Counter[str]:
    """How many pupils of the group each year group of the view's place has in its year."""
    cells = conversations.cells(view, part=Part())
    held: Counter[str] = Counter()
    for cell in in_group(cells, group=view.selection.group, when=conversations.when_of(view)):
        held[cell.year_group] += cell.n
    return held


def by_class(view: View, *, metric: str) -> Answer:
    """A row a registration class of the view's school and year with anybody in the group; this year's lead to their
    pages. Classes hold few pupils: read them in words."""
    held = _cells_by_class(view, metric=metric)
    others = {} if metric == TERM_METRIC else {"when": conversations.when_of(view)}
    rows = [
        _row(view, metric=metric, school_class=each, cells=held[each.class_id], others=others)
        for each in _classes(view)
        if each.class_id in held
    ]
    return questions.answer_of(view, metric=metric, rows=rows)


TERM_METRIC = "conversations_this_term"
Cells = list[ConversationCell] | list[TermCell]


def _cells_by_class(view: View, *, metric: str) -> Mapping[int, list[Any]]:
    """The cells of each class in which anybody is in the group."""
    cells: Cells = conversations.class_term_cells(view) if metric == TERM_METRIC else conversations.class_cells(view)
    held: dict[int, list[Any]] = {}
    for cell in cells:
        held.setdefault(cell.class_id, []).append(cell)
    group = view.selection.group
    return {number: found for number, found in held.items() if any(_counts(cell, group=group) for cell in found)}


def _counts(cell: ConversationCell | TermCell, *, group: str) -> bool:
    inside = cell.in_group if isinstance(cell, TermCell) else any(cell.inside)
    return bool(inside) and of_group(cell.sen_year, group=group)


def _row(view: View, *, metric: str, school_class: places.SchoolClass, cells: list[Any], others: dict[str, Any]) -> Row:
    place = f"class:{school_class.token}"
    this_year = school_class.academic_year == academic_year_of(view.ask.as_at)
    function = questions.QUESTIONS[metric].function
    row = function(cells, **others, group=view.selection.group, label=class_words(school_class), key=place)
    return replace(row, href=view.ask.path + view.selection.query_at(place) if this_year else "")


def _classes(view: View) -> list[places.SchoolClass]:
    if view.place.school is None:
        return []
    year, school = conversations.year_of(view), view.place.school.code
    read = partial(places.classes, view.ask.asker, school_code=school, academic_year=year)
    return [each for each in view.ask.once("classes", school, year, read=read) if each.kind == "registration"]
