"""Indexes by which one school's pupils and one class's members are found without reading every school's, and a
school's facts pupil by pupil."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_enrolment_school", "enrolment", ["school"])
    op.drop_index("ix_enrolment_fact_place", "enrolment_fact")
    op.create_index("ix_enrolment_fact_place", "enrolment_fact", ["school", "period", "pupil_id"])
    op.create_index("ix_class_member_school_code_academic_year", "class_member", ["school", "code", "academic_year"])
