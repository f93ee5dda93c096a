"""What needs a second look before it is brought in: it may be right, and it may be the wrong file.

Each is a finding that refuses the files until whoever brings them in says that they are sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pandas as pd

from data_loaders.conversion import LINE, SHEET
from data_loaders.held import Rows
from data_loaders.report import SURE, Finding, First, Severity
from data_loaders.store.roll import Roll
from data_loaders.store.writing import Seen
from data_loaders.vocabulary import YEAR_GROUPS

SHARE_VANISHED = 0.10
SHARE_LISTED = 0.50
"""A file with fewer of a school's pupils is a list of some, such as joiners, and nobody has vanished from it."""
FEW_PUPILS = 10
_ABOUT_ONE_SCHOOL = (
    "attendance", "conversation", "activity_session", "incident", "suspension", "parents_evening", "questionnaire",
    "transition_information",
)  # fmt: skip


def guards(frames: dict[str, pd.DataFrame], *, roll: Callable[[], Roll]) -> list[Finding]:
    """Pupils of a school who are not in a file of its pupils, and a file about the pupils of another school."""
    if "enrolment" in frames:
        return list(_vanished(frames["enrolment"], roll=roll()))
    return list(_another_school(frames, roll=roll))


def as_said(findings: list[Finding], *, sure: bool) -> list[Finding]:
    """Guards that somebody is sure about are warnings; all else stays as it is."""
    if not sure:
        return findings
    return [
        replace(one, severity=Severity.WARNING, advice="It was said to be right")
        if one.rule.startswith("guard.")
        else one
        for one in findings
    ]


def first_places(rows: Rows, *, record: str, seen: Seen) -> dict[str, First]:
    """Of the rows of a record that would be new, changed or ended: how many, and where the first stands."""
    frame = rows.frames[record]
    found = {}
    for word in ("new", "changed", "ended"):
        mask = getattr(seen, word)
        if mask.any():
            sheet, line = frame.iloc[int(mask.argmax())][[SHEET, LINE]]
            where = rows.sheets[sheet].found("", severity=Severity.NOTE, message="", lines=(int(line),))
            found[word] = First(count=int(mask.sum()), place=where.place)
    return found


def _guard(rule: str, *, message: str) -> Finding:
    return Finding(rule=f"guard.{rule}", severity=Severity.STRUCTURE, message=message, advice=SURE)


def _vanished(rows: pd.DataFrame, *, roll: Roll) -> Iterator[Finding]:
    open_now = roll.places[roll.places["to_date"].isna()]
    for school, listed in rows.groupby("school", sort=False):
        mine = open_now[open_now["school"] == school].drop_duplicates("pupil")
        gone = mine[~mine["pupil"].isin(listed["pupil"])]
        gone = gone[~_left_school(gone, listed=listed)]
        if len(mine) > FEW_PUPILS and SHARE_VANISHED < len(gone) / len(mine) < 1 - SHARE_LISTED:
            message = (
                f"school {school}: {len(gone):,} of {len(mine):,} pupils on roll are not in the file, besides those who"
                " have passed its top year group; nobody is taken off the roll by that"
            )
            yield _guard("vanished", message=message)


def _left_school(gone: pd.DataFrame, *, listed: pd.DataFrame) -> pd.Series:
    """Who would now be above the highest year group of the file: the summer's leavers."""
    newest = max((_school_year(day) for day in listed["from_date"]), default=0)
    top = max(_places(listed, year=newest), default=len(YEAR_GROUPS))
    return pd.Series([place > top for place in _places(gone, year=newest)], index=gone.index, dtype=bool)


def _places(rows: pd.DataFrame, *, year: int) -> list[int]:
    pairs = zip(rows["year_group"], rows["from_date"], strict=True)
    return [_now(group, day=day, year=year) for group, day in pairs]


def _now(group: str | None, *, day: date, year: int) -> int:
    """The place of a year group in the school year that begins in ``year``; −1 where there is none."""
    known = group in YEAR_GROUPS[:-1]
    return YEAR_GROUPS.index(str(group)) + max(year - _school_year(day), 0) if known else -1


def _school_year(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def _another_school(frames: dict[str, pd.DataFrame], *, roll: Callable[[], Roll]) -> Iterator[Finding]:
    for name in (name for name in _ABOUT_ONE_SCHOOL if name in frames):
        places = roll().places
        for school, rows in frames[name].groupby("school", sort=False):
            pupils = set(rows["pupil"])
            where = places[places["pupil"].isin(pupils)]
            here = set(where.loc[where["school"] == school, "pupil"])
            if len(pupils) >= FEW_PUPILS and 2 * len(here) < where["pupil"].nunique():
                others = ", ".join(sorted(set(where.loc[~where["pupil"].isin(here), "school"]))[:3])
                message = f"most pupils of the file are on roll at {others}, and it is said to be of school {school}"
                yield _guard("another_school", message=message)
