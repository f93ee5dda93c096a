"""Results without a value (not entered, absent), prior attainment groups, and the facts of national assessments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assessment") as table:
        table.alter_column("value", existing_type=sa.Double(), nullable=True)
    op.create_table(
        "prior_group",
        sa.Column("academic_year", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("lowest", "highest", "expected")),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("academic_year", "lowest", name="pk_prior_group"),
    )
    op.create_index("ix_prior_group_batch_id", "prior_group", ["batch_id"])
    op.create_table(
        "attainment_fact",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("academic_year", "assessment", "school")),
        sa.Column("year_group", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Integer()),
        sa.Column("sen_january", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reading", sa.Double()),
        sa.Column("mathematics", sa.Double()),
        sa.Column("writing", sa.Text()),
        *(sa.Column(name, sa.Double()) for name in ("mark", "attainment_8", "prior", "prior_expected")),
        sa.PrimaryKeyConstraint("pupil_id", "academic_year", "assessment", name="pk_attainment_fact"),
    )
    op.create_index("ix_attainment_fact_place", "attainment_fact", ["school", "academic_year", "assessment"])
