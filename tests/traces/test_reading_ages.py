"""Reading ages in months: the gain for each month, worked out a second time by pandas from the records, one by one.

The small trust with a scale of its own, declared from 72 to 180 months: some pupils stand at an end of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import ProgressCell
from dashboard.metrics.progress_ages import AT_THE_ENDS, NO_AGES, progress_gain_ratio
from dashboard.reporting import questions
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from data_loaders.store import engine
from tests import small_trust
from tests.fixtures.visitor import Visitor
from tests.traces import by_pandas
from tests.traces.asking import EVERY_SCHOOL
from tests.traces.reading import look, numbers_in

LOWEST, HIGHEST = 72.0, 180.0
WINDOWS = {
    "2025-26.autumn": ("2024-25.summer", "2025-26.autumn"), "2025-26.spring": ("2025-26.autumn", "2025-26.spring"),
    "2024-25.summer": ("2024-25.autumn", "2024-25.summer"), "2024-25": ("2024-25.autumn", "2024-25.summer"),
}  # fmt: skip
"""Of each period the terms of the first and the last result: here every pupil sits in every term."""
SERIES = {"subject": "reading", "scale": "reading_age"}


def age(school: str, *, number: int, term: int) -> float:
    """The reading age of a pupil, in months: it grows, and stays on the scale."""
    place = list(small_trust.SCHOOLS).index(school)
    start = 60 + 6 * number + 3 * place if number in small_trust.SEND else 120 + 9 * number + place
    return float(min(HIGHEST, max(LOWEST, start + term * (2 + (number * 3 + place) % 5))))


def records() -> dict[str, list[dict[str, Any]]]:
    """The small trust's records with reading ages beside its scores."""
    held = small_trust.rows()
    scale = {"scale": "reading_age", "name": "Reading age", "unit": "months", "lowest": LOWEST, "highest": HIGHEST,
             "expected_gain": 12.0}  # fmt: skip
    ages = [
        {"pupil_id": small_trust.pupil_id(school, number=number), "subject": "reading", "scale": "reading_age",
         "term": name, "kind": "test", "value": age(school, number=number, term=term)}
        for school, number in small_trust.everyone() for term, name in enumerate(small_trust.TERMS)
    ]  # fmt: skip
    scores = [{**each, "lowest": None, "highest": None} for each in held["scale"]]
    return {**held, "scale": [*scores, scale], "assessment": [*held["assessment"], *ages]}


@pytest.fixture(scope="module", name="home")
def home_of_ages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("ages")
    url = f"sqlite:///{home / 'pupils.db'}"
    engine.migrate(url)
    writer = engine.writer(url)
    with writer.begin() as connection:
        small_trust.fill(connection, records=records())
    writer.dispose()
    return home


@pytest.fixture(name="ask")
def asked_of_ages(home: Path) -> Iterator[Ask]:
    reader = engine.reader(f"sqlite:///{home / 'pupils.db'}")
    with asking(reader, scope=EVERY_SCHOOL, as_at=small_trust.AS_AT) as ask:
        yield ask
    reader.dispose()


def ratio(ask: Ask, *, place: str = "trust", **chosen: str) -> Row:
    shown = view_of(ask, selection=Selection(place=place, **{**SERIES, **chosen}))
    return questions.value(shown, metric="progress_gain_ratio").rows[0]


def by_hand(period: str, *, school: str) -> pd.DataFrame:
    """A row a pupil whose two ages are inside the scale: status and months gained for each month."""
    first, last = WINDOWS[period]
    results = pd.DataFrame(records()["assessment"]).query("scale == 'reading_age'")
    wide = results.pivot_table(index="pupil_id", columns="term", values="value")
    place = {small_trust.pupil_id(at, number=number): (at, number) for at, number in small_trust.everyone()}
    wide = wide.assign(school=[place[pupil][0] for pupil in wide.index],
                       status=[small_trust.SEND.get(place[pupil][1], "N") for pupil in wide.index])  # fmt: skip
    inside = wide[(wide[[first, last]] > LOWEST).all(axis=1) & (wide[[first, last]] < HIGHEST).all(axis=1)]
    months = 4 * (by_pandas.place_in_time(last) - by_pandas.place_in_time(first))
    inside = inside.assign(ratio=(inside[last] - inside[first]) / months)
    return inside[inside["school"] == school] if school else inside


