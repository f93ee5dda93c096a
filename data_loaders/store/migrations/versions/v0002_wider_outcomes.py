"""Facts and cells of wider outcomes: clubs, incidents, suspensions, parents' evenings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_EVENTS = (
    "club_sessions", "club_offered", "club_percent",
    "bullying_victim", "bullying_perpetrator", "behaviour_victim", "behaviour_perpetrator",
    "suspensions", "suspension_sessions", "permanent_exclusions", "excluded_sessions",
    "evenings_invited", "evenings_attended",
)  # fmt: skip


def upgrade() -> None:
    _facts()
    _cells()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _facts() -> None:
    op.create_table(
        "wider_outcomes_fact",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        *_texts("school", "period", "academic_year", "year_group"),
        sa.Column("class_id", sa.Integer()),
        sa.Column("at_end", sa.Boolean(), nullable=False),
        sa.Column("sen_start", sa.Text()),
        sa.Column("sen_january", sa.Text()),
        sa.Column("january_roll", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in _EVENTS),
        sa.PrimaryKeyConstraint("pupil_id", "school", "period", name="pk_wider_outcomes_fact"),
    )
    op.create_index("ix_wider_outcomes_fact_place", "wider_outcomes_fact", ["school", "period"])


_COUNTS = ("school", "period", "measure", "year_group", "status")
_SHARES = ("school", "period", "year_group", "status")
_CLUBS = ("school", "period", "kind", "activity", "status")


def _cells() -> None:
    op.create_table(
        "wider_outcomes_cell",
        *_texts(*_COUNTS),
        *_counts("n", "total", "squared", "pupils"),
        sa.PrimaryKeyConstraint(*_COUNTS, name="pk_wider_outcomes_cell"),
    )
    op.create_table(
        "club_percent_cell",
        *_texts(*_SHARES),
        *_counts("percent", "n"),
        sa.PrimaryKeyConstraint(*_SHARES, "percent", name="pk_club_percent_cell"),
    )
    op.create_table(
        "activity_cell",
        *_texts(*_CLUBS),
        *_counts("members", "members_now", "pupils", "sessions"),
        sa.PrimaryKeyConstraint(*_CLUBS, name="pk_activity_cell"),
    )
