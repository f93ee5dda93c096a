"""National tests and examinations of the sample trust, twice: as the product does, and with pandas straight from the
files. Trust and every school, every year, every group: value, interval, n, and who has no result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from dashboard.metrics.answer import Row
from dashboard.metrics.progress_attainment import ASSESSMENTS, NO_PROGRESS_8, without
from dashboard.reporting import attainment, over_time, questions
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import View
from tests.traces import by_pandas
from tests.traces.attainment_by_pandas import Attainment, national_mean
from tests.traces.by_pandas import GROUPS, OTHERS
from tests.traces.test_second_route import Found, check, fault, same
from tests.traces.test_second_route import view as progress_view


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Attainment:
    return Attainment(sample_home / "sample-files")


def view(ask: Ask, *, school: str, year: str, group: str = "send") -> View:
    return progress_view(ask, place=(school, ""), period=year, group=group)


def asked(trust: Attainment, ask: Ask, *, metric: str) -> Iterator[tuple[str, str, str, Row]]:
    """Each year, place and group, with the product's row."""
    for year in trust.years(ASSESSMENTS[metric]):
        counted = trust.eligible(ASSESSMENTS[metric], year)
        for school in ("", *sorted(counted["School"].unique())):
            for group in GROUPS:
                answer = questions.value(view(ask, school=school, year=year, group=group), metric=metric)
                assert answer.period == year
                yield year, school, group, answer.rows[0]


def sides(rows: pd.DataFrame, *, school: str, group: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = rows[rows["School"] == school] if school else rows
    return rows[rows["january"].isin(GROUPS[group])], rows[rows["january"].isin(OTHERS)]


def shares(trust: Attainment, ask: Ask, *, metric: str) -> Found:
    for year, school, group, row in asked(trust, ask, metric=metric):
        one, two = sides(trust.reached(metric, year=year), school=school, group=group)
        figure = by_pandas.newcombe(one["reached"], two["reached"]) if len(one) and len(two) else None
        yield (year, school, group), fault(row, figure)


def test_good_development(trust: Attainment, ask: Ask) -> None:
    check(shares(trust, ask, metric="good_development"), least=40)


def test_phonics_expected(trust: Attainment, ask: Ask) -> None:
    check(shares(trust, ask, metric="phonics_expected"), least=40)


def test_multiplication_full(trust: Attainment, ask: Ask) -> None:
    check(shares(trust, ask, metric="multiplication_full"), least=40)


def test_rwm_expected(trust: Attainment, ask: Ask) -> None:
    check(shares(trust, ask, metric="rwm_expected"), least=40)


def test_rwm_higher(trust: Attainment, ask: Ask) -> None:
    check(shares(trust, ask, metric="rwm_higher"), least=40)


def test_attainment_8(trust: Attainment, ask: Ask) -> None:
    def compared() -> Found:
        for year, school, group, row in asked(trust, ask, metric="attainment_8"):
            one, two = sides(trust.examined(year), school=school, group=group)
            figure = by_pandas.welch(one["attainment"], two["attainment"]) if len(one) and len(two) else None
            yield (year, school, group), fault(row, figure)

    check(compared(), least=20)


def test_progress_8(trust: Attainment, ask: Ask) -> None:
    told = set()

    def compared() -> Found:
        for year, school, group, row in asked(trust, ask, metric="progress_8"):
            one, two = (side["progress"].dropna() for side in sides(trust.examined(year), school=school, group=group))
            if year in {"2024-25", "2025-26"}:
                why = NO_PROGRESS_8.format(year=year.replace("-", "/"))
                yield (year, school, group), "" if row.reason == why and row.value is None else f"{row}"
                continue
            told.add(school)
            figure = national_mean(one, n_other=len(two)) if len(one) else None
            beside = "" if figure is None or same(row.other_value, two.mean()) else "others differ"
            yield (year, school, group), fault(row, figure) or beside

    check(compared(), least=10)
    assert len(told) > 2


@pytest.mark.parametrize("metric", sorted(ASSESSMENTS))
def test_who_has_no_result(trust: Attainment, ask: Ask, metric: str) -> None:
    """In the sample somebody was not entered, so that the agreement is of something."""
    found = 0
    for year in trust.years(ASSESSMENTS[metric]):
        none = trust.without(ASSESSMENTS[metric], year=year)
        cells = attainment.counted(view(ask, school="", year=year), metric=metric)
        for group, codes in (*GROUPS.items(), ("others", OTHERS)):
            mine = none[none["january"].isin(codes)]
            told = without(cells, group=group)
            assert (told.not_entered, told.nothing) == (mine["row"].sum(), (~mine["row"]).sum()), (year, group)
            found += sum(told)
    assert found


def test_every_reader_of_a_later_period_sees_the_last_year_with_results(ask: Ask, trust: Attainment) -> None:
    for metric, assessment in ASSESSMENTS.items():
        years = trust.years(assessment)
        latest = questions.value(progress_view(ask, place=("", ""), period="2025-26.spring"), metric=metric)
        assert latest.period == max(year for year in years if year <= "2025-26")
        by_year = over_time.trend(progress_view(ask, place=("", ""), period="2025-26.spring"), metric=metric)
        assert [row.key for row in by_year.rows] == years
