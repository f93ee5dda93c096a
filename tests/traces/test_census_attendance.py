"""Absence of the synthetic School Census, from its files to what the command line answers: the published figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


def answered(home: Path, *words: str) -> dict[str, Any]:
    asked = ["answer", *words, "--period", "2024-25.autumn", "--format", "json"]
    result = CliRunner().invoke(afa, asked, env={"AFA_HOME": str(home)})
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def rows(home: Path, metric: str) -> dict[str, dict[str, float]]:
    said = answered(home, metric, "--place", "trust", "--by", "sen_provision")
    return {row["label"]: row for row in said["rows"]}


def test_absence_by_provision_is_that_of_the_files(home: Path) -> None:
    found = rows(home, "overall_absence")
    assert {label: found[label]["value"] for label in RATES} == pytest.approx(RATES, abs=5e-5)
    assert sum(row["n"] for row in found.values()) == 8984


def test_the_rate_of_all_is_that_of_the_files(home: Path) -> None:
    """The published figure, from the command: by itself, and added up from the rows."""
    said = answered(home, "overall_absence", "--by", "sen_provision")
    assert (said["group"], said["group_words"]) == ("all", "all pupils")
    whole = said["whole"]
    assert (whole["label"], whole["numerator"], whole["denominator"]) == ("all pupils", 61_320 + 6_582, 1_167_674)
    assert (whole["n"], whole["value"]) == (8984, pytest.approx(5.8152, abs=5e-5))
    for name in ("numerator", "denominator", "n"):
        assert sum(row[name] for row in said["rows"]) == whole[name]


def test_the_reading_is_said_beside_the_figures(home: Path) -> None:
    words = ["answer", "overall_absence", "--period", "2024-25.autumn", "--by", "sen_provision", "--format", "json"]
    said = CliRunner().invoke(afa, words, env={"AFA_HOME": str(home)}).stderr
    for reading in ("pupils on roll alone", "is read as none", "every enrolment counts"):
        assert reading in said


def test_the_table_ends_with_all_pupils_and_the_plain_answer_names_its_group(home: Path) -> None:
    told = ["answer", "overall_absence", "--period", "2024-25.autumn"]
    run = CliRunner(env={"AFA_HOME": str(home), "COLUMNS": "200"})
    table = run.invoke(afa, [*told, "--by", "sen_provision"]).output
    assert "5.8152" in next(line for line in table.splitlines() if "all pupils" in line and "8984" in line)
    assert ", SEND pupils, autumn term 2024" in run.invoke(afa, told).output
    assert ", pupils with an EHC plan, autumn term 2024" in run.invoke(afa, [*told, "--group", "plan"]).output
    plain = answered(home, "overall_absence", "--group", "plan")
    assert (plain["group"], plain["group_words"]) == ("plan", "pupils with an EHC plan")
    assert "whole" not in plain


def test_a_difference_has_both_its_sides(home: Path) -> None:
    (row,) = answered(home, "absence_gap")["rows"]
    assert row["other_value"] == pytest.approx(RATES["N"], abs=5e-5)
    assert row["value"] == pytest.approx(row["group_value"] - row["other_value"])
    assert row["group_value"] == pytest.approx(100 * row["numerator"] / row["denominator"])
    assert row["group_low"] < row["group_value"] < row["group_high"]


def test_persistent_absentees_are_43(home: Path) -> None:
    found = rows(home, "persistent_absence").values()
    assert round(sum(row["value"] * row["n"] / 100 for row in found)) == 43


def test_a_difference_is_not_told_by_single_provisions(home: Path) -> None:
    result = CliRunner().invoke(afa, ["answer", "absence_gap", "--by", "sen_provision"], env={"AFA_HOME": str(home)})
    assert result.exit_code == 1
    assert "These are: overall_absence" in result.output
