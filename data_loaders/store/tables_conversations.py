"""The tables of the facts about structured conversations and about who leads Achievement for All."""

from __future__ import annotations

import sqlalchemy as sa

from data_loaders.store.tables import metadata

OUTCOMES: dict[str, str] = {
    "": "none offered",
    "cancelled": "cancelled by the school",
    "parent_absent": "parent or carer did not come",
    "declined": "declined",
    "scheduled": "a day is set",
    "alone": "held without a parent or carer",
    "counted": "held with a parent or carer",
}
"""What came of a pupil's conversations of one term, the furthest of them, the least first."""
SEASONS = ("autumn", "spring", "summer")
TARGET_SUMS = tuple(f"{kind}_{sum_}" for kind in ("curricular", "wider") for sum_ in ("set", "met", "missed"))
"""Targets agreed in a conversation, met, and not met; the others are open."""
SQUARES = ("with_closed", "complete_squared", "met_squared", "closed_squared", "met_closed", "complete_counted")
"""Pupils with a target that is closed, and sums over pupils of squares and products, for the intervals of rates."""

conversation_fact = sa.Table(
    "conversation_fact",
    metadata,
    sa.Column("pupil_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("term", sa.Text, primary_key=True),
    sa.Column("academic_year", sa.Text, nullable=False),
    sa.Column("year_group", sa.Text, nullable=False),
    sa.Column("class_id", sa.Integer),  # the registration class on the last day on roll of the year
    sa.Column("sen_year", sa.Text),  # frozen on 1 September, or on the first day on roll where later; null unknown
    sa.Column("in_group", sa.Boolean, nullable=False),  # on roll and in the AfA group for half the term's open days
    sa.Column("outcome", sa.Text, nullable=False),  # one of OUTCOMES
    sa.Column("offered", sa.Integer, nullable=False),
    sa.Column("held", sa.Integer, nullable=False),
    sa.Column("counted", sa.Integer, nullable=False),
    sa.Column("declined", sa.Integer, nullable=False),
    sa.Column("set_for", sa.Date),  # the last day that is set and of which nobody has said what came of it
    sa.Index("ix_conversation_fact_place", "school", "term"),
)
"""One row a pupil, school (main registration) and term: of pupils in the group then, or with any conversation."""

conversation_cell = sa.Table(
    "conversation_cell",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("academic_year", sa.Text, primary_key=True),
    sa.Column("year_group", sa.Text, primary_key=True),
    sa.Column("class_id", sa.Integer, primary_key=True, autoincrement=False),  # 0: in no registration class
    sa.Column("sen_year", sa.Text, primary_key=True),  # "" is unknown
    *(sa.Column(f"in_{season}", sa.Integer, primary_key=True, autoincrement=False) for season in SEASONS),
    *(sa.Column(f"counted_{season}", sa.Integer, primary_key=True, autoincrement=False) for season in SEASONS),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("complete", sa.Integer, nullable=False),  # counted conversations with one target of each kind
    *(sa.Column(name, sa.Integer, nullable=False) for name in TARGET_SUMS),
    *(sa.Column(name, sa.Integer, nullable=False) for name in SQUARES),
)
"""Pupils on roll in a year, added up by which terms they were in the group and how often they were talked about."""

conversation_term_cell = sa.Table(
    "conversation_term_cell",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("term", sa.Text, primary_key=True),
    sa.Column("year_group", sa.Text, primary_key=True),
    sa.Column("class_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sen_year", sa.Text, primary_key=True),
    sa.Column("in_group", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("outcome", sa.Text, primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("offered", "held", "counted", "declined")),
)
"""Pupils on roll in a term, added up by what came of their conversations in it, with the conversations themselves."""

afa_year = sa.Table(
    "afa_year",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("academic_year", sa.Text, primary_key=True),
    sa.Column("lists_group", sa.Boolean, nullable=False),  # else the group is every pupil with SEN provision
    sa.Column("open_days", sa.Integer, nullable=False),
    sa.Column("conversations", sa.Integer, nullable=False),  # records of any status
)
"""A school's year of Achievement for All: whose conversations are due, and whether any have been supplied."""

lead_fact = sa.Table(
    "lead_fact",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("academic_year", sa.Text, primary_key=True),
    sa.Column("from_date", sa.Date, primary_key=True),
    sa.Column("to_date", sa.Date),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("open_days", sa.Integer, nullable=False),  # on which nobody more senior leads too
)
"""Who leads Achievement for All, and on how many open school days of each academic year."""

CONVERSATION_FACTS = (conversation_fact, conversation_cell, conversation_term_cell, afa_year, lead_fact)
