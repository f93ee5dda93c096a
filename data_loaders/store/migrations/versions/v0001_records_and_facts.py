"""Every record, the batches that bring them, what they were before, and the facts made from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people_and_places()
    _strands()
    _batches()
    _facts()


def _people_and_places() -> None:
    op.create_table(
        "trust",
        sa.Column("trust", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("trust", name="pk_trust"),
    )
    op.create_index("ix_trust_batch_id", "trust", ["batch_id"])
    op.create_table(
        "school",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("la_code", sa.Text()),
        sa.Column("joined", sa.Date()),
        sa.Column("left", sa.Date()),
        sa.Column("predecessor", sa.Text()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("school", name="pk_school"),
    )
    op.create_index("ix_school_batch_id", "school", ["batch_id"])
    op.create_table(
        "calendar",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("half_term", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("school", "date", "session", name="pk_calendar"),
    )
    op.create_index("ix_calendar_batch_id", "calendar", ["batch_id"])
    op.create_table(
        "pupil",
        sa.Column("pupil_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pupil", sa.Text(), nullable=False),
        sa.Column("upn", sa.Text()),
        sa.Column("former_upn", sa.Text()),
        sa.Column("surname", sa.Text()),
        sa.Column("forename", sa.Text()),
        sa.Column("date_of_birth", sa.Date()),
        sa.Column("sex", sa.Text()),
        sa.Column("ethnicity", sa.Text()),
        sa.Column("eal", sa.Boolean()),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", name="pk_pupil"),
        sa.UniqueConstraint("pupil", name="uq_pupil_pupil"),
        sa.UniqueConstraint("token", name="uq_pupil_token"),
    )
    op.create_index("ix_pupil_batch_id", "pupil", ["batch_id"])
    op.create_table(
        "enrolment",
        sa.Column("enrolment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date()),
        sa.Column("year_group", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("enrolment_id", name="pk_enrolment"),
        sa.UniqueConstraint("pupil_id", "school", "from_date", name="uq_enrolment_pupil_id_school_from_date"),
    )
    op.create_index("ix_enrolment_batch_id", "enrolment", ["batch_id"])
    op.create_table(
        "characteristic",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "kind", "from_date", name="pk_characteristic"),
    )
    op.create_index("ix_characteristic_batch_id", "characteristic", ["batch_id"])
    op.create_table(
        "sen_status",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date()),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "from_date", name="pk_sen_status"),
    )
    op.create_index("ix_sen_status_batch_id", "sen_status", ["batch_id"])
    op.create_table(
        "sen_need",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("to_date", sa.Date()),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "from_date", "rank", name="pk_sen_need"),
    )
    op.create_index("ix_sen_need_batch_id", "sen_need", ["batch_id"])
    op.create_table(
        "teaching_class",
        sa.Column("teaching_class_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("staff_code", sa.Text()),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("teaching_class_id", name="pk_teaching_class"),
        sa.UniqueConstraint("school", "code", "academic_year", name="uq_teaching_class_school_code_academic_year"),
        sa.UniqueConstraint("token", name="uq_teaching_class_token"),
    )
    op.create_index("ix_teaching_class_batch_id", "teaching_class", ["batch_id"])
    op.create_table(
        "class_member",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "school", "code", "academic_year", "from_date", name="pk_class_member"),
    )
    op.create_index("ix_class_member_batch_id", "class_member", ["batch_id"])
    op.create_table(
        "afa_lead",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date()),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("school", "from_date", name="pk_afa_lead"),
    )
    op.create_index("ix_afa_lead_batch_id", "afa_lead", ["batch_id"])


def _strands() -> None:
    op.create_table(
        "scale",
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("lowest", sa.Double()),
        sa.Column("highest", sa.Double()),
        sa.Column("mean", sa.Double()),
        sa.Column("sd", sa.Double()),
        sa.Column("expected_gain", sa.Double()),
        sa.Column("expectation_source", sa.Text()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scale", name="pk_scale"),
    )
    op.create_index("ix_scale_batch_id", "scale", ["batch_id"])
    op.create_table(
        "assessment",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("date", sa.Date()),
        sa.Column("raw", sa.Text()),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("publisher", sa.Text()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "subject", "scale", "term", "kind", name="pk_assessment"),
    )
    op.create_index("ix_assessment_batch_id", "assessment", ["batch_id"])
    op.create_table(
        "attendance",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("grain", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text()),
        sa.Column("counts", sa.Text()),
        sa.Column("possible", sa.Integer()),
        sa.Column("attended", sa.Integer()),
        sa.Column("authorised", sa.Integer()),
        sa.Column("unauthorised", sa.Integer()),
        sa.Column("late", sa.Integer()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "school", "from_date", "grain", name="pk_attendance"),
    )
    op.create_index("ix_attendance_batch_id", "attendance", ["batch_id"])
    op.create_table(
        "conversation",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("scheduled", sa.Date(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("held", sa.Date()),
        sa.Column("parent_present", sa.Boolean()),
        sa.Column("mode", sa.Text()),
        sa.Column("led_by", sa.Text()),
        sa.Column("led_by_role", sa.Text()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "school", "scheduled", name="pk_conversation"),
    )
    op.create_index("ix_conversation_batch_id", "conversation", ["batch_id"])
    op.create_table(
        "target",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("scheduled", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("met", sa.Boolean()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "school", "scheduled", "kind", name="pk_target"),
    )
    op.create_index("ix_target_batch_id", "target", ["batch_id"])
    op.create_table(
        "parents_evening",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "school", "date", name="pk_parents_evening"),
    )
    op.create_index("ix_parents_evening_batch_id", "parents_evening", ["batch_id"])
    op.create_table(
        "activity",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("places", sa.Integer()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("school", "activity", name="pk_activity"),
    )
    op.create_index("ix_activity_batch_id", "activity", ["batch_id"])
    op.create_table(
        "activity_session",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("offered", sa.Integer()),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "school", "activity", "from_date", name="pk_activity_session"),
    )
    op.create_index("ix_activity_session_batch_id", "activity_session", ["batch_id"])
    op.create_table(
        "incident",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "school", "date", "kind", "role", name="pk_incident"),
    )
    op.create_index("ix_incident_batch_id", "incident", ["batch_id"])
    op.create_table(
        "suspension",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sessions", sa.Integer()),
        sa.Column("reason", sa.Text()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "school", "from_date", "kind", name="pk_suspension"),
    )
    op.create_index("ix_suspension_batch_id", "suspension", ["batch_id"])
    op.create_table(
        "survey_answer",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("survey", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("school", "survey", "question", "date", name="pk_survey_answer"),
    )
    op.create_index("ix_survey_answer_batch_id", "survey_answer", ["batch_id"])
    op.create_table(
        "benchmark",
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("geography", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("value", sa.Double()),
        sa.Column("status", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date()),
        sa.Column("special_schools", sa.Boolean()),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("measure", "group", "phase", "geography", "period", name="pk_benchmark"),
    )
    op.create_index("ix_benchmark_batch_id", "benchmark", ["batch_id"])


def _batches() -> None:
    op.create_table(
        "import_batch",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime()),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", name="pk_import_batch"),
    )
    op.create_table(
        "before_image",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("row", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "record", "sequence", name="pk_before_image"),
    )


def _facts() -> None:
    op.create_table(
        "enrolment_fact",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Text(), nullable=False),
        sa.Column("year_group", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Integer()),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("at_end", sa.Boolean(), nullable=False),
        sa.Column("sen_start", sa.Text()),
        sa.Column("sen_january", sa.Text()),
        sa.Column("need_start", sa.Text()),
        sa.Column("need_january", sa.Text()),
        sa.Column("afa_group", sa.Boolean(), nullable=False),
        sa.Column("sessions_possible", sa.Integer()),
        sa.Column("sessions_attended", sa.Integer()),
        sa.Column("sessions_authorised", sa.Integer()),
        sa.Column("sessions_unauthorised", sa.Integer()),
        sa.Column("sessions_late", sa.Integer()),
        sa.Column("conversations_offered", sa.Integer()),
        sa.Column("conversations_held", sa.Integer()),
        sa.Column("conversations_counted", sa.Integer()),
        sa.Column("conversations_declined", sa.Integer()),
        sa.Column("activity_offered", sa.Integer()),
        sa.Column("activity_attended", sa.Integer()),
        sa.PrimaryKeyConstraint("enrolment_id", "period", name="pk_enrolment_fact"),
    )
    op.create_index("ix_enrolment_fact_place", "enrolment_fact", ["school", "period"])
    op.create_index("ix_enrolment_fact_pupil_id", "enrolment_fact", ["pupil_id"])
    op.create_table(
        "progress_fact",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Text(), nullable=False),
        sa.Column("year_group", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Integer()),
        sa.Column("sen_start", sa.Text()),
        sa.Column("sen_year", sa.Text()),
        sa.Column("sen_year_ago", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_term", sa.Text()),
        sa.Column("first_value", sa.Double()),
        sa.Column("last_term", sa.Text()),
        sa.Column("last_value", sa.Double()),
        sa.Column("year_ago_value", sa.Double()),
        sa.Column("met_expectation", sa.Boolean()),
        sa.PrimaryKeyConstraint("pupil_id", "subject", "scale", "period", name="pk_progress_fact"),
    )
    op.create_index("ix_progress_fact_period", "progress_fact", ["period", "subject", "scale"])
    op.create_index("ix_progress_fact_place", "progress_fact", ["school", "period", "subject", "scale"])
    op.create_table(
        "progress_cell",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("year_group", sa.Text(), nullable=False),
        sa.Column("sen_start", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_term", sa.Text(), nullable=False),
        sa.Column("last_term", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sum_first", sa.Double(), nullable=False),
        sa.Column("sum_last", sa.Double(), nullable=False),
        sa.Column("sum_first_squared", sa.Double(), nullable=False),
        sa.Column("sum_last_squared", sa.Double(), nullable=False),
        sa.Column("sum_product", sa.Double(), nullable=False),
        sa.Column("met_expectation", sa.Integer()),
        sa.PrimaryKeyConstraint(
            "school",
            "period",
            "subject",
            "scale",
            "year_group",
            "sen_start",
            "state",
            "first_term",
            "last_term",
            name="pk_progress_cell",
        ),
    )
    op.create_table(
        "level_cell",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("year_group", sa.Text(), nullable=False),
        sa.Column("sen_year", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sum_value", sa.Double(), nullable=False),
        sa.Column("sum_squared", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("school", "term", "subject", "scale", "year_group", "sen_year", name="pk_level_cell"),
    )
    op.create_table(
        "term_fact",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("open_days", sa.Integer()),
        sa.Column("on_roll", sa.Integer(), nullable=False),
        sa.Column("results", sa.Integer(), nullable=False),
        sa.Column("register_marks", sa.Integer(), nullable=False),
        sa.Column("registers_to", sa.Date()),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("club_registers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("school", "term", name="pk_term_fact"),
    )
