"""Questionnaires: what teachers say of a pupil's relationships, behaviour and bullying, first and last of a year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questionnaire",
        sa.Column("pupil_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("lowest", sa.Double(), nullable=False),
        sa.Column("highest", sa.Double(), nullable=False),
        sa.Column("rated_by_role", sa.Text()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "school", "outcome", "date", name="pk_questionnaire"),
    )
    op.create_index("ix_questionnaire_batch_id", "questionnaire", ["batch_id"])
    op.create_table(
        "questionnaire_fact",
        sa.Column("pupil_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("school", "academic_year", "outcome", "year_group")),
        sa.Column("sen_start", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Double()) for name in ("lowest", "highest")),
        *(sa.Column(name, sa.Text()) for name in ("first_term", "last_term")),
        *(sa.Column(name, sa.Double()) for name in ("first", "last")),
        sa.PrimaryKeyConstraint("pupil_id", "school", "academic_year", "outcome", name="pk_questionnaire_fact"),
    )
    op.create_index("ix_questionnaire_fact_place", "questionnaire_fact", ["school", "academic_year"])
    keys = ("school", "academic_year", "outcome", "lowest", "highest", "year_group", "status", "state", "first_term",
            "last_term")  # fmt: skip
    op.create_table(
        "questionnaire_cell",
        *(sa.Column(name, sa.Double() if name.endswith("est") else sa.Text(), nullable=False) for name in keys),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.Column("squared", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint(*keys, name="pk_questionnaire_cell"),
    )
