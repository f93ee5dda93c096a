"""Rules about clubs, questionnaires and information passed on: what is said of one pupil holds together."""

from __future__ import annotations

import pandas as pd

from data_loaders.report import Severity
from data_loaders.rules.rule import Rule, where
from data_loaders.rules.values import CORRECT


def more_than_offered(rows: pd.DataFrame) -> pd.Series:
    """More sessions attended than offered; a file that says only yes or no offers nothing and is not checked."""
    broken = pd.to_numeric(rows["attended"]) > pd.to_numeric(rows["offered"])
    return where(rows, broken=broken, message="more sessions attended than offered")


def upside_down(rows: pd.DataFrame) -> pd.Series:
    """A scale whose lowest score is not below its highest."""
    broken = rows["lowest"].astype(float) >= rows["highest"].astype(float)
    return where(rows, broken=broken, message="the lowest score is not below the highest")


def outside_ends(rows: pd.DataFrame) -> pd.Series:
    """A score below the lowest or above the highest there can be."""
    score, lowest, highest = (rows[name].astype(float) for name in ("score", "lowest", "highest"))
    broken = (lowest < highest) & ((score < lowest) | (score > highest))
    return where(rows, broken=broken, message="the score is not between the lowest and the highest of its scale")


def received_without_day(rows: pd.DataFrame) -> pd.Series:
    """Information received, of which nobody says when: it cannot be counted as received by the first day."""
    known = rows["received_on"].notna() if "received_on" in rows else rows["received"].isna()
    broken = rows["received"].astype(bool) & ~known
    return where(rows, broken=broken, message="received, but it is not said on which day")


def day_but_not_received(rows: pd.DataFrame) -> pd.Series:
    """A day on which information came, and *no* under received."""
    broken = ~rows["received"].astype(bool)
    return where(rows, broken=broken, message="there is a day it came, but received says no")


RULES = (
    Rule(
        code="activity_session.more_than_offered", record="activity_session", column="attended",
        severity=Severity.ERROR, needs=("offered", "attended"), check=more_than_offered, advice=CORRECT,
    ),
    Rule(
        code="questionnaire.upside_down", record="questionnaire", column="lowest", severity=Severity.ERROR,
        needs=("lowest", "highest"), check=upside_down, advice=CORRECT,
    ),
    Rule(
        code="questionnaire.outside_ends", record="questionnaire", column="score", severity=Severity.ERROR,
        needs=("score", "lowest", "highest"), check=outside_ends, advice=CORRECT,
    ),
    Rule(
        code="transition_information.received_without_day", record="transition_information", column="received_on",
        severity=Severity.WARNING, needs=("received",), check=received_without_day,
        advice="Write the day: without it nobody can say whether it came before the pupil did",
    ),
    Rule(
        code="transition_information.day_but_not_received", record="transition_information", column="received",
        severity=Severity.ERROR, needs=("received", "received_on"), check=day_but_not_received, advice=CORRECT,
    ),
)  # fmt: skip
