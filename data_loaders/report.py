"""What was found while bringing files in, and what came of it: in words for the office, in rows for the batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from data_loaders.store.batches import Batch
from data_loaders.store.records import BY_NAME
from data_loaders.store.writing import Counts

LINES_SHOWN = 5
LINES_KEPT = 20
FILES_NAMED = 3


SURE = "If it is right, bring it in with --sure"
"""What to do about something that needs a second look."""

MONTH_FIRST = "the dates may be written month first, and are read day first: no day is beyond the twelfth"


class Severity(StrEnum):
    """What a finding means for the file: refused, the row held back, worth a look, or simply said."""

    STRUCTURE = "structure"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Outcome(StrEnum):
    """How bringing in ended."""

    COMMITTED = "committed"
    ALREADY_LOADED = "already_loaded"
    PREVIEWED = "previewed"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing found: where, what is wrong (``message``) and what to do (``advice``).

    ``lines`` are the first few line numbers as a spreadsheet shows them (the headings are on line 1), ``count`` how
    many lines there are in all; a finding about a whole file has none. The value of a personal column is never said.
    """

    rule: str
    severity: Severity
    message: str
    advice: str = ""
    file: str = ""
    sheet: str = ""
    column: str = ""
    lines: tuple[int, ...] = ()
    count: int = 0
    schools: Mapping[str, int] = field(default_factory=dict)
    """How many of its lines are about each school, as far as that is known."""

    @property
    def line(self) -> int | None:
        """The first line it is about, None for a whole file."""
        return self.lines[0] if self.lines else None

    @property
    def place(self) -> str:
        """``marks.csv, line 14, column "G3"``: as much of it as is known."""
        sheet = f"sheet “{self.sheet}”" if self.sheet else ""
        column = f"column “{self.column}”" if self.column else ""
        return ", ".join(part for part in (self.file, sheet, _lines(self.lines, count=self.count), column) if part)

    def as_text(self) -> str:
        """One line: where, what, what to do."""
        place = f"{self.place}: " if self.place else ""
        return " ".join(part for part in (f"{place}{self.message}.", f"{self.advice}." if self.advice else "") if part)

    def as_json(self) -> dict[str, Any]:
        """The finding as the batch keeps it."""
        return {
            "rule": self.rule, "severity": str(self.severity), "message": self.message, "advice": self.advice,
            "file": self.file, "sheet": self.sheet, "column": self.column,
            "lines": list(self.lines[:LINES_KEPT]), "count": max(self.count, len(self.lines)),
            "schools": dict(self.schools),
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Finding:
        """The finding that a batch keeps."""
        told = {**kept, "severity": Severity(kept["severity"]), "lines": tuple(kept["lines"])}
        return cls(**{name: told[name] for name in cls.__dataclass_fields__ if name in told})


def plural(number: int, *, noun: str) -> str:
    """``plural(1, noun="line")`` → ``"1 line"``, ``plural(2000, noun="line")`` → ``"2,000 lines"``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _lines(lines: Sequence[int], *, count: int) -> str:
    shown = list(lines[:LINES_SHOWN])
    if not shown:
        return ""
    more = max(count, len(lines)) - len(shown)
    words = ", ".join(str(line) for line in shown)
    return f"line{'s' if len(shown) > 1 else ''} {words}" + (f" and {more:,} more" if more else "")


@dataclass(frozen=True, kw_only=True)
class First:
    """How many rows of a record would be new, changed or ended, and where the first of them stands."""

    count: int
    place: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A line of which it must be said whom it is about: what it says of the pupil, and the pupils it may mean.

    ``pupils`` are keys, each with words for whoever may see the pupil: name, date of birth, class.
    """

    file: str
    line: int
    reason: str
    says: str
    pupils: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """How it went: the outcome, the batch (the earlier one where the same files were loaded before), counts by record.

    ``notes`` are what the mapping says a reader must know; they are shown with every figure of the batch.
    ``lines_held_back`` counts lines of the files, ``counts`` rows of records: one line may make several.
    """

    outcome: Outcome
    files: tuple[str, ...]
    mapping: str
    batch_id: int | None = None
    counts: Mapping[str, Counts] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    lines_held_back: int = 0
    firsts: Mapping[str, Mapping[str, First]] = field(default_factory=dict)
    """Of a preview, by record and by new, changed or ended."""
    asked: tuple[Asked, ...] = ()
    """The lines held back because it is not certain whom they are about."""

    @classmethod
    def of_batch(cls, batch: Batch) -> Report:
        """The report of a batch that stands, from what it keeps; a line with several faults is held back once each."""
        findings = tuple(Finding.from_json(kept) for kept in batch.report)
        return cls(
            outcome=Outcome.COMMITTED, files=tuple(file["name"] for file in batch.files), mapping=batch.mapping,
            batch_id=batch.batch_id, counts={name: Counts(**count) for name, count in batch.counts.items()},
            findings=findings, notes=tuple(batch.notes),
            lines_held_back=sum(each.count for each in findings if each.severity is Severity.ERROR),
        )  # fmt: skip

    @property
    def ok(self) -> bool:
        """Whether the files are in the database now (brought in by this call or before)."""
        return self.outcome in (Outcome.COMMITTED, Outcome.ALREADY_LOADED)

    def of(self, severity: Severity) -> list[Finding]:
        """The findings of one severity, in the order in which they were found."""
        return [finding for finding in self.findings if finding.severity is severity]

    def as_text(self) -> str:
        """The report in plain words, a line for each thing found."""
        parts = [_opening(self), *_count_lines(self.counts), *_first_lines(self.firsts), *_found(self)]
        if self.notes and self.outcome is Outcome.COMMITTED:
            parts += ["", "Shown with every figure from these files:", *(f"  {note}" for note in self.notes)]
        return "\n".join(parts)


def _opening(report: Report) -> str:
    more = len(report.files) - FILES_NAMED
    files = ", ".join(report.files[:FILES_NAMED]) + (f" and {plural(more, noun='more file')}" if more > 0 else "")
    if report.outcome is Outcome.ALREADY_LOADED:
        return f"{files}: already loaded as batch {report.batch_id}. Nothing was written."
    if report.outcome is Outcome.PREVIEWED:
        return f"{files}: nothing was written. This is what would be (mapping {report.mapping})."
    if report.outcome is Outcome.REJECTED:
        return f"{files}: nothing was brought in. Put right what is listed and bring the files in again."
    unchanged = not any(count.new or count.changed for count in report.counts.values())
    said = " All of it was there already: nothing changed." if unchanged else ""
    return f"{files}: brought in as batch {report.batch_id} (mapping {report.mapping}).{said}"


def _first_lines(firsts: Mapping[str, Mapping[str, First]]) -> list[str]:
    lines = [
        f"  {BY_NAME[name].title}, {word}: {first.count:,}; the first is {first.place}"
        for name, said in firsts.items()
        for word, first in said.items()
    ]
    return ["", "Where to look:", *lines] if lines else []


def _count_lines(counts: Mapping[str, Counts]) -> list[str]:
    lines = []
    for name, count in counts.items():
        parts = {"new": count.new, "changed": count.changed, "unchanged": count.unchanged}
        words = [f"{number:,} {word}" for word, number in parts.items() if number]
        words += [f"{count.held_back:,} held back"] if count.held_back else []
        lines.append(f"  {BY_NAME[name].title}: {count.read:,} read, {', '.join(words) or 'none kept'}")
    return lines


_TITLES = {
    Severity.STRUCTURE: "Why the files were refused:",
    Severity.ERROR: "Held back:",
    Severity.WARNING: "Worth checking:",
    Severity.NOTE: "Read as follows:",
}


def _held_title(report: Report) -> str:
    if report.outcome is Outcome.REJECTED:
        return f"At fault, {plural(report.lines_held_back, noun='line')}:"
    return f"Held back, {plural(report.lines_held_back, noun='line')}, not in the figures:"


def _found(report: Report) -> list[str]:
    lines: list[str] = []
    for severity, title in _TITLES.items():
        found = report.of(severity)
        if found:
            heading = _held_title(report) if severity is Severity.ERROR else title
            lines += ["", heading, *(f"  {finding.as_text()}" for finding in found)]
    return lines
