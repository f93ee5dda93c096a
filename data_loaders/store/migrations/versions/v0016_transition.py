"""Whether a pupil's SEN information was passed on to the school that the pupil joined."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transition_information",
        sa.Column("pupil_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Text(), nullable=False),
        sa.Column("received", sa.Boolean(), nullable=False),
        sa.Column("received_on", sa.Date()),
        sa.Column("from_whom", sa.Text()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "school", "academic_year", name="pk_transition_information"),
    )
    op.create_index("ix_transition_information_batch_id", "transition_information", ["batch_id"])
    op.create_table(
        "transition_fact",
        sa.Column("pupil_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("school", "academic_year", "year_group")),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("sen_first", sa.Text()),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("received", sa.Boolean()),
        sa.Column("received_on", sa.Date()),
        sa.Column("from_whom", sa.Text()),
        sa.PrimaryKeyConstraint("pupil_id", "school", "academic_year", name="pk_transition_fact"),
    )
    op.create_index("ix_transition_fact_place", "transition_fact", ["school", "academic_year"])
