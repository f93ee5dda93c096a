"""Faults while files are brought in: each ends in the state before or the state after exactly, and a second try works.

The numbers are those of the fault list in the safety reference; ``tests/safety_checks.toml`` says which must be there.
Grep for ``fault_NN`` to find the tests of one.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data_loaders.report import Outcome, Report, Severity
from data_loaders.store import batches as batches_module
from data_loaders.store import importing
from data_loaders.store.engine import reader, writer
from data_loaders.store.importing import StoreUnavailable, batches
from data_loaders.store.records import RECORDS
from tests.fixtures.oracle import whole
from tests.unit.data_loaders.files import SMALL, everything, load, only, rows, write

pytestmark = pytest.mark.safety
TODAY = SMALL["assessment"].replace("test,90", "test,94") + "P3,reading,reading_age,2025-26.autumn,test,88\n"
"""Today's results: one corrected, one new."""


@pytest.fixture
def last_night(tmp_path: Path, sqlite_url: str) -> str:
    """A database in which something stands already."""
    assert load(write(tmp_path / "last night"), url=sqlite_url).outcome is Outcome.COMMITTED
    return sqlite_url


def today(tmp_path: Path, *, text: str = TODAY) -> list[Path]:
    return write(tmp_path / "today", assessment=text)


def place(url: str) -> Path:
    return Path(sa.make_url(url).database or "")


def sound(url: str) -> None:
    """The standing oracle: the file is whole, keys hold, and every row belongs to a batch that stands."""
    with closing(sqlite3.connect(place(url))) as connection, connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    standing = {batch.batch_id for batch in batches(url) if batch.outcome == "committed"}
    assert all(batch.finished_at for batch in batches(url))
    for record in RECORDS:
        assert set(rows(url, f"SELECT DISTINCT batch_id FROM {record.name}")["batch_id"]) <= standing


def after_state(tmp_path: Path, *, url: str) -> dict[str, Any]:
    """What the database is after today's files: bring them in beside it, in a copy."""
    copy = tmp_path / "after.db"
    shutil.copy(place(url), copy)
    beside = f"sqlite:///{copy}"
    assert load(today(tmp_path), url=beside).outcome is Outcome.COMMITTED
    return everything(beside)


