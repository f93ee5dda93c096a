"""Before anything is written: what would be new, changed and ended, and what needs a second look."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome, Report, Severity
from tests.unit.data_loaders.files import everything, load, only, rows, write

PUPILS = [f"P{number:03d}" for number in range(1, 41)]


def enrolments(pupils: list[str], *, school: str = "100001", group: str = "4", more: str = "") -> str:
    lines = [f"{pupil},{school},2025-09-01,{group},C" for pupil in pupils]
    return "Pupil,School,From,Year group,Enrolment status\n" + "\n".join(lines) + f"\n{more}"


def look(paths: list[Path], *, url: str, sure: bool = False, dry: bool = True, mapping: str = "canonical") -> Report:
    return bring_in(paths, mapping=load_mapping(mapping), database_url=url, brought_by="Jo", sure=sure, dry=dry)


def test_a_preview_writes_nothing_and_says_what_would_be(tmp_path: Path, sqlite_url: str) -> None:
    load(write(tmp_path / "first"), url=sqlite_url)
    before = everything(sqlite_url)
    batches = rows(sqlite_url, "SELECT * FROM import_batch")
    again = write(
        tmp_path / "second",
        enrolment=(
            "Pupil,School,From,To,Year group,Enrolment status\n"
            "P1,100001,2025-09-01,2026-01-05,4,C\nP2,100001,2025-09-01,,4,C\nP3,100001,2025-09-01,,5,C\n"
        ),
        sen_status="Pupil,From,SEN provision\nP1,2025-09-01,K\nP2,2025-09-01,Q\nP3,2026-01-05,E\n",
    )
    report = look(again, url=sqlite_url)
    assert report.outcome is Outcome.PREVIEWED
    assert not report.ok
    assert everything(sqlite_url) == before
    assert rows(sqlite_url, "SELECT * FROM import_batch").equals(batches)
    counts = {name: (one.new, one.changed, one.unchanged, one.held_back) for name, one in report.counts.items()}
    assert counts["enrolment"] == (0, 2, 1, 0)
    assert counts["sen_status"] == (1, 0, 1, 1)
    assert counts["pupil"] == (0, 0, 3, 0)
    firsts = {
        name: {word: (one.count, one.place) for word, one in said.items()} for name, said in report.firsts.items()
    }
    assert firsts["enrolment"] == {"changed": (2, "enrolment.csv, line 2"), "ended": (1, "enrolment.csv, line 2")}
    assert firsts["sen_status"] == {"new": (1, "sen_status.csv, line 4")}
    text = report.as_text()
    assert "nothing was written. This is what would be" in text
    assert "Enrolments, ended: 1; the first is enrolment.csv, line 2" in text


def test_what_was_previewed_is_what_is_done(tmp_path: Path, empty_sqlite_url: str) -> None:
    paths = write(tmp_path / "in")
    before = look(paths, url=empty_sqlite_url)
    done = look(paths, url=empty_sqlite_url, dry=False)
    assert done.outcome is Outcome.COMMITTED
    assert before.counts == done.counts


@pytest.fixture
def forty(tmp_path: Path, sqlite_url: str) -> str:
    """A school of forty pupils, another without any."""
    paths = write(
        tmp_path / "forty", assessment="", sen_status="", scale="",
        school="School,Name,Phase\n100001,Ashgrove,primary\n100002,Birchwood,primary\n",
        pupil="Pupil\n" + "\n".join(PUPILS), enrolment=enrolments(PUPILS),
    )  # fmt: skip
    assert load(paths, url=sqlite_url).outcome is Outcome.COMMITTED
    return sqlite_url


def enrolment_file(tmp_path: Path, text: str) -> list[Path]:
    path = tmp_path / "enrolment.csv"
    path.write_text(text, encoding="utf-8")
    return [path]


@pytest.mark.safety
def test_pupils_who_vanish_need_a_second_look(tmp_path: Path, forty: str) -> None:
    before = everything(forty)
    paths = enrolment_file(tmp_path, enrolments(PUPILS[:35]))
    report = look(paths, url=forty, dry=False)
    assert report.outcome is Outcome.REJECTED
    found = only(report, Severity.STRUCTURE)
    assert found.message.startswith("school 100001: 5 of 40 pupils on roll are not in the file")
    assert "--sure" in found.advice
    assert everything(forty) == before
    sure = look(paths, url=forty, sure=True, dry=False)
    assert sure.outcome is Outcome.COMMITTED
    assert only(sure, Severity.WARNING).message == found.message


@pytest.mark.parametrize(
    "text",
    [
        enrolments(PUPILS[:36]),  # a tenth, and no more
        enrolments(PUPILS[:3]),  # some joiners, not the school
        enrolments(PUPILS[:20], more="P021,100001,2025-09-01,4,S\n") + enrolments(PUPILS[21:]).partition("\n")[2],
    ],
    ids=["a tenth", "a list of some", "everybody"],
)
def test_an_ordinary_list_is_not_stopped(text: str, tmp_path: Path, forty: str) -> None:
    assert look(enrolment_file(tmp_path, text), url=forty, dry=False).outcome is Outcome.COMMITTED


def test_the_summers_leavers_have_not_vanished(tmp_path: Path, sqlite_url: str) -> None:
    top = PUPILS[:10]
    paths = write(
        tmp_path / "in", assessment="", sen_status="", scale="", pupil="Pupil\n" + "\n".join(PUPILS),
        enrolment=enrolments(top, group="6") + enrolments(PUPILS[10:], group="4").partition("\n")[2],
    )  # fmt: skip
    load(paths, url=sqlite_url)
    next_year = enrolments(PUPILS[10:], group="5").replace("2025-09-01", "2026-09-01")
    assert look(enrolment_file(tmp_path, next_year), url=sqlite_url).outcome is Outcome.PREVIEWED


@pytest.mark.safety
def test_fault_23_a_file_about_another_schools_pupils_needs_a_second_look(tmp_path: Path, forty: str) -> None:
    """The school said is not the school of the pupils."""
    before = everything(forty)
    lines = [f"{pupil},100002,2026-01-05,week,/ \\ / \\ / \\ / \\ / \\" for pupil in PUPILS]
    path = tmp_path / "attendance.csv"
    path.write_text("Pupil,School,From,Grain,Marks\n" + "\n".join(lines), encoding="utf-8")
    report = look([path], url=forty, dry=False)
    assert report.outcome is Outcome.REJECTED
    said = only(report, Severity.STRUCTURE).message
    assert said == "most pupils of the file are on roll at 100001, and it is said to be of school 100002"
    assert everything(forty) == before
    right = path.read_text(encoding="utf-8").replace("100002", "100001")
    path.write_text(right, encoding="utf-8")
    assert look([path], url=forty, dry=False).outcome is Outcome.COMMITTED


@pytest.mark.safety
def test_fault_27_dates_that_look_month_first_need_a_second_look(tmp_path: Path, forty: str) -> None:
    """Dates of which every day is at most twelve."""
    born = [date(2016, 1 + number % 12, 1 + number % 7) + timedelta(days=366 * (number // 12)) for number in range(40)]
    text = "Pupil,Date of birth\n" + "\n".join(
        f"{pupil},{day:%d/%m/%Y}" for pupil, day in zip(PUPILS, born, strict=True)
    )
    path = tmp_path / "pupil.csv"
    path.write_text(text, encoding="utf-8")
    assert all(day.day <= 12 for day in born)
    report = look([path], url=forty, dry=False)
    assert report.outcome is Outcome.REJECTED
    assert "the dates may be written month first, and are read day first" in only(report, Severity.STRUCTURE).message
    path.write_text(text.replace(f"{born[0]:%d/%m/%Y}", "13/01/2016", 1), encoding="utf-8")
    assert look([path], url=forty, dry=False).outcome is Outcome.COMMITTED
