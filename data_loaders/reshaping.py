"""Sheets in the shape a school writes them, made a row a fact: columns that are values, sessions that make a week."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.cells import clean, sessions_look_month_first
from data_loaders.mapping import Mapping
from data_loaders.mapping_parts import Across, Weeks
from data_loaders.report import MONTH_FIRST, SURE, Finding, Severity, plural
from data_loaders.rules.values import CORRECT, Wrong, read_date
from data_loaders.sources.sheet import Sheet

_SLOTS = {"am": 0, "a": 0, "morning": 0, "1": 0, "pm": 1, "p": 1, "afternoon": 1, "2": 1}
_NO_MARK = "-"
_A_WEEK = 10
_EPOCH_WEEKDAY = 3
"""1 January 1970 was a Thursday."""


@dataclass(kw_only=True)
class Reshaped:
    """The sheets made over, and what was found on the way."""

    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def reshape(sheets: Sequence[Sheet], *, mapping: Mapping) -> Reshaped:
    """Lines of totals left out, columns that are values made rows, then sessions made weeks, where the mapping says so.

    A sheet without any such column is a structural finding; a session that cannot be placed is held back.
    """
    out = Reshaped(sheets=list(sheets))
    if mapping.totals:
        out.sheets = [_without_totals(sheet, totals=mapping.totals, out=out) for sheet in out.sheets]
    if mapping.across:
        out.sheets = [_long(sheet, across=mapping.across, out=out) for sheet in out.sheets]
    if mapping.weeks:
        out.sheets = [_weekly(sheet, weeks=mapping.weeks, mapping=mapping, out=out) for sheet in out.sheets]
    return out


def _without_totals(sheet: Sheet, *, totals: Sequence[str], out: Reshaped) -> Sheet:
    begins = tuple(word.casefold() for word in totals)
    rows = (next((cell for cell in map(clean, row) if cell), "") for row in sheet.frame.itertuples(index=False))
    total = np.array([first.casefold().startswith(begins) for first in rows], dtype=bool)
    if not total.any():
        return sheet
    lines = tuple(sheet.lines[total].tolist())
    message = f"{plural(len(lines), noun='line')} of totals, passed over"
    out.findings.append(sheet.found("file.totals", severity=Severity.NOTE, message=message, lines=lines))
    return sheet.only(~total)


def _long(sheet: Sheet, *, across: Across, out: Reshaped) -> Sheet:
    found = {name: re.fullmatch(across.headings, name, re.IGNORECASE) for name in sheet.frame.columns}
    parts = {name: match.groupdict(default="") for name, match in found.items() if match}
    if not parts:
        message, advice = f"there is no column headed by {across.words}", "Check that it is the right file and mapping"
        out.findings.append(sheet.found("layout.across", severity=Severity.STRUCTURE, message=message, advice=advice))
        return sheet
    own = [name for name in sheet.frame.columns if name not in parts]
    frames = [_one_column(sheet, name=name, own=own, said=said, value=across.value) for name, said in parts.items()]
    frame = pd.concat(frames)
    lines, origins = frame.pop("(line)").to_numpy(dtype=np.int64), frame.pop("(origin)").to_numpy()
    order = np.argsort(lines, kind="stable")
    own_words = " / ".join(sheet.called.get(name, name) for name in parts)
    return replace(
        sheet, frame=frame.iloc[order].reset_index(drop=True), lines=lines[order], origins=origins[order],
        called={**sheet.called, across.value: own_words},
    )  # fmt: skip


def _one_column(sheet: Sheet, *, name: str, own: list[str], said: dict[str, str], value: str) -> pd.DataFrame:
    filled = sheet.frame[name].map(clean) != ""
    rows = sheet.frame.loc[filled, own].copy()
    for heading, words in said.items():
        rows[heading] = words
    rows[value] = sheet.frame.loc[filled, name]
    rows["(line)"] = sheet.lines[filled.to_numpy()]
    rows["(origin)"] = sheet.called.get(name, name)
    return rows


def _weekly(sheet: Sheet, *, weeks: Weeks, mapping: Mapping, out: Reshaped) -> Sheet:
    wanted = (weeks.date, weeks.mark) if sheet.heading(weeks.mark) else (weeks.date, weeks.am, weeks.pm)
    if lacking := [name for name in wanted if sheet.heading(name) is None]:
        message, advice = f"the column “{lacking[0]}” is missing", f"Export it again with {', '.join(wanted)}"
        found = sheet.found("layout.missing_column", severity=Severity.STRUCTURE, message=message, advice=advice)
        out.findings.append(found)
        return sheet
    used = {sheet.heading(name) for name in (weeks.date, weeks.session, weeks.mark, weeks.am, weeks.pm) if name}
    own = [name for name in sheet.frame.columns if name not in used]
    sessions = _sessions(sheet, weeks=weeks, own=own, formats=mapping.date_formats)
    faulty = sessions[sessions["fault"] != ""]
    for reason in dict.fromkeys(faulty["fault"]):
        lines = tuple(dict.fromkeys(faulty.loc[faulty["fault"] == reason, "line"].tolist()))
        found = sheet.found("layout.session", severity=Severity.ERROR, message=reason, advice=CORRECT, lines=lines)
        out.findings.append(found)
    out.findings += _doubted(sheet, weeks=weeks, formats=mapping.date_formats)
    held = sorted(set(faulty["line"].tolist()))
    return _in_weeks(sheet, sessions=sessions[~sessions["line"].isin(held)], own=own, held=held)


def _doubted(sheet: Sheet, *, weeks: Weeks, formats: tuple[str, ...]) -> list[Finding]:
    """Days that may be written month first need a second look."""
    if not sessions_look_month_first(_column(sheet, name=weeks.date).unique(), formats=formats):
        return []
    found = sheet.found(
        "guard.month_first", severity=Severity.STRUCTURE, message=MONTH_FIRST, advice=SURE, column=weeks.date
    )  # fmt: skip
    return [found]


def _sessions(sheet: Sheet, *, weeks: Weeks, own: list[str], formats: tuple[str, ...]) -> pd.DataFrame:
    """One row a session: the sheet's row, its line, who, day, slot (0 morning, 1 afternoon), mark, what is wrong."""
    days = _days(sheet, name=weeks.date, formats=formats)
    frames = []
    if sheet.heading(weeks.mark):
        slots = _column(sheet, name=weeks.session).map(lambda said: _SLOTS.get(said.casefold(), -1)).to_numpy()
        frames.append(_frame(sheet, days=days, slots=slots, marks=_column(sheet, name=weeks.mark)))
    else:
        for slot, name in enumerate((weeks.am, weeks.pm)):
            slots = np.full(len(sheet.lines), slot)
            frames.append(_frame(sheet, days=days, slots=slots, marks=_column(sheet, name=name)))
    sessions = pd.concat(frames, ignore_index=True)
    who = sheet.frame.groupby(own, sort=False, dropna=False).ngroup().to_numpy() if own else np.zeros(len(sheet.lines))
    sessions["who"] = who[sessions["row"]]
    weekday = (sessions["day"] + _EPOCH_WEEKDAY) % 7
    one = ["who", "day", "slot"]
    differ = sessions.duplicated(one, keep=False) & ~sessions.duplicated([*one, "mark"], keep=False)
    faults = {
        "the date cannot be read": sessions["day"] < 0,
        "the session is neither AM nor PM": sessions["slot"] < 0,
        "a mark on a Saturday or Sunday": (weekday > 4) & (sessions["mark"] != _NO_MARK),
        "two different marks for one session": differ,
    }
    sessions["fault"] = np.select(list(faults.values()), list(faults), default="")
    return sessions[(weekday <= 4) | (sessions["fault"] != "")]


