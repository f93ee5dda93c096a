"""Rules about scales and results: a value lies on its scale, a date in the year of its term."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_loaders.report import Severity
from data_loaders.rules.rule import Known, Rule, where
from data_loaders.rules.values import CORRECT
from data_loaders.vocabulary import academic_year_of


def outside_scale(rows: pd.DataFrame, *, known: Known) -> pd.Series:
    """A value below its scale's lowest or above its highest."""
    scales = known.scales.set_index("scale")
    value = rows["value"].to_numpy().astype(float)
    lowest, highest = (rows["scale"].map(scales[end]).to_numpy().astype(float) for end in ("lowest", "highest"))
    broken = rows[(value < lowest) | (value > highest)]
    limits = scales.loc[broken["scale"], ["lowest", "highest"]].to_numpy()
    words = [
        f"{value:g} is not on the scale {scale}, which runs from {low:g} to {high:g}"
        for value, scale, (low, high) in zip(broken["value"], broken["scale"], limits, strict=True)
    ]
    return pd.Series(words, index=broken.index, dtype=object)


def date_in_another_year(rows: pd.DataFrame) -> pd.Series:
    """The date lies in another academic year than the term says."""
    own = rows["date"].map(academic_year_of).to_numpy()
    said = rows["term"].str[:7].to_numpy()
    return where(rows, broken=own != said, message="the date is not in the academic year of the term")


def upside_down(rows: pd.DataFrame) -> pd.Series:
    """A scale whose lowest value is not below its highest."""
    broken = np.asarray(rows["lowest"].astype(float) >= rows["highest"].astype(float))
    return where(rows, broken=broken, message="the lowest is not below the highest")


RULES = (
    Rule(
        code="scale.upside_down", record="scale", column="lowest", severity=Severity.ERROR, needs=("lowest", "highest"),
        check=upside_down, advice=CORRECT,
    ),
    Rule(
        code="assessment.outside_scale", record="assessment", column="value", severity=Severity.ERROR,
        needs=("scale", "value"), check=outside_scale, advice=CORRECT, knows=True,
    ),
    Rule(
        code="assessment.date_in_another_year", record="assessment", column="date", severity=Severity.WARNING,
        needs=("date", "term"), check=date_in_another_year, advice="The term is believed; check the date",
    ),
)  # fmt: skip
