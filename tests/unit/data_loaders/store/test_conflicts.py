"""An older batch taken back: exactly as if it had not been, or refused with what later batches did with its rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_loaders.store import looking
from data_loaders.store.batches import NotTheLastBatch
from data_loaders.store.importing import batches, take_back
from data_loaders.store.records import RECORDS
from tests.unit.data_loaders.files import SMALL, everything, load, rows, write

pytestmark = pytest.mark.safety
MORE = SMALL["assessment"].splitlines()[0] + "\nP3,reading,reading_age,2025-26.autumn,test,88\n"
OTHER = SMALL["assessment"].splitlines()[0] + "\nP2,reading,reading_age,2025-26.spring,test,77\n"


def _only(folder: Path, text: str) -> list[Path]:
    folder.mkdir()
    (folder / "assessment.csv").write_text(text, encoding="utf-8")
    return [folder / "assessment.csv"]


def _unnumbered(url: str) -> dict[str, list[str]]:
    """Every row of every table that has batches, without the batch's number."""
    found = {record.name: rows(url, f"SELECT * FROM {record.name}") for record in RECORDS}
    facts = {name: rows(url, f"SELECT * FROM {name}") for name in ("enrolment_fact", "progress_fact", "progress_cell")}
    plain = {name: frame.drop(columns="batch_id") for name, frame in found.items()} | facts
    return {name: sorted(map(repr, frame.to_numpy().tolist())) for name, frame in plain.items()}


def test_fault_31_an_older_batch_without_later_changes_is_taken_back_exactly(tmp_path: Path, database_url: str) -> None:
    load(write(tmp_path / "in"), url=database_url)
    load(_only(tmp_path / "other", OTHER), url=database_url)
    wanted = _unnumbered(database_url)
    take_back(database_url, batch_id=2)
    load(_only(tmp_path / "more", MORE), url=database_url)
    load(_only(tmp_path / "other again", OTHER), url=database_url)
    assert looking.conflicts(database_url, batch_id=3) == []
    take_back(database_url, batch_id=3)
    assert _unnumbered(database_url) == wanted


def test_fault_31_an_older_batch_that_later_ones_rest_on_is_refused(tmp_path: Path, database_url: str) -> None:
    load(write(tmp_path / "in"), url=database_url)
    load(_only(tmp_path / "more", MORE), url=database_url)
    load(_only(tmp_path / "changed", MORE.replace("88", "89")), url=database_url)
    before = everything(database_url)
    assert looking.conflicts(database_url, batch_id=2) == ["batch 3 changed 1 of its rows in Results"]
    with pytest.raises(NotTheLastBatch, match="batch 2 cannot be taken back before those that rest on it"):
        take_back(database_url, batch_id=2)
    found = looking.conflicts(database_url, batch_id=1)
    assert "batch 3 holds results of what it brought in Pupils" in found
    assert everything(database_url) == before


def test_fault_31_a_later_file_that_said_the_same_holds_the_older_batch(tmp_path: Path, database_url: str) -> None:
    load(write(tmp_path / "in"), url=database_url)
    load(_only(tmp_path / "more", MORE), url=database_url)
    again = MORE + "P2,reading,reading_age,2025-26.spring,test,77\n"
    load(_only(tmp_path / "again", again), url=database_url)
    assert looking.conflicts(database_url, batch_id=2) == ["batch 3 read 1 row of Results that was there already"]


def test_fault_31_a_batch_taken_back_twice_changes_nothing_the_second_time(tmp_path: Path, database_url: str) -> None:
    load(write(tmp_path / "in"), url=database_url)
    take_back(database_url, batch_id=1)
    before = everything(database_url)
    with pytest.raises(NotTheLastBatch, match="batch 1 has been taken back already"):
        take_back(database_url, batch_id=1)
    assert everything(database_url) == before
    assert [batch.outcome for batch in batches(database_url)] == ["undone"]
