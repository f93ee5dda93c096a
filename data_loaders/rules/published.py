"""Rules about published figures: a time that can be matched, a value or a symbol that says why there is none."""

from __future__ import annotations

import pandas as pd

from data_loaders.report import Severity
from data_loaders.rules.rule import Check, Rule, each, where
from data_loaders.rules.values import CORRECT, Wrong, read_term

IN_PLACE = frozenset({"c", "z", "x", "low"})
"""Symbols that stand in place of a value; beside one stand the others."""
_OVER_100 = frozenset({"suspensions"})
"""Rates that may exceed 100: a pupil is counted each time."""
_NOT_RATES = frozenset(
    {"attainment_8", "progress_8", "reading_progress", "writing_progress", "maths_progress", "pupils", *_OVER_100}
)


def not_a_period(rows: pd.DataFrame) -> pd.Series:
    """A time that is neither an academic year nor a term of one."""
    return each(rows["period"], say=_fault)


def _fault(period: str) -> str:
    try:
        known = read_term(period, year_alone="." not in period)
    except Wrong:
        known = ""
    return "" if known == period else f"“{period[:20]}” is neither an academic year nor a term of one"


def no_value(rows: pd.DataFrame) -> pd.Series:
    """Neither a value nor a symbol that stands for one."""
    nothing = rows["value"].isna() if "value" in rows else pd.Series(True, index=rows.index)
    symbol = rows["status"].isin(IN_PLACE | {"u"}) if "status" in rows else pd.Series(False, index=rows.index)
    return where(rows, broken=nothing & ~symbol, message="there is no value, and no symbol that says why")


def value_and_symbol(rows: pd.DataFrame) -> pd.Series:
    """A value and a symbol that says there is none."""
    broken = rows["status"].isin(IN_PLACE)
    return where(rows, broken=broken, message="there is a value, and a symbol that says there is none")


def no_rate(rows: pd.DataFrame) -> pd.Series:
    """A percentage below 0 or above 100."""
    rates = ~rows["measure"].isin(_NOT_RATES)
    broken = rates & ~pd.to_numeric(rows["value"]).between(0, 100)
    return where(rows, broken=broken, message="a percentage lies between 0 and 100")


def _rule(code: str, *, column: str, needs: tuple[str, ...], check: Check, advice: str) -> Rule:
    return Rule(
        code=f"benchmark.{code}", record="benchmark", column=column, severity=Severity.ERROR, needs=needs,
        check=check, advice=advice,
    )  # fmt: skip


RULES = (
    _rule(
        "period", column="period", needs=("period",), check=not_a_period,
        advice="Write 2024-25 for a year, 2024-25.autumn for a term",
    ),
    _rule(
        "no_value", column="value", needs=("measure",), check=no_value,
        advice="Write c suppressed, z not applicable, x not available or low under Status symbol, or the value",
    ),
    _rule(
        "value_and_symbol", column="status", needs=("value", "status"), check=value_and_symbol,
        advice="Keep the one that is published",
    ),
    _rule("no_rate", column="value", needs=("measure", "value"), check=no_rate, advice=CORRECT),
)  # fmt: skip
