"""Rates worked out from a file's own counts, and checked against the rate the file prints beside them."""

from __future__ import annotations

import pandas as pd

from data_loaders.report import Severity
from data_loaders.sources.sheet import Read
from data_loaders.statistics import Figure, Statistics

_ROUNDING = 1e-9


def ratios(rows: pd.DataFrame, *, read: Read, figure: Figure, layout: Statistics) -> tuple[pd.Series, pd.Series]:
    """Each row's rate as text, and the symbol that stands in its place (``""`` for none).

    The rate is empty where there is a symbol, and null where it does not agree with the one the file prints: the
    figure is then not made, and said.
    """
    of, over = (pd.to_numeric(rows[name], errors="coerce") for name in (figure.of, figure.over))
    known = of.notna() & over.notna() & (over != 0)
    symbols = _symbols(rows, figure=figure, layout=layout).where(~known, "").mask(over == 0, "z")
    rate = figure.times * of.where(known) / over.where(known)
    wrong = _differs(rate, printed=rows[figure.published]) if figure.published else pd.Series(False, index=rows.index)
    _say_wrong(read, rows=rows[wrong], figure=figure)
    return rate.map(repr).where(known, "").mask(wrong, None), symbols


def _symbols(rows: pd.DataFrame, *, figure: Figure, layout: Statistics) -> pd.Series:
    """The symbol in place of the number: that of the numerator, else the denominator's, else in the column named."""
    cells = rows[figure.of].mask(pd.to_numeric(rows[figure.of], errors="coerce").notna(), rows[figure.over])
    if figure.symbols_in:
        cells = cells.mask(cells == "", rows[figure.symbols_in])
    return cells.map(layout.symbol)


def _differs(rate: pd.Series, *, printed: pd.Series) -> pd.Series:
    """Whether the worked-out rate is not the printed one, to as many decimals as are printed."""
    numbers = pd.to_numeric(printed, errors="coerce")
    decimals = printed.str.extract(r"\.(\d+)$")[0].fillna("").str.len().clip(upper=9)
    half = 0.5 * 10.0 ** -decimals.astype(float)
    return (rate - numbers).abs() > half + _ROUNDING


def _say_wrong(read: Read, *, rows: pd.DataFrame, figure: Figure) -> None:
    if not len(rows):
        return
    message = f"“{figure.of}” over “{figure.over}” is not the rate printed under “{figure.published}”"
    advice = "The figure is left out; download the file again"
    sheet = read.sheets[0]
    lines = tuple(int(line) for line in rows["(line)"])
    read.findings.append(
        sheet.found("file.rate_differs", severity=Severity.ERROR, message=message, advice=advice, lines=lines)
    )
