from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data_loaders.store import engine as doors
from data_loaders.store.engine import migrate, reader, schema_is_current, writer
from data_loaders.store.tables import TABLES, metadata
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


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    assert not schema_is_current(database_url)
    migrate(database_url)
    assert schema_is_current(database_url)
    migrate(database_url)
    assert schema_is_current(database_url)


def test_an_interrupted_migration_leaves_the_schema_as_it_was(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade = doors.command.upgrade

    def then_the_lights_go_out(*args: object) -> None:
        upgrade(*args)
        raise InterruptedError

    monkeypatch.setattr(doors.command, "upgrade", then_the_lights_go_out)
    with pytest.raises(InterruptedError):
        migrate(database_url)
    engine = writer(database_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
    monkeypatch.undo()
    migrate(database_url)
    assert schema_is_current(database_url)


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
