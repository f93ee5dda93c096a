"""Every act carries the hash of the one before it; indexes for the trail's questions; sessions that present."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the trail and presenting need. Rows from before keep an empty hash: the chain begins after them."""
    op.add_column("audit", sa.Column("hash", sa.Text, nullable=False, server_default=""))
    op.create_index("ix_audit_account_id_at", "audit", ["account_id", "at"])
    op.drop_index("ix_audit_account_id", "audit")
    op.add_column("session", sa.Column("presenting", sa.Boolean, nullable=False, server_default=sa.false()))
