"""Every metric of wider outcomes on the whole sample trust, twice: as the product does, and with pandas straight from
the files. Trust, schools and year groups; groups and periods; value, interval and n."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.metrics.answer import Row
from dashboard.reporting import questions
from dashboard.reporting.ask import Ask
from dashboard.reporting.clubs import clubs
from dashboard.reporting.part import Part
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from tests.traces import by_pandas
from tests.traces.attendance_by_pandas import rate
from tests.traces.by_pandas import GROUPS, Figure
from tests.traces.outcomes_by_pandas import BULLYING, Outcomes, rates
from tests.traces.test_second_route import Found, Place, at, check, fault, places_of, same, sides

PERIODS = ("2023-24", "2024-25.summer", "2025-26.autumn", "2025-26.spring", "2025-26")
Pupils = Callable[[str], pd.DataFrame]
Compared = Callable[[pd.DataFrame, pd.DataFrame], Figure]


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Outcomes:
    return Outcomes(sample_home / "sample-files")


def asked(ask: Ask, *, metric: str, place: Place, **chosen: str) -> Row:
    address = f"school:{place[0]}" if place[0] else "trust"
    view = view_of(ask, selection=Selection(place=address, **chosen), strand="wider_outcomes")
    years = (place[1],) if place[1] else ()
    return questions.row_of(view, metric=metric, part=Part(school=place[0], year_groups=years))


def compare(ask: Ask, *, metric: str, pupils: Pupils, status: str, figure: Compared, least: int = 300) -> None:
    def compared() -> Found:
        for period in PERIODS:
            rows = pupils(period)
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status=status)
                    row = asked(ask, metric=metric, place=place, period=period, group=group)
                    yield (period, place, group), fault(row, figure(one, two) if len(one) and len(two) else None)

    check(compared(), least=least)


def took_part(one: pd.DataFrame, two: pd.DataFrame) -> Figure:
    return by_pandas.newcombe(one["count"] > 0, two["count"] > 0)


def recorded(one: pd.DataFrame, two: pd.DataFrame) -> Figure:
    return few_apart(took_part(one, two), pupils=int((pd.concat([one, two])["count"] > 0).sum()))


def few_apart(figure: Figure, *, pupils: int) -> Figure:
    """Of fewer than five pupils recorded there is no interval."""
    return figure if pupils >= 5 else figure._replace(low=np.nan, high=np.nan)


def per_hundred(one: pd.DataFrame, two: pd.DataFrame) -> Figure:
    return rates((one["count"], len(one)), (two["count"], len(two)))


def test_club_gap(trust: Outcomes, ask: Ask) -> None:
    compare(ask, metric="club_gap", pupils=trust.attended, status="start", figure=took_part)


def test_club_participation(trust: Outcomes, ask: Ask) -> None:
    def compared() -> Found:
        for period in PERIODS:
            rows = trust.attended(period)
            for place in places_of(rows):
                for group in GROUPS:
                    one, _ = sides(at(rows, place), group=group, status="start")
                    row = asked(ask, metric="club_participation", place=place, period=period, group=group)
                    share = by_pandas.wilson(int((one["count"] > 0).sum()), len(one)) if len(one) else None
                    figure = Figure(*(100 * each for each in share), len(one), 0) if share else None
                    yield (period, place, group), fault(row, figure)

    check(compared(), least=300)


def test_regular_participation(trust: Outcomes, ask: Ask) -> None:
    came, regular_of = trust.attended(PERIODS[-1]), trust.best(PERIODS[-1])
    assert 0.5 < (regular_of["best"] >= 0.5).sum() / (came["count"] > 0).sum() < 0.95, "else it would prove nothing"

    def regular(one: pd.DataFrame, two: pd.DataFrame) -> Figure:
        return by_pandas.newcombe(one["best"] >= 0.5, two["best"] >= 0.5)

    compare(ask, metric="regular_participation", pupils=trust.best, status="start", figure=regular)


def test_sessions_per_pupil(trust: Outcomes, ask: Ask) -> None:
    def means(one: pd.DataFrame, two: pd.DataFrame) -> Figure:
        return by_pandas.welch(one["count"], two["count"])

    compare(ask, metric="sessions_per_pupil", pupils=trust.attended, status="start", figure=means)


def test_club_send_share(trust: Outcomes, ask: Ask) -> None:
    def compared() -> Found:
        for period in PERIODS:
            roll = trust.roll(period)
            rows = trust.clubs[trust.clubs["term"].isin(by_pandas.terms_of(period)) & (trust.clubs["count"] > 0)]
            came = rows[["Pupil", "School", "Club"]].drop_duplicates().merge(roll, on=["Pupil", "School"])
            for school, club in came[["School", "Club"]].drop_duplicates().itertuples(index=False):
                mine = came[(came["School"] == school) & (came["Club"] == club) & (came["start"] != "")]
                for group, codes in GROUPS.items():
                    view = view_of(
                        ask, selection=Selection(place=f"school:{school}", period=period, group=group),
                        strand="wider_outcomes",
                    )  # fmt: skip
                    (found,) = [each for each in clubs(view) if each.name == club]
                    share = by_pandas.wilson(int(mine["start"].isin(codes).sum()), len(mine))
                    figure = Figure(*(100 * each for each in share), len(mine), 0)
                    yield (period, school, club, group), fault(found.send_share, figure)

    check(compared(), least=300)


def incidents(trust: Outcomes, ask: Ask, metric: str, kinds: tuple[str, ...], role: str) -> None:
    def pupils(period: str) -> pd.DataFrame:
        return trust.incidents(period, kinds=kinds, role=role)

    compare(ask, metric=metric, pupils=pupils, status="start", figure=per_hundred)


def test_bullying_incidents(trust: Outcomes, ask: Ask) -> None:
    incidents(trust, ask, "bullying_incidents", BULLYING, "victim")


def test_bullying_perpetrators(trust: Outcomes, ask: Ask) -> None:
    incidents(trust, ask, "bullying_perpetrators", BULLYING, "perpetrator")


def once(trust: Outcomes, ask: Ask, metric: str, role: str) -> None:
    def pupils(period: str) -> pd.DataFrame:
        return trust.incidents(period, kinds=BULLYING, role=role)

    compare(ask, metric=metric, pupils=pupils, status="start", figure=recorded)


def test_bullied_pupils(trust: Outcomes, ask: Ask) -> None:
    once(trust, ask, "bullied_pupils", "victim")


def test_bullying_pupils(trust: Outcomes, ask: Ask) -> None:
    once(trust, ask, "bullying_pupils", "perpetrator")


def among(trust: Outcomes, ask: Ask, metric: str, role: str) -> None:
    """The group's pupils of all with a record and a known status."""

    def compared() -> Found:
        for period in PERIODS:
            rows = trust.incidents(period, kinds=BULLYING, role=role)
            for place in places_of(rows):
                recorded = at(rows, place)
                recorded = recorded[(recorded["count"] > 0) & (recorded["start"] != "")]
                for group, codes in GROUPS.items():
                    row = asked(ask, metric=metric, place=place, period=period, group=group)
                    mine = int(recorded["start"].isin(codes).sum())
                    share = by_pandas.wilson(mine, len(recorded)) if len(recorded) else None
                    figure = Figure(*(100 * each for each in share), len(recorded), 0) if share else None
                    yield (period, place, group), fault(row, figure)

    check(compared(), least=300)


