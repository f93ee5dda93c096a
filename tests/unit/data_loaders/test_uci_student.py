"""The real file of two Portuguese schools comes in, and the figures made from it are those pandas makes alone."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from data_loaders.mapping import load_mapping
from data_loaders.report import Outcome
from tests.unit.data_loaders.files import everything, load, rows

GAINS = (
    "SELECT school, sen_start, last_value - first_value AS gain FROM progress_fact"
    " WHERE state = 'matched' AND period = "
)


@pytest.fixture(scope="module")
def file(shared: Path) -> Path:
    return shared / "data" / "uci-student-performance" / "student-mat.csv"


@pytest.fixture(scope="module")
def raw(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, sep=";")


def gap(gains: pd.DataFrame) -> tuple[float, float, float]:
    """SEND minus others with Welch's interval, by scipy: a route of its own."""
    send, other = (gains.loc[gains["send"] == side, "gain"] for side in (True, False))
    interval = stats.ttest_ind(send, other, equal_var=False).confidence_interval()
    return float(send.mean() - other.mean()), float(interval.low), float(interval.high)


def stored_gains(url: str, *, period: str) -> pd.DataFrame:
    found = rows(url, f"{GAINS}'{period}'")
    return found.assign(send=found["sen_start"] == "K")


def test_every_pupil_comes_in(file: Path, raw: pd.DataFrame, sqlite_url: str) -> None:
    report = load([file], url=sqlite_url, mapping="uci_student")
    assert report.outcome is Outcome.COMMITTED
    assert report.findings == ()
    assert {name: count.new for name, count in report.counts.items()} == {
        "school": 2, "pupil": 395, "enrolment": 395, "sen_status": 395, "scale": 1, "assessment": 1185, "activity": 2,
        "activity_session": 395,
    }  # fmt: skip
    results = rows(sqlite_url, "SELECT term, value FROM assessment")
    for term, column in (("2005-06.autumn", "G1"), ("2005-06.spring", "G2"), ("2005-06.summer", "G3")):
        assert results.loc[results["term"] == term, "value"].mean() == pytest.approx(raw[column].mean())
    assert rows(sqlite_url, "SELECT DISTINCT pupil FROM pupil")["pupil"].str.fullmatch("row:[0-9a-f]{20}").all()


def test_the_gap_is_the_published_one(file: Path, raw: pd.DataFrame, sqlite_url: str) -> None:
    load([file], url=sqlite_url, mapping="uci_student")
    by_pandas = gap(pd.DataFrame({"send": raw["schoolsup"] == "yes", "gain": raw["G3"] - raw["G1"]}))
    assert by_pandas == pytest.approx((0.9721, 0.3115, 1.6327), abs=5e-5)
    for period in ("2005-06", "2005-06.summer"):
        assert gap(stored_gains(sqlite_url, period=period)) == pytest.approx(by_pandas)
    in_gp = stored_gains(sqlite_url, period="2005-06").query("school == 'GP'")
    assert gap(in_gp) == pytest.approx((0.9402, 0.2645, 1.6159), abs=5e-5)


def test_clubs_are_yes_or_no(file: Path, sqlite_url: str) -> None:
    load([file], url=sqlite_url, mapping="uci_student")
    found = rows(
        sqlite_url,
        "SELECT code, sum(attended) AS went, count(*) AS n, count(offered) AS known FROM activity_session"
        " JOIN sen_status USING (pupil_id) GROUP BY code ORDER BY code",
    )
    assert found.to_numpy().tolist() == [["K", 29, 51, 0], ["N", 172, 344, 0]]


def test_shuffled_rows_change_nothing(file: Path, tmp_path: Path, sqlite_url: str) -> None:
    load([file], url=sqlite_url, mapping="uci_student")
    before = everything(sqlite_url)
    heading, *lines = file.read_text(encoding="utf-8").splitlines()
    random.Random(7).shuffle(lines)
    again = tmp_path / "shuffled.csv"
    again.write_bytes("\r\n".join([heading, *lines]).encode())
    report = load([again], url=sqlite_url, mapping="uci_student")
    assert report.outcome is Outcome.COMMITTED
    assert all(count.unchanged == count.read for count in report.counts.values())
    assert "nothing changed" in report.as_text()
    assert everything(sqlite_url) == before


def test_a_trusts_own_mapping_reads_nought_as_left(
    file: Path, tmp_path: Path, raw: pd.DataFrame, sqlite_url: str
) -> None:
    """Without the 38 pupils whose final mark is 0 the conclusion changes; a mapping says so, no code does."""
    built_in = (Path(__file__).parents[3] / "data_loaders" / "mappings" / "uci_student.toml").read_text(
        encoding="utf-8"
    )
    own = built_in.replace('name = "uci_student"', 'name = "without_leavers"')
    own = own.replace('value = "G3", raw = "G3"', 'value = { column = "G3", missing = ["0"] }, raw = "G3"')
    own = own.replace('record = "assessment"', 'record = "assessment"\nskip_empty = ["value"]')
    (tmp_path / "without_leavers.toml").write_text(own, encoding="utf-8")
    report = load([file], url=sqlite_url, mapping=load_mapping("without_leavers", folders=[tmp_path]))
    assert report.counts["assessment"].new == 1185 - 38
    stayed = raw[raw["G3"] > 0]
    by_pandas = gap(pd.DataFrame({"send": stayed["schoolsup"] == "yes", "gain": stayed["G3"] - stayed["G1"]}))
    assert by_pandas == pytest.approx((0.2850, -0.2620, 0.8320), abs=5e-5)
    assert gap(stored_gains(sqlite_url, period="2005-06.summer")) == pytest.approx(by_pandas)
