"""National Curriculum levels in points: the gain in sub-levels, worked out a second time by pandas from the records."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import MATCHED, ProgressCell
from dashboard.metrics.progress_levels import LEVELS, NO_LEVELS, progress_gain_sub_levels
from dashboard.reporting import questions
from dashboard.reporting.ask import asking
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from data_loaders.store import engine
from tests import small_trust
from tests.fixtures.visitor import Visitor
from tests.traces import by_pandas
from tests.traces.asking import EVERY_SCHOOL
from tests.traces.reading import look, numbers_in

PERIOD, FIRST = "2025-26.spring", "2025-26.autumn"
SUB_LEVELS = {"c": -2, "b": 0, "a": 2, "": 0}


def points(level: str) -> float:
    """Six to a level and three, two less for c and two more for a: 2c 13, 2b 15, 2a 17, level 3 21."""
    return 6.0 * int(level[0]) + 3 + SUB_LEVELS[level[1:]]


def test_the_points_of_the_levels() -> None:
    told = {
        "1": 9,
        "2c": 13,
        "2b": 15,
        "2a": 17,
        "3": 21,
        "3c": 19,
        "3a": 23,
        "4": 27,
        "5": 33,
        "6": 39,
        "7": 45,
        "8": 51,
    }
    assert {level: points(level) for level in told} == told


def moved(status: str, *levels: tuple[str, str]) -> ProgressCell:
    """Pupils who went from one level to another."""
    ends = [(points(first), points(last)) for first, last in levels]
    told = ("1", PERIOD, "reading", LEVELS, "4", status, MATCHED, FIRST, PERIOD, len(ends))
    firsts, lasts = zip(*ends, strict=True)
    sums = (sum(firsts), sum(lasts), sum(a * a for a in firsts), sum(b * b for b in lasts), sum(a * b for a, b in ends))
    return ProgressCell(*told, *sums)


def test_two_points_are_a_sub_level() -> None:
    """From 2c to 3b are 8 points, so 4 sub-levels; from 2b to 2a one: 2.5 on average. The two levels expected over key
    stage 2 are 12 points in four years, so 1.5 sub-levels a year."""
    row = progress_gain_sub_levels([moved("K", ("2c", "3b"), ("2b", "2a")), moved("N", ("2b", "4b"))], levels=True)
    assert (row.value, row.n, row.other_value, row.n_other) == (2.5, 2, 6.0, 1)
    assert (row.other_value or 0.0) / 4 == 1.5
    assert (row.first_period, row.last_period) == (FIRST, PERIOD)


def test_no_other_scale_has_sub_levels() -> None:
    row = progress_gain_sub_levels([moved("K", ("2c", "3b"))], levels=False)
    assert (row.value, row.state, row.reason) == (None, State.NOT_APPLICABLE, NO_LEVELS)


def records() -> dict[str, list[dict[str, Any]]]:
    """The small trust with its scores said to be points of levels."""
    held = small_trust.rows()
    scales = [
        {**each, "scale": LEVELS, "name": "National Curriculum levels", "expected_gain": 3.0} for each in held["scale"]
    ]
    return {**held, "scale": scales, "assessment": [{**each, "scale": LEVELS} for each in held["assessment"]]}


@pytest.fixture(scope="module", name="home")
def home_of_levels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("levels")
    small_trust.build(home, records=records())
    return home


def by_hand(*, school: str) -> pd.DataFrame:
    """A row a pupil: status and sub-levels gained in reading from the autumn to the spring."""
    results = pd.DataFrame(records()["assessment"]).query("subject == 'reading'")
    wide = results.pivot_table(index="pupil_id", columns="term", values="value")
    place = {small_trust.pupil_id(at, number=number): (at, number) for at, number in small_trust.everyone()}
    found = pd.DataFrame({"gain": (wide[PERIOD] - wide[FIRST]) / 2})
    found = found.assign(school=[place[pupil][0] for pupil in found.index],
                         status=[small_trust.SEND.get(place[pupil][1], "N") for pupil in found.index])  # fmt: skip
    return found[found["school"] == school] if school else found


def test_progress_gain_sub_levels(home: Path) -> None:
    reader = engine.reader(f"sqlite:///{home / 'pupils.db'}")

    def asked(school: str, *, group: str) -> Row:
        at = Selection(place=f"school:{school}" if school else "trust", period=PERIOD, subject="reading", group=group)
        return questions.value(view_of(ask, selection=at), metric="progress_gain_sub_levels").rows[0]

    with asking(reader, scope=EVERY_SCHOOL, as_at=small_trust.AS_AT) as ask:
        for school in ("", *small_trust.SCHOOLS):
            rows = by_hand(school=school)
            for group, codes in by_pandas.GROUPS.items():
                one, two = rows.loc[rows["status"].isin(codes), "gain"], rows.loc[rows["status"] == "N", "gain"]
                row, figure = asked(school, group=group), by_pandas.mean(one, n_other=len(two))
                ends = [None if pd.isna(end) else pytest.approx(end, abs=1e-9) for end in (figure.low, figure.high)]
                assert (row.value, row.low, row.high) == (pytest.approx(figure.value, abs=1e-9), *ends)
                assert (row.n, row.n_other, row.other_value) == (
                    len(one),
                    len(two),
                    pytest.approx(two.mean(), abs=1e-9),
                )
    reader.dispose()


def test_the_page_of_levels_says_sub_levels(home: Path) -> None:
    with contextmanager(small_trust.served)(home) as trust:
        visitor = Visitor(trust.app, home=home)
        visitor.sign_in_as("trust_executive", password=small_trust.PASSWORD)
        page = look(visitor, f"/progress?subject=reading&period={PERIOD}")
    rows = by_hand(school="")
    shown = page.table(holding="Other pupils, average").row("Average gain, sub-levels")
    assert numbers_in(shown["SEND pupils, average"]) == [
        pytest.approx(rows.loc[rows["status"] != "N", "gain"].mean(), abs=0.051)
    ]
