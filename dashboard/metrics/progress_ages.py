"""Reading and mathematics ages: months gained for each month that passed. An age at either end of its scale tells only
that the pupil is there or beyond, so such a pupil has no gain."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import MATCHED, ProgressCell, Sums, codes_of, one_of_each
from dashboard.metrics.counted import dated, gain_per_term, terms_apart, value_sums, without_pairs
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, mean_alone

MONTHS = "months"
"""The unit of a scale of ages."""
NO_AGES = "the scale is not an age in months"
AT_THE_ENDS = "no two ages at least a term apart that are neither the lowest nor the highest of the scale"


def progress_gain_ratio(
    cells: Sequence[ProgressCell],
    *,
    ages: Sequence[ProgressCell] | None,
    group: str = "send",
    label: str = "",
    key: str = "",
) -> Row:
    """The group's mean of the months gained for each month passed, with Student's interval; other pupils' beside it.
    1 is the pace of time.

    ``ages`` are ``cells`` without the pupils who are at an end of the scale; None where the scale is not in months.
    """
    about = Subject(metric=metric("progress_gain_ratio"), group=group, label=label, key=key)
    one_of_each(cells, "subject", "scale", "period")
    if ages is None:
        return about.nothing(State.NOT_APPLICABLE, reason=NO_AGES)
    apart = [cell for cell in ages if terms_apart(cell) >= about.metric.parameters["fewest_terms"]]
    months = about.metric.parameters["months_a_term"]
    one, two = value_sums(apart, group=group, value=lambda cell: _for_each_month(cell, months=months))
    here = sum(cell.n for cell in cells if cell.state == MATCHED and cell.sen_start in codes_of(group))
    if here and not one.n:
        return about.nothing(State.NOT_AVAILABLE, reason=AT_THE_ENDS, n_other=two.n or None)
    return dated(mean_alone(about, one=one, two=two, uncounted=without_pairs(cells, group=group)), cells=apart)


def _for_each_month(cell: ProgressCell, *, months: float) -> Sums:
    gain = gain_per_term(cell)
    return Sums(gain.n, gain.total / months, gain.squared / months**2)
