"""Progress: every kind of nothing, small sides, who is counted, and what must not change the figure."""

from __future__ import annotations

import random
from collections.abc import Callable

import pandas as pd
import pytest

from dashboard.metrics import (
    progress,
    progress_ages,
    progress_attainment,
    progress_bands,
    progress_levels,
    progress_starts,
)
from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import LevelCell, MatchingCell, MixedCellsError, ProgressCell, Sums, added
from dashboard.metrics.counted import average_gain
from dashboard.metrics.registry import metrics
from dashboard.metrics.standing import Cohort, cohorts_of, year_group_in
from tests.unit.dashboard.metrics.pupils import invented, level_cells, progress_cells, sums_cell

close = pytest.approx
OF_CELLS = (
    progress.progress_gap, progress.progress_gain, progress.progress_gain_per_term,
    progress.progress_share_at_expected, progress.progress_change_same_pupils,
)  # fmt: skip
OF_TWO_SIDES = (OF_CELLS[0], *OF_CELLS[3:])


def cell(status: str, *gains: float, state: str = "matched", met: int | None = 0, **said: str) -> ProgressCell:
    """Pupils who began at 100 and gained that much."""
    last = [100 + gain for gain in gains]
    told = {"school": "1", "subject": "reading", "scale": "standard", "year_group": "4", "period": "2025-26.spring"}
    told |= said
    return ProgressCell(
        told["school"], told["period"], told["subject"], told["scale"], told["year_group"], status, state,
        "2025-26.autumn", "2025-26.spring", len(gains), 100.0 * len(gains), sum(last), 10_000.0 * len(gains),
        sum(value * value for value in last), 100 * sum(last), met,
    )  # fmt: skip


def standard() -> list[ProgressCell]:
    pupils = invented()
    return progress_cells(pupils[pupils.scale == "standard"])


def test_scaled_scores_in_reading() -> None:
    row = progress.progress_distance([sums_cell("K", 24, 97.5, 9.2), sums_cell("N", 112, 104.8, 7.4)])
    assert (row.value, row.low, row.high) == close((-7.3, -11.4, -3.2), abs=0.05)
    assert (row.group_value, row.other_value, row.state) == (close(97.5), close(104.8), State.OK)


def test_progress_effect_size() -> None:
    """Scaled scores in reading: 7.3 points apart, 0.94 of the pupils' standard deviation; n, and no side's own mean."""
    row = progress.progress_effect_size([sums_cell("K", 24, 97.5, 9.2), sums_cell("N", 112, 104.8, 7.4)])
    # s² = (23 × 84.64 + 111 × 54.76) ÷ 134 = 59.8887, s 7.7388; J = 1 − 3 ÷ 535 = 0.99439; g = J × −7.3 ÷ s
    # se² = (J × 2.0039 ÷ s)² + g² ÷ 268 = 0.066301 + 0.003283, se 0.26379; t of 29.7 degrees 2.0432
    assert (row.value, row.low, row.high) == close((-0.9380, -1.4770, -0.3990), abs=5e-4)
    assert (row.numerator, row.denominator) == close((-7.3, 7.7388), abs=5e-4)
    assert (row.n, row.n_other, row.state, row.last_period) == (24, 112, State.OK, "2025-26.spring")
    assert (row.group_value, row.other_value) == (None, None)


def test_size_of_the_gap_without_a_spread_says_why() -> None:
    for send, others in ((sums_cell("K", 1, 97.5, 0.0), sums_cell("N", 30, 104.8, 7.4)),
                         (sums_cell("K", 8, 97.5, 0.0), sums_cell("N", 9, 104.8, 0.0))):  # fmt: skip
        row = progress.progress_effect_size([send, others])
        assert (row.value, row.state, row.reason) == (None, State.NOT_AVAILABLE, progress.NO_SPREAD)
        assert (row.n, row.n_other) == (send.n, others.n)
    assert progress.progress_effect_size([]).state is State.NOT_AVAILABLE
    assert progress.progress_effect_size([sums_cell("N", 30, 104.8, 7.4)]).state is State.NOT_APPLICABLE


