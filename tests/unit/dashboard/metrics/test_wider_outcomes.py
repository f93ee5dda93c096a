"""Wider outcomes worked out on paper, and the published clubs of two Portuguese schools through the importer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.access.scope import Level, Scope
from dashboard.metrics import wider_outcomes, words
from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.cells import MixedCellsError
from dashboard.metrics.cells_wider_outcomes import ActivityCell, CountCell, LengthCell, PercentCell
from dashboard.metrics.registry import metric
from dashboard.metrics.wider_outcomes_bullying import (
    bullied_pupils,
    bullied_send_share,
    bullying_pupils,
    bullying_send_share,
)
from dashboard.metrics.wider_outcomes_lengths import average_suspension, suspensions_per_pupil_suspended
from dashboard.reporting import questions
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from data_loaders.store.engine import reader
from tests.unit.data_loaders.files import load

close = pytest.approx
EVERY_SCHOOL = Scope(account_id=0, role="test", schools=None, levels=frozenset({Level.TRUST, Level.SCHOOL}))


@pytest.fixture
def portugal(shared: Path, sqlite_url: str) -> Iterator[Ask]:
    load([shared / "data" / "uci-student-performance" / "student-mat.csv"], url=sqlite_url, mapping="uci_student")
    engine = reader(sqlite_url)
    with asking(engine, scope=EVERY_SCHOOL, as_at=date(2006, 6, 1)) as ask:
        yield ask
    engine.dispose()


def row_at(ask: Ask, name: str, *, place: str = "trust") -> Row:
    view = view_of(ask, selection=Selection(place=place), strand="wider_outcomes")
    return questions.value(view, metric=name).rows[0]


def test_clubs_of_the_real_file_are_the_published_shares(portugal: Ask) -> None:
    row = row_at(portugal, "club_gap")
    assert (row.group_value, row.group_low, row.group_high) == close((56.8627, 43.2653, 69.4988), abs=5e-5)
    assert (row.other_value, row.other_low, row.other_high) == close((50.0, 44.7455, 55.2545), abs=5e-5)
    assert (row.numerator, row.denominator, row.n_other) == (29, 51, 344)
    # Newcombe from those limits, by squaring and adding.
    down = ((56.8627 - 43.2653) ** 2 + (55.2545 - 50.0) ** 2) ** 0.5
    up = ((69.4988 - 56.8627) ** 2 + (50.0 - 44.7455) ** 2) ** 0.5
    assert (row.value, row.low, row.high) == close((6.8627, 6.8627 - down, 6.8627 + up), abs=2e-4)
    assert not row.clear


def test_a_group_alone_has_wilsons_interval(portugal: Ask) -> None:
    row = row_at(portugal, "club_participation")
    assert (row.value, row.low, row.high) == close((56.8627, 43.2653, 69.4988), abs=5e-5)
    assert row.n == 51
    view = view_of(portugal, selection=Selection(), strand="wider_outcomes")
    answer = questions.value(view, metric="club_participation")
    assert words.sentence(answer) == "In autumn term 2005, 56.9% of SEND pupils came to a club."


def test_a_file_of_yes_and_no_says_nothing_of_regularity(portugal: Ask) -> None:
    row = row_at(portugal, "regular_participation")
    assert (row.state, row.reason) == (State.NOT_AVAILABLE, "registers do not say how many sessions were offered")


def test_a_school_without_send_pupils_has_nothing_to_compare(portugal: Ask) -> None:
    row = row_at(portugal, "club_gap", place="school:MS")
    assert (row.value, row.state, row.reason) == (None, State.NOT_APPLICABLE, "no SEND pupils to compare")
    assert row.n_other == 46


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bullying_incidents", "no incidents have been supplied"),
        ("suspension_rate", "no suspensions have been supplied"),
        ("parents_evening_attendance", "no parents' evening has been supplied for this period"),
    ],
)
def test_what_a_school_never_sent_is_not_nought(portugal: Ask, name: str, reason: str) -> None:
    row = row_at(portugal, name)
    assert (row.value, row.state, row.reason) == (None, State.NOT_AVAILABLE, reason)


def counts(measure: str, period: str = "2025-26", **sides: tuple[int, int, int, int]) -> list[CountCell]:
    """Cells of one school by status: n, total, squared, pupils; ``unknown`` is the status nobody knows."""
    return [
        CountCell("100001", period, measure, "4", "" if status == "unknown" else status, *sums)
        for status, sums in sides.items()
    ]


def test_regular_is_at_least_half_of_the_sessions_offered() -> None:
    cells = [
        PercentCell("100001", "2025-26.spring", "4", status, percent, n)
        for status, percent, n in (
            ("K", 0, 10),
            ("K", 49, 5),
            ("K", 50, 6),
            ("E", 100, 3),
            ("N", 50, 30),
            ("N", 12, 30),
        )
    ]
    row = wider_outcomes.regular_participation(cells)
    assert (row.numerator, row.denominator) == (9, 24)
    assert (row.group_value, row.other_value, row.value) == (37.5, 50.0, -12.5)
    assert metric("regular_participation").parameters["threshold_percent"] == 50


def test_sessions_a_pupil_are_a_mean_with_welchs_interval() -> None:
    # SEND 0, 0, 6, 10; others 4, 6, 8.
    cells = counts("club_sessions", K=(4, 16, 136, 2), N=(3, 18, 116, 3))
    row = wider_outcomes.sessions_per_pupil(cells)
    assert (row.group_value, row.other_value, row.value) == (4.0, 6.0, -2.0)
    assert (row.low, row.high) == close((-9.40, 5.40), abs=0.01)  # se² 24/4 + 4/3, 4.17 degrees of freedom


def test_incidents_are_counted_for_each_hundred_pupils() -> None:
    # 40 SEND pupils of whom one was a victim three times; 200 others of whom four once.
    row = wider_outcomes.bullying_incidents(counts("bullying_victim", K=(40, 3, 9, 1), N=(200, 4, 4, 4)))
    assert (row.group_value, row.other_value, row.value) == close((7.5, 2.0, 5.5))
    assert not row.clear  # one pupil makes no pattern
    assert (row.n, row.n_other) == (40, 200)


def test_ten_events_have_the_score_interval_of_a_count() -> None:
    # (k − m)² = 1.96² m for 10 events: m from 5.43 to 18.41; of none, 0 to 3.84.
    ten = wider_outcomes.behaviour_incidents(counts("behaviour_perpetrator", K=(100, 10, 10, 10), N=(100, 0, 0, 0)))
    assert (ten.group_low, ten.group_high) == close((5.43, 18.40), abs=0.01)
    assert (ten.other_low, ten.other_high) == close((0.0, 3.84), abs=0.01)
    # Squared and added: 10 − √(4.57² + 3.84²) to 10 + √(8.40² + 0²).
    assert (ten.low, ten.high) == close((10 - (4.57**2 + 3.84**2) ** 0.5, 18.40), abs=0.02)
    # The same ten events of one pupil say almost nothing.
    one = wider_outcomes.behaviour_incidents(counts("behaviour_perpetrator", K=(100, 10, 100, 1), N=(100, 0, 0, 0)))
    assert not one.clear


def test_of_very_few_events_nothing_is_compared() -> None:
    few = wider_outcomes.bullying_incidents(counts("bullying_victim", K=(100, 3, 3, 3), N=(800, 1, 1, 1)))
    assert (few.low, few.state, few.reason) == (None, State.LOW_RELIABILITY, "only 4 recorded, too few to compare")
    none = wider_outcomes.bullying_incidents(counts("bullying_victim", K=(100, 0, 0, 0), N=(800, 0, 0, 0)))
    assert (none.value, none.reason) == (0.0, "none recorded")


@pytest.mark.parametrize(
    "share",
    [bullied_pupils, bullying_pupils, wider_outcomes.pupils_suspended, wider_outcomes.permanent_exclusion_rate],
)
def test_of_very_few_pupils_recorded_nothing_is_claimed(share: Any) -> None:
    """2 of 159 against 1 of 756 would be clear by its interval alone: a rate of the same events is not compared."""
    few = share(counts("bullying_victim", K=(159, 2, 2, 2), N=(756, 1, 1, 1)))
    assert (few.low, few.state, few.reason) == (None, State.LOW_RELIABILITY, "only 3 recorded, too few to compare")
    assert (few.numerator, few.other_numerator, few.clear) == (2, 1, False)
    enough = share(counts("bullying_victim", K=(159, 4, 4, 4), N=(756, 1, 1, 1)))
    assert enough.clear


def test_relabelling_finds_a_difference_at_most_as_often_as_promised() -> None:
    """Suspensions of 900 pupils, some of them many times: who is called SEND is drawn anew 400 times."""
    rng = np.random.default_rng(7)
    each = rng.poisson(0.15 * rng.gamma(0.35, 1 / 0.35, 900))
    claims = 0
    for _ in range(400):
        rng.shuffle(each)
        sides = {
            status: (len(side), int(side.sum()), int((side**2).sum()), int((side > 0).sum()))
            for status, side in (("K", each[:160]), ("N", each[160:]))
        }
        claims += wider_outcomes.suspension_rate(counts("suspensions", **sides)).clear
    assert claims <= 0.07 * 400


def test_a_suspension_rate_can_exceed_a_hundred() -> None:
    cells = counts("suspensions", E=(20, 30, 90, 12), N=(300, 30, 34, 28), unknown=(4, 9, 81, 1))
    row = wider_outcomes.suspension_rate(cells)
    assert (row.group_value, row.other_value) == (150.0, 10.0)
    assert row.clear
    suspended = wider_outcomes.pupils_suspended(cells)
    assert (suspended.group_value, suspended.numerator, suspended.denominator) == (60.0, 12, 20)


def test_before_the_january_census_there_is_no_rate() -> None:
    for function in (
        wider_outcomes.suspension_rate,
        wider_outcomes.pupils_suspended,
        wider_outcomes.permanent_exclusion_rate,
        wider_outcomes.sessions_lost,
    ):
        row = function(counts("suspensions", K=(20, 1, 1, 1), N=(200, 1, 1, 1)), taken=False)
        assert (row.value, row.state, row.reason) == (None, State.NOT_AVAILABLE, wider_outcomes.NO_CENSUS)


def test_more_suspended_than_on_roll_is_no_share() -> None:
    row = wider_outcomes.pupils_suspended(counts("suspensions", K=(1, 2, 2, 2), N=(200, 1, 1, 1)))
    assert (row.value, row.reason) == (None, wider_outcomes.MORE_THAN_ON_ROLL)


def test_no_exclusion_at_all_is_nought_and_compared_with_nothing() -> None:
    row = wider_outcomes.permanent_exclusion_rate(counts("permanent_exclusions", K=(40, 0, 0, 0), N=(200, 0, 0, 0)))
    assert (row.value, row.group_value, row.other_value, row.reason) == (0.0, 0.0, 0.0, "none recorded")
    assert row.low is None
    assert not row.clear


def test_support_and_plan_apart_leave_the_other_send_pupils_out() -> None:
    cells = counts("club_sessions", K=(30, 90, 600, 12), E=(10, 5, 25, 3), N=(100, 300, 2000, 60))
    plan = wider_outcomes.club_gap(cells, group="plan")
    assert (plan.numerator, plan.denominator, plan.n_other) == (3, 10, 100)
    assert wider_outcomes.club_participation(cells, group="others").value == 60.0


def test_pupils_of_unknown_status_are_on_neither_side() -> None:
    row = wider_outcomes.club_gap(counts("club_sessions", unknown=(30, 90, 600, 12)))
    assert (row.state, row.reason) == (State.NOT_AVAILABLE, "nobody's SEND status is known")


def test_periods_and_measures_are_never_added_up() -> None:
    two = counts("club_sessions", K=(30, 9, 9, 9)) + counts("club_sessions", period="2024-25", K=(30, 9, 9, 9))
    with pytest.raises(MixedCellsError):
        wider_outcomes.club_gap(two)
    two = counts("club_sessions", K=(30, 9, 9, 9)) + counts("evenings", K=(30, 9, 9, 9))
    with pytest.raises(MixedCellsError):
        wider_outcomes.sessions_per_pupil(two)


def test_the_share_of_a_club_counts_those_who_came() -> None:
    cells = [
        ActivityCell("100001", "2025-26", "music", "Choir", status, members, members, came, 3 * came)
        for status, members, came in (("K", 4, 3), ("N", 30, 22), ("", 2, 2))
    ]
    row = wider_outcomes.club_send_share(cells)
    assert (row.numerator, row.denominator, row.value) == (3, 25, 12.0)
    few = wider_outcomes.club_send_share([cell._replace(pupils=cell.pupils // 3) for cell in cells])
    assert (few.denominator, few.reason) == (8, "only 8 pupils came")


def said(row: Row, name: str) -> str:
    answer = Answer(
        metric=name, place="school:100001", place_words="Rowan Park", period="2025-26", period_words="2025/26",
        rows=(row,), unit=metric(name).unit, decimals=metric(name).decimals,
    )  # fmt: skip
    return words.sentence(answer)


def test_sentences_claim_only_what_is_clear() -> None:
    apart = wider_outcomes.club_gap(counts("club_sessions", K=(40, 80, 400, 8), N=(200, 800, 4000, 120)))
    assert said(apart, "club_gap") == (
        "In 2025/26, 20.0% of SEND pupils came to a club, 40.0 percentage points less than other pupils (60.0%)."
    )
    alike = wider_outcomes.behaviour_incidents(counts("behaviour_perpetrator", K=(40, 1, 1, 1), N=(200, 4, 4, 4)))
    assert said(alike, "behaviour_incidents") == (
        "In 2025/26, SEND pupils had 2.5 behaviour incidents per 100 pupils, with no clear difference from other "
        "pupils (2.0)."
    )


def test_a_school_where_everybody_has_send_has_its_own_figure() -> None:
    alone = wider_outcomes.club_gap(counts("club_sessions", E=(115, 500, 4000, 69)))
    assert said(alone, "club_gap") == ("In 2025/26, 60.0% of SEND pupils came to a club (no other pupils to compare).")


def test_a_few_pupils_are_counted_and_never_averaged() -> None:
    few = counts("club_sessions", K=(3, 9, 81, 1), N=(20, 80, 400, 12))
    assert said(wider_outcomes.club_gap(few), "club_gap") == "In 2025/26, 1 of 3 SEND pupils came to a club."
    assert said(wider_outcomes.sessions_per_pupil(few), "sessions_per_pupil") == (
        "In 2025/26, only 3 SEND pupils, too few for an average."
    )
    some = counts("club_sessions", K=(14, 28, 140, 7), N=(200, 800, 4000, 120))
    assert said(wider_outcomes.club_gap(some), "club_gap").endswith("Only 14 SEND pupils are counted: read with care.")


def suspended(*sessions: tuple[int, ...], status: str = "K") -> LengthCell:
    """A cell of pupils, each with the sessions of each of their suspensions."""
    pairs = [(sum(each), len(each)) for each in sessions]
    return LengthCell(
        "1", "7", status, len(pairs), 0, sum(one for one, _ in pairs), sum(two for _, two in pairs),
        sum(one * one for one, _ in pairs), sum(one * two for one, two in pairs), sum(two * two for _, two in pairs),
    )  # fmt: skip


COUNTED = [CountCell("1", "2025-26", "suspensions", "7", status, 100, 4, 6, 3) for status in ("K", "N")]


def test_the_average_suspension_is_a_ratio_of_sums() -> None:
    """Two, four and six sessions of one pupil and ten of another: 22 sessions by 4 suspensions are 5.5, where the mean
    of the two pupils' own averages would be 7."""
    lengths = [suspended((2, 4, 6), (10,)), suspended((1,), (2,), (3,), status="N")]
    row = average_suspension(COUNTED, lengths=lengths)
    assert (row.numerator, row.denominator, row.n, row.value) == (22, 4, 2, 5.5)
    assert (row.other_value, row.n_other) == (2.0, None)
    assert row.state is State.LOW_RELIABILITY
    assert "only 2 SEND pupils" in row.reason