def test_bullied_send_share(trust: Outcomes, ask: Ask) -> None:
    among(trust, ask, "bullied_send_share", "victim")


def test_bullying_send_share(trust: Outcomes, ask: Ask) -> None:
    among(trust, ask, "bullying_send_share", "perpetrator")


def test_behaviour_incidents(trust: Outcomes, ask: Ask) -> None:
    incidents(trust, ask, "behaviour_incidents", ("behaviour",), "perpetrator")


def january(trust: Outcomes, ask: Ask, *, metric: str, pupils: Pupils, figure: Compared) -> None:
    """Rates over those on roll at the January census: without anybody of a side there, no figure."""

    def compared() -> Found:
        for period in PERIODS:
            rows = trust.with_census_roll(pupils(period), period=period)
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status="january")
                    row = asked(ask, metric=metric, place=place, period=period, group=group)
                    both = one["at_census"].any() and two["at_census"].any()
                    yield (period, place, group), fault(row, figure(one, two) if both else None)

    check(compared(), least=300)


def over_census(one: pd.DataFrame, two: pd.DataFrame) -> Figure:
    return rates(*((side["count"], int(side["at_census"].sum())) for side in (one, two)))


def shares_of_census(one: pd.DataFrame, two: pd.DataFrame) -> Figure:
    """So many pupils of so many on roll: as a column of yes and no of that length."""
    made: list[pd.Series] = []
    for side in (one, two):
        k, n = int((side["count"] > 0).sum()), int(side["at_census"].sum())
        made.append(pd.Series([True] * k + [False] * (n - k)))
    return few_apart(by_pandas.newcombe(*made), pupils=sum(int(side.sum()) for side in made))


