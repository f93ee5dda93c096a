"""Admission numbers: by what a school's own lists know a pupil where they have no UPN."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("admission_number", sa.Text()))
