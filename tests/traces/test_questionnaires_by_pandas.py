"""How teachers' ratings moved on the whole sample trust, twice: as the product does, and with pandas from the files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard.metrics.answer import Row
from dashboard.reporting import questionnaires, questions
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from tests.traces import by_pandas
from tests.traces.by_pandas import GROUPS, OTHERS
from tests.traces.outcomes_by_pandas import Ratings
from tests.traces.test_second_route import Found, at, check, fault, places_of, same, sides
from tests.traces.test_wider_outcomes_by_pandas import asked

YEARS = ("2023-24", "2024-25", "2025-26")


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Ratings:
    return Ratings(sample_home / "sample-files")


def beside_others(rows: pd.DataFrame) -> pd.DataFrame:
    """The pupils rated twice, at the schools that rated other pupils twice; where none did, all of them."""
    twice = rows[rows["moved"].notna()]
    schools = twice.loc[twice["start"].isin(OTHERS), "School"].unique()
    return twice[twice["School"].isin(schools)] if len(schools) else twice


def differs(row: Row, one: pd.Series, two: pd.Series) -> str:
    """The difference with Welch's interval, or of a group alone its own mean with Student's."""
    if len(one) and len(two):
        return fault(row, by_pandas.welch(one, two))
    if found := fault(row, None):
        return found
    if not len(one):
        return "" if row.group_value is None else "a figure of nobody"
    own = by_pandas.mean(one, n_other=0)
    ends = ((row.group_value, own.value), (row.group_low, own.low), (row.group_high, own.high))
    return "" if all(same(*pair) for pair in ends) else f"{row} is not {own} alone"


def compare(trust: Ratings, ask: Ask, *, metric: str) -> None:
    def compared() -> Found:
        for year in YEARS:
            rows = trust.rated(year, questionnaires.OUTCOMES[metric])
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = sides(beside_others(at(rows, place)), group=group, status="start")
                    row = asked(ask, metric=metric, place=place, period=year, group=group)
                    yield (year, place, group), differs(row, one["moved"], two["moved"])

    check(compared(), least=200)


def test_relationships_change(trust: Ratings, ask: Ask) -> None:
    compare(trust, ask, metric="relationships_change")


def test_behaviour_change(trust: Ratings, ask: Ask) -> None:
    compare(trust, ask, metric="behaviour_change")


def test_bullying_change(trust: Ratings, ask: Ask) -> None:
    compare(trust, ask, metric="bullying_change")


def test_who_is_covered(trust: Ratings, ask: Ask) -> None:
    """Everybody on roll where anybody is rated, and how many of them twice."""
    for year in YEARS:
        rows = trust.rated(year, "bullying")
        for school in ("", *rows["School"].unique()):
            mine = rows[rows["School"] == school] if school else rows
            place = f"school:{school}" if school else "trust"
            view = view_of(ask, selection=Selection(place=place, period=year), strand="wider_outcomes")
            held = questionnaires.coverage(view, metric="bullying_change")
            for codes, told in (
                (GROUPS["send"], (held.group, held.matched)),
                (OTHERS, (held.others, held.others_matched)),
            ):
                side = mine[mine["start"].isin(codes)]
                assert told == (len(side), side["moved"].notna().sum()), (year, school, codes)
            assert sum(held.without.values()) == held.group - held.matched


def test_a_school_that_keeps_none_says_so(ask: Ask) -> None:
    view = view_of(ask, selection=Selection(place="school:100001", period="2025-26"), strand="wider_outcomes")
    row = questions.value(view, metric="bullying_change").rows[0]
    assert (row.value, row.reason) == (None, "no questionnaires for this academic year")
