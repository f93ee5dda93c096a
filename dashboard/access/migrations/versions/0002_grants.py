"""Why a grant was given, the role a session acts in, invitations, the second factor, why names were taken away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what sign-in by steps needs. Sessions are begun anew: everybody signs in again."""
    op.add_column("account", sa.Column("signed_in_at", sa.DateTime))
    op.add_column("role_grant", sa.Column("why", sa.Text, nullable=False, server_default=""))
    op.drop_table("session")
    op.create_table(
        "session",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("account_version", sa.Integer, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("confirmed_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session"),
        _account("session"),
    )
    op.create_index("ix_session_account_id", "session", ["account_id"])
    op.create_table(
        "sign_in_step",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("account_version", sa.Integer, nullable=False),
        sa.Column("began_at", sa.DateTime, nullable=False),
        sa.Column("proven", sa.Boolean, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("signs_in", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in_step"),
        _account("sign_in_step"),
    )
    op.create_index("ix_sign_in_step_account_id", "sign_in_step", ["account_id"])
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("until", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitation"),
        _account("invitation"),
    )
    op.create_index("ix_invitation_account_id", "invitation", ["account_id"])
    _second_factor()
    op.create_table(
        "name_export",
        sa.Column("export_id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("export_id", name="pk_name_export"),
        _account("name_export"),
    )
    op.create_index("ix_name_export_account_id", "name_export", ["account_id"])


def _second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("enrolled_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_second_factor"),
        _account("second_factor"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_code"),
        _account("recovery_code"),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])


def _account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["account.account_id"], name=f"fk_{table}_account_id")