@pytest.mark.parametrize("period", WINDOWS)
def test_progress_gain_ratio(ask: Ask, period: str) -> None:
    out = 0
    for school in ("", *small_trust.SCHOOLS):
        rows = by_hand(period, school=school)
        for group, codes in by_pandas.GROUPS.items():
            one, two = rows.loc[rows["status"].isin(codes), "ratio"], rows.loc[rows["status"] == "N", "ratio"]
            row = ratio(ask, place=f"school:{school}" if school else "trust", period=period, group=group)
            if not len(one):
                assert (row.value, row.reason) == (None, AT_THE_ENDS)
                continue
            figure = by_pandas.mean(one, n_other=len(two))
            ends = [None if pd.isna(end) else pytest.approx(end, abs=1e-9) for end in (figure.low, figure.high)]
            assert (row.value, row.low, row.high) == (pytest.approx(figure.value, abs=1e-9), *ends)
            assert (row.n, row.n_other or 0) == (figure.n, figure.n_other)
            assert not len(two) or row.other_value == pytest.approx(two.mean(), abs=1e-9)
        out += small_trust.PUPILS * (1 if school else len(small_trust.SCHOOLS)) - len(rows)
    assert out > 0, "nobody stood at an end of the scale"


def ages(status: str, gain: float, *, first: str, n: int = 10) -> ProgressCell:
    """Pupils who began at 100 months and gained so many."""
    last = 100.0 + gain
    told = ("1", "2025-26.spring", "reading", "reading_age", "4", status, "matched", first, "2025-26.spring")
    return ProgressCell(*told, n, 100.0 * n, last * n, 10_000.0 * n, last * last * n, 100 * last * n)


def test_months_gained_in_the_months_that_passed() -> None:
    """4 months in the four of a term are 1.0, the pace of time; 24 in the twelve of a year are 2.0."""
    cells = [ages("K", 4.0, first="2025-26.autumn"), ages("N", 24.0, first="2024-25.spring")]
    row = progress_gain_ratio(cells, ages=cells)
    assert (row.value, row.other_value, row.n, row.n_other) == (pytest.approx(1.0), pytest.approx(2.0), 10, 10)
    gone = progress_gain_ratio(cells, ages=cells[1:])
    assert (gone.value, gone.state, gone.reason) == (None, State.NOT_AVAILABLE, AT_THE_ENDS)


def test_a_scale_of_points_has_no_months(ask: Ask) -> None:
    row = ratio(ask, period="2025-26.spring", scale="standard")
    assert (row.value, row.state, row.reason) == (None, State.NOT_APPLICABLE, NO_AGES)


def test_the_page_of_a_scale_in_months_says_it(tmp_path: Path) -> None:
    small_trust.build(tmp_path, records=records())
    with contextmanager(small_trust.served)(tmp_path) as trust:
        visitor = Visitor(trust.app, home=tmp_path)
        visitor.sign_in_as("trust_executive", password=small_trust.PASSWORD)
        of_ages, of_points = (
            look(visitor, f"/progress?subject=reading&scale={scale}&period=2025-26.spring")
            for scale in ("reading_age", "standard")
        )
    rows = by_hand("2025-26.spring", school="")
    one, two = rows.loc[rows["status"] != "N", "ratio"], rows.loc[rows["status"] == "N", "ratio"]
    row = of_ages.table(holding="Other pupils, average").row("Average gain, months a month")
    assert (row["SEND pupils, n"], row["Other pupils, n"]) == (str(len(one)), str(len(two)))
    assert numbers_in(row["SEND pupils, average"]) == [pytest.approx(one.mean(), abs=0.051)]
    assert numbers_in(row["Other pupils, average"]) == [pytest.approx(two.mean(), abs=0.051)]
    assert len(of_points.table(holding="Other pupils, average").rows) == 2
