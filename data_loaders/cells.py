"""The cells of one column read: each different text once, to a value of the column's kind or to why it cannot be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from data_loaders.mapping_parts import Source
from data_loaders.rules.values import CORRECT, Reader, Wrong, read_date


def read_all(cells: Any, *, read: Callable[[str], Any], optional: bool) -> tuple[np.ndarray, dict[int, Wrong]]:
    """The value of each different cell (None where nothing is known or it is wrong), and what is wrong, by place."""
    values = np.empty(len(cells), dtype=object)
    wrongs: dict[int, Wrong] = {}
    for place, cell in enumerate(cells):
        try:
            values[place] = read(cell)
            if values[place] is None and not optional:
                raise Wrong("empty", "must not be empty", CORRECT)
        except Wrong as wrong:
            wrongs[place] = wrong
    return values, wrongs


def shown(wrong: Wrong, *, cell: str, personal: bool) -> str:
    if wrong.rule == "values.empty":
        return "this cell"
    return "the value" if personal else f"“{cell.strip()[:40]}”"


def translated(source: Source, *, read: Reader, missing: Sequence[str]) -> Callable[[str], Any]:
    """The reader of a source's raw cells: blanks off, nothing known → None, the file's codes → ours, then the kind."""
    nothing = {"", *(cell.casefold() for cell in missing)}
    codes = {said.casefold(): code for said, code in source.codes.items()}

    def read_cell(raw: str) -> Any:
        cell = clean(raw)
        if cell == "" and source.empty:
            return read(source.empty)
        if cell.casefold() in nothing:
            return None
        if codes:
            cell = _translate(cell, codes=codes, advice=source.unknown_words or f"Use one of {', '.join(source.codes)}")
        return read(cell) if cell else None

    return read_cell


def _translate(cell: str, *, codes: dict[str, str], advice: str) -> str:
    if cell.casefold() not in codes:
        if "*" in codes:
            return codes["*"]
        raise Wrong("code", "is not one of the codes the mapping knows", advice)
    return codes[cell.casefold()]


def clean(cell: str) -> str:
    """A cell without blanks at its ends (no-break spaces too), in composed characters."""
    bare = cell.strip("\u00a0\u200b \t\r\n")
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


_NUMERIC = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{4}", re.ASCII)
MANY_DATES = 20
FEW_DAYS, CLOSE = 3, 4
"""From so many different days of a register on, a reading that spreads them so many times as wide is doubted."""


def look_month_first(cells: Any, *, formats: Sequence[str]) -> bool:
    """Whether dates that are read day first may well be month first: many different ones, and no day beyond twelve."""
    if not any(form.startswith("%d/%m") or form.startswith("%d-%m") for form in formats):
        return False
    firsts = [int(found[1]) for cell in cells if (found := _NUMERIC.fullmatch(clean(cell)))]
    return len(firsts) >= MANY_DATES and max(firsts) <= 12


def sessions_look_month_first(cells: Any, *, formats: Sequence[str]) -> bool:
    """The same of the days of a register, which lie close together: whether they do so only when read month first."""
    if look_month_first(cells, formats=formats):
        return True
    plain = {cell.partition(" ")[0] for cell in map(clean, cells) if cell}
    turned = [_month_first(form) for form in formats]
    ways = [days for said in (formats, turned) if (days := _days(plain, formats=said))]
    if len(plain) < FEW_DAYS or len(ways) < 2:
        return False
    read, other = (max(days) - min(days) for days in ways)
    return read > CLOSE * other


def _month_first(form: str) -> str:
    return form.replace("%d/%m", "%m/%d").replace("%d-%m", "%m-%d")


def _days(cells: Iterable[str], *, formats: Sequence[str]) -> list[int] | None:
    """The days that cells are, None where one of them is no day."""
    try:
        return [read_date(cell, formats=tuple(formats)).toordinal() for cell in cells]
    except Wrong:
        return None
