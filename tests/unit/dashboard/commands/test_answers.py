"""The command that answers: the figures of the real file as JSON, and what is said to a wrong choice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.__main__ import afa
from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in

KEYS = [
    "label", "numerator", "denominator", "n", "n_other", "value", "low", "high", "state", "reason",
    "group_value", "group_low", "group_high", "other_value", "other_low", "other_high",
]  # fmt: skip


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(afa, [*words], env={"AFA_HOME": str(home)})


@pytest.fixture(scope="module")
def home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the real file brought in."""
    folder = tmp_path_factory.mktemp("home")
    url = f"sqlite:///{folder / 'pupils.db'}"
    marks = shared / "data" / "uci-student-performance" / "student-mat.csv"
    assert bring_in([marks], mapping=load_mapping("uci_student"), database_url=url, brought_by="test").ok
    return folder


def answered(home: Path, *words: str) -> dict[str, object]:
    result = run(home, "answer", *words, "--format", "json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def test_trust_answers_as_agreed(home: Path) -> None:
    said = answered(home, "progress_gap", "--place", "trust", "--subject", "mathematics")
    assert list(said) == ["metric", "place", "period", "group", "group_words", "other_words", "rows"]
    (row,) = said["rows"]  # type: ignore[misc]
    assert list(row) == KEYS
    assert (row["n"], row["n_other"], row["state"]) == (51, 344, "ok")
    assert [row[key] for key in ("value", "low", "high")] == pytest.approx([0.9721, 0.3115, 1.6327], abs=5e-5)


def test_schools_answer_and_one_has_nobody_to_compare(home: Path) -> None:
    one, two = answered(home, "progress_gap", "--by", "school", "--period", "2005-06")["rows"]  # type: ignore[misc]
    assert (one["label"], two["label"]) == ("GP", "MS")
    assert [one[key] for key in ("value", "low", "high")] == pytest.approx([0.9402, 0.2645, 1.6159], abs=5e-5)
    assert (two["value"], two["state"], two["reason"]) == (None, "z", "no SEND pupils to compare")


@pytest.mark.parametrize(("period", "value"), [("2005-06.autumn", -2.1018), ("2005-06.summer", -1.1297)])
def test_distance_is_that_of_its_date(home: Path, period: str, value: float) -> None:
    (row,) = answered(home, "progress_distance", "--period", period)["rows"]  # type: ignore[misc]
    assert row["value"] == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "There is no metric nonsense. There are: attainment_8"),
        (["progress_gap", "--subject", "music"], "There is no subject music here. There is: mathematics."),
        (["rwm_expected", "--by", "scale"], "rwm_expected is the same whatever scale is chosen"),
        (["progress_gap", "--scale", "levels"], "There is no scale levels here. There is: marks_0_20."),
        (["progress_gap", "--place", "school:XX"], "There is no school:XX here."),
        (["progress_gap", "--place", "pupil:abcdefghijkl"], "not for classes or pupils"),
        (["progress_gap", "--period", "spring"], "Not understood: --period spring"),
    ],
)
def test_wrong_choice_is_said_in_words(home: Path, words: list[str], said: str) -> None:
    result = run(home, "answer", *words)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_period_without_results_is_an_answer(home: Path) -> None:
    (row,) = answered(home, "progress_gap", "--period", "2010-11")["rows"]  # type: ignore[misc]
    assert (row["n"], row["value"], row["state"], row["reason"]) == (0, None, "x", "no results for this period")


def test_a_national_test_that_nobody_sat_is_an_answer(home: Path) -> None:
    for by in ([], ["--by", "school"], ["--by", "group"]):
        rows = answered(home, "rwm_expected", "--subject", "mathematics", *by)["rows"]
        told = {(row["value"], row["state"], row["reason"]) for row in rows}  # type: ignore[attr-defined]
        assert told == {(None, "x", "no results of key stage 2 here")}
    assert answered(home, "rwm_expected", "--by", "term")["rows"] == []


def test_nothing_brought_in_says_how_to_begin(tmp_path: Path) -> None:
    for words in (["answer", "progress_gap"], ["supply"]):
        result = run(tmp_path / "none", *words)
        assert result.exit_code == 1
        assert "afa import FILE" in result.output


def test_supply_names_the_strands_that_were_never_supplied(home: Path) -> None:
    said = run(home, "supply").output.splitlines()
    assert said[0] == "Results: supplied, the last for summer term 2006."
    assert "Registers: not supplied." in said
    assert "Conversations: not supplied." in said


def test_table_says_its_day_and_its_notes(home: Path) -> None:
    said = run(home, "answer", "progress_gap").output
    assert "as at" in said
    assert "proxy" in said


def test_every_metric_is_listed_with_its_question(home: Path) -> None:
    said = run(home, "metrics").output
    assert "progress_gap" in said
    assert said.count("?") == len(said.splitlines())
