"""Backups: what comes back is what went, a damaged one is refused, and whoever was erased stays erased."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.access import store, tables
from dashboard.commands.dpia import ACCOUNTS, BESIDE, lines
from data_loaders.store import copying, engine
from data_loaders.store.facts import FACTS
from data_loaders.store.records import RECORDS
from data_loaders.store.tables import TABLES, metadata
from tests.small_trust import SmallTrust, aged, canary, fill, pupil_id, told_at_census
from tests.unit.dashboard.commands.test_rights import erased, held, said, trust  # noqa: F401 - a fixture


def made(folder: Path) -> Path:
    done = said("backup", str(folder), typed=())
    assert done.exit_code == 0, done.output
    return folder


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in order."""
    reader = engine.reader(url)
    tables = sa.MetaData()
    with reader.connect() as connection:
        tables.reflect(connection)
        rows = {
            name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for name, table in tables.tables.items()
        }
    reader.dispose()
    return rows


@pytest.mark.safety
def test_D2_a_restored_backup_is_row_for_row_what_was_backed_up(trust: SmallTrust, tmp_path: Path) -> None:  # noqa: F811
    folder, home = made(tmp_path / "backup"), tmp_path / "new-home"
    done = said("restore", str(folder), "--into", str(home), typed=())
    assert done.exit_code == 0, done.output
    assert "signed in" in done.output
    for name in ("pupils.db", "accounts.db", "releases.db"):
        assert everything(f"sqlite:///{home / name}") == everything(f"sqlite:///{trust.settings.home / name}"), name
    assert (home / "pupils.db").stat().st_mode & 0o077 == 0


def test_a_backup_of_an_older_version_comes_back_with_the_facts_of_this_one(
    trust: SmallTrust,  # noqa: F811
    tmp_path: Path,
) -> None:
    known = told_at_census(trust.settings.home / "pupils.db")
    aged(trust.settings.home / "pupils.db")
    folder, home = made(tmp_path / "backup"), tmp_path / "new-home"
    done = said("restore", str(folder), "--into", str(home), typed=())
    assert done.exit_code == 0, done.output
    assert told_at_census(home / "pupils.db") == known > 0


@pytest.mark.safety
def test_D2_a_check_leaves_nothing_behind(trust: SmallTrust, tmp_path: Path) -> None:  # noqa: F811
    folder = made(tmp_path / "backup")
    before = everything(trust.settings.accounts_url)
    done = said("restore", str(folder), "--check", typed=())
    assert "is sound" in done.output, done.output
    assert everything(trust.settings.accounts_url) == before


@pytest.mark.safety
@pytest.mark.parametrize("place", [100, 40_000])
def test_fault_37_one_changed_byte_is_found(trust: SmallTrust, tmp_path: Path, place: int) -> None:  # noqa: F811
    folder = made(tmp_path / "backup")
    with (folder / "pupils.db").open("r+b") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 1]))
    done = said("restore", str(folder), "--check", typed=())
    assert done.exit_code == 1
    assert "is not as it was written" in done.output


def test_a_damaged_page_is_found_by_the_databases_own_check(trust: SmallTrust, tmp_path: Path) -> None:  # noqa: F811
    folder = made(tmp_path / "backup")
    whole = (folder / "pupils.db").read_bytes()
    (folder / "pupils.db").write_bytes(whole[:8192] + bytes(4096) + whole[12288:])
    manifest = json.loads((folder / "manifest.json").read_text())
    from data_loaders.pipeline import digest_of

    manifest["files"]["pupils.db"]["sha256"] = digest_of(folder / "pupils.db")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    done = said("restore", str(folder), "--check", typed=())
    assert done.exit_code == 1
    assert "is damaged" in done.output


@pytest.mark.safety
def test_D4_fault_36_last_nights_backup_does_not_bring_an_erased_child_back(trust: SmallTrust, tmp_path: Path) -> None:  # noqa: F811
    folder, number = made(tmp_path / "last-night"), pupil_id("100001", number=1)
    assert erased(trust).exit_code == 0
    done = said("restore", str(folder), "--into", str(tmp_path / "home"), typed=())
    assert "1 erased since were erased again" in done.output, done.output
    restored = f"sqlite:///{tmp_path / 'home' / 'pupils.db'}"
    assert held(restored, number=number) == {}
    assert canary("100001", number=1).encode() not in (tmp_path / "home" / "pupils.db").read_bytes()
    assert held(restored, number=number + 1)


def test_what_is_no_backup_is_not_restored(trust: SmallTrust, tmp_path: Path) -> None:  # noqa: F811
    assert "is no backup" in said("restore", str(tmp_path), "--check", typed=()).output
    folder = made(tmp_path / "backup")
    assert said("restore", str(folder), "--into", str(tmp_path), typed=()).exit_code == 1
    assert said("backup", str(folder), typed=()).exit_code == 1, "an older backup is never written over"


@pytest.mark.postgres
def test_a_backup_of_postgresql_is_files_and_goes_back(postgres_url: str, tmp_path: Path) -> None:
    engine.migrate(postgres_url)
    writer = engine.writer(postgres_url)
    with writer.begin() as connection:
        fill(connection)
    file, back = f"sqlite:///{tmp_path / 'pupils.db'}", f"sqlite:///{tmp_path / 'back.db'}"
    rows = copying.copy(postgres_url, into=file, migrate=engine.migrate)
    assert rows["pupil"] == 32
    assert everything(file)["assessment"] == everything(postgres_url)["assessment"]
    with writer.begin() as connection:
        connection.execute(sa.schema.DropTable(TABLES["benchmark"]))
    writer.dispose()
    copying.copy(file, into=back, migrate=engine.migrate)
    assert everything(back) == everything(file)


@pytest.mark.postgres
def test_accounts_go_back_into_postgresql_with_their_triggers_and_numbers(
    small_trust: SmallTrust, empty_postgres_url: str
) -> None:
    rows = copying.copy(small_trust.settings.accounts_url, into=empty_postgres_url, migrate=store.migrate)
    assert rows["account"] == 8
    writer = engine.writer(empty_postgres_url)
    with pytest.raises(sa.exc.DBAPIError, match="only grows"), writer.begin() as connection:
        connection.execute(sa.text("DELETE FROM audit"))
    with writer.begin() as connection:
        from dashboard.access import accounts

        assert (
            accounts.add(connection, username="new", name="New", password="plum kettle orbit", now=store.utc_now()) > 8
        )
    writer.dispose()


@pytest.mark.safety
def test_D7_the_assessment_names_every_field_and_no_unnamed_reader() -> None:
    said_lines = list(lines())
    for record in RECORDS:
        for column in record.columns:
            assert sum(line.startswith(f"| {record.title} | {column.heading} |") for line in said_lines) == 1
    assert not [line for line in said_lines if line.startswith("|") and "|  |" in line]
    assert ACCOUNTS.keys() == set(tables.metadata.tables), "every table of the accounts, and no other"
    figures = {table.name for table in FACTS}
    assert BESIDE.keys() == set(metadata.tables) - {record.name for record in RECORDS} - figures
    words = next(line for line in said_lines if line.startswith("| Targets | Words") or "| Targets | Target" in line)
    assert "overnor" not in words
    assert "executive" not in words, "an executive is never shown what staff wrote of a child and a home"
