"""What the name of a sheet says: which table of an export it is, and the year and term it is from.

``2024_autumn_pupilonroll`` is known as ``pupilonroll``; wherever its mapping writes ``{term}``, ``{term_from}`` or
``{term_to}``, 2024-25.autumn, its first day and the first day of the next term are meant. ``AUT`` is autumn, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Said
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from data_loaders.mapping import Mapping
from data_loaders.school_year import default_term_dates, term_number
from data_loaders.sources.sheet import Sheet
from data_loaders.vocabulary import TERMS, academic_year


def named(sheets: Sequence[Sheet], *, mapping: Mapping, given: Said[str, str]) -> list[Sheet]:
    """The sheets with what their names say, and what whoever brings them in has said (``given``)."""
    return [_named(sheet, mapping=mapping, given=given) for sheet in sheets]


def _named(sheet: Sheet, *, mapping: Mapping, given: Said[str, str]) -> Sheet:
    found = re.fullmatch(mapping.titles, sheet.title, re.IGNORECASE) if mapping.titles else None
    said = dict(given)
    if not found:
        return replace(sheet, known_as=_by_headings(sheet, tables=mapping.tables), said=said)
    parts = {name: part.casefold() for name, part in found.groupdict().items() if part}
    term = next((term for term in TERMS if parts.get("term") and term.startswith(parts["term"])), "")
    if term and "year" in parts:
        said |= term_words(term, year=int(parts["year"]))
    return replace(sheet, known_as=found["table"], said=said)


def _by_headings(sheet: Sheet, *, tables: Said[str, Sequence[str]]) -> str:
    own = {heading.casefold() for heading in sheet.frame.columns}
    return next((name for name, told_by in tables.items() if {one.casefold() for one in told_by} <= own), "")


def under_one_name(sheets: Sequence[Sheet], *, mapping: Mapping) -> list[Sheet]:
    """The sheets with headings that have several names under the one the mapping uses; a sheet with both keeps both,
    and of two other names for one thing the first is it."""
    names = {other.casefold(): name for name, others in mapping.same.items() for other in others}
    return [_under_one_name(sheet, names=names) for sheet in sheets] if names else list(sheets)


def _under_one_name(sheet: Sheet, *, names: Said[str, str]) -> Sheet:
    own = {heading.casefold() for heading in sheet.frame.columns}
    found = [(names[heading.casefold()], heading) for heading in sheet.frame.columns if heading.casefold() in names]
    called = {name: heading for name, heading in reversed(found) if name.casefold() not in own}
    new = {heading: name for name, heading in called.items()}
    return replace(sheet, frame=sheet.frame.rename(columns=new), called=called) if new else sheet


def term_words(term: str, *, year: int) -> dict[str, str]:
    """What a term of a calendar year stands for: ``autumn``, 2024 → term, term_from, term_to, season and year."""
    first = year if term == TERMS[0] else year - 1
    name = f"{academic_year(first)}.{term}"
    starts, ends = default_term_dates(term_number(name))
    return {
        "term": name, "term_from": starts.isoformat(), "term_to": (ends + timedelta(days=1)).isoformat(),
        "season": term, "year": str(year),
    }  # fmt: skip


def put_in(text: str, *, said: Said[str, str]) -> str:
    """A text of a mapping with ``{name}`` replaced by what is said under that name."""
    for name, words in said.items():
        text = text.replace(f"{{{name}}}", words)
    return text


def order_of(sheet: Sheet) -> int:
    """A number that grows with the term a sheet is from; 0 where its name says none."""
    return term_number(sheet.said["term"]) if sheet.said.get("term") else 0
