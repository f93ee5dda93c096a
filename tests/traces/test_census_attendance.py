"""Absence of the synthetic School Census, from its files to what the command line answers: the published figures."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.__main__ import afa
from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in

RATES = {"N": 5.8139, "K": 5.9589, "E": 5.8217, "unknown": 5.8451}


@pytest.fixture(scope="module")
def home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("census")
    url = f"sqlite:///{folder / 'pupils.db'}"
    files = sorted((shared / "data" / "school-census-synthetic").glob("*.csv"))
    assert bring_in(files, mapping=load_mapping("school_census"), database_url=url, brought_by="test").ok
    return folder


def rows(home: Path, metric: str) -> dict[str, dict[str, float]]:
    words = ["answer", metric, "--place", "trust", "--period", "2024-25.autumn", "--by", "sen_provision"]
    result = CliRunner().invoke(afa, [*words, "--format", "json"], env={"AFA_HOME": str(home)})
    assert result.exit_code == 0, result.output
    return {row["label"]: row for row in json.loads(result.stdout)["rows"]}


def test_absence_by_provision_is_that_of_the_files(home: Path) -> None:
    found = rows(home, "overall_absence")
    assert {label: found[label]["value"] for label in RATES} == pytest.approx(RATES, abs=5e-5)
    assert sum(row["n"] for row in found.values()) == 8984


def test_the_rate_of_all_and_the_reading_are_said(home: Path) -> None:
    words = ["answer", "overall_absence", "--period", "2024-25.autumn", "--by", "sen_provision", "--format", "json"]
    said = CliRunner().invoke(afa, words, env={"AFA_HOME": str(home)}).stderr
    for reading in ("pupils on roll alone", "is read as none", "every enrolment counts"):
        assert reading in said
    with sqlite3.connect(home / "pupils.db") as connection:
        sums = "SELECT SUM(absent), SUM(possible) FROM absence_cell WHERE period = '2024-25.autumn'"
        absent, possible = connection.execute(sums).fetchone()
    assert (absent, possible) == (61_320 + 6_582, 1_167_674)
    assert 100 * absent / possible == pytest.approx(5.8152, abs=5e-5)


def test_persistent_absentees_are_43(home: Path) -> None:
    found = rows(home, "persistent_absence").values()
    assert round(sum(row["value"] * row["n"] / 100 for row in found)) == 43


def test_a_difference_is_not_told_by_single_provisions(home: Path) -> None:
    result = CliRunner().invoke(afa, ["answer", "absence_gap", "--by", "sen_provision"], env={"AFA_HOME": str(home)})
    assert result.exit_code == 1
    assert "These are: overall_absence" in result.output
