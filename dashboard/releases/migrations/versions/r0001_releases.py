"""Releases, their views, and what each tells; rows that can be added and never changed or removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

_FROZEN = ("release", "release_view", "release_fact")


def upgrade() -> None:
    """Make every table of the releases database as it first was."""
    op.create_table(
        "release",
        sa.Column("release_id", sa.Integer, primary_key=True, autoincrement=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("place", "words", "phase")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("schools", "number")),
        sa.Column("term", sa.Text, nullable=False),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("census", "as_at")),
        sa.Column("built_at", sa.DateTime, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("built_by", "catalogue")),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("categories", "facts", "certificate")),
        sa.UniqueConstraint("place", "number"),
    )
    _part("release_view", "strand", "key")
    _part("release_fact")
    for table in _FROZEN:
        _freeze(table)


def _part(name: str, *texts: str) -> None:
    op.create_table(
        name,
        sa.Column("release_id", sa.Integer, sa.ForeignKey("release.release_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        *(sa.Column(text, sa.Text, nullable=False) for text in texts),
        sa.Column("body", sa.JSON, nullable=False),
    )


def _freeze(table: str) -> None:
    """The database itself refuses to change or remove what has been released."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'a release is frozen'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION release_is_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a release is frozen'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION release_is_frozen()"
    )
