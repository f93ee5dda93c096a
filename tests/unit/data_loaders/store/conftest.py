"""A pupil database with the newest schema and nothing in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from data_loaders.store.engine import migrate, writer


@pytest.fixture
def store(database_url: str) -> Iterator[sa.Engine]:
    """The engine that writes to it; the test runs on SQLite and on PostgreSQL."""
    migrate(database_url)
    engine = writer(database_url)
    yield engine
    engine.dispose()
