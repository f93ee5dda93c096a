"""A fact of an enrolment holds the SEN provision of the period's census day, by which its absence is counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column comes; the facts are rebuilt at the end."""
    op.add_column("enrolment_fact", sa.Column("sen_census", sa.Text()))
