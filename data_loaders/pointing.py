"""What a reader of these files must know though no line is wrong: counted, and said as a warning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data_loaders.cells import clean
from data_loaders.joining import rows_where
from data_loaders.mapping import Mapping
from data_loaders.mapping_parts import PointedOut
from data_loaders.report import Finding, Severity
from data_loaders.sources.sheet import Sheet


def point_out(sheets: Sequence[Sheet], *, mapping: Mapping) -> list[Finding]:
    """A warning for each thing the mapping points out that is in a sheet, with its count and lines."""
    pairs = ((sheet, said) for sheet in sheets for said in mapping.pointed_out)
    found = (_found(sheet, said=said) for sheet, said in pairs if sheet.title.casefold() == said.sheet.casefold())
    return [one for one in found if one]


def _found(sheet: Sheet, *, said: PointedOut) -> Finding | None:
    heading = sheet.heading(said.column)
    if heading is None:
        return None
    sheet = rows_where(sheet, where=said.where)
    cells = sheet.frame[heading].map(clean)
    there = ~cells.isin(said.other_than) if said.other_than else cells.isin(said.values)
    if not there.any():
        return None
    per = sheet.heading(said.per) if said.per else None
    rows = sheet.frame[there.to_numpy()]
    count = int(rows[per].nunique()) if per else len(rows)
    return sheet.found(
        "file.pointed_out", severity=Severity.WARNING, message=said.words.format(count=f"{count:,}"),
        advice=said.advice, column=heading, lines=tuple(np.asarray(sheet.lines)[there.to_numpy()].tolist()),
    )  # fmt: skip
