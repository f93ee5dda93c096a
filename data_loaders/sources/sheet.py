"""What a reader of files hands on: sheets of text with the line each row stood on, and what was found on the way."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from data_loaders.report import Finding, Severity, plural

WHAT_IS_WRONG = "What is wrong"
"""The column that a file of held-back lines has besides its own: never read, whatever the mapping."""


class Progress(Protocol):
    """Told what is being done, how much of it is done and how much there is: ``"student.csv"``, 20000, 600000."""

    def __call__(self, step: str, *, done: int, total: int) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of text. ``frame`` has one column a heading, every cell ``str`` (empty is ``""``), one row a line.

    ``lines`` gives each row's line number as a spreadsheet shows it. A CSV file is one sheet whose ``name`` is empty.
    """

    file: str
    name: str
    frame: pd.DataFrame
    lines: np.ndarray
    known_as: str = ""
    """The table of an export it is, where the mapping tells that from its name."""
    said: dict[str, str] = field(default_factory=dict)
    """What its name, or whoever brings it in, says besides: the term, the school."""
    misfits: tuple[int, ...] = ()
    """Lines that are not in ``frame`` and count as held back: their cells do not fit, or nobody knows who they mean."""
    pupils: np.ndarray | None = None
    """The key of each row's pupil, where it has been found."""
    origins: np.ndarray | None = None
    """The file's own heading of the column each row was made of, where columns were made rows."""
    called: dict[str, str] = field(default_factory=dict)
    """A column → what the file itself heads it, where the mapping calls it by another name."""

    @property
    def title(self) -> str:
        """The name a mapping knows it by: the table it is, else the sheet's name, or the file's without its ending."""
        return self.known_as or self.name or Path(self.file).stem

    def heading(self, name: str) -> str | None:
        """Its own heading for a name, whatever the capitals; None where it has no such column."""
        return next((own for own in self.frame.columns if own.casefold() == name.casefold()), None)

    def only(self, wanted: np.ndarray) -> Sheet:
        """The sheet with the rows for which the mask is true."""
        pupils, origins = (None if held is None else held[wanted] for held in (self.pupils, self.origins))
        frame = self.frame[wanted].reset_index(drop=True)
        return replace(self, frame=frame, lines=self.lines[wanted], pupils=pupils, origins=origins)

    def found(
        self,
        rule: str,
        *,
        severity: Severity,
        message: str,
        advice: str = "",
        column: str = "",
        lines: tuple[int, ...] = (),
    ) -> Finding:
        """Something found in this sheet."""
        return Finding(
            rule=rule, severity=severity, message=message, advice=advice, file=self.file, sheet=self.name,
            column=self.called.get(column, column), lines=lines,
        )  # fmt: skip


@dataclass(kw_only=True)
class Read:
    """The sheets of one file and what was found while reading them."""

    file: str
    workbook: bool = False
    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def called(self, name: str) -> Read:
        """The same under another name: that which whoever brings the file in knows it by."""
        sheets = [replace(sheet, file=name, frame=_own(sheet.frame)) for sheet in self.sheets]
        findings = [replace(found, file=name) for found in self.findings]
        return Read(file=name, workbook=self.workbook, sheets=sheets, findings=findings)

    def refuse(self, rule: str, *, message: str, advice: str, sheet: str = "", lines: tuple[int, ...] = ()) -> None:
        """Note why the file cannot be read."""
        self._add(rule, severity=Severity.STRUCTURE, message=message, advice=advice, sheet=sheet, lines=lines)

    def leave_out(self, rule: str, *, message: str, advice: str, lines: tuple[int, ...]) -> None:
        """Note why lines of the file are held back."""
        self._add(rule, severity=Severity.ERROR, message=message, advice=advice, sheet="", lines=lines)

    def note(self, rule: str, *, message: str, sheet: str = "", lines: tuple[int, ...] = ()) -> None:
        """Note how something was read."""
        self._add(rule, severity=Severity.NOTE, message=message, advice="", sheet=sheet, lines=lines)

    def _add(
        self, rule: str, *, severity: Severity, message: str, advice: str, sheet: str, lines: tuple[int, ...]
    ) -> None:
        found = Finding(
            rule=f"file.{rule}", severity=severity, message=message, advice=advice, file=self.file, sheet=sheet,
            lines=lines,
        )  # fmt: skip
        self.findings.append(found)


def _own(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=[name for name in frame.columns if name.casefold() == WHAT_IS_WRONG.casefold()])


def heading_of(cell: str) -> str:
    """A heading as it is kept: composed characters, single spaces, no byte-order mark, no blanks at its ends."""
    return " ".join(unicodedata.normalize("NFC", cell).replace("\ufeff", "").split())


MOST_COLUMNS = 1_000


def check_headings(read: Read, *, headings: list[str], sheet: str = "") -> bool:
    """Whether every column has a heading, none appears twice (whatever its capitals) and they are not too many; says
    so where not."""
    if len(headings) > MOST_COLUMNS:
        message = f"{len(headings):,} columns, more than {MOST_COLUMNS:,}"
        read.refuse("too_large", message=message, advice="Delete the columns that are not needed", sheet=sheet)
        return False
    seen: dict[str, str] = {}
    twice = [name for name in headings if name and seen.setdefault(name.casefold(), name) is not name]
    bare = [str(place) for place, name in enumerate(headings, start=1) if not name]
    if twice:
        words = ", ".join(f"“{name}”" for name in dict.fromkeys(twice))
        message = f"two columns are headed {words}"
        read.refuse("heading_twice", message=message, advice="Give each its own heading", sheet=sheet)
    if bare:
        words = f"column{'s' if len(bare) > 1 else ''} {', '.join(bare)}"
        message = f"{words} of the first row has no heading"
        read.refuse("no_heading", message=message, advice="Give it one or delete it", sheet=sheet)
    return not (twice or bare)


def without_empty_rows(sheet: Sheet, *, read: Read) -> Sheet:
    """The sheet without rows that have no cell filled or repeat the headings; says how many were left out."""
    frame = sheet.frame
    first = frame.iloc[:, 0].str.strip()
    likely = np.flatnonzero((first == "") | (first == frame.columns[0]))
    some = frame.iloc[likely].apply(lambda column: column.str.strip())
    empty = likely[(some == "").all(axis="columns").to_numpy()]
    again = likely[(some == list(frame.columns)).all(axis="columns").to_numpy()]
    for rule, words, rows in (("empty_rows", "empty", empty), ("heading_again", "repeating the headings", again)):
        if len(rows):
            lines = tuple(int(line) for line in sheet.lines[rows])
            message = f"{plural(len(rows), noun='row')} {words}, passed over"
            read.note(rule, message=message, sheet=sheet.name, lines=lines)
    drop = np.concatenate([empty, again])
    if not len(drop):
        return sheet
    kept = frame.drop(index=frame.index[drop]).reset_index(drop=True)
    return replace(sheet, frame=kept, lines=np.delete(sheet.lines, drop))