def test_without_a_suspension_there_is_no_length() -> None:
    none = average_suspension(COUNTED, lengths=[suspended((2,), status="N")])
    assert (none.state, none.value, none.reason) == (State.NOT_APPLICABLE, None, "no suspensions of SEND pupils")
    silent = suspended()._replace(without=3)
    unsaid = average_suspension(COUNTED, lengths=[silent])
    assert (unsaid.state, unsaid.value) == (State.NOT_AVAILABLE, None)
    assert unsaid.reason == "how long the suspensions of 3 SEND pupils were is not recorded"
    early = average_suspension(COUNTED, lengths=[suspended((2,))], taken=False)
    assert (early.state, early.value) == (State.NOT_AVAILABLE, None)


def test_who_has_a_suspension_without_a_length_is_left_out() -> None:
    lengths = [suspended((2,), (4,)), suspended()._replace(without=1)]
    row = average_suspension(COUNTED, lengths=lengths)
    assert (row.numerator, row.denominator, row.n) == (6, 2, 2)


def test_suspensions_of_a_pupil_suspended_are_those_of_the_pupils_suspended() -> None:
    # Of 30 SEND pupils 4 were suspended 1, 1, 2 and 4 times: 8 by 4, s² = (1 + 1 + 0 + 4)/3 = 2, se = √(2/4).
    cells = counts("suspensions", K=(20, 4, 6, 3), E=(10, 4, 16, 1), N=(200, 6, 8, 5))
    row = suspensions_per_pupil_suspended(cells)
    assert (row.numerator, row.denominator, row.n, row.value) == (8, 4, 4, 2.0)
    assert (row.low, row.high) == close((2 - 3.1824 * 0.7071, 2 + 3.1824 * 0.7071), abs=1e-3)  # t(0.975; 3)
    assert (row.other_value, row.n_other, row.state) == (1.2, None, State.LOW_RELIABILITY)
    many = suspensions_per_pupil_suspended(counts("suspensions", K=(99, 30, 50, 20), N=(900, 40, 60, 30)))
    answer = Answer(metric="suspensions_per_pupil_suspended", place="trust", place_words="The trust", rows=(many,),
                    period="2025-26", period_words="2025/26", unit="suspensions")  # fmt: skip
    assert words.sentence(answer) == "In 2025/26, SEND pupils who were suspended at all had 1.5 suspensions each."
    nobody = suspensions_per_pupil_suspended(counts("suspensions", K=(20, 0, 0, 0), N=(200, 6, 8, 5)))
    assert (nobody.value, nobody.state, nobody.reason) == (
        None,
        State.NOT_APPLICABLE,
        "no suspensions of SEND pupils",
    )
    assert suspensions_per_pupil_suspended(cells, taken=False).state is State.NOT_AVAILABLE


