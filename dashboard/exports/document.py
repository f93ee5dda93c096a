"""What goes into a file: the tables, and what every file says of itself: what it shows, who took it, when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.exports.reading import Number, Table

_STARTS = frozenset("=+-@\t\r\n\0＝＋－＠")
_LONGEST_NAME = 150


@dataclass(frozen=True, kw_only=True)
class Document:
    """A page taken away. ``said`` are its opening sentences, ``about`` pairs of words and what they are: the view, the
    day, who took it and when. ``stem`` is the file's name without ending."""

    title: str
    said: Sequence[str]
    about: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    stem: str

    @property
    def rows(self) -> int:
        """How many rows all tables hold together."""
        return sum(len(table.rows) for table in self.tables)


def safe(words: str) -> str:
    """Text that no spreadsheet takes for a formula: what begins like one is given an apostrophe.

    Numbers are not text: they are never changed.
    """
    clean = readable(words)
    dangerous = bool(words) and (words[0] in _STARTS or clean.lstrip()[:1] in _STARTS)
    return f"'{clean}" if dangerous else clean


def readable(words: str) -> str:
    """The words without characters that cannot be seen, which no workbook may hold."""
    return "".join(mark for mark in words if mark in "\t\n" or not unicodedata.category(mark).startswith("C"))


def plain(number: Number) -> str:
    """A number as a file holds it: ``-1204.50``, without commas or a true minus."""
    return f"{number.value:.{number.decimals}f}"


def headings_of(table: Table) -> list[str]:
    """The headings; a column of percentages says so, for its numbers no longer do."""
    shares = [
        any(isinstance(row[place], Number) and row[place].percent for row in table.rows)  # type: ignore[union-attr]
        for place in range(len(table.headings))
    ]
    return [
        f"{heading}, %" if share and "%" not in heading else heading
        for heading, share in zip(table.headings, shares, strict=True)
    ]


def stem_of(*parts: str) -> str:
    """A file's name without ending: small letters, digits and hyphens, whatever the parts hold."""
    plain_letters = unicodedata.normalize("NFKD", "_".join(part for part in parts if part)).casefold()
    return re.sub(r"-*_-*", "_", re.sub(r"[^a-z0-9_]+", "-", plain_letters)).strip("-_")[:_LONGEST_NAME]
