"""A fact of progress no longer holds what was so a year before: nothing reads it."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns go; ``importing.prepare`` rebuilds the facts."""
    for name in ("sen_year_ago", "year_ago_value"):
        op.drop_column("progress_fact", name)
