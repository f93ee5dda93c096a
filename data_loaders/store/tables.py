"""The tables of the pupil database, made from the records and the facts. Rows are moved by ``writing`` and ``facts``.

In a table a record's ``pupil`` column is ``pupil_id`` (the pupil's whole-number id); everything else keeps its name.
``school`` is the code text (URN or the file's code). Every record row has ``batch_id``, the batch that brought it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data_loaders.store.records import RECORDS, Column, Kind, Record

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

_TYPES: dict[Kind, type[sa.types.TypeEngine[Any]]] = {
    Kind.TEXT: sa.Text,
    Kind.INTEGER: sa.Integer,
    Kind.NUMBER: sa.Double,
    Kind.DATE: sa.Date,
    Kind.BOOLEAN: sa.Boolean,
    Kind.CODE: sa.Text,
    Kind.TERM: sa.Text,
}


def stored_name(record: Record, *, column: Column) -> str:
    """The column's name in the table: ``pupil`` is ``pupil_id`` everywhere but in the pupil's own table."""
    return "pupil_id" if column.name == "pupil" and record.name != "pupil" else column.name


def _column(record: Record, *, column: Column) -> sa.Column[Any]:
    name = stored_name(record, column=column)
    kind = sa.Integer if name == "pupil_id" else _TYPES[column.kind]
    alone = column.key and not record.numbered
    return sa.Column(name, kind, primary_key=alone, nullable=not column.required, autoincrement=False)


def _table(record: Record) -> sa.Table:
    columns = [_column(record, column=column) for column in record.columns]
    if record.numbered:
        columns.insert(0, sa.Column(f"{record.name}_id", sa.Integer, primary_key=True, autoincrement=False))
    if record.token:
        columns.append(sa.Column("token", sa.Text, nullable=False, unique=True))
    columns.append(sa.Column("batch_id", sa.Integer, nullable=False, index=True))
    key = [stored_name(record, column=column) for column in record.columns if column.key]
    unique = [sa.UniqueConstraint(*key)] if record.numbered else []
    return sa.Table(record.name, metadata, *columns, *unique)


TABLES: dict[str, sa.Table] = {record.name: _table(record) for record in RECORDS}
"""The table of each record, by the record's name."""
sa.Index(None, TABLES["enrolment"].c.school)
sa.Index(None, *(TABLES["class_member"].c[name] for name in ("school", "code", "academic_year")))

