"""The facts of national tests and examinations, made by ``facts_attainment``. No thresholds: a pass mark is a
parameter of its metric."""

from __future__ import annotations

import sqlalchemy as sa

from data_loaders.store.tables import metadata

attainment_fact = sa.Table(
    "attainment_fact",
    metadata,
    sa.Column("pupil_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("academic_year", sa.Text, primary_key=True),
    sa.Column("assessment", sa.Text, primary_key=True),  # one of NATIONAL_ASSESSMENTS
    sa.Column("school", sa.Text, nullable=False),
    sa.Column("year_group", sa.Text, nullable=False),
    sa.Column("class_id", sa.Integer),  # the registration class on the day the pupil is counted
    sa.Column("sen_january", sa.Text),  # on the January census day of the academic year; null unknown
    sa.Column("state", sa.Text, nullable=False),  # one of ATTAINMENT_STATES
    sa.Column("reading", sa.Double),  # KS2 scaled scores
    sa.Column("mathematics", sa.Double),
    sa.Column("writing", sa.Text),  # the code awarded, one of WRITING_CODES
    sa.Column("mark", sa.Double),  # of phonics and multiplication; of development 1 reached, 0 not
    sa.Column("attainment_8", sa.Double),  # of ks4 always: 0 where nothing was taken
    sa.Column("prior", sa.Double),  # of ks4: the mean of the pupil's KS2 scaled scores; null where one is not known
    sa.Column("prior_expected", sa.Double),  # England's mean Attainment 8 of the prior group that year; null no table
    sa.Index("ix_attainment_fact_place", "school", "academic_year", "assessment"),
)
"""One row a pupil, academic year and national assessment, where the pupil is counted.

Eligible are the pupils on roll (main registration) at the end of the term of the results (of ks4 on the day before the
last Friday of June, where that is earlier) in the assessment's year group of a school and year where anybody of that
year group, or of none, has a row; and the pupils without a year group who have one. A pupil of another year group is
not: a check taken again in Year 2, an examination in Year 10 or 12. What was entered early counts in Year 11.
"""

ATTAINMENT_STATES: dict[str, str] = {
    "result": "a result",
    "not_entered": "not entered, absent or below the level of the test",
    "nothing": "no result is recorded",
}
"""What is known of an eligible pupil: an outcome; rows without an outcome alone; no row."""