def failing(monkeypatch: pytest.MonkeyPatch, *, at: int, act: Callable[[sa.Connection], None]) -> list[int]:
    """Have something happen when the import executes its ``at``-th statement; returns how many it came to."""
    count = [0]

    def watched(url: str, **more: Any) -> sa.Engine:
        engine = writer(url, **more)

        @sa.event.listens_for(engine, "before_cursor_execute")
        def _count(connection: sa.Connection, *_: Any) -> None:
            count[0] += 1
            if count[0] == at:
                act(connection)

        return engine

    monkeypatch.setattr(importing, "writer", watched)
    return count


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_fault_01_and_08_an_error_at_any_write_leaves_the_state_before(
    share: float, last_night: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(last_night)
    after = after_state(tmp_path, url=last_night)
    copy = tmp_path / "count.db"
    shutil.copy(place(last_night), copy)
    with monkeypatch.context() as patched:
        count = failing(patched, at=-1, act=lambda _: None)
        load(today(tmp_path), url=f"sqlite:///{copy}")

    def fail(_: sa.Connection) -> None:
        raise sa.exc.OperationalError("INSERT", {}, sqlite3.OperationalError("disk I/O error"))

    with monkeypatch.context() as patched:
        failing(patched, at=max(1, int(share * count[0])), act=fail)
        with pytest.raises(StoreUnavailable, match="disk I/O error"):
            load(today(tmp_path), url=last_night)
    assert everything(last_night) == before
    sound(last_night)
    assert load(today(tmp_path), url=last_night).outcome is Outcome.COMMITTED
    assert everything(last_night).keys() == after.keys()
    assert everything(last_night)["assessment"] == after["assessment"]
    assert everything(last_night)["progress_fact"] == after["progress_fact"]


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_fault_03_a_copy_made_during_a_load_opens_in_the_state_before(
    share: float, last_night: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(last_night)
    copy = tmp_path / "copy.db"

    def copied(_: sa.Connection) -> None:
        for ending in ("", "-wal"):
            if (source := Path(f"{place(last_night)}{ending}")).exists():
                shutil.copy(source, f"{copy}{ending}")

    with monkeypatch.context() as patched:
        failing(patched, at=int(share * 60), act=copied)
        assert load(today(tmp_path), url=last_night).outcome is Outcome.COMMITTED
    assert copy.exists()
    assert everything(f"sqlite:///{copy}") == before
    sound(f"sqlite:///{copy}")


def test_fault_05_a_full_disk_leaves_the_state_before_and_says_so(
    last_night: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(last_night)
    pupils = "Pupil,Surname\n" + "\n".join(f"N{number},{'A' * 900}" for number in range(500))

    with closing(sqlite3.connect(place(last_night))) as connection, connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()

    def small(url: str, **more: Any) -> sa.Engine:
        engine = writer(url, **more)

        @sa.event.listens_for(engine, "connect")
        def _no_room(driver: Any, _: Any) -> None:
            driver.execute(f"PRAGMA max_page_count = {pages + 2}")

        return engine

    with monkeypatch.context() as patched:
        patched.setattr(importing, "writer", small)
        with pytest.raises(StoreUnavailable, match="full"):
            load(write(tmp_path / "many", pupil=pupils), url=last_night)
    assert everything(last_night) == before
    sound(last_night)
    assert load(write(tmp_path / "many", pupil=pupils), url=last_night).outcome is Outcome.COMMITTED


def test_fault_12_two_loads_for_two_schools_at_once_are_both_right(tmp_path: Path, database_url: str) -> None:
    def school(number: int) -> Report:
        pupils = [f"S{number}P{place}" for place in range(3)]
        texts = {
            "school": f"School,Name,Phase\n10000{number},School {number},primary\n",
            "pupil": "Pupil\n" + "\n".join(pupils),
            "enrolment": "Pupil,School,From,Year group,Enrolment status\n"
            + "\n".join(f"{pupil},10000{number},2025-09-01,4,C" for pupil in pupils),
        }
        return load(write(tmp_path / str(number), sen_status="", scale="", assessment="", **texts), url=database_url)

    importing.prepare(database_url)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(school, (2, 3)))
    assert [report.outcome for report in done] == [Outcome.COMMITTED] * 2, [report.as_text() for report in done]
    assert rows(database_url, "SELECT school, count(*) AS n FROM enrolment GROUP BY school")["n"].tolist() == [3, 3]
    whole(database_url)


def test_fault_13_a_locked_database_is_waited_for_and_then_said(
    last_night: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(last_night)
    holder = sqlite3.connect(place(last_night), check_same_thread=False, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with monkeypatch.context() as patched:
        patched.setattr(importing, "PATIENCE", 0)
        with pytest.raises(StoreUnavailable, match="locked"):
            load(today(tmp_path), url=last_night)
    assert everything(last_night) == before
    release = threading.Timer(1.0, lambda: holder.execute("ROLLBACK"))
    release.start()
    assert load(today(tmp_path), url=last_night).outcome is Outcome.COMMITTED
    release.join()
    holder.close()


@pytest.mark.postgres
def test_fault_13_a_locked_postgresql_is_waited_for_and_then_said(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load(write(tmp_path / "last night"), url=postgres_url).outcome is Outcome.COMMITTED
    before = everything(postgres_url)
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.connect() as holder:
        holder.execute(sa.text("LOCK TABLE import_batch IN EXCLUSIVE MODE"))
        with monkeypatch.context() as patched:
            patched.setattr(importing, "PATIENCE", 0)
            with pytest.raises(StoreUnavailable, match="something else is being brought in: wait"):
                load(today(tmp_path), url=postgres_url)
        assert everything(postgres_url) == before
        release = threading.Timer(1.0, holder.rollback)
        release.start()
        assert load(today(tmp_path), url=postgres_url).outcome is Outcome.COMMITTED
        release.join()
    engine.dispose()


def test_fault_14_a_long_report_sees_one_state_throughout(last_night: str, tmp_path: Path) -> None:
    engine = reader(last_night)
    try:
        with engine.connect() as connection:
            first = connection.exec_driver_sql("SELECT pupil_id, value FROM assessment ORDER BY 1").fetchall()
            assert load(today(tmp_path), url=last_night).outcome is Outcome.COMMITTED
            assert connection.exec_driver_sql("SELECT pupil_id, value FROM assessment ORDER BY 1").fetchall() == first
    finally:
        engine.dispose()
    assert len(rows(last_night, "SELECT * FROM assessment")) == len(first) + 1


def test_fault_15_batches_are_in_order_though_the_clock_goes_back(
    last_night: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches_module, "_now", lambda: datetime(2001, 1, 1))
    assert load(today(tmp_path), url=last_night).batch_id == 2
    assert [batch.batch_id for batch in batches(last_night)] == [2, 1]
    assert importing.take_back(last_night, batch_id=2).removed == {"assessment": 1}


def test_fault_17_rows_in_another_order_with_other_line_ends_change_nothing(last_night: str, tmp_path: Path) -> None:
    before = everything(last_night)
    paths = write(tmp_path / "again")
    for path in paths:
        heading, *lines = path.read_text(encoding="utf-8").splitlines()
        random.Random(3).shuffle(lines)
        path.write_bytes("\r\n".join([heading, *lines]).encode("utf-16"))
    report = load(paths, url=last_night)
    assert "nothing changed" in report.as_text()
    assert everything(last_night) == before


def test_fault_20_a_file_of_a_gigabyte_is_refused_at_once(last_night: str, tmp_path: Path) -> None:
    path = tmp_path / "pupil.csv"
    with path.open("wb") as file:
        file.write(SMALL["pupil"].encode())
        file.truncate(1_000_000_000)  # a hole: no disk is used
    found = only(load([path], url=last_night), Severity.STRUCTURE)
    assert (found.rule, found.advice) == ("file.too_large", "Split it by year or by school")


@pytest.mark.parametrize(
    ("wrong", "outcome"), [(1, Outcome.COMMITTED), (10, Outcome.REJECTED), (250, Outcome.REJECTED)]
)
def test_fault_25_bad_rows_in_three_hundred(wrong: int, outcome: Outcome, tmp_path: Path, sqlite_url: str) -> None:
    pupils = [f"P{number}" for number in range(300)]
    status = [f"{pupil},2025-09-01,{'Q' if number < wrong else 'K'}" for number, pupil in enumerate(pupils)]
    paths = write(
        tmp_path / "in", pupil="Pupil\n" + "\n".join(pupils), enrolment="", assessment="", scale="",
        sen_status="Pupil,From,SEN provision\n" + "\n".join(status),
    )  # fmt: skip
    report = load(paths, url=sqlite_url)
    assert report.outcome is outcome
    assert report.lines_held_back == wrong
    assert report.of(Severity.ERROR)[0].line == 2
    kept = 300 - wrong if outcome is Outcome.COMMITTED else 0
    assert len(rows(sqlite_url, "SELECT * FROM sen_status")) == kept


STRANGE = {
    "a formula": '=HYPERLINK("http://x.example")',
    "a command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "HTML": "<img src=x onerror=alert(1)>",
    "javascript": "javascript:alert(1)",
    "right to left": "\u202egnp.exe",
    "SQL": "Robert'); DROP TABLE pupil;--",
    "an emoji": "Zoë 🦊",
}


@pytest.mark.parametrize("name", STRANGE.values(), ids=STRANGE)
def test_fault_30_a_strange_name_is_kept_as_text(name: str, tmp_path: Path, sqlite_url: str) -> None:
    quoted = name.replace('"', '""')
    paths = write(tmp_path / "in", pupil=f'Pupil,Surname,Forename\nP1,"{quoted}",Ada\nP2,B,B\nP3,C,C\n')
    report = load(paths, url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED
    assert rows(sqlite_url, "SELECT surname FROM pupil WHERE pupil = 'P1'")["surname"].tolist() == [name]
    assert name not in report.as_text()


def test_fault_30_a_name_of_ten_thousand_characters_is_held_back(tmp_path: Path, sqlite_url: str) -> None:
    report = load(write(tmp_path / "in", pupil=f"Pupil,Surname\nP1,{'A' * 10_000}\nP2,B\nP3,C\n"), url=sqlite_url)
    found = next(one for one in report.of(Severity.ERROR) if one.column == "Surname")
    assert found.message == "the value is longer than 2,000 characters"
    assert len(report.as_text()) < 5_000


def test_fault_36_last_nights_backup_and_todays_file_are_todays_state(last_night: str, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    source, target = sqlite3.connect(place(last_night)), sqlite3.connect(backup)
    source.backup(target)
    source.close()
    target.close()
    assert load(today(tmp_path), url=last_night).outcome is Outcome.COMMITTED
    as_it_was = everything(last_night)
    restored = f"sqlite:///{backup}"
    assert load(today(tmp_path), url=restored).outcome is Outcome.COMMITTED
    assert everything(restored) == as_it_was
    sound(restored)
