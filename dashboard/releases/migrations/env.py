"""Run the migrations of the releases database on the connection that ``store.migrate`` hands over."""

from alembic import context

from dashboard.releases.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
