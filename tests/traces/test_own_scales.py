"""Bands, reading ages and levels, each at one school of the sample trust: every figure from the facts as the product
makes it, and with pandas straight from the files. Trust, the school and its year groups; groups and periods."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.commands.releases import build_releases
from dashboard.metrics.answer import Row, State
from dashboard.metrics.progress_bands import MOVES
from dashboard.queries.releases import newest
from dashboard.reporting.ask import Ask
from dashboard.settings import Settings
from data_loaders.store.engine import reader
from tests.fixtures.visitor import Visitor
from tests.traces import by_pandas
from tests.traces.by_pandas import GROUPS, SEND, Trust
from tests.traces.reading import look, numbers_in
from tests.traces.test_second_route import (
    PERIODS,
    Found,
    Place,
    asked,
    at,
    check,
    fault,
    gains_of,
    mean_fault,
    places_of,
    reliable,
    sides,
)

BANDS = {"subject": "writing", "scale": "age_related"}
AGES = {"subject": "word_reading", "scale": "reading_age"}
LEVELS = {"subject": "geography", "scale": "nc_levels"}
SCHOOLS = {"age_related": "100006", "reading_age": "100007", "nc_levels": "100011"}
"""By scale the school that uses it."""
EXPECTED, LOWEST, HIGHEST = 3, 66.0, 156.0
NOW = "2025-26.spring"


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Trust:
    return Trust(sample_home / "sample-files")


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


def shares_fault(row: Row, one: pd.Series, two: pd.Series) -> str:
    """A difference of two shares with Newcombe's interval, how many of how many, and both shares."""
    if not len(one) or not len(two):
        return fault(row, None)
    told = (row.numerator, row.denominator, row.group_value, row.other_value)
    shares = (one.sum(), len(one), 100 * one.mean(), 100 * two.mean())
    words = fault(row, by_pandas.newcombe(one, two)) or reliable(row, min(len(one), len(two)))
    return words or ("" if told == pytest.approx(shares) else f"{told} is not {shares}")


def inside(rows: pd.DataFrame) -> pd.DataFrame:
    """The pupils with two ages a term apart that are at neither end of the scale, and months gained for each month."""
    ends = rows[["first", "last"]]
    rows = rows[((ends > LOWEST) & (ends < HIGHEST)).all(axis=1) & (rows["terms"] >= 1)]
    return rows.assign(ratio=rows["gain"] / (4 * rows["terms"]))


@pytest.mark.parametrize("scale", SCHOOLS)
def test_one_school_uses_the_scale(trust: Trust, scale: str) -> None:
    there = trust.taken_at()
    assert set(there.loc[there["Scale"] == scale, "School"]) == {SCHOOLS[scale]}


