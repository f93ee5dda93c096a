"""Who leads, in sentences: a role has a mean where there are schools enough and the year is over, else words."""

from __future__ import annotations

from dashboard.metrics import words_leads as words
from dashboard.metrics.answer import Row
from dashboard.metrics.leads import RoleMean


def row(k: int, n: int) -> Row:
    return Row(label="", n=n, numerator=k, denominator=n, value=100 * k / n)


def test_a_role_without_a_mean_says_that_they_are_too_few() -> None:
    two = [row(28, 50), row(27, 50)]
    assert words.role_heading("headteacher", rows=two, mean=None) == (
        "Led by the headteacher: 2 schools: too few to say whether it matters"
    )
    assert words.role_heading("changed", rows=two[:1], mean=None) == "Lead changed in the year: 1 school"
    assert words.role_heading("", rows=two, mean=None) == "Lead not recorded: 2 schools"
    mean = RoleMean(schools=3, of_schools=54.8, of_pupils=54.1)
    assert words.role_heading("senco", rows=two, mean=mean) == (
        "Led by the SENDCO: 54.8% on average over 3 schools; 54.1% of all their pupils together"
    )
    assert words.by_lead_title({}, year="2024-25") == "Who led each school, and full participation in 2024/25"
    assert words.by_lead_title({"senco": mean}, year="2024-25") == (
        "Full participation in 2024/25: 54.8% where the SENDCO led"
    )


def test_in_a_year_under_way_fewer_than_three_mainstream_schools_are_too_few() -> None:
    said = words.role_so_far_heading
    assert said("senco", schools=4, mainstream=3) == "Led by the SENDCO: 4 schools"
    assert said("senco", schools=3, mainstream=2) == "Led by the SENDCO: 3 schools: too few to say whether it matters"
    assert said("changed", schools=1, mainstream=1) == "Lead changed in the year: 1 school"
    assert said("", schools=1, mainstream=1) == "Lead not recorded: 1 school"
