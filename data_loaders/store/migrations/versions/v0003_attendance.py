"""The tables that attendance is counted from."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("absence_cell", *_texts("school", "period", "year_group", "sen", "need"), *_cell(), _key("cell"))
    op.create_table(
        "absence_spread",
        *_texts("school", "period", "year_group", "sen", "need"),
        *_numbers("possible", "absent", "n"),
        _key("spread", "possible", "absent"),
    )
    op.create_table(
        "absence_reason",
        *_texts("school", "period", "sen", "code"),
        *_numbers("sessions", "sessions_squared", "sessions_possible"),
        sa.PrimaryKeyConstraint("school", "period", "sen", "code", name="pk_absence_reason"),
    )
    op.create_table(
        "absence_week",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        *_texts("sen", "term"),
        sa.Column("half", sa.Integer()),
        *_numbers("number", "open_sessions", "n", "possible", "possible_squared"),
        *_numbers("absent", "absent_squared", "absent_possible"),
        sa.PrimaryKeyConstraint("school", "week", "sen", name="pk_absence_week"),
    )
    op.create_index("ix_absence_week_term", "absence_week", ["term"])


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _cell() -> list[sa.Column[Any]]:
    always = ("n", "without", "possible", "possible_squared", "absent", "absent_squared", "absent_possible")
    some = [f"{part}{end}" for part in ("authorised", "unauthorised", "late") for end in ("", "_squared", "_possible")]
    some += ["arrived", "arrived_squared", "late_arrived"]
    return [*_numbers(*always), *(sa.Column(name, sa.Integer()) for name in some)]


def _key(name: str, *more: str) -> sa.PrimaryKeyConstraint:
    keys = ("school", "period", "year_group", "sen", "need", *more)
    return sa.PrimaryKeyConstraint(*keys, name=f"pk_absence_{name}")