def test_suspension_rate(trust: Outcomes, ask: Ask) -> None:
    january(
        trust, ask, metric="suspension_rate", pupils=lambda period: trust.suspended(period, permanent=False),
        figure=over_census,
    )  # fmt: skip


def test_average_suspension(trust: Outcomes, ask: Ask) -> None:
    """Σ sessions / Σ suspensions with the ratio estimator's interval; without a suspension there is no length."""

    def length(rows: pd.DataFrame) -> Figure:
        each = rate(rows, part="sessions", whole="times")
        return each._replace(value=each.value / 100, low=each.low / 100, high=each.high / 100)

    def compared() -> Found:
        for period in PERIODS:
            rows, everybody = trust.lengths(period), trust.roll(period)
            for place in places_of(everybody):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status="january")
                    row = asked(ask, metric="average_suspension", place=place, period=period, group=group)
                    found = fault(row, length(one) if len(one) else None)
                    beside = two["sessions"].sum() / two["times"].sum() if len(one) and len(two) else np.nan
                    yield (period, place, group), found or ("" if same(row.other_value, beside) else "others differ")

    check(compared(), least=200)


def test_suspensions_per_pupil_suspended(trust: Outcomes, ask: Ask) -> None:
    """The mean of those with any, with Student's interval; other pupils' mean beside it."""

    def compared() -> Found:
        for period in PERIODS:
            rows, everybody = trust.lengths(period), trust.roll(period)
            for place in places_of(everybody):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status="january")
                    row = asked(ask, metric="suspensions_per_pupil_suspended", place=place, period=period, group=group)
                    mean = by_pandas.mean(one["times"], n_other=0) if len(one) else None
                    beside = two["times"].mean() if len(one) and len(two) else np.nan
                    told = fault(row, mean) or ("" if same(row.other_value, beside) else "others differ")
                    yield (period, place, group), told

    check(compared(), least=200)


def test_pupils_suspended(trust: Outcomes, ask: Ask) -> None:
    january(
        trust, ask, metric="pupils_suspended", pupils=lambda period: trust.suspended(period, permanent=False),
        figure=shares_of_census,
    )  # fmt: skip


def test_permanent_exclusion_rate(trust: Outcomes, ask: Ask) -> None:
    january(
        trust, ask, metric="permanent_exclusion_rate", pupils=lambda period: trust.suspended(period, permanent=True),
        figure=shares_of_census,
    )  # fmt: skip


def test_sessions_lost(trust: Outcomes, ask: Ask) -> None:
    january(trust, ask, metric="sessions_lost", pupils=trust.lost, figure=over_census)


def test_parents_evening_attendance(trust: Outcomes, ask: Ask) -> None:
    compare(ask, metric="parents_evening_attendance", pupils=trust.evenings, status="start", figure=took_part)
