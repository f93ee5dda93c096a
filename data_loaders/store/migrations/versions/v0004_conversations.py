"""Facts about structured conversations and about who leads Achievement for All."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _facts()
    _cells()
    _leads()


def _facts() -> None:
    op.create_table(
        "conversation_fact",
        sa.Column("pupil_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Text(), nullable=False),
        sa.Column("year_group", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Integer()),
        sa.Column("sen_year", sa.Text()),
        sa.Column("in_group", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        *_whole("offered", "held", "counted", "declined"),
        sa.Column("set_for", sa.Date()),
        sa.PrimaryKeyConstraint("pupil_id", "school", "term", name="pk_conversation_fact"),
    )
    op.create_index("ix_conversation_fact_place", "conversation_fact", ["school", "term"])


def _cells() -> None:
    pattern = [f"{what}_{season}" for what in ("in", "counted") for season in ("autumn", "spring", "summer")]
    targets = [f"{kind}_{what}" for kind in ("curricular", "wider") for what in ("set", "met", "missed")]
    op.create_table(
        "conversation_cell",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Text(), nullable=False),
        sa.Column("year_group", sa.Text(), nullable=False),
        *_whole("class_id"),
        sa.Column("sen_year", sa.Text(), nullable=False),
        *_whole(*pattern),
        *_whole("n", "complete", *targets),
        *_whole("with_closed", "complete_squared", "met_squared", "closed_squared", "met_closed", "complete_counted"),
        sa.PrimaryKeyConstraint(
            "school", "academic_year", "year_group", "class_id", "sen_year", *pattern, name="pk_conversation_cell"
        ),
    )
    op.create_table(
        "conversation_term_cell",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("year_group", sa.Text(), nullable=False),
        *_whole("class_id"),
        sa.Column("sen_year", sa.Text(), nullable=False),
        *_whole("in_group"),
        sa.Column("outcome", sa.Text(), nullable=False),
        *_whole("n", "offered", "held", "counted", "declined"),
        sa.PrimaryKeyConstraint(
            "school", "term", "year_group", "class_id", "sen_year", "in_group", "outcome",
            name="pk_conversation_term_cell",
        ),
    )  # fmt: skip


def _leads() -> None:
    op.create_table(
        "afa_year",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Text(), nullable=False),
        sa.Column("lists_group", sa.Boolean(), nullable=False),
        *_whole("open_days", "conversations"),
        sa.PrimaryKeyConstraint("school", "academic_year", name="pk_afa_year"),
    )
    op.create_table(
        "lead_fact",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date()),
        sa.Column("role", sa.Text(), nullable=False),
        *_whole("open_days"),
        sa.PrimaryKeyConstraint("school", "academic_year", "from_date", name="pk_lead_fact"),
    )


def _whole(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), autoincrement=False, nullable=False) for name in names]
