"""The arithmetic of progress: one function a metric, named as the metric.

Each takes the cells that are counted and gives one row: the group against pupils without SEND. Pupils whose status is
not known are in neither; only matched pupils have a gain. A difference is the group minus others, so below 0 the group
gained less, or stands lower. Points of different scales, subjects or periods are never added up: such cells raise
``MixedCellsError``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import (
    MATCHED,
    LevelCell,
    MatchingCell,
    PairCell,
    ProgressCell,
    Sums,
    WindowCell,
    added,
    codes_of,
    one_of_each,
)
from dashboard.metrics.counted import (
    dated,
    entry_years,
    gain_per_term,
    gain_sums,
    level_sums,
    matched_all,
    met_expectation,
    terms_apart,
    value_sums,
    without_pairs,
)
from dashboard.metrics.rates import share_gap_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import (
    NO_RESULTS,
    OTHER_WORDS,
    Subject,
    Uncounted,
    mean_alone,
    means_apart,
    missing,
    split,
    valued,
    with_sides,
)
from dashboard.metrics.standing import Cohort, CohortKey, one_scale_each, standing_change
from dashboard.metrics.uncertainty import (
    difference,
    hedges_g,
    mean_interval,
    smallest_detectable,
    welch,
)
from data_loaders.vocabulary import OTHERS

NO_AVERAGE = "no average of all pupils of the phase in the trust to compare with"
NO_COHORTS = "too few other schools of the phase in the trust to stand among"
NO_SPREAD = "no spread of results to measure the distance by: one pupil on a side, or all alike"
OVERLAP = "some pupils would be in both groups, so only the same pupils can be compared"


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many eligible pupils are matched, why the others are not (pupils by state), and how many of the eligible
    have no known SEND status."""

    matched: int
    eligible: int
    reasons: Mapping[str, int]
    unknown_status: int


def coverage(cells: Sequence[WindowCell], *, group: str = "") -> Coverage:
    """Who is counted of one subject, scale and period: all pupils, or those of ``group`` (``others`` included)."""
    one_of_each(cells, "subject", "scale", "period")
    counted = [cell for cell in cells if not group or cell.sen_start in codes_of(group)]
    states: Counter[str] = Counter()
    for cell in counted:
        states[cell.state] += cell.n
    matched = states.pop(MATCHED, 0)
    unknown = sum(cell.n for cell in counted if not cell.sen_start)
    return Coverage(
        matched=matched, eligible=matched + sum(states.values()), reasons=dict(states), unknown_status=unknown
    )


