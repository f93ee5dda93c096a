"""A teacher's assessment in bands, from the records to every page, worked out a second time by pandas.

The small trust with a scale of words in order: reading on a scale of points and in bands, writing in bands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import BandCell
from dashboard.metrics.progress_bands import IN_BANDS, MOVES, NOT_IN_BANDS, by_band, progress_band_expected
from dashboard.queries import census
from dashboard.queries.running import asker_for
from dashboard.reporting import progress, questions
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.part import Part
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from data_loaders.store import engine
from tests import small_trust
from tests.fixtures.visitor import Visitor
from tests.traces import by_pandas
from tests.traces.asking import EVERY_SCHOOL
from tests.traces.reading import Page, look

NAMES = ("Below", "Working towards", "At", "Above")
WINDOWS = {
    "2025-26.autumn": ("2024-25.summer", "2025-26.autumn"), "2025-26.spring": ("2025-26.autumn", "2025-26.spring"),
    "2024-25.summer": ("2024-25.autumn", "2024-25.summer"), "2024-25": ("2024-25.autumn", "2024-25.summer"),
}  # fmt: skip
"""Of each period the terms of the first and the last result."""
SERIES = {"subject": "writing", "scale": "age_related"}
SCHOOL, ABSENT = "100002", 4
"""A school, and the number of the pupils who have no result in the last term."""


def band(school: str, *, number: int, term: int) -> int:
    """The band of a pupil in a term: some stay, some move up, some down."""
    place = list(small_trust.SCHOOLS).index(school)
    low = 1 if number in small_trust.SEND else 2
    return min(4, low + (number * 7 + place * 3 + term * (number + place)) % 3)


def records() -> dict[str, list[dict[str, Any]]]:
    """The small trust's records with teacher assessments in bands beside its scores."""
    held = small_trust.rows()
    scale = {"scale": "age_related", "name": "Age-related grid", "unit": "bands", "expected_gain": None,
             "bands": "Below=BLW; Working towards=WTS; At=EXS; Above=GDS", "expected_band": "EXS"}  # fmt: skip
    words = [
        {"pupil_id": small_trust.pupil_id(school, number=number), "subject": subject, "scale": "age_related",
         "term": name, "kind": "teacher", "value": float(place), "raw": NAMES[place - 1]}
        for school, number in small_trust.everyone() for term, name in enumerate(small_trust.TERMS)
        for subject in ("writing", "reading")
        if (place := band(school, number=number, term=term)) and (number != ABSENT or term < len(small_trust.TERMS) - 1)
    ]  # fmt: skip
    numbers = [{**each, "bands": None, "expected_band": None} for each in held["scale"]]
    scores = [{**each, "raw": None} for each in held["assessment"]]
    return {**held, "scale": [*numbers, scale], "assessment": [*scores, *words]}


@pytest.fixture(scope="module", name="home")
def home_of_bands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("bands")
    small_trust.build(home, records=records())
    return home


@pytest.fixture(name="ask")
def asked_of_bands(home: Path) -> Iterator[Ask]:
    reader = engine.reader(f"sqlite:///{home / 'pupils.db'}")
    with asking(reader, scope=EVERY_SCHOOL, as_at=small_trust.AS_AT) as ask:
        yield ask
    reader.dispose()


@pytest.fixture(scope="module", name="visitor")
def head(home: Path) -> Iterator[Visitor]:
    with contextmanager(small_trust.served)(home) as trust:
        visitor = Visitor(trust.app, home=home)
        visitor.sign_in_as("headteacher", password=small_trust.PASSWORD)
        yield visitor


def asked(ask: Ask, *, metric: str, school: str = "", **chosen: str) -> Row:
    place = f"school:{school}" if school else "trust"
    shown = view_of(ask, selection=Selection(place=place, **{**SERIES, **chosen}))
    return questions.value(shown, metric=metric).rows[0]


def by_hand(*, school: str) -> pd.DataFrame:
    """A row a pupil: status, and the band in writing in each term."""
    results = pd.DataFrame(records()["assessment"]).query("subject == 'writing'")
    wide = results.pivot_table(index="pupil_id", columns="term", values="value")
    place = {small_trust.pupil_id(at, number=number): (at, number) for at, number in small_trust.everyone()}
    wide = wide.assign(school=[place[pupil][0] for pupil in wide.index],
                       status=[small_trust.SEND.get(place[pupil][1], "N") for pupil in wide.index])  # fmt: skip
    return wide[wide["school"] == school] if school else wide


