"""Teachers' questionnaires worked out on paper: two sides, a group alone, who has no pair, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.metrics import words
from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.cells import MixedCellsError
from dashboard.metrics.cells_questionnaires import QuestionnaireCell
from dashboard.metrics.registry import metric
from dashboard.metrics.wider_outcomes_questionnaires import behaviour_change, bullying_change, relationships_change
from dashboard.pages.wider_outcomes.questionnaires import verdict

close = pytest.approx


def cell(status: str, *changes: float, **more: object) -> QuestionnaireCell:
    """Pupils of one status whose scores moved by so much from October to March, on a scale from 1 to 5."""
    made = QuestionnaireCell(
        school="100001", academic_year="2025-26", outcome="positive_relationships", lowest=1.0, highest=5.0,
        year_group="4", status=status, state="matched", first_term="2025-26.autumn", last_term="2025-26.spring",
        n=len(changes), total=sum(changes), squared=sum(change * change for change in changes),
    )  # fmt: skip
    return made._replace(**more)


def told(name: str, row: Row) -> str:
    answer = Answer(metric=name, place="trust", place_words="The trust", period="2025-26.spring",
                    period_words="spring term 2026", rows=(row,), unit="points", decimals=2)  # fmt: skip
    return words.sentence(answer)


def test_the_change_of_one_side_minus_that_of_the_other() -> None:
    # SEND +0.4, +0.8, 0, +0.4: mean 0.4, s² 0.32/3. Others 0, +0.2, −0.2: mean 0, s² 0.04.
    row = relationships_change([cell("K", 0.4, 0.8), cell("E", 0.0, 0.4), cell("N", 0.0, 0.2, -0.2), cell("", 1.0)])
    assert (row.group_value, row.other_value, row.value) == (close(0.4), close(0.0), close(0.4))
    # se² = 0.32/3/4 + 0.04/3 = 0.04; df = 0.0016 / (0.0267²/3 + 0.0133²/2) = 4.91; t(0.975) = 2.5850.
    assert (row.low, row.high) == (close(-0.1170, abs=1e-4), close(0.9170, abs=1e-4))
    assert (row.n, row.n_other) == (4, 3)
    assert (row.first_period, row.last_period) == ("2025-26", "2025-26")


def test_a_group_alone_has_its_own_change_and_no_difference() -> None:
    rows = [cell("K", *[0.4, 0.0] * 10), cell("N", n=180, state="never", total=0.0, squared=0.0)]
    row = relationships_change(rows)
    # Mean 0.2, s² 0.8/19, se 0.04588, t(0.975; 19) = 2.0930.
    assert (row.value, row.group_value) == (None, close(0.2))
    assert (row.group_low, row.group_high) == (close(0.1040, abs=1e-4), close(0.2960, abs=1e-4))
    assert (row.state, row.reason) == (State.NOT_AVAILABLE, "no records to compare for 180 other pupils")
    assert told("relationships_change", row) == (
        "In 2025/26, the mean change in positive relationships of SEND pupils was +0.20 points, better "
        "(no records to compare for 180 other pupils)."
    )
    assert verdict(row, direction="higher") == "better than at first"
    assert verdict(row, direction="lower") == "worse than at first"


def test_schools_that_rate_send_pupils_only_are_not_in_a_difference() -> None:
    both = [cell("K", 0.1, 0.3), cell("N", 0.0, 0.2)]
    only = cell("K", 3.0, 3.0, 3.0, school="100008")
    assert relationships_change([*both, only]) == relationships_change(both)
    wide = only._replace(lowest=0.0, highest=10.0)
    assert relationships_change([*both, wide]) == relationships_change(both)
    assert relationships_change([only]).n == 3


@pytest.mark.parametrize(
    ("more", "n"),
    [
        ({"state": "once"}, 2),
        ({"state": "ends"}, 2),
        ({"state": "never"}, 2),
        ({"last_term": "2025-26.autumn"}, 2),
        ({}, 4),
    ],
)
def test_who_has_no_two_ratings_a_term_apart_is_not_compared(more: dict[str, str], n: int) -> None:
    rows = [cell("K", 0.4, 0.8), cell("E", 0.0, 0.4, **more), cell("N", 0.0, 0.2, -0.2)]
    assert relationships_change(rows).n == n
    assert metric("relationships_change").parameters["least_terms"] == 1


def test_points_of_different_scales_are_never_added_up() -> None:
    here = [cell("K", 0.4, 0.8), cell("N", 0.0, 0.2)]
    wide = {"school": "100002", "lowest": 0.0, "highest": 10.0}
    row = relationships_change([*here, cell("K", 1.0, 3.0, **wide), cell("N", 1.0, 2.0, **wide)])
    assert (row.value, row.state) == (None, State.NOT_AVAILABLE)
    assert row.reason == "scored on different scales here (0 to 10; 1 to 5)"
    with pytest.raises(MixedCellsError):
        relationships_change([cell("K", 0.4), cell("N", 0.4, outcome="bullying")])


def test_a_fall_in_behaviour_problems_is_better_and_a_rise_is_worse() -> None:
    falls = [cell("K", *[-0.5, -0.3] * 10, outcome="behaviour_problems"),
             cell("N", *[0.1, -0.1] * 20, outcome="behaviour_problems")]  # fmt: skip
    row = behaviour_change(falls)
    assert told("behaviour_change", row) == (
        "In 2025/26, the mean change in behaviour problems of SEND pupils was −0.40 points, 0.40 points "
        "better than that of other pupils (0.00)."
    )
    assert verdict(row, direction="lower") == "better than other pupils"
    rises = [each._replace(outcome="bullying", total=-each.total) for each in falls]
    assert "worse than that of other pupils" in told("bullying_change", bullying_change(rises))
    assert verdict(bullying_change(rises), direction="lower") == "worse than other pupils"


def test_what_may_be_chance_is_no_clear_difference() -> None:
    row = relationships_change([cell("K", *[0.5, -0.3] * 10), cell("N", *[0.4, -0.4] * 20)])
    assert not row.clear
    assert "with no clear difference from other pupils" in told("relationships_change", row)
    assert verdict(row, direction="higher") == "no clear difference"
    alone = replace(row, value=None, n_other=0, group_low=-0.1, group_high=0.3)
    assert verdict(alone, direction="higher") == "no clear change"
    assert verdict(relationships_change([cell("K", 1.0, 1.2), cell("N", 0.0, 0.1)]), direction="higher") == (
        "only 2 SEND pupils"
    )


def test_the_side_that_is_too_few_is_named() -> None:
    many, few = [0.5, -0.3] * 10, [0.4, -0.4]
    assert told("relationships_change", relationships_change([cell("K", *many), cell("N", *few)])) == (
        "In 2025/26, only 2 other pupils could be compared, too few for an average."
    )
    assert told("relationships_change", relationships_change([cell("K", *few), cell("N", *many)])) == (
        "In 2025/26, only 2 SEND pupils could be compared, too few for an average."
    )
