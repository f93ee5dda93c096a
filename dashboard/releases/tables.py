"""The tables of the releases database. It holds no pupil: counts as they are shown, and what each of them tells."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

release = sa.Table(
    "release",
    metadata,
    sa.Column("release_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("place", sa.Text, nullable=False),  # school:100001, or phase:primary
    sa.Column("words", sa.Text, nullable=False),  # what the place is called
    sa.Column("phase", sa.Text, nullable=False),
    sa.Column("schools", sa.Integer, nullable=False),  # how many schools the figures cover
    sa.Column("number", sa.Integer, nullable=False),  # 1, 2, 3 … of this place
    sa.Column("term", sa.Text, nullable=False),
    sa.Column("census", sa.Date, nullable=False),  # whose pupils are counted: those on roll on this day
    sa.Column("as_at", sa.Date, nullable=False),
    sa.Column("built_at", sa.DateTime, nullable=False),  # UTC
    sa.Column("built_by", sa.Text, nullable=False),
    sa.Column("catalogue", sa.Text, nullable=False),
    sa.Column("categories", sa.JSON, nullable=False),  # {"sex": {code: shown}, "area": {…}}: as merged at this census
    sa.Column("facts", sa.JSON, nullable=False),  # about the school rather than children
    sa.Column("certificate", sa.JSON, nullable=False),
    sa.Column("rules", sa.JSON, nullable=False),  # the parameters that it was built by
    sa.UniqueConstraint("place", "number"),
)
"""One row a release: never changed, never removed."""

release_view = sa.Table(
    "release_view",
    metadata,
    sa.Column("release_id", sa.Integer, sa.ForeignKey("release.release_id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("strand", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
)
"""One row a view of a release, as it is shown."""

release_fact = sa.Table(
    "release_fact",
    metadata,
    sa.Column("release_id", sa.Integer, sa.ForeignKey("release.release_id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("body", sa.JSON, nullable=False),
)
"""What a release tells, for the audit of the next; read by the builder alone."""
