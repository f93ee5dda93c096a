"""The facts and cells of wider outcomes: clubs, incidents, suspensions, parents' evenings, questionnaires."""

from __future__ import annotations

import sqlalchemy as sa

from data_loaders.store.tables import metadata

_EVENTS = (
    "club_sessions", "club_offered", "club_percent",
    "bullying_victim", "bullying_perpetrator", "behaviour_victim", "behaviour_perpetrator",
    "suspensions", "suspension_sessions", "permanent_exclusions", "excluded_sessions",
    "evenings_invited", "evenings_attended",
)  # fmt: skip

wider_outcomes_fact = sa.Table(
    "wider_outcomes_fact",
    metadata,
    sa.Column("pupil_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("academic_year", sa.Text, nullable=False),
    sa.Column("year_group", sa.Text, nullable=False),
    sa.Column("class_id", sa.Integer),  # the registration class at the end of the period
    sa.Column("at_end", sa.Boolean, nullable=False),  # on roll here on the last day of the period
    sa.Column("sen_start", sa.Text),  # on the first day of the period, or on roll here where later; null unknown
    sa.Column("sen_january", sa.Text),  # on the January census day of the academic year, or the nearest day on roll
    sa.Column("january_roll", sa.Boolean, nullable=False),  # on roll here on the January census day
    *(sa.Column(name, sa.Integer) for name in _EVENTS),  # null: the school has supplied none for this period
    sa.Index("ix_wider_outcomes_fact_place", "school", "period"),
)
"""One row a pupil, school and period in which the pupil was on roll there (main registration) on any day.

``club_percent`` is the share of the sessions offered that the pupil attended in their best half term, in whole
percents rounded down, so that any threshold in whole percents can be applied; null where registers say only yes or no.
``suspension_sessions`` are as recorded with the suspension, ``excluded_sessions`` the register's marks of code E.
"""

MEASURES: dict[str, tuple[str, str]] = {
    "club_sessions": ("sen_start", "club_sessions"),
    "bullying_victim": ("sen_start", "bullying_victim"),
    "bullying_perpetrator": ("sen_start", "bullying_perpetrator"),
    "behaviour_victim": ("sen_start", "behaviour_victim"),
    "behaviour_perpetrator": ("sen_start", "behaviour_perpetrator"),
    "evenings": ("sen_start", "evenings_attended"),
    "suspensions": ("sen_january", "suspensions"),
    "suspension_sessions": ("sen_january", "suspension_sessions"),
    "permanent_exclusions": ("sen_january", "permanent_exclusions"),
    "excluded_sessions": ("sen_january", "excluded_sessions"),
}
"""What a count cell may count: the status that it goes by, and the column of the fact that is added up. Of parents'
evenings only those invited are counted; by the January status only those on roll at that census are in ``n``."""

wider_outcomes_cell = sa.Table(
    "wider_outcomes_cell",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("measure", sa.Text, primary_key=True),  # one of MEASURES
    sa.Column("year_group", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, primary_key=True),  # "" is unknown
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("squared", sa.Integer, nullable=False),
    sa.Column("pupils", sa.Integer, nullable=False),
)
"""Facts added up: of ``n`` pupils the sum of a count, the sum of its squares, and the ``pupils`` with at least one.

Pupils of schools that supplied nothing for the period are in no cell. For a measure by January status ``n`` are those
on roll at the census, in every period of its year, while the sums are of everybody, whenever they were on roll.
"""

club_percent_cell = sa.Table(
    "club_percent_cell",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("year_group", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, primary_key=True),  # "" is unknown
    sa.Column("percent", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("n", sa.Integer, nullable=False),
)
"""How many pupils attended which share of the club sessions offered to them in their best half term."""

activity_cell = sa.Table(
    "activity_cell",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("activity", sa.Text, primary_key=True),  # "" is all clubs of the kind together
    sa.Column("status", sa.Text, primary_key=True),  # "" is unknown
    sa.Column("members", sa.Integer, nullable=False),  # on the register at any time in the period
    sa.Column("members_now", sa.Integer, nullable=False),  # on it in the last half term of the period with a register
    sa.Column("pupils", sa.Integer, nullable=False),  # attended at least once
    sa.Column("sessions", sa.Integer, nullable=False),
)
"""Who is in which club: pupils on roll, each counted once a club and once a kind."""

MATCHED, OTHER_ENDS, ONCE, NEVER = "matched", "ends", "once", "never"
"""How a pupil was rated in an academic year: twice or more on one scale, with other ends the second time, on one day
only, or not at all."""

questionnaire_fact = sa.Table(
    "questionnaire_fact",
    metadata,
    sa.Column("pupil_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("academic_year", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, primary_key=True),
    sa.Column("year_group", sa.Text, nullable=False),
    sa.Column("sen_start", sa.Text),  # on 1 September, or on joining; null unknown
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("lowest", sa.Double),  # the ends of the scale at the first rating; null where never rated
    sa.Column("highest", sa.Double),
    sa.Column("first_term", sa.Text),
    sa.Column("last_term", sa.Text),
    sa.Column("first", sa.Double),
    sa.Column("last", sa.Double),
    sa.Index("ix_questionnaire_fact_place", "school", "academic_year"),
)
"""One row a pupil, school, academic year and outcome: who was on roll (main registration) in a year in which the school
rated anybody for the outcome. *First* and *last* are the first and last rating there in that year."""

questionnaire_cell = sa.Table(
    "questionnaire_cell",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("academic_year", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, primary_key=True),
    sa.Column("lowest", sa.Double, primary_key=True),
    sa.Column("highest", sa.Double, primary_key=True),
    sa.Column("year_group", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, primary_key=True),  # "" is unknown
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("first_term", sa.Text, primary_key=True),
    sa.Column("last_term", sa.Text, primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("total", sa.Double, nullable=False),  # of last minus first
    sa.Column("squared", sa.Double, nullable=False),
)
"""Facts added up. The sums, the ends and the terms are of matched pupils; of all others nought and ""."""

transition_fact = sa.Table(
    "transition_fact",
    metadata,
    sa.Column("pupil_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("academic_year", sa.Text, primary_key=True),
    sa.Column("year_group", sa.Text, nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("sen_first", sa.Text),  # on the first day; null unknown
    sa.Column("kept", sa.Boolean, nullable=False),  # whether the school keeps a list of that year at all
    sa.Column("received", sa.Boolean),  # null: the school's list says nothing of this pupil
    sa.Column("received_on", sa.Date),
    sa.Column("from_whom", sa.Text),
    sa.Index("ix_transition_fact_place", "school", "academic_year"),
)
"""One row a pupil, school and academic year in which a main registration begins there that continues no other: pupils
with SEN on that first day, and those whose status on it is not known."""