def progress_gap(cells: Sequence[ProgressCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's mean gain minus other pupils', in the scale's unit, with Welch's interval; each side's mean gain
    beside it."""
    about = Subject(metric=metric("progress_gap"), group=group, label=label, key=key)
    one, two = gain_sums(cells, group=group)
    return dated(means_apart(about, one=one, two=two, uncounted=without_pairs(cells, group=group)), cells=cells)


def progress_gain(cells: Sequence[ProgressCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's mean gain with Student's interval, in the scale's unit; other pupils' beside it where there are any.

    ``group`` may be ``others``: then there is no other side.
    """
    about = Subject(metric=metric("progress_gain"), group=group, label=label, key=key)
    one, two = gain_sums(cells, group=group)
    two = Sums() if group == "others" else two
    return dated(mean_alone(about, one=one, two=two, uncounted=without_pairs(cells, group=group)), cells=cells)


def progress_gain_per_term(
    cells: Sequence[ProgressCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The group's mean of the gains divided by the terms between a pupil's two results, with Student's interval; other
    pupils' beside it. Pupils whose two results are of one term are left out."""
    about = Subject(metric=metric("progress_gain_per_term"), group=group, label=label, key=key)
    one_of_each(cells, "subject", "scale", "period")
    apart = [cell for cell in cells if terms_apart(cell) >= about.metric.parameters["fewest_terms"]]
    one, two = value_sums(apart, group=group, value=gain_per_term)
    here = sum(cell.n for cell in cells if cell.state == MATCHED and cell.sen_start in codes_of(group))
    if here and not one.n:
        return about.nothing(State.NOT_AVAILABLE, reason="no two results at least a term apart", n_other=two.n or None)
    return dated(mean_alone(about, one=one, two=two, uncounted=without_pairs(cells, group=group)), cells=apart)


def progress_gain_everyone(
    cells: Sequence[ProgressCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The mean gain of all matched pupils with Student's interval, in the scale's unit: SEND, others, and pupils of
    unknown status. ``group`` is the one looked at beside it and changes nothing."""
    about = Subject(metric=metric("progress_gain_everyone"), group=group, label=label, key=key)
    one_of_each(cells, "subject", "scale", "period")
    everyone = added(cell.gain for cell in cells if cell.state == MATCHED)
    if not everyone.n:
        return about.nothing(State.NOT_AVAILABLE, reason=NO_RESULTS)
    found = mean_interval(everyone, confidence=about.confidence)
    row = with_sides(about.row(n=everyone.n), one=found, two=None)
    return dated(valued(row, found=found, about=about, sides=[(everyone.n, "pupils")]), cells=cells)


def progress_distance(levels: Sequence[LevelCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's mean result minus other pupils' in one term, in the scale's unit, with Welch's interval; status is
    that of 1 September."""
    about = Subject(metric=metric("progress_distance"), group=group, label=label, key=key)
    one, two = level_sums(levels, group=group)
    unknown = Uncounted(unknown=sum(cell.n for cell in levels if not cell.sen_year))
    row = means_apart(about, one=one, two=two, uncounted=unknown)
    return replace(row, last_period=levels[0].term if levels else "")


def progress_effect_size(levels: Sequence[LevelCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The same distance in standard deviations of the pupils (Hedges' g) with its interval. ``numerator`` is the
    distance in the scale's unit, ``denominator`` the pooled standard deviation: g is the one by the other, corrected
    for small groups."""
    about = Subject(metric=metric("progress_effect_size"), group=group, label=label, key=key)
    one, two = level_sums(levels, group=group)
    unknown = Uncounted(unknown=sum(cell.n for cell in levels if not cell.sen_year))
    row = missing(about, one=one.n, two=two.n, uncounted=unknown) or _effect_size(about, one=one, two=two)
    return replace(row, last_period=levels[0].term if levels else "")


def _effect_size(about: Subject, *, one: Sums, two: Sums) -> Row:
    size = hedges_g(one, two, confidence=about.confidence)
    if size is None:
        return about.nothing(State.NOT_AVAILABLE, reason=NO_SPREAD, n=one.n, n_other=two.n)
    row = replace(about.row(n=one.n, n_other=two.n), numerator=size.apart, denominator=size.deviation)
    return valued(row, found=size.found, about=about, sides=[(one.n, about.words), (two.n, OTHER_WORDS)])


def progress_share_at_expected(
    cells: Sequence[ProgressCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the group making at least the expected gain minus that of other pupils, in percentage points, with
    Newcombe's interval; both shares (0 to 100) with Wilson's; numerator and denominator are the group's.

    Not applicable where the scale has no expectation.
    """
    about = Subject(metric=metric("progress_share_at_expected"), group=group, label=label, key=key)
    one_of_each(cells, "subject", "scale", "period")
    (met, n), (met_other, n_other) = met_expectation(cells, codes=codes_of(group)), met_expectation(cells, codes=OTHERS)
    expectations = [cell.met_expectation for cell in cells if cell.state == MATCHED]
    if expectations and all(told is None for told in expectations):
        return about.nothing(State.NOT_APPLICABLE, reason="no expected gain has been set for this scale")
    uncounted = without_pairs(cells, group=group)
    row = share_gap_row(about, one=(met, n), two=(met_other, n_other), uncounted=uncounted, nothing=NO_RESULTS)
    return dated(row, cells=cells)


def progress_share_matching_all(
    cells: Sequence[ProgressCell],
    *,
    matching: Sequence[MatchingCell],
    group: str = "send",
    label: str = "",
    key: str = "",
) -> Row:
    """The share of the group gaining at least the average of all pupils minus that of other pupils, in percentage
    points, with Newcombe's interval; both shares (0 to 100) with Wilson's; numerator and denominator are the group's.

    ``matching`` are the matched pupils of ``cells`` beside the average of all pupils of their phase in the trust on the
    same scale; empty where the reader has no such average.
    """
    about = Subject(metric=metric("progress_share_matching_all"), group=group, label=label, key=key)
    one_of_each(cells, "subject", "scale", "period")
    if not matching and any(cell.state == MATCHED for cell in cells):
        return about.nothing(State.NOT_AVAILABLE, reason=NO_AVERAGE)
    one, two = matched_all(matching, codes=codes_of(group)), matched_all(matching, codes=OTHERS)
    uncounted = without_pairs(cells, group=group)
    return dated(share_gap_row(about, one=one, two=two, uncounted=uncounted, nothing=NO_RESULTS), cells=cells)


def progress_standing_change(
    cells: Sequence[ProgressCell],
    *,
    cohorts: Mapping[CohortKey, Cohort],
    group: str = "send",
    label: str = "",
    key: str = "",
) -> Row:
    """The group's mean change of standing in standard deviations, relative to the trust's year group and subject, with
    Student's interval; other pupils' beside it. Scales may be mixed, subjects and periods may not.

    ``cohorts`` are ``cohorts_of`` all the trust's levels in the terms of the cells. ``numerator`` of ``denominator``
    matched pupils of the group are covered; pupils in cohorts below the definition's ``smallest_cohort`` are not.
    ``cohorts`` are empty for a reader of single schools where too few other schools stand behind them.
    """
    about = Subject(metric=metric("progress_standing_change"), group=group, label=label, key=key)
    one_of_each(cells, "subject", "period")
    matched = one_scale_each(cell for cell in cells if cell.state == MATCHED)
    smallest = about.metric.parameters["smallest_cohort"]
    moved = [(cell.sen_start, standing_change(cell, cohorts=cohorts, smallest_cohort=smallest)) for cell in matched]
    covered = [(status, sums) for status, sums in moved if sums is not None]
    one, two = split(covered, group=group, status=itemgetter(0), value=itemgetter(1))
    here = sum(cell.n for cell in matched if cell.sen_start in codes_of(group))
    if here and not one.n:
        few = f"no year group with {smallest:.0f} results to stand among" if cohorts else NO_COHORTS
        row = about.nothing(State.NOT_AVAILABLE, reason=few)
    else:
        row = mean_alone(about, one=one, two=two, uncounted=without_pairs(one_scale_each(cells), group=group))
    return dated(replace(row, numerator=one.n, denominator=here), cells=matched)


def progress_change_same_pupils(
    cells: Sequence[PairCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """How the distance between the group and other pupils changed for the same pupils: the difference of their mean
    gains with Welch's interval. ``group_value`` is the distance on the later date, ``other_value`` on the earlier."""
    about = Subject(metric=metric("progress_change_same_pupils"), group=group, label=label, key=key)
    one, two = gain_sums(cells, group=group)
    row = means_apart(about, one=one, two=two, uncounted=without_pairs(cells, group=group))
    if row.value is None:
        return dated(about.nothing(row.state, reason=row.reason, n=one.n, n_other=two.n), cells=cells)
    later = value_sums(cells, group=group, value=lambda cell: cell.last)
    earlier = value_sums(cells, group=group, value=lambda cell: cell.first)
    now, before = (welch(*sums, confidence=about.confidence) for sums in (later, earlier))
    return dated(with_sides(row, one=now, two=before), cells=cells)


def progress_change_year_groups(
    now: Sequence[LevelCell], *, before: Sequence[LevelCell], group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The distance now minus the distance a year ago for *different* pupils, with the interval for disjoint groups.
    ``group_value`` is the distance now, ``other_value`` a year ago; ``n`` and ``n_other`` are today's.

    Not applicable where a pupil could be in both: where a year group of now was another year group of then.
    """
    about = Subject(metric=metric("progress_change_year_groups"), group=group, label=label, key=key)
    today, ago = level_sums(now, group=group), level_sums(before, group=group)
    sizes = {"n": today[0].n, "n_other": today[1].n}
    if entry_years(now) & entry_years(before):
        return about.nothing(State.NOT_APPLICABLE, reason=OVERLAP, **sizes)
    nothing = missing(about, one=today[0].n, two=today[1].n) or missing(about, one=ago[0].n, two=ago[1].n)
    if nothing:
        when = " a year ago" if all(side.n for side in today) else ""
        return about.nothing(nothing.state, reason=f"{nothing.reason}{when}", **sizes)
    gap, gap_ago = (welch(*sums, confidence=about.confidence) for sums in (today, ago))
    row = with_sides(about.row(**sizes), one=gap, two=gap_ago)
    row = replace(row, first_period=before[0].term, last_period=now[0].term, fewest=min(side.n for side in ago))
    names = [about.words, OTHER_WORDS, f"{about.words} a year ago", f"{OTHER_WORDS} a year ago"]
    sides = [(side.n, words) for side, words in zip((*today, *ago), names, strict=True)]
    return valued(row, found=difference(gap, gap_ago, confidence=about.confidence), about=about, sides=sides)


def smallest_change(cells: Sequence[ProgressCell], *, group: str = "send") -> float | None:
    """The smallest true difference in gains these pupils could show, in the scale's unit: one whose interval would
    exclude nought as often as the definition's ``power`` says. None where there is no interval at all."""
    known = metric("progress_gap")
    one, two = gain_sums(cells, group=group)
    se = welch(one, two).se if one.n and two.n else None
    if se is None:
        return None
    return smallest_detectable(se, confidence=known.parameters["confidence"], power=known.parameters["power"])