def agrees(row: Row, *, one: pd.Series, two: pd.Series) -> None:
    """The row is the difference of the two shares, with Newcombe's interval and both shares."""
    figure = by_pandas.newcombe(one, two)
    assert (row.value, row.low, row.high) == pytest.approx((figure.value, figure.low, figure.high), abs=1e-9)
    assert (row.n, row.n_other, row.numerator) == (len(one), len(two), one.sum())
    assert (row.group_value, row.other_value) == pytest.approx((100 * one.mean(), 100 * two.mean()))


def two_sides(rows: pd.DataFrame, *, codes: tuple[str, ...], told: pd.Series) -> dict[str, pd.Series]:
    return {"one": told[rows["status"].isin(codes)], "two": told[rows["status"] == "N"]}


@pytest.mark.parametrize("period", WINDOWS)
def test_progress_band_expected(ask: Ask, period: str) -> None:
    for school in ("", *small_trust.SCHOOLS):
        rows = by_hand(school=school).dropna(subset=WINDOWS[period][1])
        for group, codes in by_pandas.GROUPS.items():
            row = asked(ask, metric="progress_band_expected", school=school, period=period, group=group)
            agrees(row, **two_sides(rows, codes=codes, told=rows[WINDOWS[period][1]] >= 3))


@pytest.mark.parametrize("period", WINDOWS)
def test_progress_band_moves(ask: Ask, period: str) -> None:
    first, last = WINDOWS[period]
    for school in ("", *small_trust.SCHOOLS):
        rows = by_hand(school=school).dropna(subset=[first, last])
        moved = dict(
            zip(MOVES, (rows[last] > rows[first], rows[last] == rows[first], rows[last] < rows[first]), strict=True)
        )
        for group, codes in by_pandas.GROUPS.items():
            shares = []
            for metric, told in moved.items():
                row = asked(ask, metric=metric, school=school, period=period, group=group)
                agrees(row, **two_sides(rows, codes=codes, told=told))
                shares.append(row.group_value)
            assert sum(share or 0.0 for share in shares) == pytest.approx(100.0)


def test_all_three_ways_are_tried(ask: Ask) -> None:
    rows = [asked(ask, metric=metric, period="2025-26.spring") for metric in MOVES]
    assert all(row.numerator for row in rows)


@pytest.mark.parametrize("metric", progress.QUESTIONS)
def test_no_figure_of_numbers_is_made_of_bands_nor_of_bands_of_numbers(ask: Ask, metric: str) -> None:
    banded = "band" in metric
    here = asked(ask, metric=metric, period="2025-26.spring")
    there = asked(ask, metric=metric, period="2025-26.spring", subject="reading", scale="standard")
    refused, reason = (there, NOT_IN_BANDS) if banded else (here, IN_BANDS)
    assert (refused.value, refused.state, refused.reason) == (None, State.NOT_APPLICABLE, reason)
    assert refused.group_value is None
    assert (here if banded else there).reason not in {IN_BANDS, NOT_IN_BANDS}


def test_a_year_group_is_a_part_of_its_school(ask: Ask) -> None:
    shown = view_of(ask, selection=Selection(place=f"school:{SCHOOL}", period="2025-26.spring", **SERIES))
    part = Part(school=SCHOOL, year_groups=("4",))
    row = questions.row_of(shown, metric="progress_band_expected", part=part)
    assert (row.n, row.n_other) == (3, 4)
    none = questions.row_of(shown, metric="progress_band_expected", part=Part(school=SCHOOL, year_groups=("9",)))
    assert (none.value, none.state) == (None, State.NOT_AVAILABLE)


def test_a_release_has_no_gain_of_bands(home: Path) -> None:
    reader = engine.reader(f"sqlite:///{home / 'pupils.db'}")
    with asker_for(reader, scope=EVERY_SCHOOL) as asker:
        found = census.gains_in(asker, period="2025-26.spring", schools=list(small_trust.SCHOOLS))
    reader.dispose()
    assert {each.scale for each in found} == {"standard"}


def cell(status: str, first: int, last: int, n: int) -> BandCell:
    told = ("1", "2025-26.spring", "writing", "age_related", "4", status, status, "matched")
    return BandCell(*told, "2025-26.autumn", "2025-26.spring", first, last, n)


def test_six_of_24_and_84_of_112_are_in_the_expected_band() -> None:
    """The shares of definitions.md 3.5: 25% against 75%, 50 percentage points apart, between 64.8 and 28.3."""
    cells = [cell("K", 2, 2, 18), cell("K", 2, 3, 6), cell("N", 2, 2, 28), cell("N", 3, 3, 60), cell("N", 3, 4, 24)]
    row = progress_band_expected(cells, expected=3)
    assert (row.value, row.low, row.high) == pytest.approx((-50.0, -64.8, -28.3), abs=0.05)
    assert [(each.one, each.two) for each in by_band(cells, bands=4, group="send")] == [
        ((0, 24), (0, 112)), ((18, 24), (28, 112)), ((6, 24), (60, 112)), ((0, 24), (24, 112)),
    ]  # fmt: skip