def _frame(sheet: Sheet, *, days: np.ndarray, slots: np.ndarray, marks: pd.Series[Any]) -> pd.DataFrame:
    plain = marks.where(marks != "", _NO_MARK).to_numpy()
    rows = np.arange(len(sheet.lines))
    return pd.DataFrame({"row": rows, "line": sheet.lines, "day": days, "slot": slots, "mark": plain})


def _column(sheet: Sheet, *, name: str) -> pd.Series[Any]:
    heading = sheet.heading(name)
    if heading is None:
        return pd.Series("", index=sheet.frame.index, dtype=object)
    places, distinct = pd.factorize(sheet.frame[heading])
    return pd.Series(np.array([clean(cell) for cell in distinct], dtype=object)[places], dtype=object)


def _days(sheet: Sheet, *, name: str, formats: tuple[str, ...]) -> np.ndarray:
    """Days since 1 January 1970, −1 where the date cannot be read."""
    places, distinct = pd.factorize(_column(sheet, name=name))
    return np.array([_day(cell, formats=formats) for cell in distinct], dtype=np.int64)[places]


def _day(cell: str, *, formats: tuple[str, ...]) -> int:
    for said in (cell, cell.partition(" ")[0]):  # a time may follow the date
        try:
            return read_date(said, formats=formats).toordinal() - date(1970, 1, 1).toordinal()
        except Wrong:
            continue
    return -1


def _in_weeks(sheet: Sheet, *, sessions: pd.DataFrame, own: list[str], held: list[int]) -> Sheet:
    monday = sessions["day"] - (sessions["day"] + _EPOCH_WEEKDAY) % 7
    weekly = sessions.assign(monday=monday)
    weekly["place"] = weekly.groupby(["who", "monday"], sort=False).ngroup()
    slots = ((weekly["day"] - weekly["monday"]) * 2 + weekly["slot"]).to_numpy()
    firsts = weekly.drop_duplicates("place")
    marks = np.full((len(firsts), _A_WEEK), _NO_MARK, dtype=object)
    marks[weekly["place"].to_numpy(), slots] = weekly["mark"].to_numpy()
    frame = sheet.frame.iloc[firsts["row"].to_numpy()][own].reset_index(drop=True)
    mondays = firsts["monday"].to_numpy().astype("datetime64[D]").astype(str)
    frame = frame.assign(Week=mondays, Marks=[" ".join(week) for week in marks])
    lines = firsts["line"].to_numpy(dtype=np.int64)
    return replace(sheet, frame=frame, lines=lines, misfits=(*sheet.misfits, *held))
