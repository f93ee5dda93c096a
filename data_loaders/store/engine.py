"""Doors to the pupil database: one that writes, one that only reads, and the schema both expect.

SQLite rests in one file in write-ahead mode: readers see the state before an import until it commits, and never wait.
``postgresql://`` addresses go through psycopg. No engine says the values of a statement in an error: they may be names.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

_WRITER_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -200000",  # 200 MB: keeps the indexes of a long import in memory
)
_READER_PRAGMAS = ("busy_timeout = 5000", "query_only = ON", "cache_size = -50000")
_MIGRATION_PATIENCE = 120
"""Seconds that a program waits for another that migrates or brings files in."""
_MIGRATION_LOCK = 7_203_116
"""Any fixed number: two programs that migrate the same PostgreSQL database wait for each other on it."""


def writer(url: str, *, patience: int = 5) -> sa.Engine:
    """The engine of imports: each transaction takes the write lock when it begins. Makes the file's folder if need be.

    A second writer waits ``patience`` seconds for the first, then raises ``OperationalError``. A transaction that does
    not commit leaves nothing behind, and a commit is on the disk when it returns.
    """
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        waits = _saying(address, option=f"lock_timeout={max(1, 1000 * patience)}")  # of 0 it would wait for ever
        return sa.create_engine(address, connect_args=waits, pool_pre_ping=True, hide_parameters=True)
    _file(address).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pragmas = (f"busy_timeout = {1000 * patience}", *_WRITER_PRAGMAS)
    return _sqlite(sa.create_engine(address, hide_parameters=True), pragmas=pragmas, begin="BEGIN IMMEDIATE")


def reader(url: str) -> sa.Engine:
    """The engine of the dashboard: the database itself refuses every write. A transaction sees one state throughout.

    Never makes a file: connecting to a SQLite file that is not there raises ``OperationalError``.
    """
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        options = _saying(address, option="default_transaction_read_only=on")
        return sa.create_engine(
            address, connect_args=options, isolation_level="REPEATABLE READ", pool_pre_ping=True, hide_parameters=True
        )
    place = f"{_file(address).absolute().as_uri()}?mode=ro"
    engine = sa.create_engine(
        address, creator=lambda: sqlite3.connect(place, uri=True, check_same_thread=False), hide_parameters=True
    )
    return _sqlite(engine, pragmas=_READER_PRAGMAS, begin="BEGIN")


def migrate(url: str) -> None:
    """Bring the database's schema to the newest with the facts it holds, in one transaction: an interrupted migration
    leaves the old schema and the old facts.

    Raises ``alembic.util.CommandError`` where the database was made by a newer version of this program.
    """
    engine = writer(url, patience=_MIGRATION_PATIENCE)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            configuration = _configuration()
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, "head")
    finally:
        engine.dispose()


def schema_is_current(url: str) -> bool:
    """Whether the database is there and has the newest schema. Changes nothing."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and not _file(address).exists():
        return False
    engine = reader(url)
    try:
        with engine.connect() as connection:
            stands_at = MigrationContext.configure(connection).get_current_heads()
    finally:
        engine.dispose()
    return set(stands_at) == set(ScriptDirectory.from_config(_configuration()).get_heads())


def _configuration() -> Config:
    """Alembic's configuration without a file: the migrations travel inside the package."""
    configuration = Config()
    configuration.set_main_option("script_location", "data_loaders.store:migrations")
    return configuration


def _saying(address: sa.URL, *, option: str) -> dict[str, str]:
    """What a PostgreSQL connection is opened with: the address's own options, and one more."""
    own = address.query.get("options", "")
    said = own if isinstance(own, str) else " ".join(own)
    return {"options": f"{said} -c {option}".strip()}


def _file(address: sa.URL) -> Path:
    if not address.database or address.database == ":memory:":
        raise ValueError("the pupil database is a file: write its address as sqlite:///path/to/pupils.db")
    return Path(address.database)


def _sqlite(engine: sa.Engine, *, pragmas: tuple[str, ...], begin: str) -> sa.Engine:
    """Let SQLAlchemy, not the driver, say when a transaction begins, so that schema changes are inside it too."""

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
