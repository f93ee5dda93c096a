"""The sample trust's files read as text, and the statistics its truths are proved with. No code of the loaders."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

WINDOWS = {
    "2023_24": ("2023-24.autumn", "2023-24.summer", "2023-09-04", "2024-07-23"),
    "2024_25": ("2024-25.autumn", "2024-25.summer", "2024-09-02", "2025-07-22"),
    "2025_26": ("2025-26.autumn", "2025-26.spring", "2025-09-01", "2026-03-20"),
    "year_on_year": ("2024-25.spring", "2025-26.spring", "2025-01-06", "2026-03-20"),
}
"""The term of the first and the last result, the first day of the one and the last of the other (or the as-at day)."""
ABSENT = {"C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T", "G", "N", "O", "U"}
POSSIBLE = ABSENT | {"/", "\\", "L", "K", "V", "P", "W", "B"}


@dataclass
class Files:
    """A folder of canonical files. Days are ISO text, which sorts as dates do; unknown is NaN."""

    folder: Path
    read: dict[str, pd.DataFrame] = field(default_factory=dict)
    told: dict[str, dict[str, pd.DataFrame]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.read:
            whole = {"Value": float, "Sessions offered": float, "Sessions attended": float}
            table = pd.read_csv(self.folder / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])
            self.read[name] = table.astype({name: kind for name, kind in whole.items() if name in table})
        return self.read[name]

    def code_on(self, day: str) -> pd.Series:
        """SEN provision by pupil on a day."""
        rows = on(self["sen_status"], day=day)
        return rows.set_index("Pupil")["SEN provision"]

    def roll(self, day: str) -> pd.DataFrame:
        """Main registrations on a day, by pupil: school, year group on that day, SEN provision."""
        rows = on(self["enrolment"], day=day)
        rows = rows[rows["Enrolment status"] != "S"].set_index("Pupil")
        began = {value: school_year(value) for value in rows["From"].unique()}
        moved = school_year(day) - rows["From"].map(began)
        number = pd.to_numeric(rows["Year group"].replace({"R": "0", "X": None}))
        return rows.assign(year=number + moved, code=self.code_on(day).reindex(rows.index))

    def roll_between(self, first: str, last: str) -> pd.DataFrame:
        """Main registrations at any time in ``[first, last)``: provision on the first day on roll in it."""
        rows = self["enrolment"]
        rows = rows[(rows["From"] < last) & ~(rows["To"] <= first) & (rows["Enrolment status"] != "S")]
        start = rows["From"].where(rows["From"] > first, first)
        pairs = rows.assign(start=start).merge(self["sen_status"], on="Pupil", suffixes=("", " of status"))
        pairs = pairs[(pairs["From of status"] <= pairs["start"]) & ~(pairs["To of status"] <= pairs["start"])]
        return pairs.rename(columns={"SEN provision": "code"})

    def values(self, subject: str, term: str, scale: str = "age_standardised") -> pd.Series:
        """Results of a subject in a term, by pupil."""
        rows = self["assessment"]
        rows = rows[(rows["Subject"] == subject) & (rows["Scale"] == scale) & (rows["Term"] == term)]
        return rows.set_index("Pupil")["Value"]

    def gains(self, subject: str, first: str, last: str, *, frozen: str, end: str) -> pd.DataFrame:
        """Gains of pupils with both results: school at the end of the window, provision on its first day."""
        gain = (self.values(subject, last) - self.values(subject, first)).dropna()
        rows = self.roll(end)[["School"]].join(gain.rename("gain"), how="inner")
        rows = rows.assign(code=self.code_on(frozen).reindex(rows.index))
        return rows.assign(send=rows["code"].isin(["K", "E"]))

    def windows(self, subject: str) -> dict[str, pd.DataFrame]:
        """The windows in which progress is told, each frozen on the first day of the term of the first result."""
        if subject not in self.told:
            self.told[subject] = {
                name: self.gains(subject, *terms, frozen=frozen, end=end)
                for name, (*terms, frozen, end) in WINDOWS.items()
            }
        return self.told[subject]


def on(rows: pd.DataFrame, *, day: str) -> pd.DataFrame:
    """The rows whose half-open interval holds a day."""
    return rows[(rows["From"] <= day) & ~(rows["To"] <= day)]


def school_year(day: str) -> int:
    return int(day[:4]) - (day[5:7] < "09")


def welch(one: pd.Series, other: pd.Series) -> tuple[float, float, float]:
    """The difference of two means and its 95% interval, unequal variances."""
    found = stats.ttest_ind(one, other, equal_var=False)
    interval = found.confidence_interval(0.95)
    return float(one.mean() - other.mean()), float(interval.low), float(interval.high)


def gap(rows: pd.DataFrame) -> tuple[float, float, float]:
    """SEND minus others, and its interval."""
    return welch(rows.loc[rows["send"], "gain"], rows.loc[~rows["send"], "gain"])


def newcombe(hits: int, total: int, other_hits: int, other_total: int) -> tuple[float, float, float]:
    """The difference of two shares and its 95% interval, hybrid score."""
    (p, low, high), (q, other_low, other_high) = _wilson(hits, total), _wilson(other_hits, other_total)
    difference = p - q
    lower = difference - sqrt((p - low) ** 2 + (other_high - q) ** 2)
    return difference, lower, difference + sqrt((high - p) ** 2 + (q - other_low) ** 2)


def _wilson(hits: int, total: int) -> tuple[float, float, float]:
    found = stats.binomtest(hits, total).proportion_ci(0.95, method="wilson")
    return hits / total, float(found.low), float(found.high)


def sessions(marks: pd.Series) -> pd.DataFrame:
    """Possible and absent sessions of weeks of marks."""
    weeks, place = np.unique(marks.to_numpy(dtype=str), return_inverse=True)
    split = [week.split(" ") for week in weeks]
    counts = [[sum(mark in kind for mark in week) for kind in (POSSIBLE, ABSENT)] for week in split]
    return pd.DataFrame(np.array(counts)[place], columns=["possible", "absent"], index=marks.index)
