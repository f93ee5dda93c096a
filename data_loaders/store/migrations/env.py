"""Run by Alembic inside the transaction that ``engine.migrate`` has begun."""

from __future__ import annotations

from alembic import context

from data_loaders.store.facts import FACTS
from data_loaders.store.tables import metadata

assert {table.name for table in FACTS} <= metadata.tables.keys()  # the tables of facts are declared by importing them

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
