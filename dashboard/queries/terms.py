"""Terms: when they begin and end, and what each school has supplied for them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES, import_batch, term_fact

scale = TABLES["scale"]


class Supply(NamedTuple):
    """What one school has supplied for one term: pupils on roll, results, registers, conversations, club registers."""

    school: str
    term: str
    starts: date
    ends: date
    on_roll: int
    results: int
    register_marks: int
    registers_to: date | None
    conversations: int
    club_registers: int


class TermDates(NamedTuple):
    """When one term begins and ends at one school, and whether any result has been supplied for it."""

    school: str
    term: str
    starts: date
    ends: date
    has_results: bool


class Scale(NamedTuple):
    """One scale of results: never added up with another. ``expected_gain`` is None where nobody has set one."""

    scale: str
    name: str
    unit: str
    lowest: float | None
    highest: float | None
    mean: float | None
    sd: float | None
    expected_gain: float | None
    expectation_source: str | None


class Batch(NamedTuple):
    """One import that stands: its files by name, how many rows of each record it brought, what a reader must know."""

    batch_id: int
    mapping: str
    finished: date
    files: tuple[str, ...]
    counts: dict[str, dict[str, int]]
    notes: tuple[str, ...]


def supply(asker: Asker) -> list[Supply]:
    """A row a school and term in scope, oldest first."""
    wanted = term_fact.c
    statement = sa.select(
        wanted.school, wanted.term, wanted.starts, wanted.ends, wanted.on_roll, wanted.results, wanted.register_marks,
        wanted.registers_to, wanted.conversations, wanted.club_registers,
    ).order_by(wanted.starts, wanted.school)  # fmt: skip
    return [Supply._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=term_fact))]


def term_dates(asker: Asker) -> list[TermDates]:
    """A row a school and term of the schools in scope, oldest first: dates only, for class teachers too."""
    wanted = term_fact.c
    statement = sa.select(wanted.school, wanted.term, wanted.starts, wanted.ends, wanted.results > 0)
    confined = asker.scope.confine(statement.order_by(wanted.starts), table=term_fact, childless=True)
    return [TermDates._make((*tuple(row)[:-1], bool(row[-1]))) for row in run(asker, statement=confined)]


def scales(asker: Asker) -> dict[str, Scale]:
    """Every scale of the trust, by its code."""
    statement = sa.select(*(scale.c[name] for name in Scale._fields)).order_by(scale.c.scale)
    return {row.scale: Scale._make(row) for row in run(asker, statement=asker.scope.shared(statement))}


def batches(asker: Asker) -> list[Batch]:
    """The imports that stand (not undone), oldest first."""
    wanted = import_batch.c
    statement = (
        sa.select(wanted.batch_id, wanted.mapping, wanted.finished_at, wanted.files, wanted.counts, wanted.notes)
        .where(wanted.outcome == "committed")
        .order_by(wanted.batch_id)
    )
    return [
        Batch(
            row.batch_id, row.mapping, row.finished_at.date(), tuple(file["name"] for file in row.files),
            row.counts, tuple(row.notes),
        )
        for row in run(asker, statement=asker.scope.shared(statement))
    ]  # fmt: skip


def batches_of_results(asker: Asker) -> frozenset[int]:
    """The numbers of the imports whose results stand for anybody ever enrolled at a school in scope."""
    enrolment, assessment = TABLES["enrolment"], TABLES["assessment"]
    statement = (
        sa.select(assessment.c.batch_id).join(enrolment, enrolment.c.pupil_id == assessment.c.pupil_id).distinct()
    )
    confined = asker.scope.confine(statement, table=enrolment, childless=True)
    return frozenset(row.batch_id for row in run(asker, statement=confined))
