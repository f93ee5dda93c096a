"""What one cell may be: text to a value of its column's kind, or words about why it cannot be.

Every reader takes one cell without blanks at its ends, never empty, and raises ``Wrong``. Nothing is guessed: a number
with a thousands comma, a date the mapping does not declare, a code that is on no list are refused with advice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache, partial
from typing import Any

from data_loaders.code_lists import CODE_LISTS
from data_loaders.school_year import term_of_day
from data_loaders.store.columns import Column, Kind
from data_loaders.vocabulary import academic_year_of

Reader = Callable[[str], Any]

NO_NUMBER = "Write a number such as 98.5, or leave the cell empty"
CORRECT = "Correct it in the school's system or the file, and bring the file in again"
LONGEST_TEXT = 2_000
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
_WHOLE = re.compile(r"[+-]?\d{1,15}(\.0+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})( 00:00:00)?", re.ASCII)
_TERM = re.compile(r"(\d{4})-(\d{2})(\.(autumn|spring|summer))?", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d+", re.ASCII)
UPN = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]", re.ASCII | re.IGNORECASE)
"""The shape of a unique pupil number: a check letter, eleven digits, a digit or (temporary) a letter; no I, O or S."""
_UPNS = frozenset({"upn", "former_upn"})
_TRUE, _FALSE = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})


class Wrong(ValueError):
    """A cell cannot be what its column holds: which rule, what is wrong (after the value) and what to do.

    Advice that takes time to find is given as a function, and found when it is asked for.
    """

    def __init__(self, rule: str, what: str, advice: str | Callable[[], str]) -> None:
        super().__init__(what)
        self.rule, self.what, self._advice = f"values.{rule}", what, advice

    @property
    def advice(self) -> str:
        """What to do."""
        return self._advice if isinstance(self._advice, str) else self._advice()


def reader_of(
    column: Column, *, date_formats: tuple[str, ...] = (), decimal: str = ".", of_date: bool = False
) -> Reader:
    """The reader of a column's cells, its limits and closed list included.

    ``of_date``: the cells of a column of terms or academic years are dates, and the one each lies in is meant.
    """
    if of_date and column.kind is Kind.TERM:
        name = academic_year_of if column.name == "academic_year" else term_of_day
        return lambda cell: name(read_date(cell, formats=date_formats))
    readers: dict[Kind, Reader] = {
        Kind.TEXT: lambda cell: read_text(cell, key=column.key or column.name in _UPNS),
        Kind.INTEGER: read_whole,
        Kind.NUMBER: lambda cell: read_number(cell, decimal=decimal),
        Kind.DATE: lambda cell: read_date(cell, formats=date_formats),
        Kind.BOOLEAN: read_yes_no,
        Kind.CODE: lambda cell: read_code(cell, codes=column.codes),
        Kind.TERM: lambda cell: read_term(cell, year_alone=column.name == "academic_year"),
    }
    read = readers[column.kind]
    if column.banded:
        return lambda cell: _number_or_word(cell, decimal=decimal)
    if column.lowest is None and column.highest is None:
        return read
    return lambda cell: _within(read(cell), column=column)


def read_text(cell: str, *, key: bool = False) -> str:
    """Text as it stands. A key of the shape of a UPN is put in capitals: ``a123…`` and ``A123…`` are one pupil.

    A key that a spreadsheet has turned into ``1.23E+12`` has lost its digits: refused.
    """
    if len(cell) > LONGEST_TEXT:
        raise Wrong("long", f"is longer than {LONGEST_TEXT:,} characters", "Shorten it")
    if key and _SCIENTIFIC.fullmatch(cell):
        advice = "Export again and open the file as text: the spreadsheet has rounded the number away"
        raise Wrong("scientific", "is a number in scientific notation, not an identifier", advice)
    return cell.upper() if key and UPN.fullmatch(cell) else cell


def read_whole(cell: str) -> int:
    """``"12"`` or ``"12.0"`` → 12."""
    if not _WHOLE.fullmatch(cell):
        raise Wrong("whole", "is not a whole number", "Write a number such as 12, or leave the cell empty")
    return int(cell.partition(".")[0])


def read_number(cell: str, *, decimal: str = ".") -> float:
    """``"98.5"`` → 98.5, with the mapping's decimal mark."""
    plain = cell.replace("−", "-") if decimal == "." else cell.replace("−", "-").replace(".", " ").replace(decimal, ".")
    if not _NUMBER.fullmatch(plain) or not math.isfinite(float(plain)):
        raise Wrong("number", "is not a number", NO_NUMBER.replace("98.5", f"98{decimal}5"))
    return float(plain)


