"""Rules about registers: a week is ten marks from a Monday, every code is known on its day, totals add up."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data_loaders.attendance_codes import REGISTER_CODES, code_on
from data_loaders.report import Severity
from data_loaders.rules.rule import Check, Rule, days, each, where
from data_loaders.rules.values import CORRECT

SESSIONS_A_WEEK = 10
_ALL = frozenset(code.code for code in REGISTER_CODES)
_ALWAYS = frozenset(code.code for code in REGISTER_CODES if (code.first, code.until) == (date.min, date.max))


def not_monday(rows: pd.DataFrame) -> pd.Series:
    """A week is known by its Monday."""
    weeks = rows[rows["grain"] == "week"]
    weekday = (days(weeks["from_date"]).astype("int64") + 3) % 7
    return where(weeks, broken=weekday != 0, message="the day is not a Monday")


def wrong_number(rows: pd.DataFrame) -> pd.Series:
    """A week has ten marks, a blank one written ``-``."""
    weeks = rows[rows["grain"] == "week"]
    counts = weeks["marks"].str.count(" +").to_numpy() + 1
    broken = counts != SESSIONS_A_WEEK
    words = [f"{count} marks in a week of {SESSIONS_A_WEEK} sessions" for count in counts[broken]]
    return pd.Series(words, index=weeks.index[broken], dtype=object)


def unknown_marks(rows: pd.DataFrame) -> pd.Series:
    """Marks that are no register code of any year."""
    return each(rows["marks"], say=lambda marks: _unknown(set(marks.split())))


def unknown_counts(rows: pd.DataFrame) -> pd.Series:
    """Counts by code that are not written ``I:3 U:1``, or count an unknown code."""
    return each(rows["counts"], say=_wrong_counts)


def _unknown(codes: set[str]) -> str:
    strange = sorted(codes - _ALL)
    return f"{', '.join(f'“{code}”' for code in strange)} is not a register code" if strange else ""


def _wrong_counts(counts: str) -> str:
    parts = [part.rpartition(":") for part in counts.split()]
    if not all(code and number.isdigit() for code, _, number in parts):
        return "counts are not written as code:number"
    return _unknown({code for code, _, _ in parts})


def not_in_use(rows: pd.DataFrame) -> pd.Series:
    """Codes that did not hold on the row's day: withdrawn before it, or not yet begun. They count as no mark."""
    codes = rows["marks"].map(lambda marks: set(marks.split()) - _ALWAYS)
    dated = rows.assign(codes=codes)[codes.map(bool)]
    words = [_out_of_use(found, day=day) for found, day in zip(dated["codes"], dated["from_date"], strict=True)]
    found = pd.Series(words, index=dated.index, dtype=object)
    return found[found != ""]


def counts_not_in_use(rows: pd.DataFrame) -> pd.Series:
    """The same of counts by code: ``H:3`` in 2025."""
    codes = rows["counts"].map(lambda counts: {part.rpartition(":")[0] for part in counts.split()} - _ALWAYS)
    dated = rows.assign(codes=codes)[codes.map(bool)]
    words = [_out_of_use(found, day=day) for found, day in zip(dated["codes"], dated["from_date"], strict=True)]
    found = pd.Series(words, index=dated.index, dtype=object)
    return found[found != ""]


def coded_beyond_possible(rows: pd.DataFrame) -> pd.Series:
    """More sessions are coded as absent or not possible than there were; malformed counts are another rule's."""
    coded = rows["counts"].map(lambda counts: sum(int("0" + part.rpartition(":")[2]) for part in counts.split()))
    possible = pd.to_numeric(rows["possible"]).to_numpy()
    return where(rows, broken=coded.to_numpy() > possible, message="more sessions are coded than were possible")


def _out_of_use(codes: set[str], *, day: date) -> str:
    gone = sorted(code for code in codes if code in _ALL and code_on(code, day=day) is None)
    return f"{', '.join(f'“{code}”' for code in gone)} was not in use on that day and counts as no mark" if gone else ""


def totals_do_not_add_up(rows: pd.DataFrame) -> pd.Series:
    """Attended and absent sessions together are the possible ones."""
    parts = [pd.to_numeric(rows[name]).fillna(0).to_numpy() for name in ("attended", "authorised", "unauthorised")]
    possible = pd.to_numeric(rows["possible"]).to_numpy()
    wrong = np.sum(parts, axis=0) != possible
    return where(rows, broken=wrong, message="attended and absent sessions do not add up to the possible ones")


def nothing_in_it(rows: pd.DataFrame) -> pd.Series:
    """A row without marks, counts or possible sessions says nothing about attendance."""
    said = [name for name in ("marks", "counts", "possible") if name in rows]
    if not said:
        return where(rows, broken=np.ones(len(rows)), message=_NOTHING)
    return where(rows, broken=rows[said].isna().all(axis="columns"), message=_NOTHING)


_NOTHING = "there are neither marks, nor counts by code, nor possible sessions"
_MONDAY = "A week is given by its Monday"
_MARKS_ADVICE = "Use the register codes of the 2024 regulations, one blank between them, - for no mark"


def _rule(
    code: str, *, column: str, check: Check, needs: tuple[str, ...], advice: str, severity: Severity = Severity.ERROR
) -> Rule:
    return Rule(
        code=f"attendance.{code}", record="attendance", column=column, severity=severity, needs=needs, check=check,
        advice=advice,
    )  # fmt: skip


RULES = (
    _rule("not_monday", column="from_date", check=not_monday, needs=("from_date", "grain"), advice=_MONDAY),
    _rule("wrong_number", column="marks", check=wrong_number, needs=("marks", "grain"), advice=_MARKS_ADVICE),
    _rule("unknown_code", column="marks", check=unknown_marks, needs=("marks",), advice=_MARKS_ADVICE),
    _rule("unknown_code", column="counts", check=unknown_counts, needs=("counts",), advice="Write I:3 U:1"),
    _rule(
        "not_in_use", column="marks", check=not_in_use, needs=("marks", "from_date"),
        advice="Check the mark with the school", severity=Severity.WARNING,
    ),
    _rule(
        "not_in_use", column="counts", check=counts_not_in_use, needs=("counts", "from_date"),
        advice="Check the code with the school", severity=Severity.WARNING,
    ),
    _rule(
        "coded_beyond_possible", column="counts", check=coded_beyond_possible, needs=("counts", "possible"),
        advice="The totals are believed where there are any; ask the school to check its registers",
        severity=Severity.WARNING,
    ),
    _rule(
        "totals", column="possible", check=totals_do_not_add_up,
        needs=("possible", "attended", "authorised", "unauthorised"), advice=CORRECT,
    ),
    _rule("nothing", column="marks", check=nothing_in_it, needs=("pupil",), advice="Leave the row out or fill it in"),
)  # fmt: skip
