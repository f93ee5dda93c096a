"""The real files of published statistics come in, and give the figures that the department prints."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from data_loaders.mapping import load_mapping
from data_loaders.report import Outcome, Severity
from tests.unit.data_loaders.files import load, rows

SHIPPED = Path(__file__).parents[3] / "data_loaders" / "published" / "benchmark.csv"
ENGLAND = """SELECT measure, "group", phase, period, value, status, source, special_schools
 FROM benchmark WHERE geography = 'England'"""
KEY = ["measure", "group", "phase", "period"]


def figures(url: str, *, geography: str = "England") -> pd.Series:
    """Published values by measure, group, phase and period."""
    found = rows(url, ENGLAND.replace("England", geography))
    return found.set_index(KEY)["value"]


@pytest.fixture
def attendance(shared: Path, sqlite_url: str) -> str:
    report = load([_attendance_file(shared)], url=sqlite_url, mapping="ees_attendance")
    assert report.outcome is Outcome.COMMITTED
    return sqlite_url


@pytest.fixture
def by_sen(shared: Path, sqlite_url: str) -> str:
    report = load(_sen_files(shared), url=sqlite_url, mapping="ees_send")
    assert report.outcome is Outcome.COMMITTED
    return sqlite_url


def _attendance_file(shared: Path) -> Path:
    return shared / "data" / "ees-attendance" / "EES_ytd_data_202526.csv"


def _sen_files(shared: Path) -> list[Path]:
    return sorted((shared / "data" / "ees-send").glob("*.csv"))


def test_england_attendance_of_the_year(attendance: str) -> None:
    found = figures(attendance)
    absence = {"primary": 5.2767, "secondary": 8.4898, "special": 13.1691, "all": 6.8832}
    persistent = {"primary": 13.7726, "secondary": 23.7680, "special": 36.0617, "all": 18.7818}
    for phase, value in absence.items():
        assert found["absence", "all", phase, "2025-26"] == pytest.approx(value, abs=1e-4)
    for phase, value in persistent.items():
        assert found["persistent_absence", "all", phase, "2025-26"] == pytest.approx(value, abs=1e-4)
    assert found["unauthorised_absence", "all", "all", "2025-26"] == pytest.approx(2.3615, abs=1e-4)


def test_local_authority_is_its_own_geography(attendance: str) -> None:
    assert figures(attendance, geography="Camden")["absence", "all", "all", "2025-26"] == pytest.approx(
        100 * 411_076 / 5_260_846, abs=1e-4
    )
    assert figures(attendance, geography="Camden")["absence", "all", "all", "2025-26"] == pytest.approx(
        7.8139, abs=1e-4
    )


def test_suppressed_row_keeps_its_symbol_and_has_no_value(attendance: str, shared: Path) -> None:
    raw = pd.read_csv(_attendance_file(shared), dtype=str, keep_default_na=False)
    held = rows(attendance, "SELECT geography, phase, value FROM benchmark WHERE measure = 'absence' AND status = 'c'")
    suppressed = raw[raw["overall_absence"] == "c"]
    assert len(held) == len(suppressed) == 4
    assert held["value"].isna().all()
    assert set(held["geography"]) == set(suppressed["la_name"])


def test_absence_by_sen_with_its_hole(by_sen: str) -> None:
    table = {
        "2016-17": (4.16, 6.20, 8.19, 6.58), "2017-18": (4.35, 6.46, 8.73, 6.90), "2018-19": (4.12, 6.28, 8.64, 6.75),
        "2020-21": (3.30, 5.82, 14.58, 7.77), "2021-22": (6.77, 9.70, 12.07, 10.25),
        "2022-23": (6.54, 10.08, 12.42, 10.65),
    }  # fmt: skip
    found = figures(by_sen)
    for year, values in table.items():
        for group, value in zip(("no_sen", "support", "plan", "send"), values, strict=True):
            assert found["absence", group, "all", year] == pytest.approx(value, abs=1e-4)
    years = set(found["absence"].index.get_level_values("period"))
    assert years == set(table), "2019/20 was not published and stays a hole"


def test_key_stage_2_shares(by_sen: str) -> None:
    found = figures(by_sen)
    for group, met, eligible in (
        ("no_sen", 371_304, 528_490), ("support", 24_701, 104_640), ("plan", 2_635, 32_026),
    ):  # fmt: skip
        assert found["rwm_expected", group, "primary", "2022-23"] == pytest.approx(100 * met / eligible, abs=1e-4)
    assert found["rwm_expected", "send", "primary", "2022-23"] == pytest.approx(20.0020, abs=1e-4)
    assert found["rwm_expected", "support", "primary", "2022-23"] == pytest.approx(23.6057, abs=1e-4)


def test_progress_8_of_any_sen_is_summed_before_it_is_divided(by_sen: str) -> None:
    found = figures(by_sen)["progress_8"].droplevel(["phase", "period"])
    wanted = {"no_sen": 0.0774, "support": -0.4345, "plan": -1.0916, "send": -0.6069}
    assert found.round(4).to_dict() == wanted
    assert found["send"] != pytest.approx((found["support"] + found["plan"]) / 2, abs=0.1)


def test_what_was_passed_over_is_said(shared: Path, sqlite_url: str) -> None:
    report = load(_sen_files(shared), url=sqlite_url, mapping="ees_send")
    raw = pd.read_csv(shared / "data" / "ees-send" / "KS4_2018_Nat_Char_Testdata.csv", dtype=str)
    said = [found for found in report.findings if "other breakdowns" in found.message]
    assert [found.message for found in said] == [f"{len(raw) - 3:,} rows of other breakdowns, passed over"]
    assert {found.severity for found in report.findings} == {Severity.NOTE}


def test_a_total_left_among_the_rows_is_refused(shared: Path, sqlite_url: str) -> None:
    """Without the condition on gender the file has three rows for one figure: boys, girls and both."""
    mapping = load_mapping("ees_send")
    layouts = [
        each.model_copy(update={"only": {k: v for k, v in each.only.items() if k != "characteristic_gender"}})
        for each in mapping.statistics
    ]
    loose = mapping.model_copy(update={"statistics": tuple(layouts)})
    file = shared / "data" / "ees-send" / "KS4_2018_Nat_Char_Testdata.csv"
    report = load([file], url=sqlite_url, mapping=loose)
    assert "keys.conflicting" in {found.rule for found in report.findings}
    assert all(count.new == 0 for count in report.counts.values())


def test_shipped_figures_are_those_of_the_files(shared: Path, sqlite_url: str) -> None:
    """What comes with the product for England agrees with the files it was taken from, to the last digit kept."""
    load([_attendance_file(shared)], url=sqlite_url, mapping="ees_attendance")
    load(_sen_files(shared), url=sqlite_url, mapping="ees_send")
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        shipped = {
            tuple(row[name] for name in ("Measure", "Group", "Phase", "Period")): row["Value"]
            for row in csv.DictReader(file)
        }
    for key, value in figures(sqlite_url).items():
        assert float(shipped[tuple(key)]) == pytest.approx(value, abs=1e-6), key


def test_the_same_file_again_brings_nothing(attendance: str, shared: Path) -> None:
    again = load([_attendance_file(shared)], url=attendance, mapping="ees_attendance")
    assert again.outcome is Outcome.ALREADY_LOADED
