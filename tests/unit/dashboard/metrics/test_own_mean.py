"""A group's own mean stands by its own pupils: however few others there are, it is told; a difference is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components.answer_table import answer_table
from dashboard.exports.reading import tables_of
from dashboard.metrics import progress, progress_ages, progress_attainment, progress_levels
from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.cells import Sums
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, mean_alone
from dashboard.metrics.small_groups import prominence, prominence_of
from dashboard.metrics.standing import Cohort
from dashboard.metrics.words import sentence
from dashboard.metrics.worked import worked
from tests.unit.dashboard.metrics.test_attainment import scores
from tests.unit.dashboard.metrics.test_progress import cell

MANY, FEW = [3.0, 5.0] * 15, [8.0, 9.0, 10.0]
NAMES = ("progress_gain", "progress_gain_per_term", "progress_gain_ratio", "progress_gain_sub_levels",
         "progress_standing_change", "progress_8")  # fmt: skip


def rows(send: list[float], others: list[float]) -> dict[str, Row]:
    """Every mean of the group alone, of pupils with these gains."""
    cells = [cell("K", *send), cell("N", *others)]
    cohort = Cohort(n=40, mean=100.0, sd=10.0)
    terms = ("2025-26.autumn", "2025-26.spring")
    cohorts = {("reading", "standard", "4", term): cohort for term in terms}
    beyond = [scores(sen, [40.0] * len(gains), beyond=gains, academic_year="2023-24")
              for sen, gains in (("K", send), ("N", others))]  # fmt: skip
    return {
        "progress_gain": progress.progress_gain(cells),
        "progress_gain_per_term": progress.progress_gain_per_term(cells),
        "progress_gain_ratio": progress_ages.progress_gain_ratio(cells, ages=cells),
        "progress_gain_sub_levels": progress_levels.progress_gain_sub_levels(cells, levels=True),
        "progress_standing_change": progress.progress_standing_change(cells, cohorts=cohorts),
        "progress_8": progress_attainment.progress_8(beyond),
    }


def answer(name: str, row: Row) -> Answer:
    known = metric(name)
    return Answer(
        metric=name, place="school:1", place_words="Hazel Bank", period="2025-26.spring", rows=(row,),
        period_words="spring term 2026", unit=known.unit_on("points"), decimals=known.decimals,
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_thirty_pupils_are_told_beside_three_others(name: str) -> None:
    row = rows(MANY, FEW)[name]
    assert (row.n, row.n_other, row.state, prominence(row)) == (30, 3, State.OK, "normal")
    assert row.value == row.group_value is not None
    said = sentence(answer(name, row))
    assert "nly 3" not in said
    assert "too few" not in said
    assert "minus" not in worked(row, answer=answer(name, row))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("send", "shown"), [(FEW, "words"), ([*FEW, *FEW], "hollow"), (MANY[:12], "low")])
def test_few_pupils_are_few_however_many_others_there_are(name: str, send: list[float], shown: str) -> None:
    row = rows(send, MANY)[name]
    assert (row.n, row.n_other, prominence(row)) == (len(send), 30, shown)
    assert f"nly {len(send)} SEND pupils" in sentence(answer(name, row))


def test_a_difference_still_needs_both_sides() -> None:
    row = progress.progress_gap([cell("K", *MANY), cell("N", *FEW)])
    assert (prominence(row), row.state, row.alone) == ("words", State.LOW_RELIABILITY, False)
    assert "only 3 other pupils" in sentence(answer("progress_gap", row))


def test_an_average_of_three_others_is_never_shown_beside() -> None:
    """The mean of all three others, 9.0, stands in no cell; with six it does."""
    told = [answer("progress_gain", rows(MANY, others)["progress_gain"]) for others in (FEW, [*FEW, *FEW])]
    (few,), (enough,) = (tables_of([answer_table(each, heading="Place")]) for each in told)
    beside = few.headings.index("Other pupils, points")
    assert few.rows[0][beside] == "too few"
    assert getattr(enough.rows[0][beside], "value", None) == 9.0


@given(st.integers(1, 60), st.integers(0, 60))
def test_how_loud_a_mean_is_depends_on_its_own_pupils_alone(n: int, n_other: int) -> None:
    about = Subject(metric=metric("progress_gain"))
    one, two = (Sums(k, 3.0 * k, 10.0 * k) for k in (n, n_other))
    row = mean_alone(about, one=one, two=two)
    assert prominence(row) == prominence_of(n)
    assert row.n_other == (n_other or None)
