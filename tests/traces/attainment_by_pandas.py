"""A second route to national tests and examinations: from the files' own lines to the figure, with pandas alone.

It shares no code with the loaders, the facts or the arithmetic. Who is counted, what Attainment 8 is and what stands in
each slot are written out again, from what they mean.
"""

from __future__ import annotations

from functools import cache, cached_property
from math import sqrt

import numpy as np
import pandas as pd

from tests.traces.by_pandas import Figure, Trust, moved_up, schools_year, year_of

SCALES = {
    "development": ("good_development",), "phonics": ("phonics_mark",), "multiplication": ("multiplication_mark",),
    "ks2": ("ks2_scaled_score", "ks2_writing"), "ks4": ("gcse_grade",),
}  # fmt: skip
TAKEN_IN = {"development": "R", "phonics": "1", "multiplication": "4", "ks2": "6", "ks4": "11"}
EBACC = {
    "biology", "chemistry", "physics", "combined_science", "computer_science", "geography", "history", "french",
    "german", "spanish", "latin", "italian", "urdu", "polish", "chinese", "arabic",
}  # fmt: skip
SD = 1.41628


class Attainment(Trust):
    """A folder of canonical files, and who reached what in which national assessment."""

    @cached_property
    def statutory(self) -> pd.DataFrame:
        """The results on the scales of national assessments, in order of term and day; of one day a test comes last."""
        rows = self._file("assessment", days=("Date",))
        rows = rows[rows["Scale"].isin([scale for scales in SCALES.values() for scale in scales])]
        rows = rows.assign(Value=pd.to_numeric(rows["Value"].replace("", None)), test=rows["Kind"] == "test")
        return rows.sort_values(["Term", "Date", "test"], kind="stable").assign(year=rows["Term"].str[:7])

    def years(self, assessment: str) -> list[str]:
        """The academic years with a row of the assessment for a pupil who is counted."""
        rows = self.statutory[self.statutory["Scale"].isin(SCALES[assessment])]
        return sorted(year for year in rows["year"].unique() if len(self.eligible(assessment, year)))

    def _day(self, assessment: str, *, year: str, rows: pd.DataFrame) -> pd.Series:
        """By school the last open day of the term of the results, of examinations at the latest the Thursday before the
        last Friday of June."""
        term = rows["Term"].iloc[-1]
        last = self.term_dates["max"].xs(term, level="Term")
        june = pd.Timestamp(year_of(year) + 1, 6, 30)
        leaving = june - pd.Timedelta(days=(june.weekday() - 4) % 7 + 1)
        return last.clip(upper=leaving) if assessment == "ks4" else last

    @cache  # noqa: B019 - one trust lives as long as the tests
    def eligible(self, assessment: str, year: str) -> pd.DataFrame:
        """Who is counted, by pupil: School, year (group), january (status): those of the year group, and of none with a
        row, at a school where anybody of these has a row."""
        rows = self.statutory[self.statutory["Scale"].isin(SCALES[assessment]) & (self.statutory["year"] == year)]
        if rows.empty or rows["Term"].iloc[-1] not in self.term_dates.index.levels[1]:
            return pd.DataFrame()
        days = self.stays["School"].map(self._day(assessment, year=year, rows=rows))
        here = self.stays[(self.stays["From"] <= days) & (days < self.stays["To"])].sort_values("From")
        here = here.assign(year=moved_up(here["Year group"], years=year_of(year) - schools_year(here["From"])))
        has = here["Pupil"].isin(rows["Pupil"])
        own = here[(here["year"] == TAKEN_IN[assessment]) | ((here["year"] == "X") & has)]
        there = own.loc[own["Pupil"].isin(rows["Pupil"]), "School"].unique()
        own = own[own["School"].isin(there)].drop_duplicates("Pupil", keep="last").set_index("Pupil")
        return own[["School", "year"]].assign(january=self._january(own.index, year=year))

    def _january(self, pupils: pd.Index, *, year: str) -> pd.Series:
        census = pd.Timestamp(year_of(year) + 1, 1, 15)
        census += pd.Timedelta(days=(3 - census.weekday()) % 7)
        whose = pd.Series(pupils, index=pupils)
        return self.status(whose, pd.Series(census, index=pupils))

    @cache  # noqa: B019
    def outcomes(self, assessment: str, year: str) -> pd.DataFrame:
        """The pupils counted with a column a subject: its value, of writing its code; NaN for none."""
        counted = self.eligible(assessment, year)
        rows = self.statutory[self.statutory["Scale"].isin(SCALES[assessment]) & (self.statutory["year"] == year)]
        rows = rows[rows["Pupil"].isin(counted.index)].drop_duplicates(["Pupil", "Subject"], keep="last")
        told = rows["Value"].astype(object).where(rows["Scale"] != "ks2_writing", rows["Raw mark"])
        wide = rows.assign(told=told).pivot(index="Pupil", columns="Subject", values="told")
        return counted.join(wide)

    def reached(self, metric: str, *, year: str) -> pd.DataFrame:
        """The pupils counted, with whether each reached what the metric asks."""
        assessment = {"rwm_expected": "ks2", "rwm_higher": "ks2"}.get(metric, metric.partition("_")[0])
        assessment = "development" if metric == "good_development" else assessment
        found = self.outcomes(assessment, year)
        if assessment == "ks2":
            least, codes = (100, ["EXS", "GDS"]) if metric == "rwm_expected" else (110, ["GDS"])
            tests = (found["reading"].astype(float) >= least) & (found["mathematics"].astype(float) >= least)
            return found.assign(reached=tests & found["writing"].isin(codes))
        least = {"development": 1, "phonics": 32, "multiplication": 25}[assessment]
        return found.assign(reached=found[assessment].astype(float) >= least)

    @cache  # noqa: B019
    def examined(self, year: str) -> pd.DataFrame:
        """The Year 11 pupils counted: attainment (0 without any result), start, and progress (NaN for none)."""
        counted = self.eligible("ks4", year)
        rows = self.statutory[(self.statutory["Scale"] == "gcse_grade") & self.statutory["Value"].notna()]
        rows = rows[(rows["year"] <= year) & rows["Pupil"].isin(counted.index)]
        first = rows.drop_duplicates(["Pupil", "Subject"])
        points = {pupil: eight(dict(zip(own["Subject"], own["Value"], strict=True))) for pupil, own in
                  first.groupby("Pupil")}  # fmt: skip
        attainment = pd.Series(points, dtype=float).reindex(counted.index).fillna(0.0)
        start = self._start().reindex(counted.index)
        expected = start.map(lambda average: self._expected(average, year=year))
        return counted.assign(attainment=attainment, start=start, progress=(attainment - expected) / 10)

    def _start(self) -> pd.Series:
        scores = self.statutory[(self.statutory["Scale"] == "ks2_scaled_score") & self.statutory["Value"].notna()]
        last = scores.drop_duplicates(["Pupil", "Subject"], keep="last").pivot(
            index="Pupil", columns="Subject", values="Value"
        )
        return (last["reading"] + last["mathematics"]) / 2

    def _expected(self, average: float, *, year: str) -> float:
        """The table's mean for this average of key stage 2; of two groups that touch the higher."""
        groups = self._file("prior_group")
        mine = groups.loc[groups["Academic year"] == year, ["Lowest", "Highest", "Mean Attainment 8"]].astype(float)
        held = mine[(mine["Lowest"] <= average) & (average <= mine["Highest"])].sort_values("Lowest")
        return float(held["Mean Attainment 8"].iloc[-1]) if len(held) else np.nan

    def without(self, assessment: str, *, year: str) -> pd.DataFrame:
        """The pupils counted without an outcome, with whether there is any row of theirs."""
        found = self.outcomes(assessment, year)
        subjects = [name for name in found.columns if name not in {"School", "year", "january"}]
        rows = self.statutory[self.statutory["Scale"].isin(SCALES[assessment]) & (self.statutory["year"] <= year)]
        if assessment != "ks4":
            rows = rows[rows["year"] == year]
        awarded = found[subjects].replace(dict.fromkeys(("A", "D", "L", "N", "B", "T", "M", "Z", "X"), np.nan))
        none = found[awarded.isna().all(axis=1)]
        return none.assign(row=none.index.isin(rows["Pupil"]))


def eight(grades: dict[str, float]) -> float:
    """Attainment 8 of one pupil, slot by slot."""
    left = dict(grades)
    english = sorted((name for name in left if name.startswith("english_l")), key=lambda name: left[name])
    total = 0.0
    if english:
        total += left[english[-1]] * len(english)
        del left[english[-1]]
    total += 2 * left.pop("mathematics", 0.0)
    if "combined_science" in left:
        left["combined_science again"] = left["combined_science"]
    science = {"combined_science", "combined_science again"}
    ebacc = sorted((name for name in left if name in EBACC | science), key=lambda name: left[name])[-3:]
    total += sum(left.pop(name) for name in ebacc)
    return total + sum(sorted(left.values())[-3:])


def national_mean(one: pd.Series, *, n_other: int) -> Figure:
    """The mean with the interval of England's spread of pupils."""
    half = 1.959963984540054 * SD / sqrt(len(one))
    return Figure(one.mean(), one.mean() - half, one.mean() + half, len(one), n_other)
