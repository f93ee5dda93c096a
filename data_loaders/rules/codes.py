"""Rules about codes with a last day: a later use is read as it stands, and said."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from data_loaders.code_lists import WITHDRAWN
from data_loaders.report import Severity
from data_loaders.rules.rule import Rule, days
from data_loaders.store.records import RECORDS


def withdrawn(rows: pd.DataFrame, *, column: str, codes: str) -> pd.Series:
    """Codes given for a time that begins after their last day."""
    last = rows[column].map(WITHDRAWN[codes])
    broken = rows[days(rows["from_date"]) > days(last)]
    words = [f"the code {code} was withdrawn on {_said(code, codes=codes)}" for code in broken[column]]
    return pd.Series(np.array(words, dtype=object), index=broken.index, dtype=object)


def _said(code: str, *, codes: str) -> str:
    day = WITHDRAWN[codes][code]
    return f"{day.day} {day:%B %Y}"


RULES = tuple(
    Rule(
        code=f"{record.name}.withdrawn_code", record=record.name, column=column.name, severity=Severity.WARNING,
        needs=(column.name, "from_date"), check=partial(withdrawn, column=column.name, codes=column.codes),
        advice="It is read as it stands; ask the school for the code in use",
    )
    for record in RECORDS
    for column in record.columns
    if column.codes in WITHDRAWN
)  # fmt: skip