def test_change_between_two_cohorts_that_is_not_clear() -> None:
    now = [sums_cell("K", 24, 97.5, 9.2), sums_cell("N", 112, 104.8, 7.4)]
    ago = {"term": "2024-25.spring"}
    before = [sums_cell("K", 24, 96.5, 10.4963, **ago), sums_cell("N", 112, 105.6, 7.4, **ago)]
    row = progress.progress_change_year_groups(now, before=before)
    assert (row.value, row.low, row.high) == close((1.8, -4.1, 7.7), abs=0.05)
    assert (row.group_value, row.other_value) == close((-7.3, -9.1))
    assert (row.first_period, row.last_period, row.clear) == ("2024-25.spring", "2025-26.spring", False)


def test_share_at_expected() -> None:
    send, others = cell("K", *[0.0] * 24, met=6), cell("N", *[0.0] * 112, met=84)
    row = progress.progress_share_at_expected([send, others])
    assert (row.value, row.low, row.high) == close((-50.0, -64.8, -28.3), abs=0.05)
    assert (row.group_value, row.group_low, row.group_high) == close((25.0, 12.0, 44.9), abs=0.05)
    assert (row.other_value, row.other_low, row.other_high) == close((75.0, 66.2, 82.1), abs=0.05)
    assert (row.numerator, row.denominator) == (6, 24)


def test_share_at_least_matching_all_pupils() -> None:
    """The average of all is that of those whose status is not known too; both shares stand side by side."""
    cells = [cell("K", *[0.0] * 18, *[4.0] * 6), cell("N", *[0.0] * 28, *[4.0] * 84), cell("", *[8.0] * 4)]
    assert average_gain(cells) == close((6 * 4 + 84 * 4 + 4 * 8) / 140)
    held = [MatchingCell("1", "4", "K", 24, 6), MatchingCell("1", "4", "N", 112, 84), MatchingCell("1", "4", "", 4, 4)]
    row = progress.progress_share_matching_all(cells, matching=held)
    assert (row.value, row.low, row.high) == close((-50.0, -64.8, -28.3), abs=0.05)
    assert (row.group_value, row.other_value, row.n, row.n_other) == (close(25.0), close(75.0), 24, 112)
    assert (row.numerator, row.denominator, row.first_period) == (6, 24, "2025-26.autumn")


def test_without_an_average_of_all_nobody_is_held_against_it() -> None:
    row = progress.progress_share_matching_all([cell("K", 1.0), cell("N", 2.0)], matching=[])
    assert (row.value, row.state, row.reason) == (None, State.NOT_AVAILABLE, progress.NO_AVERAGE)
    row = progress.progress_share_matching_all([cell("K", 0.0, state="no_first")], matching=[])
    assert (row.state, row.reason) == (State.NOT_AVAILABLE, "no results to compare for 1 SEND pupil")
    assert average_gain([cell("K", 0.0, state="no_first")]) is None


def test_gain_a_term_is_of_the_terms_between_the_two_results() -> None:
    """3 points in a year are 1 a term; 4 points in two terms are 2."""
    year = cell("K", *[3.0] * 10)._replace(first_term="2024-25.spring")
    two_terms = cell("K", *[4.0] * 10)._replace(first_term="2024-25.summer")
    one_term, same_term = cell("N", 5.0, 7.0), cell("N", 9.0)._replace(first_term="2025-26.spring")
    row = progress.progress_gain_per_term([year, two_terms, one_term, same_term])
    assert (row.value, row.n, row.other_value, row.n_other) == (close(1.5), 20, close(6.0), 2)
    assert (row.low, row.high) == close((1.5 - 0.24008, 1.5 + 0.24008), abs=1e-4)


def test_two_results_of_one_term_tell_nothing_of_a_term() -> None:
    row = progress.progress_gain_per_term([cell("K", 9.0)._replace(first_term="2025-26.spring"), cell("N", 5.0)])
    assert (row.value, row.state, row.reason) == (None, State.NOT_AVAILABLE, "no two results at least a term apart")


@pytest.mark.parametrize("metric", OF_TWO_SIDES, ids=lambda metric: metric.__name__)
@pytest.mark.parametrize(
    ("cells", "state", "reason"),
    [
        ([], "x", "no results for this period"),
        ([cell("N", 1.0, 2.0)], "z", "no SEND pupils to compare"),
        ([cell("K", 1.0, 2.0)], "z", "no other pupils to compare"),
        ([cell("", 1.0, 2.0)], "x", "nobody's SEND status is known"),
        ([cell("N", 1.0, 2.0), cell("K", 0.0, state="no_first")], "x", "no results to compare for 1 SEND pupil"),
        (
            [cell("K", 1.0, 2.0), cell("N", *[0.0] * 3, state="no_result")],
            "x",
            "no results to compare for 3 other pupils",
        ),
    ],
)
def test_nothing_has_a_kind_and_a_reason(
    metric: Callable[..., Row], cells: list[ProgressCell], state: str, reason: str
) -> None:
    row = metric(cells, label="Elm", key="school:1")
    assert (row.value, row.low, row.high, row.p) == (None, None, None, None)
    assert (row.state, row.reason) == (State(state), reason)
    assert (row.label, row.key) == ("Elm", "school:1")


