"""Of the pupils suspended: how long their suspensions were, and how many each of them had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import Sums, codes_of, one_of_each
from dashboard.metrics.cells_wider_outcomes import CountCell, LengthCell, length_sums
from dashboard.metrics.numbers import count
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, mean_alone, valued, with_sides
from dashboard.metrics.uncertainty import ratio
from dashboard.metrics.wider_outcomes import NO_CENSUS
from data_loaders.vocabulary import OTHERS


def average_suspension(
    cells: Sequence[CountCell],
    *,
    lengths: Sequence[LengthCell],
    taken: bool = True,
    group: str = "send",
    label: str = "",
    key: str = "",
) -> Row:
    """The sessions that a suspension of the group took on average, other pupils' beside it: sessions of all their
    suspensions by suspensions. Not applicable where nobody of the group was suspended. ``cells`` count suspensions."""
    about = Subject(metric=metric("average_suspension"), group=group, label=label, key=key)
    if not taken:
        return about.nothing(State.NOT_AVAILABLE, reason=NO_CENSUS)
    one_of_each(cells, "period", "measure")
    one, two = (length_sums(lengths, codes=codes) for codes in (codes_of(group), OTHERS))
    if not one.whole:
        return _no_length(about, lengths=lengths)
    found = ratio(one, confidence=about.confidence)
    other = ratio(two, confidence=about.confidence) if two.whole else None
    row = with_sides(replace(about.row(n=one.n), numerator=one.part, denominator=one.whole), one=found, two=other)
    return valued(row, found=found, about=about, sides=[(one.n, about.words)])


def suspensions_per_pupil_suspended(
    cells: Sequence[CountCell], *, taken: bool = True, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The suspensions that a pupil of the group had who was suspended at all, other pupils' beside it, with Student's
    interval. Not applicable where nobody of the group was suspended."""
    about = Subject(metric=metric("suspensions_per_pupil_suspended"), group=group, label=label, key=key)
    if not taken:
        return about.nothing(State.NOT_AVAILABLE, reason=NO_CENSUS)
    one_of_each(cells, "period", "measure")
    one, two = (
        Sums(sum(cell.pupils for cell in held), sum(cell.total for cell in held), sum(cell.squared for cell in held))
        for held in ([cell for cell in cells if cell.status in codes] for codes in (codes_of(group), OTHERS))
    )
    if not one.n:
        return about.nothing(State.NOT_APPLICABLE, reason=f"no suspensions of {about.words}")
    # The value is the group's own and no difference: other pupils stand beside it and are no second side.
    return replace(mean_alone(about, one=one, two=two), numerator=one.total, denominator=one.n, n_other=None)


def _no_length(about: Subject, *, lengths: Sequence[LengthCell]) -> Row:
    without = sum(cell.without for cell in lengths if cell.status in codes_of(about.group))
    if without:
        who = count(without, words=about.words)
        return about.nothing(State.NOT_AVAILABLE, reason=f"how long the suspensions of {who} were is not recorded")
    return about.nothing(State.NOT_APPLICABLE, reason=f"no suspensions of {about.words}")
