"""Rules about days on roll, of a status or of a class: half open, in order, and one at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_loaders.report import Severity
from data_loaders.rules.rule import Rule, days, where
from data_loaders.rules.values import CORRECT
from data_loaders.store.records import RECORDS


def ends_before_it_begins(rows: pd.DataFrame) -> pd.Series:
    """``to_date`` is the first day after the last, so it must be later than ``from_date``."""
    return where(
        rows, broken=days(rows["to_date"]) <= days(rows["from_date"]), message="the end is not after the beginning"
    )


def overlaps(rows: pd.DataFrame, *, per: tuple[str, ...], words: str) -> pd.Series:
    """Rows that begin before an earlier row of the same pupil (and school…) has ended."""
    ordered = rows.assign(_from=days(rows["from_date"]), _to=_ends(rows)).sort_values([*per, "_from"], kind="stable")
    before = ordered.groupby(list(per), sort=False)["_to"].cummax().groupby([ordered[name] for name in per]).shift()
    return where(ordered, broken=(ordered["_from"] < before).to_numpy(), message=words)


def _ends(rows: pd.DataFrame) -> np.ndarray:
    if "to_date" not in rows:
        return np.full(len(rows), np.datetime64("2200-01-01"))
    ends = days(rows["to_date"])
    return np.where(np.isnat(ends), np.datetime64("2200-01-01"), ends)


def two_statuses(rows: pd.DataFrame) -> pd.Series:
    """A pupil has one SEN provision a day. An open status simply followed by another is closed by it."""
    closed = rows[rows["to_date"].notna()] if "to_date" in rows else rows.iloc[:0]
    return overlaps(closed, per=("pupil",), words="two SEN provisions of one pupil hold on the same day")


def twice_on_roll(rows: pd.DataFrame) -> pd.Series:
    """A pupil is on roll at a school once a day."""
    return overlaps(rows, per=("pupil", "school"), words="the pupil is on roll here twice on the same day")


def two_main_schools(rows: pd.DataFrame) -> pd.Series:
    """A pupil has one main registration a day, wherever it is."""
    main = rows[rows["status"].isin(["C", "M"])]
    return overlaps(main, per=("pupil",), words="two main registrations of one pupil hold on the same day")


_WITH_ENDS = tuple(record.name for record in RECORDS if {"from_date", "to_date"} <= set(record.names))

RULES = (
    *(
        Rule(
            code=f"{name}.ends_before_it_begins", record=name, column="to_date", severity=Severity.ERROR,
            needs=("from_date", "to_date"), check=ends_before_it_begins,
            advice="The end is the first day after the last. " + CORRECT,
        )
        for name in _WITH_ENDS
    ),
    Rule(
        code="sen_status.two_at_once", record="sen_status", column="from_date", severity=Severity.WARNING,
        needs=("pupil", "from_date"), check=two_statuses, advice="The later one is taken. " + CORRECT,
    ),
    Rule(
        code="enrolment.twice_on_roll", record="enrolment", column="from_date", severity=Severity.WARNING,
        needs=("pupil", "school", "from_date"), check=twice_on_roll, advice="End the earlier one. " + CORRECT,
    ),
    Rule(
        code="enrolment.two_main_schools", record="enrolment", column="status", severity=Severity.WARNING,
        needs=("pupil", "from_date", "status"), check=two_main_schools,
        advice="Mark one of them S, subsidiary, or end it; until then the pupil has left where the later one begins",
    ),
)  # fmt: skip
