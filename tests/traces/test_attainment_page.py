"""National tests and examinations as served: the numbers of the files on the page, by phase, school by school beside
England, in the files taken away, to each reader their own, and every kind of nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from scipy import stats

from dashboard.exports.reading import tables_of
from data_loaders.store.engine import writer
from data_loaders.store.tables_attainment import attainment_fact
from tests.fixtures.sample_trust import AS_AT
from tests.traces import reading
from tests.traces.attainment_by_pandas import Attainment
from tests.traces.by_pandas import OTHERS, SEND, SUPPORT
from tests.traces.reading import Page, Table, numbers_in
from tests.traces.test_wider_outcomes_page import ASPEN_HOUSE, HAZEL_BANK, LARCH_STREET, OAKMERE, Dashboard

PATH, BIRCH_LANE = "/progress", "100008"
RWM, EIGHT = "Expected standard in reading, writing and maths", "Attainment 8"
PRIMARY = ["Good level of development", "Expected standard in phonics", "Full marks in the multiplication check", RWM,
           "Higher standard in reading, writing and maths"]  # fmt: skip
SECONDARY = [EIGHT, "Progress 8"]
SUPPORT_IN_ENGLAND = {"2024-25": 29.0}
"""Definitions.md, section 9: the expected standard of pupils on SEN support, %."""


@pytest.fixture(scope="module")
def today(sample_home_as_at: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Dashboard:
    return Dashboard(sample_home_as_at(AS_AT), accounts=tmp_path_factory.mktemp("accounts"))


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Attainment:
    return Attainment(sample_home / "sample-files")


def look(dashboard: Dashboard, query: str = "", *, role: str = "trust_executive") -> Page:
    return reading.look(dashboard.visitor(role), PATH + query)


def measures(page: Page) -> Table:
    return page.table(holding="Measure")


def names(page: Page) -> list[str]:
    return [row["Measure"] for row in measures(page).rows]


def reached(trust: Attainment, *, school: str, year: str) -> tuple[pd.Series, pd.Series]:
    rows = trust.reached("rwm_expected", year=year)
    rows = rows[rows["School"] == school] if school else rows
    return rows.loc[rows["january"].isin(SEND), "reached"], rows.loc[rows["january"].isin(OTHERS), "reached"]


def test_the_trust_shows_every_measure_with_the_numbers_of_the_files(today: Dashboard, trust: Attainment) -> None:
    page = look(today)
    assert names(page) == [*PRIMARY, *SECONDARY]
    year = trust.years("ks2")[-1]
    one, two = reached(trust, school="", year=year)
    row = measures(page).row(RWM)
    assert row["Year"] == year.replace("-", "/")
    assert (numbers_in(row["SEND pupils, n"]), numbers_in(row["SEND pupils"])) == (
        [len(one)], [pytest.approx(100 * one.mean(), abs=0.05)],
    )  # fmt: skip
    assert (numbers_in(row["Other pupils, n"]), numbers_in(row["Other pupils"])) == (
        [len(two)], [pytest.approx(100 * two.mean(), abs=0.05)],
    )  # fmt: skip
    apart = numbers_in(row["Difference and 95% interval"])[0]
    assert apart == pytest.approx(100 * (one.mean() - two.mean()), abs=0.05)


def test_who_is_in_neither_group_is_counted(today: Dashboard, trust: Attainment) -> None:
    """Pupils who joined after January's census are in the year group, and in neither group."""
    counted = trust.eligible("ks2", trust.years("ks2")[-1])
    unknown = (~counted["january"].isin([*SEND, *OTHERS])).sum()
    assert unknown
    assert f"{unknown} (expected standard in reading, writing and maths)" in look(today).words


def test_the_title_is_a_sentence_with_a_figure_and_names_its_year(today: Dashboard, trust: Attainment) -> None:
    one, _ = reached(trust, school="", year=trust.years("ks2")[-1])
    year = trust.years("ks2")[-1].replace("-", "/")
    title = next(line.section for line in look(today).lines if line.text.startswith("National tests and examinations."))
    assert title.startswith(f"{100 * one.mean():.1f}% of SEND pupils reached the expected standard")
    assert title.endswith(f", {year}")


