"""Rules about structured conversations: one that was held has a day, and lies in the year it is counted in."""

from __future__ import annotations

import pandas as pd

from data_loaders.report import Severity
from data_loaders.rules.rule import Rule, where
from data_loaders.rules.values import CORRECT
from data_loaders.vocabulary import academic_year_of


def held_without_parent(rows: pd.DataFrame) -> pd.Series:
    """A conversation held, of which nobody says whether a parent or carer took part: it is not counted."""
    held = rows["status"] == "held"
    unknown = rows["parent_present"].isna() if "parent_present" in rows else held
    return where(rows, broken=held & unknown, message="held, but it is not said whether a parent or carer took part")


def held_on_in_another_year(rows: pd.DataFrame) -> pd.Series:
    """The day it was held lies in another academic year than its term."""
    year = rows["held"].map(academic_year_of)
    return where(
        rows, broken=year != rows["term"].str[:7], message="it was held in another academic year than its term"
    )


def held_but_not(rows: pd.DataFrame) -> pd.Series:
    """A day on which it was held, and a status that says it was not."""
    return where(
        rows, broken=rows["status"] != "held", message="there is a day it was held, but the status is not “held”"
    )


RULES = (
    Rule(
        code="conversation.held_without_parent", record="conversation", column="parent_present",
        severity=Severity.WARNING, needs=("status",), check=held_without_parent,
        advice="Write yes or no: only a conversation in which a parent or carer took part counts",
    ),
    Rule(
        code="conversation.held_in_another_year", record="conversation", column="held", severity=Severity.ERROR,
        needs=("held", "term"), check=held_on_in_another_year, advice=CORRECT,
    ),
    Rule(
        code="conversation.held_but_not", record="conversation", column="status", severity=Severity.WARNING,
        needs=("held", "status"), check=held_but_not, advice="The status is believed; correct one of the two",
    ),
)  # fmt: skip