def test_groups_have_their_own_words() -> None:
    others = cell("N", 1.0, 2.0)
    assert (
        progress.progress_gap([others, cell("K", 1.0)], group="plan").reason == "no pupils with an EHC plan to compare"
    )
    assert progress.progress_gap([others, cell("E", 1.0)], group="support").state is State.NOT_APPLICABLE


def test_a_pupil_alone_has_a_value_and_no_interval() -> None:
    row = progress.progress_gap([cell("K", 5.0), cell("N", *range(30))])
    assert (row.value, row.low, row.high) == (close(5 - 14.5), None, None)
    assert (row.state, row.reason) == (State.LOW_RELIABILITY, "only 1 SEND pupil, so no interval")


@pytest.mark.parametrize(
    ("n", "state", "reason"),
    [(4, "u", "only 4 SEND pupils"), (19, "u", "only 19 SEND pupils"), (20, "ok", "")],
)
def test_fewer_than_twenty_are_of_low_reliability(n: int, state: str, reason: str) -> None:
    row = progress.progress_gap([cell("K", *range(n)), cell("N", *range(40))])
    assert (row.state, row.reason) == (State(state), reason)
    assert row.low is not None


def test_pupils_who_are_all_alike_have_no_interval() -> None:
    row = progress.progress_gap([cell("K", *[2.0] * 30), cell("N", *[1.0] * 30)])
    assert (row.value, row.low, row.state, row.clear) == (close(1.0), None, State.LOW_RELIABILITY, False)
    assert row.reason == "no interval: on each side every pupil has the same value"


def test_gain_of_a_group_needs_no_others() -> None:
    row = progress.progress_gain([cell("K", *range(30))])
    assert (row.value, row.n_other, row.other_value, row.state) == (close(14.5), None, None, State.OK)
    assert progress.progress_gain([cell("N", *range(30))], group="others").value == close(14.5)
    assert progress.progress_gain([cell("N", *range(30))]).reason == "no SEND pupils to compare"


def test_no_expectation_is_not_a_share_of_nought() -> None:
    row = progress.progress_share_at_expected([cell("K", 1.0, met=None), cell("N", 1.0, met=None)])
    assert (row.value, row.state) == (None, State.NOT_APPLICABLE)
    assert row.reason == "no expected gain has been set for this scale"


@pytest.mark.parametrize("metric", [*OF_CELLS, progress.coverage], ids=lambda metric: metric.__name__)
@pytest.mark.parametrize("other", [{"scale": "gcse"}, {"subject": "writing"}, {"period": "2024-25.spring"}])
def test_points_of_two_scales_are_never_added(metric: Callable[..., object], other: dict[str, str]) -> None:
    with pytest.raises(MixedCellsError, match=next(iter(other))):
        metric([cell("K", 1.0), cell("N", 2.0, **other)])


def test_levels_of_two_terms_are_never_added() -> None:
    with pytest.raises(MixedCellsError, match="term"):
        progress.progress_distance([sums_cell("K", 5, 90, 5), sums_cell("N", 5, 90, 5, term="2024-25.spring")])


@pytest.mark.parametrize("metric", OF_CELLS, ids=lambda metric: metric.__name__)
def test_order_of_the_cells_changes_nothing(metric: Callable[..., Row]) -> None:
    cells = standard()
    shuffled = random.Random(3).sample(cells, len(cells))
    assert metric(cells) == metric(shuffled)


@pytest.mark.parametrize("metric", OF_TWO_SIDES, ids=lambda metric: metric.__name__)
def test_groups_swapped_change_the_sign(metric: Callable[..., Row]) -> None:
    swap = {"N": "K", "K": "N"}
    cells = [one for one in standard() if one.sen_start in swap]
    row, turned = metric(cells), metric([one._replace(sen_start=swap[one.sen_start]) for one in cells])
    assert (row.value, row.low, row.high) == close((-turned.value, -turned.high, -turned.low), abs=1e-9)  # type: ignore[operator]