import_batch = sa.Table(
    "import_batch",
    metadata,
    sa.Column("batch_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("mapping", sa.Text, nullable=False),
    sa.Column("files", sa.JSON, nullable=False),  # [{"name", "sha256", "bytes"}]
    sa.Column("sha256", sa.Text, nullable=False),  # of all files together, in order of name
    sa.Column("started_at", sa.DateTime, nullable=False),  # UTC
    sa.Column("finished_at", sa.DateTime),
    sa.Column("brought_by", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),  # committed, undone
    sa.Column("counts", sa.JSON, nullable=False),  # {record: {"read", "new", "changed", "unchanged", "held_back"}}
    sa.Column("notes", sa.JSON, nullable=False),  # what the mapping says a reader must know, e.g. a proxy
    sa.Column("report", sa.JSON, nullable=False),  # the findings, see data_loaders/report.py
)

before_image = sa.Table(
    "before_image",
    metadata,
    sa.Column("batch_id", sa.Integer, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("row", sa.JSON, nullable=False),  # the whole stored row as it was before the batch changed it
)

tombstone = sa.Table(
    "tombstone",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),  # SHA-256 of the salt and an identifier of an erased pupil
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("erased_at", sa.DateTime, nullable=False),  # UTC
)
"""Who was erased, without a name: see ``erasing``."""

_PLACE = ("school", "academic_year", "year_group")
_COUNTS = (
    "sessions_possible", "sessions_attended", "sessions_authorised", "sessions_unauthorised", "sessions_late",
    "conversations_offered", "conversations_held", "conversations_counted", "conversations_declined",
    "activity_offered", "activity_attended",
)  # fmt: skip

enrolment_fact = sa.Table(
    "enrolment_fact",
    metadata,
    sa.Column("enrolment_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("period", sa.Text, primary_key=True),  # "2025-26.spring"; "2025-26" is the year to date
    sa.Column("pupil_id", sa.Integer, nullable=False, index=True),
    *(sa.Column(name, sa.Text, nullable=False) for name in _PLACE),
    sa.Column("class_id", sa.Integer),  # the registration class at the end of the period
    sa.Column("main", sa.Boolean, nullable=False),  # not a subsidiary registration
    sa.Column("at_end", sa.Boolean, nullable=False),  # on roll here on the last day of the period
    sa.Column("sen_start", sa.Text),  # on the first day of the period, or of the enrolment where later; null unknown
    sa.Column("sen_census", sa.Text),  # on the census day of the period, of a year January's, or the nearest on roll
    sa.Column("sen_january", sa.Text),  # on the January census day of the academic year, or the nearest day on roll
    sa.Column("need_start", sa.Text),
    sa.Column("need_january", sa.Text),
    sa.Column("afa_group", sa.Boolean, nullable=False),
    *(sa.Column(name, sa.Integer) for name in _COUNTS),  # null: the school has supplied none for this period
    sa.Index("ix_enrolment_fact_place", "school", "period", "pupil_id"),
)

progress_fact = sa.Table(
    "progress_fact",
    metadata,
    sa.Column("pupil_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("scale", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("enrolment_id", sa.Integer, nullable=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in _PLACE),
    sa.Column("class_id", sa.Integer),  # the registration class at the end of the period
    sa.Column("sen_start", sa.Text),  # frozen at the start of the window of the gain; null unknown
    sa.Column("sen_year", sa.Text),  # frozen on 1 September, or on the first day on roll where later; null unknown
    sa.Column("state", sa.Text, nullable=False),  # one of PROGRESS_STATES
    sa.Column("first_term", sa.Text),
    sa.Column("first_value", sa.Double),
    sa.Column("last_term", sa.Text),
    sa.Column("last_value", sa.Double),
    sa.Column("met_expectation", sa.Boolean),  # null where the scale has no expectation or the pupil is not matched
    sa.Index("ix_progress_fact_place", "school", "period", "subject", "scale"),
    sa.Index("ix_progress_fact_period", "period", "subject", "scale"),
)

PROGRESS_STATES: dict[str, str] = {
    "matched": "a result at both ends",
    "no_result": "no result this period",
    "joined_after": "joined after the first result, so only one result",
    "no_first": "no earlier result to compare with",
    "other_scale": "assessed on another scale",
}
"""Why a pupil is or is not matched. Eligible are the pupils on roll here (main registration) at the end of the period
in a school and year group where anybody has a result on the subject and scale in that academic year."""

progress_cell = sa.Table(
    "progress_cell",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("scale", sa.Text, primary_key=True),
    sa.Column("year_group", sa.Text, primary_key=True),
    sa.Column("sen_start", sa.Text, primary_key=True),  # "" is unknown
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("first_term", sa.Text, primary_key=True),  # "" where there is none
    sa.Column("last_term", sa.Text, primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("sum_first", sa.Double, nullable=False),
    sa.Column("sum_last", sa.Double, nullable=False),
    sa.Column("sum_first_squared", sa.Double, nullable=False),
    sa.Column("sum_last_squared", sa.Double, nullable=False),
    sa.Column("sum_product", sa.Double, nullable=False),
    sa.Column("met_expectation", sa.Integer),  # null where the scale has no expectation
)
"""Progress facts added up: one row a school, period, subject, scale, year group, status, state and window."""

band_cell = sa.Table(
    "band_cell",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("scale", sa.Text, primary_key=True),
    sa.Column("year_group", sa.Text, primary_key=True),
    sa.Column("sen_start", sa.Text, primary_key=True),  # "" is unknown
    sa.Column("sen_year", sa.Text, primary_key=True),  # "" is unknown
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("first_term", sa.Text, primary_key=True),  # "" where there is none
    sa.Column("last_term", sa.Text, primary_key=True),
    sa.Column("first_band", sa.Integer, primary_key=True, autoincrement=False),  # its place from 1; 0: no result
    sa.Column("last_band", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("n", sa.Integer, nullable=False),
)
"""Pupils counted on scales of bands, which are in no other cell: words in order have no sums."""

level_cell = sa.Table(
    "level_cell",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("term", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("scale", sa.Text, primary_key=True),
    sa.Column("year_group", sa.Text, primary_key=True),
    sa.Column("sen_year", sa.Text, primary_key=True),  # "" is unknown
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("sum_value", sa.Double, nullable=False),
    sa.Column("sum_squared", sa.Double, nullable=False),
)
"""Levels added up: one row a school, term, subject, scale, year group and status on 1 September."""

term_fact = sa.Table(
    "term_fact",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("term", sa.Text, primary_key=True),
    sa.Column("starts", sa.Date, nullable=False),
    sa.Column("ends", sa.Date, nullable=False),  # the last open day
    sa.Column("open_days", sa.Integer),
    sa.Column("on_roll", sa.Integer, nullable=False),  # main registrations on roll at any time in the term
    sa.Column("results", sa.Integer, nullable=False),
    sa.Column("register_marks", sa.Integer, nullable=False),  # pupil-weeks (or pupil-terms) with marks or totals
    sa.Column("registers_to", sa.Date),  # the last week for which anybody has a mark
    sa.Column("conversations", sa.Integer, nullable=False),
    sa.Column("club_registers", sa.Integer, nullable=False),
)
"""What each school has supplied for each term, and when the term begins and ends there."""
