"""Every metric of attendance on the whole sample trust, twice: from the facts as the product does, and with pandas
straight from the files. Trust, schools and year groups; groups and periods; value, interval and n."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard.metrics.answer import Row
from dashboard.reporting import absence, questions
from dashboard.reporting.ask import Ask
from dashboard.reporting.part import Part
from dashboard.reporting.view import View, view_of
from dashboard.selection import Selection
from tests.traces import attendance_by_pandas as by_pandas
from tests.traces.attendance_by_pandas import AREAS, Registers
from tests.traces.by_pandas import GROUPS, OTHERS, Figure, newcombe, term_before, wilson, year_before
from tests.traces.test_second_route import Place, at, fault, places_of, same

PERIODS = ("2023-24.summer", "2024-25", "2025-26.autumn", "2025-26.spring", "2025-26")
LINDEN, HAZEL_BANK = "100009", "100002"


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Registers:
    return Registers(sample_home / "sample-files")


def view(ask: Ask, *, place: Place = ("", ""), **chosen: str) -> View:
    at = f"school:{place[0]}" if place[0] else "trust"
    return view_of(ask, selection=Selection(place=at, **chosen), strand="attendance")


def asked(ask: Ask, *, metric: str, place: Place, **chosen: str) -> Row:
    shown = view(ask, place=place, **chosen)
    if not place[1]:
        return questions.value(shown, metric=metric).rows[0]
    return questions.row_of(shown, metric=metric, part=Part(school=place[0], year_groups=(place[1],)))


Work = Callable[[pd.DataFrame, pd.DataFrame], Figure | None]


def faults(ask: Ask, trust: Registers, *, metric: str, work: Work, enough: bool = False) -> list[str]:
    """Where the two routes differ, over every period, group and place; that something was compared is asserted."""
    found, compared = [], 0
    for period in PERIODS:
        rows = trust.enrolments(period)
        counted = rows[rows["possible"] >= 20] if enough else rows
        for group, codes in GROUPS.items():
            for place in places_of(rows):
                here = at(counted, place)
                one, two = here[here["sen"].isin(codes)], here[here["sen"].isin(OTHERS)]
                row = asked(ask, metric=metric, place=place, period=period, group=group)
                wrong = fault(row, work(one, two))
                found += [f"{metric} {period} {group} {place}: {wrong}"] if wrong else []
                compared += row.value is not None
    assert compared > 100
    return found


def one_side(work: Callable[[pd.DataFrame], Figure]) -> Work:
    return lambda one, two: work(one) if len(one) else None


def both_sides(work: Callable[[pd.DataFrame, pd.DataFrame], Figure]) -> Work:
    return lambda one, two: work(one, two) if len(one) and len(two) else None


def test_overall_absence(ask: Ask, trust: Registers) -> None:
    assert faults(ask, trust, metric="overall_absence", work=one_side(by_pandas.rate)) == []


def test_authorised_absence(ask: Ask, trust: Registers) -> None:
    work = one_side(lambda rows: by_pandas.rate(rows, part="authorised"))
    assert faults(ask, trust, metric="authorised_absence", work=work) == []


def test_unauthorised_absence(ask: Ask, trust: Registers) -> None:
    work = one_side(lambda rows: by_pandas.rate(rows, part="unauthorised"))
    assert faults(ask, trust, metric="unauthorised_absence", work=work) == []


def test_late_marks(ask: Ask, trust: Registers) -> None:
    work = one_side(lambda rows: by_pandas.rate(rows, part="late"))
    assert faults(ask, trust, metric="late_marks", work=work) == []


def on_time(rows: pd.DataFrame) -> Figure | None:
    came = rows.assign(on_time=rows["arrived"] - rows["late"])
    return by_pandas.rate(came, part="on_time", whole="arrived") if came["arrived"].sum() else None


def test_punctuality(ask: Ask, trust: Registers) -> None:
    work: Work = lambda one, two: on_time(one) if len(one) else None  # noqa: E731
    assert faults(ask, trust, metric="punctuality", work=work) == []


def test_punctuality_gap(ask: Ask, trust: Registers) -> None:
    def work(one: pd.DataFrame, two: pd.DataFrame) -> Figure | None:
        one, two = (rows.assign(on_time=rows["arrived"] - rows["late"]) for rows in (one, two))
        if not (one["arrived"].sum() and two["arrived"].sum()):
            return None
        return by_pandas.rate_gap(one, two, part="on_time", whole="arrived")

    assert faults(ask, trust, metric="punctuality_gap", work=work) == []


def test_absence_gap(ask: Ask, trust: Registers) -> None:
    assert faults(ask, trust, metric="absence_gap", work=both_sides(by_pandas.rate_gap)) == []


def test_persistent_absence(ask: Ask, trust: Registers) -> None:
    work = one_side(lambda rows: by_pandas.share(rows["persistent"]))
    assert faults(ask, trust, metric="persistent_absence", work=work, enough=True) == []


def test_persistent_absence_pupils(ask: Ask, trust: Registers) -> None:
    compared = 0
    for period in PERIODS:
        for school in ("", *trust.schools):
            rows = trust.pupils(period, school=school)
            rows = rows[rows["possible"] >= 20]
            for group, codes in GROUPS.items():
                mine = rows.loc[rows["sen"].isin(codes), "persistent"]
                row = asked(ask, metric="persistent_absence_pupils", place=(school, ""), period=period, group=group)
                assert fault(row, by_pandas.share(mine) if len(mine) else None) == "", (period, school, group)
                compared += row.value is not None
    assert compared > 100


def test_some_pupils_moved_and_count_once(trust: Registers) -> None:
    """By enrolment there are more than pupils, or the two figures would agree for want of anybody who moved."""
    assert len(trust.enrolments("2025-26")) > len(trust.pupils("2025-26"))


def test_severe_absence(ask: Ask, trust: Registers) -> None:
    work = one_side(lambda rows: by_pandas.share(rows["severe"]))
    assert faults(ask, trust, metric="severe_absence", work=work, enough=True) == []


def test_persistent_absence_gap(ask: Ask, trust: Registers) -> None:
    work = both_sides(lambda one, two: newcombe(one["persistent"], two["persistent"]))
    assert faults(ask, trust, metric="persistent_absence_gap", work=work, enough=True) == []


def test_severe_absence_gap(ask: Ask, trust: Registers) -> None:
    work = both_sides(lambda one, two: newcombe(one["severe"], two["severe"]))
    assert faults(ask, trust, metric="severe_absence_gap", work=work, enough=True) == []


@pytest.mark.parametrize("period", PERIODS[1:4])
def test_absence_by_reason(ask: Ask, trust: Registers, period: str) -> None:
    """At the trust and at every school, of every group; a reason is not told of single year groups or classes."""
    rows, codes = trust.enrolments(period), (*by_pandas.AUTHORISED, *by_pandas.UNAUTHORISED)
    compared = 0
    for place in [("", ""), *((school, "") for school in sorted(rows["School"].unique()))]:
        here = at(rows, place)
        others = here[here["sen"].isin(OTHERS)]
        for group, kept in GROUPS.items():
            mine, about = here[here["sen"].isin(kept)], (place, group)
            answer = absence.by_reason(view(ask, place=place, period=period, group=group))
            told = {row.key.removeprefix("code:"): row for row in answer.rows}
            assert set(told) == {code for code in codes if mine[code].sum()}, about
            for code, row in told.items():
                assert fault(row, by_pandas.rate(mine, part=code)) == "", (*about, code)
                beside = 100 * others[code].sum() / others["possible"].sum() if len(others) else float("nan")
                assert same(row.other_value, beside), (*about, code)
            assert sum(row.numerator or 0 for row in answer.rows) == mine["absent"].sum(), about
            compared += len(told)
    assert compared > 100


@pytest.mark.parametrize("period", PERIODS[3:])
def test_absence_distribution(ask: Ask, trust: Registers, period: str) -> None:
    """At the trust, at every school and in every year group, of every group: each pupil is in one of eleven bands. A
    class has no bands: its pupils are shown themselves."""
    rows = trust.enrolments(period)
    rows = rows.assign(band=(20 * rows["absent"] // rows["possible"]).clip(upper=10))
    compared = 0
    for place in places_of(rows):
        here = at(rows[rows["possible"] >= 20], place)
        others = here.loc[here["sen"].isin(OTHERS), "band"]
        for group, codes in GROUPS.items():
            mine, about = here.loc[here["sen"].isin(codes), "band"], (place, group)
            found = banded(view(ask, place=place, period=period, group=group), year=place[1])
            assert len(found) == 11
            for band, row in enumerate(found):
                assert fault(row, by_pandas.share(mine == band) if len(mine) else None) == "", (*about, band)
                assert same(row.other_value, 100 * (others == band).mean()), (*about, band)
            assert sum(row.numerator or 0 for row in found) == len(mine), about
            compared += len(mine) > 0
    assert compared > 100


def banded(shown: View, *, year: str) -> Sequence[Row]:
    """The page's own rows, or those of one year group."""
    rows = absence.by_band(shown).rows
    if not year:
        return rows
    parts = [Part(label=row.label, key=row.key, year_groups=(year,)) for row in rows]
    return [questions.row_of(shown, metric="absence_distribution", part=part) for part in parts]