def test_a_primary_shows_its_own_and_a_secondary_key_stage_4(today: Dashboard) -> None:
    assert names(look(today, f"?place=school:{HAZEL_BANK}")) == PRIMARY
    secondary = look(today, f"?place=school:{OAKMERE}")
    assert names(secondary) == SECONDARY
    assert "no Progress 8 is made for 2024/25:" in measures(secondary).row("Progress 8")["Difference and 95% interval"]


def test_an_earlier_period_shows_the_last_year_up_to_it(today: Dashboard, trust: Attainment) -> None:
    years = trust.years("ks4")
    page = look(today, f"?place=school:{OAKMERE}&period={years[0]}.summer")
    assert {row["Year"] for row in measures(page).rows} == {years[0].replace("-", "/")}
    told = numbers_in(measures(page).row("Progress 8")["Difference and 95% interval"])
    assert len(told) == 2


def test_england_of_the_same_year_stands_beside_and_is_named_with_its_source(today: Dashboard) -> None:
    page = look(today)
    assert measures(page).row(RWM)["England, same year"] == "SEN support 29.0%, EHC plan 9.0%, no SEN 74.0%"
    assert measures(page).row(PRIMARY[-1])["England, same year"] == "no figure here"
    assert f"{RWM}. England, pupils on SEN support in primary schools, 2024/25: 29.0%." in page.words
    assert "Source: DfE, Key stage 2 attainment" in page.words


def judged(trust: Attainment, *, year: str) -> dict[str, str]:
    """How each mainstream school reads beside England, by the quantiles of the binomial: a second way to the limits."""
    rows = trust.reached("rwm_expected", year=year)
    rows = rows[rows["School"] != ASPEN_HOUSE]
    mine = rows[rows["january"].isin(SUPPORT)].groupby("School")["reached"].agg(["sum", "size"])
    share = SUPPORT_IN_ENGLAND[year] / 100
    found = {}
    for school, (k, n) in mine[mine["size"] >= 10].iterrows():
        inside = [
            stats.binom.ppf(tail, n, share) <= k <= stats.binom.ppf(1 - tail, n, share) for tail in (0.025, 0.001)
        ]
        found[str(school)] = "" if inside[0] else "worth asking" if inside[1] else "different"
    return found


def test_schools_beside_england_read_as_the_binomial_says(today: Dashboard, trust: Attainment) -> None:
    page, year = look(today, "?group=support"), trust.years("ks2")[-1]
    called = trust._file("school").set_index("School")["Name"]
    table = next(each for each in page.tables if each.caption == RWM)
    assert [row["School"] for row in table.rows] == sorted(called[trust.eligible("ks2", year)["School"].unique()])
    told, expected = {}, judged(trust, year=year)
    for row in table.rows:
        found = [word for word in ("worth asking", "different") if word in row["Beside England"]]
        told[row["School"]] = found[0] if found else ""
    schools = trust.eligible("ks2", year)["School"].unique()
    assert told == {called[school]: expected.get(school, "") for school in schools}
    many = f"of {len(expected)} school" if expected else "no school has ten such pupils"
    assert many in page.words


def test_a_reader_of_one_school_sees_no_other_and_a_phase_together_has_no_card(today: Dashboard) -> None:
    own = look(today, f"?place=school:{HAZEL_BANK}", role="senco")
    assert names(own) == PRIMARY
    assert "school by school" not in own.words.lower()
    together = look(today, "", role="senco")
    assert "National tests and examinations" not in together.words


def test_the_files_taken_away_hold_the_tables_of_the_card(today: Dashboard) -> None:
    answer = today.visitor("trust_executive").draw(PATH)
    told = tables_of(answer.get_json()["response"]["page"]["children"])
    held = {table.caption: table for table in told}
    assert [row[0] for row in held["National tests and examinations"].rows] == [*PRIMARY, *SECONDARY]
    assert {RWM, EIGHT, "Year by year"} <= held.keys()


