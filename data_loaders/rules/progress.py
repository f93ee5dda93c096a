"""Rules about scales, results and prior attainment groups: there is a value, on its scale; a date is in the year of its
term; no group overlaps another."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from data_loaders.bands import bands_of, rank_of
from data_loaders.report import Severity
from data_loaders.rules.rule import Known, Rule, where
from data_loaders.rules.values import CORRECT
from data_loaders.vocabulary import EXAMINED, STATUTORY_SCALES, academic_year_of, year_before

_AUGUST = 8


def no_value(rows: pd.DataFrame) -> pd.Series:
    """Neither a value nor, on a scale of a national assessment, a raw mark: there a mark alone says why there is no
    outcome, or is the code awarded in writing."""
    nothing = rows["value"].isna() if "value" in rows else pd.Series(True, index=rows.index)
    marked = rows["raw"].notna() if "raw" in rows else pd.Series(False, index=rows.index)
    broken = nothing & ~(marked & rows["scale"].isin(STATUTORY_SCALES))
    return where(rows, broken=broken, message="there is no value")


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


def unknown_subject(rows: pd.DataFrame) -> pd.Series:
    """A subject that the national assessment does not have: no figure would be made of the result."""
    words = {
        (scale, subject): f"“{subject}” is no subject of the scale {scale}"
        for scale, subject in rows[["scale", "subject"]].drop_duplicates().itertuples(index=False)
        if scale in STATUTORY_SCALES and subject not in (STATUTORY_SCALES[scale].subjects or (subject,))
    }
    pairs = pd.Series(list(zip(rows["scale"], rows["subject"], strict=True)), index=rows.index, dtype=object)
    found = pairs.map(words)
    return found[found.notna()]


def date_in_another_year(rows: pd.DataFrame) -> pd.Series:
    """The date lies in another academic year than the term says; examination results are dated in the August after."""
    own, said = rows["date"].map(academic_year_of), rows["term"].str[:7]
    broken = own != said
    if "scale" in rows and broken.any():
        august = rows["date"].map(lambda day: day.month == _AUGUST)
        broken &= ~((rows["scale"] == EXAMINED) & august & (own.map(year_before) == said))
    return where(rows, broken=broken, message="the date is not in the academic year of the term")


def upside_down(rows: pd.DataFrame) -> pd.Series:
    """A scale whose lowest value is not below its highest."""
    broken = np.asarray(rows["lowest"].astype(float) >= rows["highest"].astype(float))
    return where(rows, broken=broken, message="the lowest is not below the highest")


def group_upside_down(rows: pd.DataFrame) -> pd.Series:
    """A prior attainment group whose lowest is above its highest."""
    broken = np.asarray(rows["lowest"].astype(float) > rows["highest"].astype(float))
    return where(rows, broken=broken, message="the lowest is above the highest")


def groups_overlap(rows: pd.DataFrame) -> pd.Series:
    """A prior attainment group that begins below the end of another of its year."""
    ordered = rows.astype({"lowest": float, "highest": float}).sort_values(["academic_year", "lowest"])
    before = ordered.groupby("academic_year")["highest"].cummax().groupby(ordered["academic_year"]).shift()
    return where(ordered, broken=ordered["lowest"] < before, message="the group begins within another of its year")


_GROUPS = "A group holds both its ends: 99.5 to 100, the next 100.5 to 101"


_OF_NUMBERS = ("lowest", "highest", "mean", "sd", "expected_gain")


def bands_unclear(rows: pd.DataFrame) -> pd.Series:
    """Bands that cannot be put in order, without the one that is expected, or with what only numbers have."""
    said = {label: _bands_fault(row) for label, row in rows.iterrows()}
    found = pd.Series(said, dtype=object, index=rows.index)
    return found[found != ""]


def _bands_fault(row: pd.Series) -> str:
    bands = bands_of(row["bands"])
    written = Counter(word for band in bands for word in band.written)
    twice = [word for word, times in written.items() if times > 1]
    numbers = [name.replace("_", " ") for name in _OF_NUMBERS if name in row and pd.notna(row[name])]
    expected = row.get("expected_band")
    if len(bands) < 2:
        return "a scale of bands has two bands at least, with ; between them"
    if twice:
        return f"“{twice[0]}” stands for two bands"
    if not isinstance(expected, str) or rank_of(expected, bands=bands) is None:
        return f"the expected band is none of {', '.join(band.name for band in bands)}"
    return f"bands have no {numbers[0]}: nothing is averaged of them" if numbers else ""


RULES = (
    Rule(
        code="scale.bands", record="scale", column="bands", severity=Severity.ERROR, needs=("bands",),
        check=bands_unclear, advice=(
            "Write the bands from the lowest to the highest, as Below; Working towards=WTS; At=EXS; Above=GDS, name "
            "the expected one, and leave the columns of numbers empty"
        ),
    ),
    Rule(
        code="scale.upside_down", record="scale", column="lowest", severity=Severity.ERROR, needs=("lowest", "highest"),
        check=upside_down, advice=CORRECT,
    ),
    Rule(
        code="assessment.no_value", record="assessment", column="value", severity=Severity.ERROR, needs=("scale",),
        check=no_value, advice=(
            "Leave the row out where there is no result, or fill in the value; of a national test not sat, write why "
            "under Raw mark (A absent, N not entered, B below its level)"
        ),
    ),
    Rule(
        code="assessment.unknown_subject", record="assessment", column="subject", severity=Severity.ERROR,
        needs=("scale", "subject"), check=unknown_subject, advice="; ".join(
            f"{scale} has {', '.join(one.subjects)}" for scale, one in STATUTORY_SCALES.items() if one.subjects
        ),
    ),
    Rule(
        code="assessment.outside_scale", record="assessment", column="value", severity=Severity.ERROR,
        needs=("scale", "value"), check=outside_scale, advice=CORRECT, knows=True,
    ),
    Rule(
        code="assessment.date_in_another_year", record="assessment", column="date", severity=Severity.WARNING,
        needs=("date", "term"), check=date_in_another_year, advice="The term is believed; check the date",
    ),
    Rule(
        code="prior_group.upside_down", record="prior_group", column="lowest", severity=Severity.ERROR,
        needs=("lowest", "highest"), check=group_upside_down, advice=_GROUPS,
    ),
    Rule(
        code="prior_group.overlap", record="prior_group", column="lowest", severity=Severity.ERROR,
        needs=("academic_year", "lowest", "highest"), check=groups_overlap, advice=_GROUPS,
    ),
)  # fmt: skip
