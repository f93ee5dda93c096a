"""The commands about files, as the office types them: plain words, right exit codes, never a traceback."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from dashboard.commands import files, templates
from tests.unit.data_loaders.files import write


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("AFA_DATABASE_URL", raising=False)
    return tmp_path / "home"


def afa(*words: object) -> Result:
    group = click.Group()
    for module in (files, templates):
        module.register(group)
    return CliRunner().invoke(group, [str(word) for word in words])


def said(result: Result, *, code: int) -> str:
    """What was printed, where the command ended as it should and without a traceback."""
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def test_from_files_to_batches_and_back(home: Path, tmp_path: Path) -> None:
    write(tmp_path / "in")
    assert said(afa("batches"), code=0) == "Nothing has been brought in yet.\n"
    first = said(afa("import", tmp_path / "in", "--mapping", "canonical", "--by", "Jo"), code=0)
    assert "brought in as batch 1 (mapping canonical)." in first
    assert "  Pupils: 3 read, 3 new" in first
    assert "already loaded as batch 1" in said(afa("import", tmp_path / "in", "--mapping", "canonical"), code=0)
    listed = said(afa("batches"), code=0)
    assert "Jo  canonical  assessment.csv, enrolment.csv, pupil.csv…: 13 new rows, 0 changed, 0 held back" in listed
    back = said(afa("undo", 1), code=0)
    assert "Batch 1 is taken back." in back
    assert "  Pupils: 3 removed, 0 as before" in back
    assert "(undone)" in said(afa("batches"), code=0)
    assert "Error: batch 1 has been taken back already." in said(afa("undo", 1), code=1)


def test_a_refused_file_ends_with_1(home: Path, tmp_path: Path) -> None:
    write(tmp_path / "in", pupil="Pupil\n")
    words = said(afa("import", tmp_path / "in", "--mapping", "canonical"), code=1)
    assert "nothing was brought in" in words
    assert "pupil.csv: there are headings but no rows" in words


def test_what_is_not_there_is_said(home: Path, tmp_path: Path) -> None:
    missing = tmp_path / "no.csv"
    assert (
        said(afa("import", missing, "--mapping", "canonical"), code=1)
        == f"Error: {missing}: No such file or directory\n"
    )
    assert "Error: there is no mapping “sims”; there are afa_group, canonical" in said(
        afa("import", missing, "--mapping", "sims"), code=1
    )
    (tmp_path / "empty").mkdir()
    empty = afa("import", tmp_path / "empty", "--mapping", "canonical")
    assert "There is no CSV, XLSX or XML file" in said(empty, code=1)
    assert "Error: there is no batch 4" in said(afa("undo", 4), code=1)


def test_mappings_are_listed_and_explained(home: Path) -> None:
    listed = said(afa("mappings"), code=0)
    assert "uci_student          UCI Student Performance, mathematics" in listed
    assert str(home / "mappings") in listed
    told = said(afa("mappings", "uci_student"), code=0)
    assert "CSV columns separated by ; ; dates as 20/03/2026 or 2026-03-20; numbers as 98.5." in told
    assert "  SEN provision: column schoolsup; yes is K, no is N" in told
    assert "a proxy" in told


def test_a_trusts_own_mapping_is_found_and_a_wrong_one_said(home: Path) -> None:
    folder = home / "mappings"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text('name = "own"\ntitle = "Ours"\n', encoding="utf-8")
    assert "Error: own.toml: about: Field required; records: Field required." in said(afa("mappings", "own"), code=1)


def test_the_template_is_not_written_over_what_is_there(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    assert f"Wrote {path}" in said(afa("template", path), code=0)
    assert "is there already" in said(afa("template", path), code=1)
    assert said(afa("template", path, "--replace"), code=0)
    assert "No such file or directory" in said(afa("template", tmp_path / "no" / "template.xlsx"), code=1)
