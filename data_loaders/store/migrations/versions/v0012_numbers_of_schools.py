"""The other numbers a school goes by, so that a file that names it by one of them makes no second school."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("school", sa.Column("establishment_number", sa.Text()))
    op.add_column("school", sa.Column("urn", sa.Text()))
