"""Rosters in the Microsoft UK format come in by a mapping alone: pupils, classes, teachers, dates month first."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from data_loaders.mapping import load_mapping
from data_loaders.report import Outcome, Severity
from tests.unit.data_loaders.files import load, rows


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "roster-uk-format"


def test_the_whole_roster_comes_in(folder: Path, sqlite_url: str) -> None:
    report = load(sorted(folder.glob("*.csv")), url=sqlite_url, mapping="roster_uk")
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert report.lines_held_back == 0
    assert {name: count.new for name, count in report.counts.items()} == {
        "school": 2, "pupil": 86, "enrolment": 86, "teaching_class": 28, "class_member": 602,
    }  # fmt: skip
    assert rows(sqlite_url, "SELECT count(DISTINCT staff_code) AS n FROM teaching_class")["n"].tolist() == [12]
    assert rows(sqlite_url, "SELECT DISTINCT academic_year FROM teaching_class")["academic_year"].tolist() == [
        "2017-18"
    ]
    assert [one.message for one in report.of(Severity.WARNING)] == ["the file holds passwords of pupils: 86"]


def test_dates_are_read_month_first(folder: Path, sqlite_url: str) -> None:
    load(sorted(folder.glob("*.csv")), url=sqlite_url, mapping="roster_uk")
    found = rows(sqlite_url, "SELECT pupil, date_of_birth FROM pupil").set_index("pupil")["date_of_birth"]
    for row in csv.DictReader((folder / "Student.csv").read_text(encoding="utf-8").splitlines()):
        month, day, year = (int(part) for part in row["Birthdate"].split("/"))
        assert found[f"{row['School DfE Number']}:{row['ID']}"] == date(year, month, day).isoformat()


def test_read_day_first_they_are_refused_not_swapped(folder: Path, sqlite_url: str) -> None:
    day_first = load_mapping("roster_uk").model_copy(update={"date_formats": ("%d/%m/%Y",)})
    report = load(sorted(folder.glob("*.csv")), url=sqlite_url, mapping=day_first)
    assert report.outcome is Outcome.REJECTED
    assert "it may be written month first" in report.as_text()
    assert rows(sqlite_url, "SELECT * FROM pupil").empty


def test_no_password_is_kept(folder: Path, sqlite_url: str) -> None:
    load(sorted(folder.glob("*.csv")), url=sqlite_url, mapping="roster_uk")
    for table in ("pupil", "import_batch", "enrolment"):
        assert "P@ssw" not in rows(sqlite_url, f"SELECT * FROM {table}").to_csv()


def test_without_its_sections_a_roster_is_refused(folder: Path, tmp_path: Path, sqlite_url: str) -> None:
    for name in ("School", "Student", "StudentEnrollment"):
        shutil.copy(folder / f"{name}.csv", tmp_path)
    report = load(sorted(tmp_path.glob("*.csv")), url=sqlite_url, mapping="roster_uk")
    assert report.outcome is Outcome.REJECTED
    assert "the file “Section” that belongs to it is missing" in report.as_text()


def test_a_pupil_already_on_roll_is_not_enrolled_again(folder: Path, tmp_path: Path, sqlite_url: str) -> None:
    """A roster has no admission dates: where the school has given one, that stands."""
    before = {
        "school": "School,Name,Phase\n10001,Contoso,secondary\n",
        "pupil": "Pupil\n10001:13001\n",
        "enrolment": "Pupil,School,From,Year group,Enrolment status\n10001:13001,10001,2014-09-03,6,C\n",
    }
    for name, text in before.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    load(sorted(tmp_path.glob("*.csv")), url=sqlite_url)
    load(sorted(folder.glob("*.csv")), url=sqlite_url, mapping="roster_uk")
    mine = "SELECT from_date FROM enrolment JOIN pupil USING (pupil_id) WHERE pupil = '10001:13001'"
    assert rows(sqlite_url, mine)["from_date"].tolist() == ["2014-09-03"]
    assert rows(sqlite_url, "SELECT name FROM school WHERE school = '10001'")["name"].tolist() == ["Contoso"]
    assert len(rows(sqlite_url, "SELECT * FROM enrolment")) == 86
