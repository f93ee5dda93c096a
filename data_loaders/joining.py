"""Sheets of one export that belong together: cells of one brought into another before records are made."""

from __future__ import annotations

import re
from collections.abc import Mapping as Cells
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.cells import clean
from data_loaders.mapping import Mapping
from data_loaders.mapping_parts import Join
from data_loaders.naming import order_of, put_in
from data_loaders.report import Finding, Severity
from data_loaders.sources.sheet import Sheet

ALL = "all"
"""Said for a choice among lines, it keeps every line."""
_WHOLE = re.compile(r"(-?\d+)\.0+", re.ASCII)


@dataclass(kw_only=True)
class Joined:
    """The sheets with the cells brought in, and what was found on the way."""

    sheets: list[Sheet]
    findings: list[Finding] = field(default_factory=list)


def join_sheets(sheets: Sequence[Sheet], *, mapping: Mapping) -> Joined:
    """Bring the cells of each of the mapping's joins into its sheets, in order: a later join sees an earlier's columns.

    Only sheets of the same term are joined. A sheet that is needed and not there, or without the column that joins
    them, is a structural finding.
    """
    joined = Joined(sheets=list(sheets))
    for join in mapping.joins:
        for place, sheet in enumerate(joined.sheets):
            if _is(sheet, name=join.sheet):
                joined.sheets[place] = _with(sheet, join=join, joined=joined)
    return joined


def _is(sheet: Sheet, *, name: str) -> bool:
    return sheet.title.casefold() == name.casefold()


def _with(sheet: Sheet, *, join: Join, joined: Joined) -> Sheet:
    others = [one for one in joined.sheets if order_of(one) == order_of(sheet) and _is(one, name=join.other)]
    if join.same_file:
        others = [one for one in others if one.file == sheet.file]
    if not others:
        if not join.optional:
            _refuse(joined, sheet=sheet, message=f"the file “{join.other}” that belongs to it is missing")
        return sheet
    lacking = [(sheet, join.on[0])] if sheet.heading(join.on[0]) is None else []
    wanted = (join.on[1], *_columns(join))
    lacking += [(other, name) for other in others for name in wanted if other.heading(name) is None]
    for one, name in lacking:
        _refuse(joined, sheet=one, message=f"the column “{name}” is missing")
    return sheet if lacking else _brought_in(sheet, others=others, join=join, joined=joined)


def _columns(join: Join) -> list[str]:
    return [*join.take.values(), *join.where, *(name for said in join.gather.values() for name in _names(said))]


def _names(said: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(said) if name]


def _refuse(joined: Joined, *, sheet: Sheet, message: str) -> None:
    advice = "Export it again whole, and bring all its files in together"
    found = sheet.found("layout.join", severity=Severity.STRUCTURE, message=message, advice=advice)
    if found not in joined.findings:
        joined.findings.append(found)


def _brought_in(sheet: Sheet, *, others: Sequence[Sheet], join: Join, joined: Joined) -> Sheet:
    """The sheet with the new columns; several others, such as those of eight schools, are looked through together."""
    others = [rows_where(other, where=join.where) for other in others]
    here = pd.Series(_cells(sheet, name=join.on[0]))
    there = pd.Series(_all_cells(others, name=join.on[1]))
    new = {name: _taken(here, there=there, cells=_all_cells(others, name=said)) for name, said in join.take.items()}
    for name, said in join.gather.items():
        written = [_written(other, said=said) for other in others]
        for other, (_, whole) in zip(others, written, strict=True):
            _say_blank(joined, other=other, join=join, lines=other.lines[~whole])
        texts, whole = (np.concatenate(parts) for parts in zip(*written, strict=True))
        new[name] = _gathered(here, there=there[whole], texts=texts[whole])
    return replace(sheet, frame=sheet.frame.assign(**new))


def _all_cells(sheets: Sequence[Sheet], *, name: str) -> np.ndarray:
    return np.concatenate([_cells(sheet, name=name) for sheet in sheets])


def rows_where(sheet: Sheet, *, where: Cells[str, Sequence[str]]) -> Sheet:
    """The sheet with only the lines that have, in each of these columns, one of these cells, whatever the capitals."""
    for name, cells in where.items():
        wanted = {put_in(cell, said=sheet.said) for cell in cells}
        if ALL not in wanted:
            places, distinct = pd.factorize(_cells(sheet, name=name))
            kept = np.isin([cell.casefold() for cell in distinct], sorted(cell.casefold() for cell in wanted))
            sheet = sheet.only(kept[places] if len(places) else np.zeros(0, dtype=bool))
    return sheet


def _cells(sheet: Sheet, *, name: str) -> np.ndarray:
    """The cells of a column without blanks at their ends; each different one is cleaned once."""
    places, distinct = pd.factorize(sheet.frame[sheet.heading(name)])
    return np.array([clean(cell) for cell in distinct], dtype=object)[places] if len(distinct) else np.array([], object)


def _taken(here: pd.Series[Any], *, there: pd.Series[Any], cells: np.ndarray) -> np.ndarray:
    """The cell of the one row there, empty where there is none or where several differ."""
    found = pd.DataFrame({"key": there, "cell": cells})[there != ""].drop_duplicates()
    single = found.drop_duplicates("key", keep=False)
    cell_of = dict(zip(single["key"], single["cell"], strict=True))
    return np.array([cell_of.get(key, "") for key in here], dtype=object)


def _written(other: Sheet, *, said: str) -> tuple[np.ndarray, np.ndarray]:
    """Each row there as text, and whether none of its cells is empty; whole numbers lose their ``.0``."""
    columns = {name: _cells(other, name=name) for name in _names(said)}
    whole = np.all([cells != "" for cells in columns.values()], axis=0)
    plain = {name: [_WHOLE.sub(r"\1", cell) for cell in cells] for name, cells in columns.items()}
    rows = zip(*plain.values(), strict=True)
    texts = [said.format(**dict(zip(plain, row, strict=True))) for row in rows]
    return np.array(texts, dtype=object), whole


def _say_blank(joined: Joined, *, other: Sheet, join: Join, lines: np.ndarray) -> None:
    if join.blank and len(lines):
        where = tuple(lines.tolist())
        found = other.found("layout.blank", severity=Severity.WARNING, message=join.blank, lines=where)
        if found not in joined.findings:
            joined.findings.append(found)


def _gathered(here: pd.Series[Any], *, there: pd.Series[Any], texts: np.ndarray) -> np.ndarray:
    together: dict[str, list[str]] = {}
    for key, text in sorted(zip(there, texts, strict=True)):
        together.setdefault(key, []).append(text)
    return np.array([" ".join(together.get(key, ())) for key in here], dtype=object)
