"""How teachers' ratings of pupils moved from the first to the last of an academic year: the group's mean change minus
that of other pupils; where nobody else was rated, the group's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import MATCHED, codes_of, one_of_each
from dashboard.metrics.cells_questionnaires import QuestionnaireCell, ends_of
from dashboard.metrics.numbers import number
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, Uncounted, means_apart, split
from data_loaders.vocabulary import OTHERS

NOTHING_RATED = "no questionnaires for this academic year"


def relationships_change(
    cells: Sequence[QuestionnaireCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The mean change of the score for positive relationships: the group's minus other pupils'."""
    return _changes_apart("relationships_change", cells=cells, group=group, label=label, key=key)


def behaviour_change(cells: Sequence[QuestionnaireCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The mean change of the score for behaviour problems: the group's minus other pupils'. A fall is better."""
    return _changes_apart("behaviour_change", cells=cells, group=group, label=label, key=key)


def bullying_change(cells: Sequence[QuestionnaireCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The mean change of the score for bullying: the group's minus other pupils'. A fall is better."""
    return _changes_apart("bullying_change", cells=cells, group=group, label=label, key=key)


def _changes_apart(name: str, *, cells: Sequence[QuestionnaireCell], group: str, label: str, key: str) -> Row:
    about = Subject(metric=metric(name), group=group, label=label, key=key)
    one_of_each(cells, "academic_year", "outcome")
    paired = _comparable(cells, least_terms=about.metric.parameters["least_terms"])
    schools = {cell.school for cell in paired}
    ends = ends_of([cell for cell in cells if cell.school in schools or not paired])
    if len(ends) > 1:
        listed = "; ".join(f"{number(low, decimals=0)} to {number(high, decimals=0)}" for low, high in ends)
        return about.nothing(State.NOT_AVAILABLE, reason=f"scored on different scales here ({listed})")
    one, two = split(paired, group=group, status=lambda cell: cell.status, value=lambda cell: cell.change)
    row = means_apart(about, one=one, two=two, uncounted=_without(cells, paired=paired, group=group),
                      nothing=NOTHING_RATED)  # fmt: skip
    year = cells[0].academic_year if cells else ""
    return replace(row, first_period=year, last_period=year)


def _comparable(cells: Sequence[QuestionnaireCell], *, least_terms: float) -> list[QuestionnaireCell]:
    """The pupils with two ratings to compare, at the schools that rate other pupils too; where none does, at all."""
    paired = [cell for cell in cells if cell.stands(least_terms=least_terms) == MATCHED]
    beside = {cell.school for cell in paired if cell.status in OTHERS}
    return [cell for cell in paired if cell.school in beside] if beside else paired


def _without(
    cells: Sequence[QuestionnaireCell], *, paired: Sequence[QuestionnaireCell], group: str
) -> Uncounted:  # fmt: skip
    """The pupils on roll without two ratings to compare, and the rated whose status is not known."""
    counted = set(paired)
    rest = [cell for cell in cells if cell not in counted]
    return Uncounted(
        one=sum(cell.n for cell in rest if cell.status in codes_of(group)),
        two=sum(cell.n for cell in rest if cell.status in OTHERS),
        unknown=sum(cell.n for cell in paired if not cell.status),
    )