@pytest.mark.parametrize(
    ("pupils", "share", "measure"),
    [
        (bullied_pupils, bullied_send_share, "bullying_victim"),
        (bullying_pupils, bullying_send_share, "bullying_perpetrator"),
    ],
)
def test_a_pupil_bullied_often_is_one_pupil_bullied(pupils: Any, share: Any, measure: str) -> None:
    # 40 SEND pupils: 6 of them, 15 times; 200 others: 10, 12 times; 5 of unknown status: 1, once.
    cells = counts(measure, K=(30, 13, 60, 5), E=(10, 2, 4, 1), N=(200, 12, 16, 10), unknown=(5, 1, 1, 1))
    row = pupils(cells)
    assert (row.group_value, row.other_value, row.value) == close((15.0, 5.0, 10.0))
    # Wilson: 7.06 to 29.07 of 40, 2.74 to 8.96 of 200; squared and added.
    assert (row.low, row.high) == close((10 - (7.94**2 + 3.96**2) ** 0.5, 10 + (14.07**2 + 2.26**2) ** 0.5), abs=0.02)
    among = share(cells)
    assert (among.numerator, among.denominator, among.value) == (6, 16, 37.5)  # Wilson 18.48 to 61.36
    assert (among.low, among.high) == close((18.48, 61.36), abs=0.01)
    name = share.__name__
    answer = Answer(metric=name, place="trust", place_words="The trust", period="", period_words="", rows=(among,))
    assert "6 of 16 (37.5%) are SEND pupils" in words.sentence(answer)
    nobody = share(counts(measure, K=(30, 0, 0, 0), N=(200, 0, 0, 0)))
    assert (nobody.value, nobody.reason) == (None, "nobody recorded in this period")
