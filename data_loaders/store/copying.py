"""A database copied whole, as it was at one moment, into a SQLite file, and back; and whether a copy is sound.

A backup is SQLite files whatever the trust's databases are, so that one can be opened and looked at on any machine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from data_loaders.store.engine import reader, writer

Migrate = Callable[[str], None]
"""Makes the newest schema at an address."""

_VERSIONS = "alembic_version"
_AT_ONCE = 5000


def is_empty(url: str) -> bool:
    """Whether a database has no table, or is not there. Changes nothing."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        return True
    engine = reader(url)
    try:
        return not sa.inspect(engine).get_table_names()
    finally:
        engine.dispose()


def copy(url: str, *, into: str, migrate: Migrate) -> dict[str, int]:
    """Copy a database into another address, which must be empty: rows by table, as read in one transaction.

    ``migrate`` makes the schema where the copy is of another kind of database, with its triggers; the copied database
    must then be of the newest schema. Raises ``FileExistsError`` where there is something, ``OperationalError`` where
    either cannot be used.
    """
    if not is_empty(into):
        raise FileExistsError(17, "there is a database already", sa.make_url(into).render_as_string())
    if {sa.make_url(one).get_backend_name() for one in (url, into)} == {"sqlite"}:
        _copy_file(url, into=into)
    else:
        migrate(into)
        _copy_rows(url, into=into)
    return counts(into)


def counts(url: str) -> dict[str, int]:
    """How many rows each table has."""
    engine = reader(url)
    try:
        with engine.connect() as connection:
            tables = _tables(connection)
            return {
                name: int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
                for name, table in sorted(tables.items())
            }
    finally:
        engine.dispose()


def faults(url: str) -> list[str]:
    """What is wrong with a SQLite file by its own checks: pages, indexes and references. Empty where it is sound."""
    engine = reader(url)
    try:
        with engine.connect() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
            astray = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            return [*found, *(f"{row[0]}: a row points at nothing in {row[2]}" for row in astray)]
    except sa.exc.DatabaseError as reason:
        return [str(reason.orig)]
    finally:
        engine.dispose()


def _copy_file(url: str, *, into: str) -> None:
    source, target = (Path(sa.make_url(one).database or "") for one in (url, into))
    if not source.is_file():
        raise FileNotFoundError(2, "there is no database", str(source))
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    target.chmod(0o600)


def _copy_rows(url: str, *, into: str) -> None:
    source, target = reader(url), writer(into)
    try:
        with source.connect() as old, target.begin() as new:
            theirs, ours = _tables(old), _tables(new)
            for name in (table.name for table in _in_order(ours) if table.name != _VERSIONS):
                for rows in old.execute(sa.select(theirs[name])).mappings().partitions(_AT_ONCE):
                    new.execute(sa.insert(ours[name]), [dict(row) for row in rows])
                _count_on(new, table=ours[name])
    finally:
        source.dispose()
        target.dispose()


def _count_on(connection: sa.Connection, *, table: sa.Table) -> None:
    """Let the next number that PostgreSQL gives be one more than the greatest that was copied."""
    numbers = [column for column in table.primary_key if column.autoincrement is True or column.server_default]
    if connection.dialect.name != "postgresql" or len(numbers) != 1:
        return
    sequence = sa.func.pg_get_serial_sequence(table.name, numbers[0].name)
    connection.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(sa.func.max(numbers[0]), 1))))


def _tables(connection: sa.Connection) -> dict[str, sa.Table]:
    """The tables as the database itself describes them."""
    found = sa.MetaData()
    found.reflect(connection)
    return dict(found.tables)


def _in_order(tables: dict[str, sa.Table]) -> list[sa.Table]:
    """Tables after those they point at."""
    return list(next(iter(tables.values())).metadata.sorted_tables)
