"""Terms: when they begin and end, and what each school has supplied for them."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.metrics.numbers import plain
from dashboard.queries.running import Asker, run
from data_loaders.bands import Band, band_words, bands_of, rank_of
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


SUPPLIED: dict[str, str] = {
    "progress": "results",
    "conversations": "conversations",
    "wider_outcomes": "club_registers",
    "attendance": "register_marks",
    "roll": "on_roll",
}
"""What a strand's figures of a term rest on, as ``term_fact`` counts it."""
BEHIND: dict[str, tuple[str, ...]] = {
    "progress": ("assessment",),
    "conversations": ("conversation", "target", "afa_lead", "survey_answer"),
    "wider_outcomes": (
        "activity_session",
        "incident",
        "suspension",
        "parents_evening",
        "questionnaire",
        "transition_information",
    ),
    "attendance": ("attendance",),
}
"""The records a strand's figures come from."""
ROLL = "roll"
"""Who is on roll, and in which group: what every strand's figures rest on besides its own records."""
_ROLL = ("enrolment", "sen_status", "characteristic")


class TermDates(NamedTuple):
    """When one term begins and ends at one school, and the strands for which anything has been supplied for it."""

    school: str
    term: str
    starts: date
    ends: date
    supplied: frozenset[str]


class Scale(NamedTuple):
    """One scale of results: never added up with another. ``expected_gain`` is None where nobody has set one; ``bands``
    and ``expected_band`` are None where its values are numbers."""

    scale: str
    name: str
    unit: str
    lowest: float | None
    highest: float | None
    mean: float | None
    sd: float | None
    expected_gain: float | None
    expectation_source: str | None
    bands: str | None = None
    expected_band: str | None = None

    @property
    def in_bands(self) -> tuple[Band, ...]:
        """Its bands from the lowest; none where its values are numbers."""
        return bands_of(self.bands)

    @property
    def expected_place(self) -> int | None:
        """The place of the expected band; None where its values are numbers."""
        return rank_of(self.expected_band or "", bands=self.in_bands)

    def words_of(self, value: float) -> str:
        """A pupil's own result as it is said: the band it is, or the number."""
        return band_words(value, bands=self.in_bands) if self.bands else plain(value)


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
    sent = [(wanted[column] > 0).label(strand) for strand, column in SUPPLIED.items()]
    statement = sa.select(wanted.school, wanted.term, wanted.starts, wanted.ends, *sent).order_by(wanted.starts)
    rows = run(asker, statement=asker.scope.confine(statement, table=term_fact, childless=True))
    return [TermDates(row.school, row.term, row.starts, row.ends, _sent(row)) for row in rows]


def _sent(row: sa.Row[Any]) -> frozenset[str]:
    return frozenset(strand for strand in SUPPLIED if row._mapping[strand])


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


def batches_behind(asker: Asker, *, strand: str) -> frozenset[int]:
    """The numbers of the imports whose rows of the strand (or ``ROLL``) stand for the schools in scope: of a pupil's
    record without a school, for anybody ever enrolled there."""
    return frozenset(
        row.batch_id for record in records_of(strand) for row in run(asker, statement=_brought(asker, record=record))
    )


def records_of(strand: str) -> tuple[str, ...]:
    """The records of a strand, or of ``ROLL``."""
    return _ROLL if strand == ROLL else BEHIND[strand]


def changed_records(batch: Batch) -> frozenset[str]:
    """The records of which an import added or changed a row; one that only brought the same again changed none."""
    return frozenset(name for name, n in batch.counts.items() if n.get("new") or n.get("changed"))


def _brought(asker: Asker, *, record: str) -> sa.Select[Any]:
    table, enrolment = TABLES[record], TABLES["enrolment"]
    statement = sa.select(table.c.batch_id).distinct()
    if "school" in table.c:
        return asker.scope.confine(statement, table=table, childless=True)
    joined = statement.join(enrolment, enrolment.c.pupil_id == table.c.pupil_id)
    return asker.scope.confine(joined, table=enrolment, childless=True)
