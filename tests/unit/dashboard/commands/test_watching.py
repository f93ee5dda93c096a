"""The watched folder: what is finished is brought in once and put away with its report, whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from dashboard.commands import drops, files, watching
from tests.unit.data_loaders.files import SMALL, load, rows, write

PUPILS = "".join(f"P{number},Name{number},First{number}\n" for number in range(1, 13))
ENROLLED = "".join(f"P{number},100001,2025-09-01,4,C\n" for number in range(1, 13))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("AFA_DATABASE_URL", raising=False)
    monkeypatch.setattr(watching, "SETTLE", 0)
    return tmp_path / "home"


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def afa(*words: object) -> Result:
    group = click.Group()
    for module in (files, watching):
        module.register(group)
    return CliRunner().invoke(group, [str(word) for word in words])


def once(drop: Path, *words: object) -> Result:
    return afa("watch", drop, "--once", *words)


def in_folder(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def kept(folder: Path) -> tuple[str, str]:
    """The one thing in the folder and the words of its report."""
    name, report = in_folder(folder)
    assert report == f"{name}.txt"
    return name, (folder / report).read_text(encoding="utf-8")


def test_files_that_belong_together_come_in_as_one_and_are_archived(home: Path, drop: Path) -> None:
    write(drop / "monday")
    result = once(drop)
    assert result.exit_code == 0, result.output
    assert "monday → archive: " in result.output
    assert "brought in as batch 1 (mapping canonical)" in result.output
    name, words = kept(drop / "archive")
    assert "-monday-" in name
    assert "Pupils: 3 read, 3 new" in words
    assert in_folder(drop) == ["archive", "refused", "waiting", "working"]
    assert in_folder(drop / "working") == []


def test_the_same_bytes_are_brought_in_once(home: Path, drop: Path) -> None:
    write(drop / "monday")
    once(drop)
    write(drop / "tuesday")
    assert once(drop).exit_code == 0
    (drop / "pupil.csv").write_text(SMALL["pupil"], encoding="utf-8")
    assert once(drop).exit_code == 0
    assert len(rows(f"sqlite:///{home / 'pupils.db'}", "select * from import_batch")) == 1
    assert len([name for name in in_folder(drop / "archive") if not name.endswith(".txt")]) == 3


def test_what_was_taken_back_waits_for_somebody(home: Path, drop: Path) -> None:
    write(drop / "monday")
    once(drop)
    assert afa("undo", 1).exit_code == 0
    write(drop / "tuesday")
    assert once(drop).exit_code == 1
    _, words = kept(drop / "waiting")
    assert "brought in as batch 1, which was taken back" in words


def test_a_file_is_left_alone_while_it_grows_and_read_at_once_with_its_marker(home: Path, drop: Path) -> None:
    growing = drop / "school.csv"
    growing.write_text("School,Name,Phase\n", encoding="utf-8")
    before = drops.look(drop)
    growing.write_text(SMALL["school"], encoding="utf-8")
    assert drops.finished(drops.look(drop), before=before) == []
    (drop / "school.csv.done").touch()
    assert drops.finished(drops.look(drop), before=before) == [growing]
    assert drops.finished(drops.look(drop), before=drops.look(drop)) == [growing]
    assert once(drop).exit_code == 0
    assert in_folder(drop) == ["archive", "refused", "waiting", "working"]


def test_what_no_mapping_knows_is_refused_and_what_two_know_waits(home: Path, drop: Path) -> None:
    (drop / "odd.csv").write_text("Colour,Size\nred,4\n", encoding="utf-8")
    assert once(drop).exit_code == 1
    _, words = kept(drop / "refused")
    assert "no mapping knows its headings" in words
    assert "afa mapping new" in words
    own = home / "mappings"
    own.mkdir(parents=True)
    for name in ("ours", "theirs"):
        text = f'name = "{name}"\ntitle = "T"\nabout = "A"\n[[records]]\nrecord = "school"\n[records.columns]\n'
        columns = 'school = "Code"\nname = "Called"\nphase = { constant = "primary" }\n'
        (own / f"{name}.toml").write_text(text + columns, encoding="utf-8")
    (drop / "ours.csv").write_text("Code,Called\n100001,Ash\n", encoding="utf-8")
    assert once(drop).exit_code == 1
    assert "--mapping ours or theirs" in kept(drop / "waiting")[1]
    (drop / "ours.csv").write_text("Code,Called\n100001,Ash\n", encoding="utf-8")
    assert once(drop, "--mapping", "theirs").exit_code == 0


def test_what_needs_a_second_look_waits(home: Path, drop: Path, tmp_path: Path) -> None:
    load(write(tmp_path / "in", pupil=f"Pupil,Surname,Forename\n{PUPILS}",
               enrolment=f"Pupil,School,From,Year group,Enrolment status\n{ENROLLED}"),
         url=f"sqlite:///{home / 'pupils.db'}")  # fmt: skip
    fewer = "".join(f"P{number},100001,2025-09-01,4,C\n" for number in range(1, 10))
    (drop / "enrolment.csv").write_text(f"Pupil,School,From,Year group,Enrolment status\n{fewer}", encoding="utf-8")
    assert once(drop).exit_code == 1
    name, words = kept(drop / "waiting")
    assert "3 of 12 pupils on roll are not in the file" in words
    assert f"afa import {name} --mapping canonical --sure" in words


def test_two_watches_of_one_folder_are_one_too_many(home: Path, drop: Path) -> None:
    with drops.alone(drop):
        result = once(drop)
    assert result.exit_code == 1
    assert "another afa watch is at work" in result.output


def test_a_database_that_cannot_be_written_leaves_the_drop_for_the_next_look(
    home: Path, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(drop / "monday")
    monkeypatch.setenv("AFA_DATABASE_URL", f"sqlite:///{home / 'nowhere' / 'pupils.db'}")
    (home / "nowhere").mkdir(parents=True)
    (home / "nowhere").chmod(0o500)
    if os.access(home / "nowhere", os.W_OK):  # as root, who may write everywhere: a file where the folder should be
        shutil.rmtree(home / "nowhere")
        (home / "nowhere").touch()
    assert once(drop).exit_code == 1
    assert in_folder(drop / "working") == ["monday"]
    monkeypatch.delenv("AFA_DATABASE_URL")
    assert once(drop).exit_code == 0
    assert in_folder(drop / "working") == []


def test_a_watch_killed_at_any_moment_loses_nothing_and_brings_in_once(home: Path, drop: Path, root: Path) -> None:
    write(home.parent / "before")
    load(write(home.parent / "before", pupil="", enrolment="", sen_status="", assessment=""),
         url=f"sqlite:///{home / 'pupils.db'}")  # fmt: skip
    start = home.parent / "start"
    start.mkdir()
    shutil.copytree(home, start / "home")
    write(start / "drop" / "monday", school="", scale="")
    command = [sys.executable, "-m", "tests.unit.dashboard.commands.killed_watch", start, home.parent / "runs"]
    done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(told) > 4
    assert not told[-1]["killed"]
    for run in told:
        assert (run["batches"], run["pupils"], run["left"]) == (2, 3, []), run
        archived = run["files"]["archive"]
        assert sorted(name for name in archived if "-" not in name) == [
            "assessment.csv", "enrolment.csv", "pupil.csv", "sen_status.csv"
        ], run  # fmt: skip
        assert [name for name in archived if name.endswith(".txt")], run
        assert run["files"]["refused"] == run["files"]["waiting"] == [], run
        assert [name for name in run["files"]["working"] if name != ".lock"] == [], run