def _number_or_word(cell: str, *, decimal: str) -> float | str:
    """A number, else the word as it stands: which of the two it should be is for the scale of the row to say."""
    try:
        return read_number(cell, decimal=decimal)
    except Wrong:
        return read_text(cell)


def read_date(cell: str, *, formats: tuple[str, ...]) -> date:
    """A day, written as ISO or in one of the declared formats."""
    iso = _ISO.fullmatch(cell)
    tried = iter([_iso(iso)]) if iso else (_strptime(cell, form=form) for form in formats)
    day = next((day for day in tried if day), None)
    shown = " or ".join(date(2026, 3, 20).strftime(form) for form in ("%Y-%m-%d", *formats))
    if day is None:
        swapped = any(_strptime(cell, form=form) for form in map(_month_first, formats))
        hint = "; it may be written month first" if swapped else ""
        raise Wrong("date", f"is not a date{hint}", f"Write dates as {shown}")
    if not EARLIEST <= day <= LATEST:
        raise Wrong("date", f"is not a year between {EARLIEST.year} and {LATEST.year}", f"Write dates as {shown}")
    return day


def _iso(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _strptime(cell: str, *, form: str) -> date | None:
    try:
        return datetime.strptime(cell, form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _month_first(form: str) -> str:
    return form.replace("%d", "%%").replace("%m", "%d").replace("%%", "%m")


def read_yes_no(cell: str) -> bool:
    """``yes``, ``y``, ``true``, ``1`` and their opposites, whatever the capitals."""
    word = cell.casefold()
    if word not in _TRUE | _FALSE:
        raise Wrong("yes_no", "is neither yes nor no", "Write yes or no, or leave the cell empty")
    return word in _TRUE


def read_code(cell: str, *, codes: str) -> str:
    """A code of a closed list, whatever the capitals; its words are understood too."""
    code = _lookup(codes).get(cell.casefold())
    if code is None:
        said = f"is not a code of the list “{codes.replace('_', ' ')}”"
        raise Wrong("code", said, partial(_advice, cell, known=CODE_LISTS[codes]))
    return code


@cache
def _lookup(codes: str) -> dict[str, str]:
    known = CODE_LISTS[codes]
    return {words.casefold(): code for code, words in known.items()} | {code.casefold(): code for code in known}


def _advice(cell: str, *, known: dict[str, str]) -> str:
    folded = {code.casefold(): code for code in known}
    near = get_close_matches(cell.casefold(), folded, n=1)
    meant = f"Is {folded[near[0]]} meant? " if near else ""
    return f"{meant}Use one of {', '.join(known)}"


def read_term(cell: str, *, year_alone: bool = False) -> str:
    """``2025-26.spring``, or ``2025-26`` where an academic year alone is asked; ``2025/26 Spring`` is understood."""
    word = re.sub(r"[ .]+", ".", cell.replace("/", "-").strip().casefold())
    word = re.sub(r"^(\d{4})-20(\d{2})", r"\1-\2", word)
    match = _TERM.fullmatch(word)
    example = "2025-26" if year_alone else "2025-26.spring"
    if not match or (int(match[1]) + 1) % 100 != int(match[2]) or year_alone == bool(match[3]):
        raise Wrong("term", f"is not an academic year{'' if year_alone else ' and term'}", f"Write it as {example}")
    return word


def _within(number: Any, *, column: Column) -> Any:
    if column.lowest is not None and number < column.lowest:
        raise Wrong("limits", f"is below {column.lowest:g}, the lowest it can be", CORRECT)
    if column.highest is not None and number > column.highest:
        raise Wrong("limits", f"is above {column.highest:g}, the highest it can be", CORRECT)
    return number
