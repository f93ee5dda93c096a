"""Scales of bands: words in order instead of numbers, and their results counted in cells of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_WORDS = ("school", "period", "subject", "scale", "year_group", "sen_start", "sen_year", "state", "first_term",
          "last_term")  # fmt: skip


def upgrade() -> None:
    op.add_column("scale", sa.Column("bands", sa.Text()))
    op.add_column("scale", sa.Column("expected_band", sa.Text()))
    op.create_table(
        "band_cell",
        *(sa.Column(name, sa.Text(), nullable=False) for name in _WORDS),
        sa.Column("first_band", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("last_band", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*_WORDS, "first_band", "last_band", name="pk_band_cell"),
    )
