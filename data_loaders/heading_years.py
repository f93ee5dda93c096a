"""Headings that change with the years: which terms a heading belongs to, written ``autumn 2015-2024, spring 2016-``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data_loaders.vocabulary import TERMS

_SPAN = re.compile(rf"({'|'.join(TERMS)}) (\d{{4}})(-(\d{{4}})?)?")


@dataclass(frozen=True, kw_only=True)
class Span:
    """A term in the calendar years ``first`` to ``last``, both of them in it; no ``last`` while it lasts."""

    term: str
    first: int
    last: int | None

    def holds_in(self, *, term: str, year: int) -> bool:
        """Whether that term of that calendar year is in it."""
        return self.term == term and self.first <= year and (self.last is None or year <= self.last)


def spans_of(said: str) -> list[Span]:
    """``"autumn 2015-2024, spring 2016-"`` → its two spans. Raises ``ValueError`` with words where it is not so."""
    return [_span(part.strip()) for part in said.split(",")]


def _span(said: str) -> Span:
    found = _SPAN.fullmatch(said)
    if not found:
        raise ValueError(f"“{said}” is not a term and years: write autumn 2015-2024, or autumn 2015- while it lasts")
    term, first, dash, last = found.groups()
    return Span(term=term, first=int(first), last=int(last) if last else None if dash else int(first))


def holds(said: str, *, term: str, year: int) -> bool:
    """Whether headings written under ``said`` belong to that term of that calendar year."""
    return any(span.holds_in(term=term, year=year) for span in spans_of(said))