def in_both(now: pd.DataFrame, then: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The enrolments of the schools with registers in both periods."""
    both = set(now["School"]) & set(then["School"])
    return now[now["School"].isin(both)], then[then["School"].isin(both)]


@pytest.mark.parametrize("group", ["send", "plan"])
@pytest.mark.parametrize("period", ["2025-26.autumn", "2025-26.spring", "2024-25.summer", "2025-26"])
@pytest.mark.parametrize("compare", ["year", "term"])
def test_absence_change(ask: Ask, trust: Registers, group: str, period: str, compare: str) -> None:
    term = compare == "term" and "." in period
    before = term_before(period) if term else year_before(period)
    for place in (("", ""), (LINDEN, ""), (HAZEL_BANK, "")):
        now, then = in_both(*(at(trust.enrolments(each), place) for each in (period, before)))
        now, then = (rows[rows["sen"].isin(GROUPS[group])] for rows in (now, then))
        in_year = "." in period and not term
        wider = by_pandas.usual(trust, period, school=place[0], codes=GROUPS[group]) if in_year else 0.0
        figure = by_pandas.rate_gap(now, then, wider=wider)
        row = asked(ask, metric="absence_change", place=place, period=period, group=group, compare=compare)
        assert fault(row, figure._replace(n_other=0)) == ""
        assert row.fewest == len(then)


@pytest.mark.parametrize("period", ["2025-26.spring", "2025-26"])
def test_persistent_absence_change(ask: Ask, trust: Registers, period: str) -> None:
    for place in (("", ""), (LINDEN, ""), (HAZEL_BANK, "")):
        sides = in_both(*(at(trust.enrolments(each), place) for each in (period, year_before(period))))
        now, then = (rows[rows["sen"].isin(GROUPS["plan"]) & (rows["possible"] >= 20)] for rows in sides)
        figure = newcombe(now["persistent"], then["persistent"])._replace(n_other=0)
        row = asked(ask, metric="persistent_absence_change", place=place, period=period, group="plan")
        assert fault(row, figure) == ""
        assert same(row.group_value, 100 * wilson(int(now["persistent"].sum()), len(now))[0])


def test_areas_of_need_hold_the_group_once(ask: Ask, trust: Registers) -> None:
    shown = view(ask, period="2025-26.autumn")
    answer = absence.by_area(shown, metric="overall_absence")
    rows = trust.enrolments("2025-26.autumn")
    rows = rows[rows["sen"].isin(GROUPS["send"])]
    for area, needs in AREAS.items():
        (row,) = (each for each in answer.rows if each.label == area)
        assert fault(row, by_pandas.rate(rows[rows["need"].isin(needs)])) == ""
    assert sum(row.n for row in answer.rows) == len(rows)


@pytest.mark.parametrize("kind", ["persistent", "severe"])
@pytest.mark.parametrize("period", ["2025-26.spring", "2024-25.autumn", "2025-26"])
@pytest.mark.parametrize("group", ["send", "support", "plan"])
def test_persistent_and_severe_absence_by_area_of_need(
    ask: Ask, trust: Registers, kind: str, period: str, group: str
) -> None:
    for place in (("", ""), (LINDEN, ""), (HAZEL_BANK, "")):
        answer = absence.by_area(view(ask, place=place, period=period, group=group), metric=f"{kind}_absence")
        rows = at(trust.enrolments(period), place)
        rows = rows[rows["sen"].isin(GROUPS[group]) & (rows["possible"] >= 20)]
        known = [need for needs in AREAS.values() for need in needs]
        needs_of = {**AREAS, "Need not recorded": ("",)}
        for row in answer.rows:
            here = needs_of.get(row.label, tuple({*rows["need"]} - {*known, ""}))
            mine = rows.loc[rows["need"].isin(here), kind]
            assert fault(row, by_pandas.share(mine) if len(mine) else None) == "", (place, row.label)
        assert sum(row.n for row in answer.rows) == len(rows)
        assert sum(int(row.numerator or 0) for row in answer.rows) == rows[kind].sum()


@pytest.mark.parametrize("place", [("", ""), (LINDEN, "")])
@pytest.mark.parametrize("group", ["send", "plan"])
def test_half_terms_count_the_groups_of_january(ask: Ask, trust: Registers, place: Place, group: str) -> None:
    """One rule for the whole series: each half term of the year is of the groups of the January census."""
    answer = absence.half_terms(view(ask, place=place, period="2025-26", group=group))
    halves = trust.half_terms("2025-26")
    expected = [f"2025-26.{half}" for half in ("autumn.1", "autumn.2", "spring.1", "spring.2")]
    assert [row.key for row in answer.rows] == expected
    for row in answer.rows:
        rows = at(halves[halves["half"] == row.key], place)
        one, two = (rows[rows["sen"].isin(codes)] for codes in (GROUPS[group], OTHERS))
        assert fault(row, by_pandas.rate_gap(one, two)) == "", row.key


def test_half_terms_add_up_to_the_year_to_date(ask: Ask) -> None:
    shown = view(ask, period="2025-26")
    halves, whole = absence.half_terms(shown).rows, questions.value(shown, metric="absence_gap").rows[0]
    for part in ("numerator", "denominator"):
        assert sum(getattr(row, part) for row in halves) == getattr(whole, part)


def test_weeks_of_the_year_add_up_to_the_year_to_date(ask: Ask) -> None:
    for place in (("", ""), (LINDEN, "")):
        shown = view(ask, place=place, period="2025-26")
        weeks = absence.year_of_weeks(shown, year="2025-26")
        whole = questions.value(shown, metric="absence_gap").rows[0]
        assert sum(week.group.part for week in weeks) == whole.numerator
        assert sum(week.group.whole for week in weeks) == whole.denominator


def test_provisions_one_by_one(ask: Ask, trust: Registers) -> None:
    shown = view(ask, period="2025-26.spring")
    rows = trust.enrolments("2025-26.spring")
    answer = questions.by_provision(shown, metric="overall_absence")
    assert [row.label for row in answer.rows] == ["N", "K", "E", "unknown"]
    for row in answer.rows[:3]:
        assert fault(row, by_pandas.rate(rows[rows["sen"] == row.label])) == ""
    assert (answer.rows[3].n, answer.rows[3].value) == (0, None)


def test_the_year_to_date_and_a_term_are_different_figures(ask: Ask) -> None:
    shown = view(ask, period="2025-26.spring")
    year = replace(shown, selection=replace(shown.selection, period="2025-26"))
    one, two = (questions.value(each, metric="persistent_absence").rows[0].value for each in (shown, year))
    assert one != two
