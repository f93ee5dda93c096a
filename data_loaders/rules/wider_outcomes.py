"""Rules about clubs: nobody attends more sessions than were offered."""

from __future__ import annotations

import pandas as pd

from data_loaders.report import Severity
from data_loaders.rules.rule import Rule, where
from data_loaders.rules.values import CORRECT


def more_than_offered(rows: pd.DataFrame) -> pd.Series:
    """More sessions attended than offered; a file that says only yes or no offers nothing and is not checked."""
    broken = pd.to_numeric(rows["attended"]) > pd.to_numeric(rows["offered"])
    return where(rows, broken=broken, message="more sessions attended than offered")


RULES = (
    Rule(
        code="activity_session.more_than_offered", record="activity_session", column="attended",
        severity=Severity.ERROR, needs=("offered", "attended"), check=more_than_offered, advice=CORRECT,
    ),
)  # fmt: skip
