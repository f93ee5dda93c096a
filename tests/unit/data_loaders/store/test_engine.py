from __future__ import annotations

import itertools
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data_loaders.store import engine as doors
from data_loaders.store.engine import migrate, reader, schema_is_current, writer
from data_loaders.store.tables import TABLES, metadata
from tests.fixtures.killing import die, ended, in_a_child
from tests.unit.data_loaders.store.invented import bring, dump, rows_of_every_record


def test_the_migrations_make_the_tables_the_code_expects(store: sa.Engine) -> None:
    with store.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_comparison_sees_a_column_too_many(store: sa.Engine) -> None:
    with store.begin() as connection:
        connection.execute(sa.text("ALTER TABLE pupil ADD COLUMN shoe_size INTEGER"))
    with store.connect() as connection:
        assert len(compare_metadata(MigrationContext.configure(connection), metadata)) == 1


def test_the_migrations_give_each_table_its_key(store: sa.Engine) -> None:
    inspector = sa.inspect(store)
    for table in metadata.tables.values():
        key = inspector.get_pk_constraint(table.name)["constrained_columns"]
        assert sorted(key) == sorted(column.name for column in table.primary_key), table.name


def test_the_database_numbers_nothing_by_itself(store: sa.Engine) -> None:
    for table in metadata.tables.values():
        for column in sa.inspect(store).get_columns(table.name):
            assert column["default"] is None, (table.name, column["name"])


def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    assert not schema_is_current(empty_database_url)
    migrate(empty_database_url)
    assert schema_is_current(empty_database_url)
    migrate(empty_database_url)
    assert schema_is_current(empty_database_url)


@pytest.mark.safety
def test_fault_35_an_interrupted_migration_leaves_the_schema_as_it_was(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade = doors.command.upgrade

    def then_the_lights_go_out(*args: object) -> None:
        upgrade(*args)
        raise InterruptedError

    monkeypatch.setattr(doors.command, "upgrade", then_the_lights_go_out)
    with pytest.raises(InterruptedError):
        migrate(empty_database_url)
    engine = writer(empty_database_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
    monkeypatch.undo()
    migrate(empty_database_url)
    assert schema_is_current(empty_database_url)


@pytest.mark.safety
def test_fault_35_a_migration_killed_at_every_statement_leaves_the_old_schema_and_goes_on(tmp_path: Path) -> None:
    """A database of an earlier version with a row in it: after each death the earlier version could go on with it."""
    old = tmp_path / "old.db"
    engine = writer(f"sqlite:///{old}")
    with engine.begin() as connection:
        configuration = doors._configuration()
        configuration.attributes["connection"] = connection
        doors.command.upgrade(configuration, EARLIER)
        connection.execute(sa.text("INSERT INTO trust (trust, name, batch_id) VALUES ('1', 'Invented', 1)"))
    engine.dispose()
    before, ends, number = _schema_and_row(old), [0], 0
    while ends[-1] != 0 or number == 0:
        number += 1
        path = Path(shutil.copy(old, tmp_path / "killed.db"))

        def act(url: str = f"sqlite:///{path}", number: int = number) -> None:
            left = itertools.count(1)
            sa.event.listen(sa.Engine, "before_cursor_execute", lambda *_: next(left) == number and die())
            migrate(url)

        ends.append(ended(in_a_child(act)))
        if ends[-1]:
            assert ends[-1] == -signal.SIGKILL
            assert _schema_and_row(path) == before, number
            migrate(f"sqlite:///{path}")
        assert schema_is_current(f"sqlite:///{path}")
        assert _schema_and_row(path)[1] == before[1]
        for beside in tmp_path.glob("killed.db*"):
            beside.unlink()
    assert number > 5


EARLIER = "0004"
"""A schema that an earlier version had."""


def _schema_and_row(path: Path) -> tuple[list[object], list[object]]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        schema = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name, sql").fetchall()
        version = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        return [*schema, *version], connection.execute("SELECT trust, name FROM trust").fetchall()


def test_asking_about_the_schema_makes_no_file(tmp_path: Path) -> None:
    assert not schema_is_current(f"sqlite:///{tmp_path / 'not there.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_of_a_file_that_is_not_there_makes_none(tmp_path: Path) -> None:
    engine = reader(f"sqlite:///{tmp_path / 'not there.db'}")
    with pytest.raises(sa.exc.OperationalError, match="unable to open"):
        engine.connect()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["pupils.db", "a folder/pup ils #1?%20.db"])
def test_reader_and_writer_open_the_same_file(tmp_path: Path, name: str) -> None:
    url = sa.URL.create("sqlite", database=str(tmp_path / name)).render_as_string()
    migrate(url)
    assert (tmp_path / name).exists()
    assert schema_is_current(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="the pupil database is a file"):
        writer(url)


@pytest.mark.parametrize(
    "statement",
    [
        sa.insert(TABLES["trust"]).values(trust="1", name="Invented", batch_id=1),
        sa.update(TABLES["trust"]).values(name="Changed"),
        sa.delete(TABLES["trust"]),
        sa.text("CREATE TABLE planted (a INTEGER)"),
        sa.text("DROP TABLE trust"),
    ],
    ids=["insert", "update", "delete", "create", "drop"],
)
def test_the_reader_cannot_write(store: sa.Engine, database_url: str, statement: sa.Executable) -> None:
    with store.begin() as connection:
        bring(connection, rows_of_every_record(turn=0))
        before = dump(connection)
    engine = reader(database_url)
    with engine.connect() as connection:
        with pytest.raises(sa.exc.DBAPIError, match=r"readonly database|read-only transaction"):
            connection.execute(statement)
        connection.rollback()
        assert dump(connection) == before
    engine.dispose()


def test_a_reader_sees_the_state_before_an_import_until_it_commits(store: sa.Engine, database_url: str) -> None:
    engine = reader(database_url)
    with store.begin() as connection:
        bring(connection, rows_of_every_record(turn=0))
    with store.begin() as importing, engine.connect() as reading:
        before = dump(reading)
        bring(importing, rows_of_every_record(turn=1))
        after = dump(importing)
        assert dump(reading) == before
        importing.commit()
        assert dump(reading) == before, "a transaction sees one state throughout"
        reading.rollback()
        assert dump(reading) == after
    engine.dispose()


def test_the_sqlite_writer_is_durable_and_keeps_readers_going(sqlite_url: str) -> None:
    migrate(sqlite_url)
    engine = writer(sqlite_url)
    with engine.connect() as connection:
        says = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _PRAGMAS}
    engine.dispose()
    assert says == _PRAGMAS


_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
