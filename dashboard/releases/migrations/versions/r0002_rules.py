"""The parameters that a release was built by, kept with it: a later change of them says nothing of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

_FIRST = '{"hide_below": 8, "round_to": 5, "width": 4, "mean_from": 10, "percent_from": 50, "other_schools": 3}'
"""What releases from before were built by."""


def upgrade() -> None:
    """Add them; releases from before were built by the first ones."""
    op.add_column("release", sa.Column("rules", sa.JSON, nullable=False, server_default=_FIRST))
