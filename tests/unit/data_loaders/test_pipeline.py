"""Bringing in, again and back out: one batch, one transaction; nothing by halves, nothing twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome, Severity
from data_loaders.store import importing
from data_loaders.store.batches import NotTheLastBatch
from data_loaders.store.importing import StoreUnavailable, batches, take_back
from tests.unit.data_loaders.files import SMALL, everything, load, rows, write


def test_a_batch_keeps_what_was_brought(tmp_path: Path, sqlite_url: str) -> None:
    report = load(write(tmp_path / "in", sen_status=SMALL["sen_status"].replace("P3,", "P9,")), url=sqlite_url)
    (batch,) = batches(sqlite_url)
    assert (batch.batch_id, batch.mapping, batch.brought_by, batch.outcome) == (1, "canonical", "office", "committed")
    assert [file["name"] for file in batch.files] == sorted(f"{name}.csv" for name in SMALL)
    assert all(len(file["sha256"]) == 64 and file["bytes"] for file in batch.files)
    assert batch.counts["sen_status"] == {"read": 3, "new": 2, "changed": 0, "unchanged": 0, "held_back": 1}
    assert batch.report == [finding.as_json() for finding in report.findings]


def test_the_same_files_twice_change_nothing(tmp_path: Path, empty_database_url: str) -> None:
    paths = write(tmp_path / "in")
    load(paths, url=empty_database_url)
    before = everything(empty_database_url)
    again = load(list(reversed(paths)), url=empty_database_url)
    assert again.outcome is Outcome.ALREADY_LOADED
    assert again.batch_id == 1
    assert "already loaded as batch 1. Nothing was written." in again.as_text()
    assert everything(empty_database_url) == before
    assert len(batches(empty_database_url)) == 1


def test_a_changed_mapping_reads_the_same_file_anew(tmp_path: Path, sqlite_url: str) -> None:
    paths = write(tmp_path / "in")
    load(paths, url=sqlite_url)
    changed = load_mapping("canonical").model_copy(update={"missing": ("N",)})
    assert load(paths, url=sqlite_url, mapping=changed, sure=True).outcome is Outcome.COMMITTED


def test_two_imports_at_the_same_instant_make_one_batch(tmp_path: Path, sqlite_url: str) -> None:
    paths = write(tmp_path / "in")
    importing.prepare(sqlite_url)
    with ThreadPoolExecutor(3) as pool:
        outcomes = [report.outcome for report in pool.map(lambda _: load(paths, url=sqlite_url), range(3))]
    assert sorted(outcomes) == [Outcome.ALREADY_LOADED, Outcome.ALREADY_LOADED, Outcome.COMMITTED]
    assert len(batches(sqlite_url)) == 1


def test_only_what_differs_is_changed_and_undo_brings_it_back(tmp_path: Path, database_url: str) -> None:
    load(write(tmp_path / "in"), url=database_url)
    before = everything(database_url)
    text = SMALL["assessment"].replace("test,90", "test,94") + "P3,reading,reading_age,2025-26.autumn,test,88\n"
    second = load(write(tmp_path / "again", assessment=text), url=database_url)
    count = second.counts["assessment"]
    assert (count.new, count.changed, count.unchanged) == (1, 1, 1)
    assert everything(database_url) != before
    with pytest.raises(NotTheLastBatch, match="batch 2 changed 1 of its rows in Results"):
        take_back(database_url, batch_id=1)
    done = take_back(database_url, batch_id=2)
    assert (done.removed, done.restored) == ({"assessment": 1}, {"assessment": 1})
    assert everything(database_url) == before


def test_undo_of_the_first_batch_leaves_nothing(tmp_path: Path, empty_database_url: str) -> None:
    load(write(tmp_path / "in"), url=empty_database_url)
    take_back(empty_database_url, batch_id=1)
    assert not any(everything(empty_database_url).values())
    assert load(write(tmp_path / "in"), url=empty_database_url).outcome is Outcome.COMMITTED


def test_a_later_file_may_be_about_pupils_already_stored(tmp_path: Path, sqlite_url: str) -> None:
    load(write(tmp_path / "in", assessment=""), url=sqlite_url)
    path = tmp_path / "assessment.csv"
    path.write_text(SMALL["assessment"].replace("test,101", "test,999"), encoding="utf-8")
    report = load([path], url=sqlite_url)
    assert report.counts["assessment"].new == 1
    (found,) = report.of(Severity.ERROR)
    assert "999 is not on the scale reading_age, which runs from 60 to 190" in found.message


def test_a_failure_while_writing_leaves_the_database_as_it_was(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(write(tmp_path / "in", assessment=""), url=sqlite_url)
    before = everything(sqlite_url)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as patched:
        patched.setattr("data_loaders.store.facts.rebuild", fail)
        with pytest.raises(RuntimeError, match="lights"):
            load(write(tmp_path / "in"), url=sqlite_url)
    assert everything(sqlite_url) == before
    assert len(batches(sqlite_url)) == 1
    assert load(write(tmp_path / "in"), url=sqlite_url).batch_id == 2


def test_a_database_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    place = tmp_path / "pupils.db"
    place.mkdir()
    with pytest.raises(StoreUnavailable, match="the database cannot be"):
        load(write(tmp_path / "in"), url=f"sqlite:///{place}")


def test_nothing_has_been_brought_in_yet(empty_database_url: str) -> None:
    assert batches(empty_database_url) == []
    with pytest.raises(NotTheLastBatch, match="there is no batch 1"):
        take_back(empty_database_url, batch_id=1)


def test_progress_names_each_file_and_step(tmp_path: Path, sqlite_url: str) -> None:
    told: list[str] = []

    def tell(step: str, *, done: int, total: int) -> None:
        assert done <= total + 1
        told.append(step)

    bring_in(
        write(tmp_path / "in"), mapping=load_mapping("canonical"), database_url=sqlite_url, brought_by="office",
        progress=tell,
    )  # fmt: skip
    steps = list(dict.fromkeys(told))
    assert steps == [*sorted(f"{name}.csv" for name in SMALL), "checking", "writing, and working out the figures"]


def test_facts_are_made_in_the_same_transaction(tmp_path: Path, sqlite_url: str) -> None:
    load(write(tmp_path / "in"), url=sqlite_url)
    found = rows(sqlite_url, "SELECT DISTINCT school, period FROM progress_fact ORDER BY period")
    assert found.to_numpy().tolist() == [["100001", "2025-26"], ["100001", "2025-26.autumn"]]
