"""Tidy statistics to figures: a sheet with a row a breakdown and a column a number becomes one with a row a figure.

The rows go on to the ordinary checks as text, under the headings of the record of published figures, each with the line
it came from. Rows that are not read are counted and said.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data_loaders.report import Severity, plural
from data_loaders.sources.ratios import ratios
from data_loaders.sources.sheet import Read, Sheet
from data_loaders.statistics import NATIONAL, TERMS, Figure, Said, Statistics
from data_loaders.store.records import BY_NAME

LINE = "(line)"
_KEY = ("group", "phase", "geography", "period", "special_schools")
_RECORD = BY_NAME["benchmark"]


def read_statistics(read: Read, *, layouts: Sequence[Statistics]) -> None:
    """Turn every sheet of a file into figures. A file that no layout fits is refused, with the columns it lacks."""
    read.sheets = [made for sheet in read.sheets if (made := _figures_of(sheet, read=read, layouts=layouts))]


def _figures_of(sheet: Sheet, *, read: Read, layouts: Sequence[Statistics]) -> Sheet | None:
    own = {heading.casefold(): heading for heading in sheet.frame.columns}
    fits = [(layout, [name for name in layout.columns if name.casefold() not in own]) for layout in layouts]
    layout, lacking = min(fits, key=lambda fit: len(fit[1]))
    if lacking:
        _refuse(read, sheet=sheet, layout=layout, lacking=lacking)
        return None
    renamed = {own[name.casefold()]: name for name in layout.columns}
    frame = sheet.frame.rename(columns=renamed)[list(layout.columns)].apply(lambda column: column.str.strip())
    rows = _dimensions(_kept(frame.assign(**{LINE: sheet.lines}), read=read, sheet=sheet, layout=layout), layout=layout)
    rows = _known(rows, read=read, sheet=sheet, layout=layout)
    figures = pd.concat([_figure(rows, read=read, figure=figure, layout=layout) for figure in layout.figures])
    return Sheet(
        file=sheet.file, name=sheet.name, frame=_headed(figures, layout=layout), lines=figures[LINE].to_numpy()
    )


def _refuse(read: Read, *, sheet: Sheet, layout: Statistics, lacking: Sequence[str]) -> None:
    words = ", ".join(f"“{name}”" for name in lacking)
    message = f"this is not the file that the mapping reads as “{layout.title}”: there is no column {words}"
    read.refuse(
        "statistics", message=message, advice="Download the file again, or choose its mapping", sheet=sheet.name
    )


def _kept(frame: pd.DataFrame, *, read: Read, sheet: Sheet, layout: Statistics) -> pd.DataFrame:
    """The rows that the mapping asks for; one that repeats another in everything is taken once."""
    wanted = pd.Series(True, index=frame.index)
    for column, values in layout.only.items():
        wanted &= frame[column].isin(values)
    _say(read, sheet=sheet, rows=frame[~wanted], words="of other breakdowns")
    kept = frame[wanted]
    again = kept.drop(columns=LINE).duplicated()
    _say(read, sheet=sheet, rows=kept[again], words="repeating another exactly", severity=Severity.WARNING)
    return kept[~again]


def _say(read: Read, *, sheet: Sheet, rows: pd.DataFrame, words: str, severity: Severity = Severity.NOTE) -> None:
    if len(rows):
        message = f"{plural(len(rows), noun='row')} {words}, passed over"
        lines = tuple(int(line) for line in rows[LINE])
        read.findings.append(sheet.found("file.statistics_rows", severity=severity, message=message, lines=lines))


def _dimensions(rows: pd.DataFrame, *, layout: Statistics) -> pd.DataFrame:
    """The rows with what makes the key of a figure; empty where the file says something the mapping does not read."""
    geography = pd.Series("", index=rows.index, dtype=object).mask(rows[layout.level] == NATIONAL, layout.country)
    for level, column in layout.geography.items():
        geography = geography.mask(rows[layout.level] == level, rows[column])
    said = {name: _said(rows, part=part) for name, part in layout.parts.items()}
    return rows.assign(**said, geography=geography, period=_periods(rows, layout=layout))


def _said(rows: pd.DataFrame, *, part: Said) -> pd.Series:
    if part.constant:
        return pd.Series(part.constant, index=rows.index, dtype=object)
    return rows[part.column].map(part.codes).fillna("")


def _periods(rows: pd.DataFrame, *, layout: Statistics) -> pd.Series:
    """``202526`` → ``2025-26``, with the term; anything else stays as it is, to be refused by the rules."""
    years = rows[layout.period].str.replace(r"^(\d{4})/?(\d{2})$", r"\1-\2", regex=True)
    if not layout.identifier:
        return years
    terms = rows[layout.identifier].str.casefold().map(TERMS)
    return (years + terms).fillna("")


def _known(rows: pd.DataFrame, *, read: Read, sheet: Sheet, layout: Statistics) -> pd.DataFrame:
    """The rows with a whole key; the others are said, with what they are about."""
    columns = {"geography": layout.level, "period": layout.identifier or layout.period}
    columns |= {name: part.column for name, part in layout.parts.items() if part.column}
    for name, column in columns.items():
        strange = rows[name] == ""
        values = ", ".join(f"“{value}”" for value in rows.loc[strange, column].drop_duplicates()[:5])
        words = f"whose “{column}” is {values}, which the mapping does not read"
        _say(read, sheet=sheet, rows=rows[strange], words=words, severity=Severity.WARNING)
        rows = rows[~strange]
    return rows


def _figure(rows: pd.DataFrame, *, read: Read, figure: Figure, layout: Statistics) -> pd.DataFrame:
    for column, values in figure.where.items():
        rows = rows[rows[column].isin(values)]
    rows = rows.assign(measure=figure.measure, status=layout.status)
    if figure.value:
        symbols = rows[figure.value].map(layout.symbol)
        return _with(rows, value=rows[figure.value].mask(symbols != "", ""), symbols=symbols)
    value, symbols = ratios(rows, read=read, figure=figure, layout=layout)
    made = _with(rows, value=value, symbols=symbols)
    return pd.concat([made[made["value"].notna()], *_together(rows, figure=figure, layout=layout)])


def _with(rows: pd.DataFrame, *, value: pd.Series, symbols: pd.Series) -> pd.DataFrame:
    return rows.assign(value=value, status=symbols.where(symbols != "", rows["status"]))[[*_OUT, LINE]]


def _together(rows: pd.DataFrame, *, figure: Figure, layout: Statistics) -> list[pd.DataFrame]:
    """The groups that are added up first and divided then, where every part is there once and is a number."""
    made = []
    for group, parts in layout.together.items():
        some = rows[rows["group"].isin(parts)]
        numbers = some.assign(**{name: pd.to_numeric(some[name], errors="coerce") for name in (figure.of, figure.over)})
        by = [name for name in ("measure", "status", *_KEY) if name != "group"]
        sums = numbers.groupby(by, as_index=False, sort=False).agg(
            {LINE: "first", "group": ["size", "nunique"], figure.of: _whole_sum, figure.over: _whole_sum}
        )
        sums.columns = [*by, LINE, "rows", "parts", "of", "over"]
        whole = sums[(sums["rows"] == len(parts)) & (sums["parts"] == len(parts)) & (sums["over"] > 0)]
        value = (figure.times * whole["of"] / whole["over"]).dropna().map(repr)
        made.append(whole.loc[value.index].assign(group=group, value=value)[[*_OUT, LINE]])
    return made


def _whole_sum(column: pd.Series) -> float:
    return float(column.sum(skipna=False))


_OUT = ("measure", *_KEY, "value", "status")


def _headed(figures: pd.DataFrame, *, layout: Statistics) -> pd.DataFrame:
    """The figures under the record's own headings."""
    as_of = layout.as_of.isoformat() if layout.as_of else ""
    frame = figures.assign(source=layout.source, as_of=as_of)
    return frame[list(_RECORD.names)].set_axis([column.heading for column in _RECORD.columns], axis="columns")
