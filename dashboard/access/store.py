"""The accounts database opened: one engine that reads, one that writes, and the migrations that make its tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from data_loaders.store.engine import reader, writer


@dataclass(frozen=True, kw_only=True)
class AccountsStore:
    """The accounts database: ``reads`` for what every request asks, ``writes`` for the few acts that change it."""

    reads: sa.Engine
    writes: sa.Engine

    def close(self) -> None:
        """Close every connection that is open."""
        self.reads.dispose()
        self.writes.dispose()


def utc_now() -> datetime:
    """The time in UTC, without a zone, as every time in the accounts database is kept."""
    return datetime.now(UTC).replace(tzinfo=None)


def open_accounts(url: str) -> AccountsStore:
    """Open the accounts database at a SQLAlchemy url. It must have been migrated."""
    return AccountsStore(reads=reader(url), writes=writer(url))


def migrate(url: str) -> None:
    """Bring the accounts database to the current schema, making it where there is none."""
    engine = writer(url)
    try:
        with engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def schema_is_current(engine: sa.Engine) -> bool:
    """Whether the database has every migration. Raises what the database raises where it does not answer."""
    with engine.connect() as connection:
        stands_at = MigrationContext.configure(connection).get_current_heads()
    return set(stands_at) == set(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "dashboard.access:migrations")
    return config