@pytest.fixture(scope="module")
def lacking(sample_home_as_at: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Dashboard:
    """Hazel Bank has sent no phonics, Larch Street nothing at all; at Birch Lane everybody reaches everything."""
    home = tmp_path_factory.mktemp("lacking") / "home"
    shutil.copytree(sample_home_as_at(AS_AT), home)
    engine, fact = writer(f"sqlite:///{home / 'pupils.db'}"), attainment_fact.c
    gone = (fact.school == LARCH_STREET) | ((fact.school == HAZEL_BANK) & (fact.assessment == "phonics"))
    with engine.begin() as connection:
        connection.execute(sa.delete(attainment_fact).where(gone))
        best = {"reading": 120.0, "mathematics": 120.0, "writing": "GDS"}
        here = (fact.school == BIRCH_LANE) & (fact.assessment == "ks2")
        connection.execute(sa.update(attainment_fact).where(here).values(best))
    engine.dispose()
    return Dashboard(home, accounts=tmp_path_factory.mktemp("accounts"))


@pytest.mark.parametrize(
    ("school", "band"), [("100009", "average, as"), ("100010", "average, as"), ("100011", "well below average.")]
)
def test_the_band_of_a_school_s_progress_8_follows_from_its_row(today: Dashboard, school: str, band: str) -> None:
    """The sample's three secondaries in the last year that has a Progress 8; the trust has no band."""
    page = look(today, f"?place=school:{school}&period=2023-24.summer")
    row = measures(page).row("Progress 8")
    (score,), (low, high) = (numbers_in(row[name]) for name in ("SEND pupils", "Difference and 95% interval"))
    assert f"By the department's bands the Progress 8 of SEND pupils here, {row['SEND pupils']}" in page.words
    assert f"would be called {band}" in page.words
    assert (low < 0 < high) == band.startswith("average")
    assert (score <= -0.5 and high < 0) == band.startswith("well below")
    assert "By the department's bands" not in look(today, "?period=2023-24.summer").words


def test_what_has_not_been_supplied_is_named_with_what_to_do(lacking: Dashboard) -> None:
    part = look(lacking, f"?place=school:{HAZEL_BANK}")
    assert names(part) == [name for name in PRIMARY if "phonics" not in name]
    assert "Not supplied here: the phonics check (Year 1)." in part.words
    nothing = look(lacking, f"?place=school:{LARCH_STREET}").card("National tests and examinations: none supplied")
    assert "the phonics check (Year 1)" in nothing[0]
    assert "GCSEs" not in nothing[0]
    assert "common transfer file" in nothing[-1]


def test_a_school_that_stands_out_from_england_is_named_and_which_way(lacking: Dashboard) -> None:
    """All of its pupils on SEN support, where 29% of England's reach the standard."""
    page = look(lacking)
    said = f"{RWM} beside England's pupils on SEN support (29.0%): of 1 school with ten such pupils or more"
    assert f"{said}, different, above at Birch Lane Primary." in page.words
    row = next(each for each in page.tables if each.caption == RWM).row("Birch Lane Primary")
    assert row["Beside England"] == "different, above (pupils on SEN support 29.0%)"


def test_a_special_school_says_what_it_has_and_what_no_score_means(today: Dashboard, trust: Attainment) -> None:
    page = look(today, f"?place=school:{ASPEN_HOUSE}")
    sat = [one for one in ("ks2", "ks4") if any(ASPEN_HOUSE in set(trust.eligible(one, year)["School"])
                                                for year in trust.years(one))]  # fmt: skip
    if sat:
        assert all(row["Other pupils"] == "none" for row in measures(page).rows)
    else:
        assert "Pupils of a special school who sit none of them have no scores" in page.words


def test_where_a_year_holds_few_the_last_three_stand_together(today: Dashboard, trust: Attainment) -> None:
    """Definitions.md 3.5: three years are pooled, as a sum of counts, before a small group is given up."""
    page = look(today, f"?place=school:{HAZEL_BANK}")
    held = [reached(trust, school=HAZEL_BANK, year=year) for year in trust.years("ks2")[-3:]]
    one, two = (pd.concat(side) for side in zip(*held, strict=True))
    row = page.table(holding="Years").row(RWM)
    assert len(one) > len(held[-1][0])
    assert numbers_in(row["SEND pupils, n"]) == [len(one)]
    assert numbers_in(row["SEND pupils"]) == [pytest.approx(100 * one.mean(), abs=0.05)]
    assert numbers_in(row["Other pupils"]) == [pytest.approx(100 * two.mean(), abs=0.05)]
    assert numbers_in(row["Difference and 95% interval"])[0] == pytest.approx(100 * (one.mean() - two.mean()), abs=0.05)
    assert not [each for each in look(today).tables if each.caption == "Years together"]
