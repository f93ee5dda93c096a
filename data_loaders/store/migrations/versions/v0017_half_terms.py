"""Half terms count the groups of the January census: no table changes, and the facts are made anew as after every
migration."""

from __future__ import annotations

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing: ``importing.prepare`` rebuilds the facts."""
