"""Run by Alembic inside the transaction that ``engine.migrate`` has begun."""

from __future__ import annotations

from alembic import context

from data_loaders.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
