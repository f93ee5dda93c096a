"""The tables that attendance is counted from: registers added up, made by ``facts_attendance``, read by the dashboard.

A cell's ``sen`` and ``need`` (the primary need) are those of the census day of the term, or the nearest day on roll:
the first Thursday of October, the third of January, the third of May; of a year, its half terms and its weeks, those
of January. "" is unknown, or no need. Cells hold main registrations only. Sums are of enrolments with at least one
possible session, ``n`` of them; squares and products belong to the ratio estimator.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data_loaders.store.tables import metadata


def _keys(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in names]


def _counts(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer, nullable=nullable) for name in names]


PARTS = ("absent", "authorised", "unauthorised", "late")
"""What is counted against the possible sessions; each has its sum, its squares and its product with them."""

absence_cell = sa.Table(
    "absence_cell",
    metadata,
    # "2025-26.spring", "2025-26" the year to date, "2025-26.spring.1" the first half of the term
    *_keys("school", "period", "year_group", "sen", "need"),
    *_counts("n", "without", "possible", "possible_squared"),  # without: enrolments with no possible session known
    *_counts("absent", "absent_squared", "absent_possible"),
    # null where the registers of any enrolment of the cell do not say
    *_counts(
        *(f"{part}{end}" for part in PARTS[1:] for end in ("", "_squared", "_possible")),
        "arrived", "arrived_squared", "late_arrived",
        nullable=True,
    ),  # arrived: present in school at a session, on time, late or after the register closed
)  # fmt: skip
"""One row a school, period, year group, SEN provision and primary need."""

absence_spread = sa.Table(
    "absence_spread",
    metadata,
    *_keys("school", "period", "year_group", "sen", "need"),
    sa.Column("possible", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("absent", sa.Integer, primary_key=True, autoincrement=False),
    *_counts("n"),
)
"""How many enrolments missed so many of so many possible sessions, by term and by year to date: exact whole numbers, so
that a threshold (a tenth, a half, twenty sessions) stays a parameter of its metric."""

absence_reason = sa.Table(
    "absence_reason",
    metadata,
    *_keys("school", "period", "sen", "code"),
    *_counts("sessions", "sessions_squared", "sessions_possible"),
)
"""Sessions by the register code of an absence, by term and by year to date, of enrolments with a possible session;
what the registers give without a code is in no row."""

absence_week = sa.Table(
    "absence_week",
    metadata,
    sa.Column("school", sa.Text, primary_key=True),
    sa.Column("week", sa.Date, primary_key=True),  # its Monday
    sa.Column("sen", sa.Text, primary_key=True),
    sa.Column("term", sa.Text, nullable=False, index=True),
    *_counts("half", nullable=True),  # of the term, 1 or 2; null where the calendar does not say
    *_counts("number"),  # the week of the term, from 1: weeks with an open day only
    *_counts("open_sessions"),  # the most that were possible for any pupil of the school
    *_counts("n", "possible", "possible_squared", "absent", "absent_squared", "absent_possible"),
)
"""One row a school, week and SEN provision."""

ATTENDANCE_FACTS = (absence_cell, absence_spread, absence_reason, absence_week)
