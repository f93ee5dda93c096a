"""Run by Alembic inside the transaction that ``engine.migrate`` has begun.

A newer schema may hold facts that the older did not: they are made from the records in the same transaction, whoever
migrates, so that nobody ever reads a schema of today over facts of yesterday.
"""

from __future__ import annotations

from alembic import context

from data_loaders.store import facts
from data_loaders.store.tables import metadata

connection = context.config.attributes["connection"]
assert {table.name for table in facts.FACTS} <= metadata.tables.keys()  # declared by importing them

context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True, render_as_batch=True)
with context.begin_transaction():
    stood_at = context.get_context().get_current_revision()
    context.run_migrations()
    stands_at = context.get_context().get_current_revision()
    if stood_at and stood_at != stands_at == context.get_head_revision():  # a new database has no records yet
        facts.rebuild(connection, schools=None)
