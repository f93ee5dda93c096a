"""What a record and a column are: the vocabulary in which ``records.py`` declares every record."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a value may be. ``CODE`` is one of a closed list of the vocabulary, named by ``Column.codes``."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CODE = "code"
    TERM = "term"
    """An academic year and term, ``2025-26.spring``, or an academic year alone, ``2025-26``."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a record: its name in code, its heading in a spreadsheet, and what its values may be."""

    name: str
    heading: str
    kind: Kind = Kind.TEXT
    key: bool = False
    required: bool = False
    codes: str = ""
    lowest: float | None = None
    highest: float | None = None
    words: str = ""
    heading_required: bool = False
    """A file without such a column is refused, though a cell may be empty: a misspelt heading loses nothing."""
    banded: bool = False
    """A number that a file may write as a word, where the row's scale is one of bands."""
    personal: bool = False
    """A name, a date of birth or an identifier of a child: never in a log, a report of counts or an address."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One kind of record. ``columns`` marked ``key`` identify a row; ``pupil`` stands in the table as ``pupil_id``."""

    name: str
    title: str
    columns: tuple[Column, ...]
    numbered: bool = False
    """Has a whole-number id of its own, ``<name>_id``, besides its key (pupil, enrolment, teaching_class)."""
    token: bool = False
    """Carries a random token for addresses (pupil, teaching_class)."""
    names: tuple[str, ...] = field(init=False)
    key: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(column.name for column in self.columns))
        object.__setattr__(self, "key", tuple(column.name for column in self.columns if column.key))

    def column(self, name: str) -> Column:
        """The column of that name. Raises ``KeyError`` where there is none."""
        return {column.name: column for column in self.columns}[name]


def key(name: str, heading: str, kind: Kind = Kind.TEXT, *, codes: str = "", words: str = "") -> Column:
    return Column(name=name, heading=heading, kind=kind, key=True, required=True, codes=codes, words=words)


def value(
    name: str,
    heading: str,
    kind: Kind = Kind.TEXT,
    *,
    codes: str = "",
    required: bool = False,
    heading_required: bool = False,
    limits: tuple[float | None, float | None] = (None, None),
    words: str = "",
    banded: bool = False,
    personal: bool = False,
) -> Column:
    lowest, highest = limits
    return Column(
        name=name, heading=heading, kind=kind, codes=codes, required=required, heading_required=heading_required,
        lowest=lowest, highest=highest, words=words, banded=banded, personal=personal,
    )  # fmt: skip


def pupil() -> Column:
    return Column(
        name="pupil", heading="Pupil", key=True, required=True, personal=True,
        words="UPN, else school:local id, else row:hash; the same in every sheet",
    )  # fmt: skip


def from_date(words: str = "First day") -> Column:
    return key("from_date", "From", Kind.DATE, words=words)


def to_date(words: str = "First day after the last; empty while it lasts") -> Column:
    return value("to_date", "To", Kind.DATE, words=words)