@pytest.mark.parametrize("metric", OF_CELLS, ids=lambda metric: metric.__name__)
def test_interval_holds_its_value_and_sides_differ_by_it(metric: Callable[..., Row]) -> None:
    row = metric(standard())
    assert row.low is not None
    assert row.value is not None
    assert row.high is not None
    assert row.low < row.value < row.high
    if metric in OF_TWO_SIDES:
        assert row.group_value is not None
        assert row.other_value is not None
        assert row.value == close(row.group_value - row.other_value, abs=1e-9)


def test_support_and_plan_add_up_to_send() -> None:
    send, support, plan = (progress.progress_gain(standard(), group=group) for group in ("send", "support", "plan"))
    assert send.n == support.n + plan.n
    assert send.value == close((support.n * support.value + plan.n * plan.value) / send.n)  # type: ignore[operator]


def test_schools_add_up_to_the_trust() -> None:
    cells = standard()
    parts = [progress.progress_gain([one for one in cells if one.school == school]) for school in "123"]
    whole = progress.progress_gain(cells)
    assert whole.value == close(sum(part.n * (part.value or 0) for part in parts) / sum(part.n for part in parts))


@pytest.mark.parametrize("metric", OF_CELLS, ids=lambda metric: metric.__name__)
def test_same_points_for_everybody_change_nothing(metric: Callable[..., Row]) -> None:
    pupils = invented()
    pupils = pupils[pupils.scale == "standard"]
    moved = pupils.assign(first=pupils["first"] + 40, last=pupils["last"] + 40)
    one, two = metric(progress_cells(pupils)), metric(progress_cells(moved))
    assert (one.value, one.low, one.high) == close((two.value, two.low, two.high), abs=1e-7)


def test_row_names_the_window_most_pupils_have() -> None:
    late = cell("K", 1.0)._replace(first_term="2025-26.spring")
    row = progress.progress_gap([cell("K", *range(12)), cell("N", *range(12)), late])
    assert (row.first_period, row.last_period) == ("2025-26.autumn", "2025-26.spring")


def test_coverage_counts_everybody_once() -> None:
    cells = [cell("K", 1.0, 2.0), cell("N", 1.0), cell("", 1.0), cell("", *[0.0] * 2, state="no_first"),
             cell("K", *[0.0] * 3, state="no_result")]  # fmt: skip
    assert progress.coverage(cells) == progress.Coverage(
        matched=4, eligible=9, reasons={"no_first": 2, "no_result": 3}, unknown_status=3
    )
    assert progress.coverage(cells, group="send") == progress.Coverage(
        matched=2, eligible=5, reasons={"no_result": 3}, unknown_status=0
    )
    assert progress.coverage([]).eligible == 0


def test_year_groups_that_share_pupils_are_not_compared() -> None:
    now = [sums_cell("K", 24, 97, 9, year_group="5"), sums_cell("N", 90, 104, 9, year_group="5")]
    before = [sums_cell("K", 24, 97, 9, year_group="4", term="2024-25.spring")]
    row = progress.progress_change_year_groups(now, before=before)
    assert (row.state, row.n, row.n_other) == (State.NOT_APPLICABLE, 24, 90)
    assert "only the same pupils" in row.reason
    nobody_knows = [one._replace(year_group="X") for one in now]
    then = [one._replace(year_group="X", term="2024-25.spring") for one in now]
    assert progress.progress_change_year_groups(nobody_knows, before=then).state is State.NOT_APPLICABLE


def test_year_group_without_send_pupils_a_year_ago() -> None:
    now = [sums_cell("K", 24, 97, 9), sums_cell("N", 90, 104, 9)]
    before = [sums_cell("N", 90, 104, 9, term="2024-25.spring")]
    row = progress.progress_change_year_groups(now, before=before)
    assert (row.state, row.reason) == (State.NOT_APPLICABLE, "no SEND pupils to compare a year ago")
    few = [sums_cell("K", 3, 97, 9, term="2024-25.spring"), *before]
    row = progress.progress_change_year_groups(now, before=few)
    assert (row.state, row.reason, row.smaller_side) == (State.LOW_RELIABILITY, "only 3 SEND pupils a year ago", 3)