WORDY = "subject=writing&scale=age_related&period=2025-26.spring"


def page_of(visitor: Visitor, *, place: str, path: str = "progress") -> Page:
    return look(visitor, f"/{path}?place={place}&{WORDY}")


def test_the_page_of_a_school_counts_and_averages_nothing(visitor: Visitor) -> None:
    school = "100001"
    page = page_of(visitor, place=f"school:{school}")
    rows = by_hand(school=school).dropna(subset="2025-26.spring")
    reached = rows["2025-26.spring"] >= 3
    send = rows["status"] != "N"
    assert f"{(reached & send).sum()} of {send.sum()} SEND pupils are in the expected band or above" in page.said[0]
    assert "A band is age-related" in page.words
    for words in ("gained", "Gain", "average", "standard deviation", "points"):
        assert words not in " ".join(page.said), words
    table = page.table(holding="Movement")
    whose = {row["Pupil"]: (row["Latest result"], row["Movement"]) for row in table.rows}
    assert {latest for latest, _ in whose.values()} <= set(NAMES)
    assert {moved for _, moved in whose.values()} <= {"Moved up", "Kept pace", "Moved down"}
    assert "Too few pupils to count by band." in page.words


def test_the_trust_has_a_row_a_school(home: Path) -> None:
    with contextmanager(small_trust.served)(home) as trust:
        visitor = Visitor(trust.app, home=home)
        visitor.sign_in_as("trust_executive", password=small_trust.PASSWORD)
        page = page_of(visitor, place="trust")
        shown = page.table(holding="School").row("Birch Primary")
    assert (shown["SEND pupils, n"], shown["Other pupils, n"]) == ("3", "4")
    moves = page.table(holding="From the first result to the last")
    rows = by_hand(school="").dropna(subset=["2025-26.autumn", "2025-26.spring"])
    up, send = rows["2025-26.spring"] > rows["2025-26.autumn"], rows["status"] != "N"
    told = moves.row("Ended in a higher band")
    assert (told["SEND pupils, n"], told["Other pupils, n"]) == (str(send.sum()), str((~send).sum()))
    assert told["SEND pupils, %"] == f"{100 * up[send].mean():.1f}"


def test_a_class_says_who_kept_pace(visitor: Visitor) -> None:
    page = page_of(visitor, place=small_trust.class_place("100001", number=1))
    assert re.search(r"Writing: of 2 SEND pupils, \d (kept pace|moved up|moved down)", page.said[0])
    assert {row["Latest result"] for row in page.table(holding="Movement").rows} <= {*NAMES, ""}


def test_a_pupil_has_words(visitor: Visitor) -> None:
    page = page_of(visitor, place=small_trust.pupil_place("100001", number=1))
    now, before = (NAMES[band("100001", number=1, term=term) - 1].lower() for term in (4, 3))
    assert page.said[0].startswith(f"Writing: {now} in spring term 2026.")
    assert f"In autumn term 2025 it was {before}" in page.words
    story = page_of(visitor, place=small_trust.pupil_place("100001", number=1), path="overview")
    recorded = [row["What is recorded"] for row in story.table(holding="What is recorded").rows]
    assert f"Writing, age-related grid: {NAMES[band('100001', number=1, term=4) - 1]}" in recorded
    assert not any(re.fullmatch(r"Writing, age-related grid: \d", each) for each in recorded)
    lane = next(each for each in story.figure("pupil-story")["data"] if each["name"] == "Writing")
    drawn = [band("100001", number=1, term=term) for term in range(len(small_trust.TERMS))]
    begun = [NAMES[each - 1] if not at or each != drawn[at - 1] else "" for at, each in enumerate(drawn)]
    assert (lane["y"], lane["text"]) == (drawn, begun), "a band is told where it begins, and no words run together"
    assert {place.split()[1] for place in lane["textposition"][-2:] if place != "top center"} <= {"left"}


def test_the_overview_of_a_school_with_bands_counts_them_and_averages_nothing(visitor: Visitor) -> None:
    """The card, and the column of the table beside it, hold the share in the expected band or above."""
    page = page_of(visitor, place="school:100001", path="overview")
    rows = by_hand(school="100001").dropna(subset="2025-26.spring")
    reached, send = rows["2025-26.spring"] >= 3, rows["status"] != "N"
    assert f"{(reached & send).sum()} of {send.sum()} SEND pupils are in the expected band or above" in page.words
    assert page.table(holding="In the expected band or above in writing").rows
    assert "Gain in writing" not in page.raw
    assert IN_BANDS not in page.words.lower()