@pytest.mark.parametrize("period", PERIODS)
def test_progress_band_expected(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        rows = trust.counted(period, **BANDS).dropna(subset="last")
        rows = rows.assign(reached=rows["last"] >= EXPECTED)
        for place in places_of(rows):
            for group in GROUPS:
                one, two = (side["reached"] for side in sides(at(rows, place), group=group, status="sen_year"))
                row = asked(ask, metric="progress_band_expected", place=place, period=period, group=group, **BANDS)
                yield (place, group), shares_fault(row, one, two)

    check(compared(), least=24)


@pytest.mark.parametrize("period", PERIODS)
def test_progress_band_moves(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        rows = gains_of(trust, period=period, **BANDS)
        ways = (rows["gain"] > 0, rows["gain"] == 0, rows["gain"] < 0)
        assert all(way.any() for way in ways)
        for metric, moved in zip(MOVES, ways, strict=True):
            told = rows.assign(moved=moved)
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = (side["moved"] for side in sides(at(told, place), group=group, status="sen_start"))
                    row = asked(ask, metric=metric, place=place, period=period, group=group, **BANDS)
                    yield (metric, place, group), shares_fault(row, one, two)

    check(compared(), least=63)


@pytest.mark.parametrize("period", PERIODS)
def test_progress_gain_ratio(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        every = gains_of(trust, period=period, **AGES)
        rows = inside(every)
        assert len(rows) < len(every), "nobody stands at an end of the scale"
        for place in places_of(every):
            for group in GROUPS:
                one, two = (side["ratio"] for side in sides(at(rows, place), group=group, status="sen_start"))
                row = asked(ask, metric="progress_gain_ratio", place=place, period=period, group=group, **AGES)
                yield (place, group), mean_fault(row, one, two) if len(one) else fault(row, None)

    check(compared(), least=15)


@pytest.mark.parametrize("period", PERIODS)
def test_progress_gain_sub_levels(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        rows = gains_of(trust, period=period, **LEVELS)
        rows = rows.assign(levels=rows["gain"] / 2)
        for place in places_of(rows):
            for group in GROUPS:
                one, two = (side["levels"] for side in sides(at(rows, place), group=group, status="sen_start"))
                row = asked(ask, metric="progress_gain_sub_levels", place=place, period=period, group=group, **LEVELS)
                yield (place, group), mean_fault(row, one, two)

    check(compared(), least=12)


def test_the_points_of_a_level_are_those_of_its_letters(trust: Trust) -> None:
    """A level is six points and three, two less for c and two more for a."""
    rows = trust.results[trust.results["Scale"] == "nc_levels"]
    letters = rows["Raw mark"].str[-1].map({"c": -2, "b": 0, "a": 2})
    assert (rows["Value"] == 6 * rows["Raw mark"].str[:-1].astype(int) + 3 + letters).all()


@pytest.mark.parametrize(
    ("metric", "series"),
    [
        ("progress_band_expected", BANDS), *((metric, BANDS) for metric in MOVES),
        ("progress_gain_ratio", AGES), ("progress_gain_sub_levels", LEVELS),
    ],
)  # fmt: skip
def test_no_other_school_has_a_figure(trust: Trust, ask: Ask, metric: str, series: dict[str, str]) -> None:
    """Nor has any school on a scale of another kind."""
    for school in trust.schools:
        row = asked(ask, metric=metric, place=(school, ""), period=NOW, **series)
        assert (row.value is not None) == (school == SCHOOLS[series["scale"]]), school
    for other in (BANDS, AGES, LEVELS):
        place: Place = (SCHOOLS[other["scale"]], "")
        row = asked(ask, metric=metric, place=place, period=NOW, **other)
        refused = row.value is None and row.state is State.NOT_APPLICABLE
        assert refused == (other != series), other


def page_at(executive: Visitor, *, series: dict[str, str], place: str = "trust", path: str = "progress") -> Any:
    chosen = "&".join(f"{key}={value}" for key, value in series.items())
    return look(executive, f"/{path}?place={place}&period={NOW}&{chosen}")


@pytest.mark.parametrize("place", ["trust", "school"])
def test_bands_on_the_served_page(trust: Trust, executive: Visitor, place: str) -> None:
    """The shares, how many moved which way, and how many are in each band; nothing is averaged."""
    school = "" if place == "trust" else SCHOOLS["age_related"]
    page = page_at(executive, series=BANDS, place=f"school:{school}" if school else "trust")
    rows = trust.counted(NOW, **BANDS).dropna(subset="last")
    one, two = (side["last"] for side in sides(rows, group="send", status="sen_year"))
    shares = [round(100 * (side >= EXPECTED).mean(), 1) for side in (one, two)]
    assert numbers_in(page.said[0].replace("**", ""))[1:3] == shares
    table = page.table(holding="Band")
    for name, number in {"Above": 4, "At (expected)": 3, "Working towards": 2, "Below": 1}.items():
        held = [numbers_in(table.row(name)[side])[0] for side in ("SEND pupils", "Other pupils")]
        assert held == [(one == number).sum(), (two == number).sum()], name
    moved = page.table(holding="From the first result to the last").row("Kept pace in their band")
    sitting, others = sides(gains_of(trust, period=NOW, **BANDS), group="send", status="sen_start")
    assert (moved["SEND pupils, n"], moved["Other pupils, n"]) == (str(len(sitting)), str(len(others)))
    assert not re.search(r"gained|on average|standard deviation", " ".join(page.said))


@pytest.mark.parametrize(("series", "unit"), [(AGES, "months a month"), (LEVELS, "sub-levels")])
def test_ages_and_levels_on_the_served_page(
    trust: Trust, executive: Visitor, series: dict[str, str], unit: str
) -> None:
    rows = gains_of(trust, period=NOW, **series)
    told = inside(rows)["ratio"] if series is AGES else rows["gain"] / 2
    one, two = (told[told.index.isin(side.index)] for side in sides(rows, group="send", status="sen_start"))
    page = page_at(executive, series=series, place=f"school:{SCHOOLS[series['scale']]}")
    shown = page.table(holding="Other pupils, average").row(f"Average gain, {unit}")
    assert (shown["SEND pupils, n"], shown["Other pupils, n"]) == (str(len(one)), str(len(two)))
    for side, values in {"SEND pupils": one, "Other pupils": two}.items():
        assert numbers_in(shown[f"{side}, average"]) == [pytest.approx(values.mean(), abs=0.051)]


def test_each_scale_of_a_school_has_a_row_with_its_own_unit(executive: Visitor) -> None:
    """Bands have a row without a figure; months and points are never under one heading of points."""
    ages = page_at(executive, series={}, place=f"school:{SCHOOLS['reading_age']}").table(holding="Subject and scale")
    assert [row["Subject and scale"] for row in ages.rows] == [
        "Mathematics, Age-standardised score (points)", "Reading, Age-standardised score (points)",
        "Word reading, Reading age (months)",
    ]  # fmt: skip
    assert not any("points" in heading or "months" in heading for heading in ages.rows[0])
    bands = page_at(executive, series={}, place=f"school:{SCHOOLS['age_related']}").table(holding="Subject and scale")
    writing = bands.row("Writing, Age-related band")
    assert (writing["SEND pupils, n"], writing["Difference"]) == ("", "")
    assert "counted and never averaged" in writing["Note"]


@pytest.mark.parametrize("place", ["trust", "school"])
def test_bands_on_the_overview(trust: Trust, executive: Visitor, place: str) -> None:
    """The card of progress and the table under it say the share in the expected band or above."""
    school = SCHOOLS["age_related"]
    page = page_at(executive, series=BANDS, place="trust" if place == "trust" else f"school:{school}", path="overview")
    rows = trust.counted(NOW, **BANDS).dropna(subset="last")
    one, two = (100 * (side["last"] >= EXPECTED).mean() for side in sides(rows, group="send", status="sen_year"))
    assert f"in the expected band or above less often than other pupils: {one:.1f}% against {two:.1f}%" in page.words
    assert "In the expected band or above, term by term" in page.words
    assert "verage result" not in page.words, "nothing of bands is an average"
    table = page.table(holding="In the expected band or above in writing")
    if place == "trust":
        told = table.row("Juniper Hill Primary")["In the expected band or above in writing"]
        assert f"{one:.1f}%, {two:.1f}%" in told


def test_a_class_says_who_kept_pace(trust: Trust, executive: Visitor) -> None:
    """The SEND pupils of a class of Juniper Hill, by how they moved, counted from the files."""
    school = SCHOOLS["age_related"]
    page = page_at(executive, series=BANDS, place=f"school:{school}")
    rows = gains_of(trust, period=NOW, **BANDS)
    members = pd.read_csv(trust.folder / "class_member.csv", dtype=str, keep_default_na=False)
    members = members[(members["School"] == school) & (members["Academic year"] == "2025-26") & (members["To"] == "")]
    listed = page.table(holding="Class")
    hrefs = {row["Class"]: href for row, href in zip(listed.rows, listed.links, strict=True)}
    for words, href in hrefs.items():
        here = rows[rows.index.isin(members.loc[members["Class code"] == words.removeprefix("Class "), "Pupil"])]
        gains = here.loc[here["sen_start"].isin(SEND), "gain"]
        way = Counter("kept pace" if gain == 0 else "moved up" if gain > 0 else "moved down" for gain in gains)
        said = look(executive, href).said[0].replace("**", "")
        assert all(f"{n} {moved}" in said for moved, n in way.items()), (words, said, way)
    assert len(hrefs) >= 12


def test_a_gain_in_months_is_released_in_months(sample_home: Path, tmp_path: Path, trust: Trust) -> None:
    """What governors read of reading ages: the unit is said, and the mean is that of the files."""
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    settings = Settings.from_environment({"AFA_HOME": str(home)})
    build_releases(settings, codes=(SCHOOLS["reading_age"],), by="test")
    released = reader(settings.releases_url)
    held = newest(released, schools=[SCHOOLS["reading_age"]])[0]
    released.dispose()
    view = next(view for view in held.views if view["key"] == f"progress.gain.word_reading@{NOW}")
    assert (view["words"], view["unit"]) == ("average gain in word reading, in months", "months")
    told = {line["key"]: line["value"] for line in view["lines"]}
    rows = gains_of(trust, period=NOW, **AGES)
    for key, side in zip(("send", "others"), sides(rows, group="send", status="sen_year"), strict=True):
        assert told[key] == pytest.approx(side["gain"].mean(), abs=0.05)