def test_small_cohorts_are_not_covered() -> None:
    pupils = invented()
    cohorts = cohorts_of(level_cells(pupils, of="first") + level_cells(pupils, of="last"))
    lost = {key: Cohort(29, known.mean, known.sd) if key[2] == "10" else known for key, known in cohorts.items()}
    cells = progress_cells(pupils)
    row, fewer = (progress.progress_standing_change(cells, cohorts=known) for known in (cohorts, lost))
    in_ten = int(((pupils.year_group == "10") & pupils.sen_start.isin(["K", "E"])).sum())
    assert (row.numerator, fewer.numerator, fewer.denominator) == (row.n, row.n - in_ten, row.n)
    small = {key: Cohort(29, known.mean, known.sd) for key, known in cohorts.items()}
    nothing, unseen = (progress.progress_standing_change(cells, cohorts=known) for known in (small, {}))
    assert (nothing.state, nothing.reason) == (State.NOT_AVAILABLE, "no year group with 30 results to stand among")
    assert (unseen.state, unseen.reason) == (State.NOT_AVAILABLE, progress.NO_COHORTS)


def test_pupil_on_two_scales_counts_once_in_standing() -> None:
    pupils = invented()
    beside = pupils[(pupils.year_group == "10") & (pupils.school == "1")].head(8).assign(scale="standard")
    both = pd.concat([pupils, beside])
    cohorts = cohorts_of(level_cells(both, of="first") + level_cells(both, of="last"))
    cohorts |= {key: Cohort(99, 100.0, 12.0) for key in cohorts if key[1:3] == ("standard", "10")}
    row = progress.progress_standing_change(progress_cells(both), cohorts=cohorts)
    assert row.n == int(pupils.sen_start.isin(["K", "E"]).sum())


@pytest.mark.parametrize(
    ("term", "year_group", "at", "then"),
    [
        ("2024-25.summer", "4", "2025-26.autumn", "3"), ("2025-26.autumn", "4", "2025-26.spring", "4"),
        ("2024-25.summer", "1", "2025-26", "R"), ("2024-25.summer", "X", "2025-26.autumn", "X"),
        ("2024-25.summer", "N1", "2025-26.autumn", "N1"),
    ],
)  # fmt: skip
def test_year_group_in_an_earlier_term(term: str, year_group: str, at: str, then: str) -> None:
    assert year_group_in(term, year_group=year_group, at=at) == then


def test_standing_across_september_uses_the_younger_cohort() -> None:
    cohorts = {("reading", "standard", "3", "2024-25.summer"): Cohort(60, 95.0, 10.0),
               ("reading", "standard", "4", "2025-26.autumn"): Cohort(60, 100.0, 10.0)}  # fmt: skip
    crossing = cell("K", *[5.0] * 20, *[7.0] * 20, period="2025-26.autumn")
    crossing = crossing._replace(first_term="2024-25.summer", last_term="2025-26.autumn")
    row = progress.progress_standing_change([crossing], cohorts=cohorts)
    assert row.value == close(0.6 - 0.5)


def test_smallest_change_shrinks_with_more_pupils() -> None:
    few, many = ([cell("K", *range(n)), cell("N", *range(4 * n))] for n in (10, 10))
    assert progress.smallest_change([*few, *many]) < progress.smallest_change(few)  # type: ignore[operator]
    assert progress.smallest_change([cell("K", 1.0)]) is None
    row = progress.progress_gap(few)
    assert row.high is not None
    assert row.value is not None
    assert progress.smallest_change(few) == close(2.8016 / 2.0 * (row.high - row.value), rel=0.1)


def test_sums_add_up_whatever_the_order() -> None:
    parts = [Sums(1, value, value * value) for value in (0.1, 1e9, -1e9, 0.2, 3.3)]
    assert added(parts) == added(reversed(parts))
    assert Sums(2, 3.0, 5.0) + Sums(1, 1.0, 1.0) == Sums(3, 4.0, 6.0)
    assert Sums(3, 0.3, 3 * 0.1**2).variance == 0


def test_every_metric_has_a_function() -> None:
    named = [name for name, known in metrics().items() if known.strand == "progress"]
    modules = (progress, progress_ages, progress_attainment, progress_bands, progress_levels, progress_starts)
    assert all(any(callable(getattr(module, name, None)) for module in modules) for name in named)
    assert isinstance(level_cells(invented(), of="last")[0], LevelCell)
