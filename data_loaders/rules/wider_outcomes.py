"""Rules about clubs and questionnaires: nobody attends more sessions than were offered, a score lies on its scale."""

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
)  # fmt: skip
