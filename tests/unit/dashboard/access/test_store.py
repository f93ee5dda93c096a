"""The accounts database: made by its migration alone, the same on both engines, and an audit trail that only grows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from dashboard.access import audit, store, tables
from dashboard.access.audit import Action

NOON = datetime(2026, 3, 20, 12, 0)


@pytest.fixture
def accounts(empty_database_url: str) -> Iterator[store.AccountsStore]:
    store.migrate(empty_database_url)
    opened = store.open_accounts(empty_database_url)
    yield opened
    opened.close()


def test_the_migration_makes_the_tables_as_they_are_written(accounts: store.AccountsStore) -> None:
    with accounts.reads.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    assert store.schema_is_current(accounts.reads)


def test_migrating_again_changes_nothing(accounts: store.AccountsStore, empty_database_url: str) -> None:
    with accounts.writes.begin() as connection:
        audit.record(connection, action=Action.SIGNED_IN, at=NOON)
    store.migrate(empty_database_url)
    with accounts.reads.connect() as connection:
        assert len(audit.entries(connection)) == 1


@pytest.mark.safety
@pytest.mark.parametrize("table", ["audit", "audit_pupil"])
@pytest.mark.parametrize("act", ["UPDATE {} SET audit_id = 7", "DELETE FROM {}"])
def test_L4_the_audit_trail_cannot_be_changed_or_shortened(accounts: store.AccountsStore, table: str, act: str) -> None:
    with accounts.writes.begin() as connection:
        audit.record(connection, action=Action.PUPILS_SHOWN, at=NOON, place="school:100001", pupil_ids=[3, 4])
    with pytest.raises(sa.exc.DatabaseError, match="only grows"), accounts.writes.begin() as connection:
        connection.execute(sa.text(act.format(table)))
    with accounts.reads.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.audit_pupil)).scalar() == 2


@pytest.mark.safety
def test_L4_an_entry_cannot_be_put_in_anothers_place(accounts: store.AccountsStore) -> None:
    with accounts.writes.begin() as connection:
        first = audit.record(connection, action=Action.SIGNED_IN, at=NOON)
    row = {"audit_id": first, "at": NOON, "action": "signed_out", "place": "", "detail": "{}"}
    replace = sa.text("INSERT OR REPLACE INTO audit (audit_id, at, action, place, detail)"
                      " VALUES (:audit_id, :at, :action, :place, :detail)")  # fmt: skip
    if accounts.writes.dialect.name == "postgresql":
        replace = sa.text("TRUNCATE audit CASCADE")
    with pytest.raises(sa.exc.DatabaseError, match="only grows"), accounts.writes.begin() as connection:
        connection.execute(replace, row if accounts.writes.dialect.name == "sqlite" else {})


def test_who_has_seen_this_child(accounts: store.AccountsStore) -> None:
    with accounts.writes.begin() as connection:
        audit.record(connection, action=Action.PUPILS_SHOWN, at=NOON, place="school:100001", pupil_ids=[3, 4, 3])
        audit.record(connection, action=Action.PUPILS_SHOWN, at=NOON, place="pupil:token", pupil_ids=[4])
        audit.record(connection, action=Action.EXPORTED, at=NOON, place="school:100001", detail={"rows": 12})
    with accounts.reads.connect() as connection:
        assert [entry.place for entry in audit.entries(connection, pupil_id=4)] == ["pupil:token", "school:100001"]
        assert [entry.place for entry in audit.entries(connection, pupil_id=3)] == ["school:100001"]
        assert [entry.action for entry in audit.entries(connection, place="school:100001")] == [
            Action.EXPORTED,
            Action.PUPILS_SHOWN,
        ]


@pytest.mark.safety
@pytest.mark.parametrize("words", ["Anna O’Neil, 4 May 2016", "<b>", "x" * 81, "two\nlines"])
def test_L5_the_audit_trail_takes_no_free_text(accounts: store.AccountsStore, words: str) -> None:
    with accounts.writes.begin() as connection, pytest.raises(ValueError, match="no free text"):
        audit.record(connection, action=Action.EXPORTED, at=NOON, detail={"what": words})


def test_the_reading_engine_cannot_write(accounts: store.AccountsStore) -> None:
    with pytest.raises(sa.exc.DatabaseError), accounts.reads.begin() as connection:
        audit.record(connection, action=Action.SIGNED_IN, at=NOON)
