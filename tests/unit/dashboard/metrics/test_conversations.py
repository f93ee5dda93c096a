"""Conversations: the worked example of the definitions, the edges, and who leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.metrics import conversations
from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells_conversations import ConversationCell, LeadDays, SetDay, TermCell, Terms, merged
from dashboard.metrics.counted_conversations import Ladder, Targets, coverage, ladder, targets
from dashboard.metrics.leads import annual_role, role_mean

CEDAR = "100001"
OVER, AUTUMN, SPRING = {CEDAR: Terms(3, 3)}, {CEDAR: Terms(0, 1)}, {CEDAR: Terms(1, 2)}
close = pytest.approx


def cell(n: int, counted: str, *, inside: str = "111", sen: str = "K", **more: Any) -> ConversationCell:
    """Pupils with this many counted conversations in autumn, spring and summer, in the group in these terms."""
    none = dict.fromkeys(ConversationCell._fields[12:], 0)
    ins = dict(zip(("in_autumn", "in_spring", "in_summer"), map(int, inside), strict=True))
    talks = dict(zip(("counted_autumn", "counted_spring", "counted_summer"), map(int, counted), strict=True))
    at = {"school": CEDAR, "academic_year": "2024-25", "year_group": "3", "class_id": 1, "sen_year": sen}
    return ConversationCell(**at | ins | talks | none | {"n": n} | more)  # type: ignore[arg-type]


TWENTY = [cell(11, "111"), cell(5, "110"), cell(3, "010"), cell(1, "000")]
JOINED_IN_SPRING = cell(1, "011", inside="011")
EVERYBODY = [*TWENTY, JOINED_IN_SPRING]


def test_the_worked_example_of_full_participation() -> None:
    row = conversations.conversations_full_participation(EVERYBODY, when=OVER)
    assert (row.numerator, row.denominator, row.n) == (11, 20, 20)
    assert (row.value, row.low, row.high) == close((55.0, 34.2, 74.2), abs=0.05)


def test_the_worked_example_of_the_average_the_expected_and_reach() -> None:
    of_twenty = conversations.conversations_per_pupil(TWENTY, when=OVER)
    assert of_twenty.value == close(2.30)
    assert conversations.conversations_per_pupil(EVERYBODY, when=OVER).value == close(48 / 21)
    expected = conversations.conversations_pro_rata(EVERYBODY, when=OVER)
    assert (expected.numerator, expected.denominator) == (48, 62)
    assert expected.value == close(77.4, abs=0.05)
    reach = conversations.conversations_reach(EVERYBODY, when=OVER)
    assert (reach.numerator, reach.denominator) == (20, 21)


def test_two_in_one_term_make_three_but_not_one_a_term() -> None:
    cells = [cell(4, "120"), cell(6, "111")]
    assert conversations.conversations_full_participation(cells, when=OVER).value == 100
    assert conversations.conversations_termly_complete(cells, when=OVER).value == 60


def test_a_year_that_is_not_over_has_no_full_participation() -> None:
    for metric in (conversations.conversations_full_participation, conversations.conversations_termly_complete):
        row = metric(TWENTY, when=SPRING)
        assert (row.state, row.value, row.reason) == (State.NOT_APPLICABLE, None, "the school year is not over")


def test_in_the_year_a_conversation_is_due_once_its_term_has_ended() -> None:
    assert conversations.conversations_so_far(TWENTY, when=AUTUMN).reason == "none is due until a term has ended"
    row = conversations.conversations_so_far(EVERYBODY, when=SPRING)
    assert (row.numerator, row.denominator) == (16, 20)  # 11 and 5 had the autumn's; who joined in spring had none due
    row = conversations.conversations_so_far(EVERYBODY, when={CEDAR: Terms(2, 3)})
    assert (row.numerator, row.denominator) == (17, 21)


def test_a_pupil_of_a_term_not_begun_is_not_in_the_group_yet() -> None:
    joins = cell(2, "000", inside="001")
    assert conversations.conversations_reach([joins, *TWENTY], when=SPRING).n == 20
    assert conversations.conversations_reach([joins], when=SPRING).state is State.NOT_APPLICABLE


def test_the_group_is_everybody_in_it_whatever_the_status() -> None:
    cells = [cell(3, "111", sen="N"), cell(4, "111", sen="E"), cell(5, "111", sen="K"), cell(9, "111", inside="000")]
    said = {group: conversations.conversations_reach(cells, when=OVER, group=group).n for group in ("send", "plan")}
    assert said == {"send": 12, "plan": 4}


def test_targets_are_a_ratio_over_pupils() -> None:
    cells = [
        cell(1, "111", complete=3, complete_squared=9, complete_counted=9, curricular_set=3, wider_set=3,
             curricular_met=3, wider_met=1, wider_missed=1, with_closed=1, met_squared=16, closed_squared=25,
             met_closed=20),
        cell(1, "100", complete=0, curricular_set=1, curricular_missed=1, with_closed=1, closed_squared=1),
    ]  # fmt: skip
    complete = conversations.conversations_target_completeness(cells, when=OVER)
    assert (complete.numerator, complete.denominator, complete.n) == (3, 4, 2)
    met = conversations.conversations_targets_met(cells, when=OVER)
    assert (met.numerator, met.denominator, met.n) == (4, 6, 2)
    assert met.value == close(100 * 4 / 6)


def test_nothing_counted_and_nothing_closed_are_said() -> None:
    none = [cell(3, "000")]
    assert conversations.conversations_target_completeness(none, when=OVER).state is State.NOT_APPLICABLE
    assert conversations.conversations_targets_met(none, when=OVER).reason == "no target has been closed yet"


def term(n: int, outcome: str, *, school: str = CEDAR, inside: int = 1, sen: str = "K") -> TermCell:
    offered = n * (outcome not in ("", "cancelled"))
    held, counted = n * (outcome in ("counted", "alone")), n * (outcome == "counted")
    return TermCell(school, "2025-26.spring", "3", 1, sen, inside, outcome, n, offered, held, counted,
                    n * (outcome == "declined"))  # fmt: skip


SPRING_TERM = [
    term(12, "counted"), term(2, "alone"), term(3, "declined"), term(1, "parent_absent"), term(4, "scheduled"),
    term(5, ""), term(7, "", inside=0, sen="N"), term(1, "counted", inside=0, sen="E"), term(2, "", inside=0, sen=""),
]  # fmt: skip


def test_coverage_is_to_come_while_the_term_lasts_and_overdue_after_it() -> None:
    row = conversations.conversations_this_term(SPRING_TERM)
    assert (row.numerator, row.denominator) == (12, 27)
    now = coverage(SPRING_TERM, ended=frozenset())
    assert (now.n, now.had, now.to_come, now.overdue) == (27, 12, 15, 0)
    then = coverage(SPRING_TERM, ended=frozenset({CEDAR}))
    assert (then.n, then.had, then.to_come, then.overdue) == (27, 12, 0, 15)
    assert (now.outcomes["scheduled"], now.outcomes["declined"], now.outcomes[""]) == (4, 3, 5)
    assert (now.offered, now.held, now.declined) == (22, 14, 3)


def test_a_day_that_has_passed_is_told_apart_from_one_ahead() -> None:
    gone = SetDay(CEDAR, "3", "K", "scheduled", passed=True, n=3)
    ahead = SetDay(CEDAR, "3", "K", "alone", passed=False, n=1)  # held without a parent, and a day set again
    now = coverage(SPRING_TERM, ended=frozenset(), days=[gone, ahead])
    assert now.days == {"passed": 3, "ahead": 1, "scheduled": 1}
    assert (now.n, now.had, now.to_come, now.outcomes["alone"]) == (27, 12, 15, 1)
    assert coverage(SPRING_TERM, ended=frozenset(), days=[gone], group="plan").days == {}
    assert coverage(SPRING_TERM, ended=frozenset(), days=[gone], who="others").days == {}
    then = coverage(SPRING_TERM, ended=frozenset({CEDAR}), days=[gone])
    assert (then.days, then.overdue, then.outcomes["passed"]) == ({}, 15, 3)


def test_other_pupils_are_counted_beside_the_group() -> None:
    beside = {who: coverage(SPRING_TERM, ended=frozenset(), who=who) for who in ("afa", "send", "others")}
    found = {who: (each.n, each.had) for who, each in beside.items()}
    assert found == {"afa": (27, 12), "send": (1, 1), "others": (7, 0)}


def test_the_ladder_counts_pupils_by_conversations() -> None:
    assert ladder(EVERYBODY, when=OVER) == Ladder(counts=(1, 3, 6, 11), n=21)
    assert ladder(EVERYBODY, when=SPRING) == Ladder(counts=(1, 3, 16, 0), n=20)  # the summer has not begun
    assert ladder([cell(2, "201")], when=OVER).counts == (0, 0, 0, 2)
    assert ladder(EVERYBODY, when=AUTUMN).n == 20  # nothing is due yet: the pupils whose first is to come


def test_targets_are_set_met_missed_and_open() -> None:
    cells = [cell(2, "111", curricular_set=5, curricular_met=2, curricular_missed=1, wider_set=4)]
    found = targets(cells, when=OVER)
    assert found["curricular"] == Targets(set=5, met=2, missed=1)
    assert (found["curricular"].open, found["wider"].open) == (2, 4)


def days(role: str, opened: int) -> LeadDays:
    return LeadDays(CEDAR, "2024-25", date(2024, 9, 1), None, role, opened)


@pytest.mark.parametrize(
    ("leads", "role"),
    [
        ([days("headteacher", 115), days("class_teacher", 75)], "headteacher"),  # 60.5% of 190 days
        ([days("headteacher", 114), days("class_teacher", 76)], "headteacher"),  # 60% exactly
        ([days("headteacher", 113), days("class_teacher", 77)], "changed"),
        ([days("senco", 60), days("class_teacher", 70), days("senco", 60)], "senco"),
        ([days("senco", 100)], "changed"),
        ([], ""),
    ],
)
def test_the_role_of_a_year_is_the_one_that_led_on_most_days(leads: list[LeadDays], role: str) -> None:
    assert annual_role(leads, open_days=190) == role


def school(value: float, n: int) -> Row:
    return Row(label="", value=value, numerator=n * value / 100, denominator=n, n=n)


def test_a_mean_of_a_role_needs_three_schools() -> None:
    rows = [school(60, 10), school(50, 20), school(40, 70)]
    found = role_mean(rows)
    assert found is not None
    assert (found.schools, found.of_schools, found.of_pupils) == (3, close(50), close(44))
    assert role_mean(rows[:2]) is None
    assert role_mean([*rows[:2], replace(rows[0], value=None)]) is None


def test_three_of_eight_schools() -> None:
    answers = ["excellent"] * 3 + ["good"] * 4 + ["poor"]
    row = conversations.conversations_parent_relationships(answers)
    assert (row.numerator, row.denominator, row.n, row.value) == (3, 8, 8, 37.5)
    assert row.reason == "only 8 schools"
    assert conversations.conversations_parent_relationships([]).state is State.NOT_APPLICABLE


@pytest.mark.parametrize("metric", [
    conversations.conversations_reach, conversations.conversations_per_pupil, conversations.conversations_so_far,
    conversations.conversations_pro_rata, conversations.conversations_full_participation,
])  # fmt: skip
def test_no_pupil_in_the_group_is_said(metric: Callable[..., Row]) -> None:
    row = metric([cell(30, "000", inside="000", sen="N")], when=OVER)
    assert (row.value, row.state, bool(row.reason)) == (None, State.NOT_APPLICABLE, True)


def test_cells_added_up_over_schools_with_the_same_dates_say_the_same() -> None:
    """Figures of a trust do not depend on whether its schools are told apart."""
    other = [replace_school(each, "100002") for each in EVERYBODY]
    late = [replace_school(each, "100003") for each in EVERYBODY]
    apart, when = [*EVERYBODY, *other, *late], OVER | {"100002": Terms(3, 3), "100003": Terms(1, 2)}
    one = merged(apart, alike={CEDAR: CEDAR, "100002": CEDAR, "100003": "100003"})
    assert len(one) == 10 < len(apart)
    assert {each.n for each in one if each.school == CEDAR} == {22, 10, 6, 2}
    for metric in (conversations.conversations_so_far, conversations.conversations_pro_rata,
                   conversations.conversations_per_pupil, conversations.conversations_full_participation):  # fmt: skip
        assert metric(one, when=when) == metric(apart, when=when)
    assert ladder(one, when=when) == ladder(apart, when=when)


def replace_school(each: ConversationCell, school: str) -> ConversationCell:
    return each._replace(school=school, year_group="4")
