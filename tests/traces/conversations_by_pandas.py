"""A second route to every figure of conversations: from the files' own lines, with pandas, pupil by pupil.

It is written from what the figures mean and shares no code with the loaders, the facts or the arithmetic.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from tests.traces.by_pandas import LAST_DAY, PLAN, SEASONS, SEND, SUPPORT, Trust, moved_up, schools_year, year_of

GROUPS = {"send": None, "support": SUPPORT, "plan": PLAN}
Z = 1.959963984540054
PUPIL = ["Pupil", "School"]


class Figure(NamedTuple):
    """A rate or a mean with its interval, and what it is of."""

    value: float
    low: float
    high: float
    numerator: float
    denominator: float
    n: int


def share(took_part: pd.Series) -> Figure | None:
    """A share of pupils with Wilson's interval, in per cent."""
    k, n = int(took_part.sum()), len(took_part)
    if not n:
        return None
    ends = stats.binomtest(k, n).proportion_ci(method="wilson")
    return Figure(100 * k / n, 100 * ends.low, 100 * ends.high, k, n, n)


def mean(values: pd.Series) -> Figure | None:
    if values.empty:
        return None
    if values.nunique() == 1:  # one pupil, or all alike: no spread, no interval
        return Figure(values.mean(), np.nan, np.nan, values.sum(), len(values), len(values))
    low, high = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
    return Figure(values.mean(), low, high, values.sum(), len(values), len(values))


def ratio(part: pd.Series, whole: pd.Series) -> Figure | None:
    """Σ part / Σ whole over pupils, the variance from each pupil's distance to it, in per cent."""
    n = len(part)
    if not n:
        return None
    rate = part.sum() / whole.sum()
    if n == 1 or np.allclose(part, rate * whole):
        return Figure(100 * rate, np.nan, np.nan, part.sum(), whole.sum(), n)
    se = np.sqrt(n / (n - 1) * ((part - rate * whole) ** 2).sum()) / whole.sum()
    half = stats.t.ppf(0.975, n - 1) * se
    return Figure(100 * rate, 100 * (rate - half), 100 * (rate + half), part.sum(), whole.sum(), n)


class Conversations:
    """The files of a trust, and what they say of each pupil's year."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust

    @cached_property
    def open_days(self) -> dict[tuple[str, str], np.ndarray]:
        calendar = self.trust._file("calendar", days=("Date",))
        opened = calendar[calendar["Open"] == "true"].drop_duplicates(["School", "Term", "Date"])
        return {key: np.sort(rows["Date"].to_numpy()) for key, rows in opened.groupby(["School", "Term"])}

    @cached_property
    def listed(self) -> pd.DataFrame:
        rows = self.trust._file("characteristic", days=("From", "To"))
        rows = rows[rows["Kind"] == "afa_group"]
        return rows.assign(To=rows["To"].fillna(LAST_DAY))[["Pupil", "From", "To"]]

    @cached_property
    def talks(self) -> pd.DataFrame:
        rows = self.trust._file("conversation")
        held = rows["Status"] == "held"
        return rows.assign(counted=held & (rows["Parent or carer took part"] == "true"), held=held)

    @cached_property
    def targets(self) -> pd.DataFrame:
        both = self.trust._file("target").merge(
            self.talks[[*PUPIL, "Scheduled", "Term", "counted"]], on=[*PUPIL, "Scheduled"]
        )
        return both.assign(year=both["Term"].str[:7], met=both["Met"] == "true", missed=both["Met"] == "false")

    @cache  # noqa: B019 - one trust lives as long as the tests
    def in_term(self, term: str) -> pd.DataFrame:
        """Pupils with a main registration on a day of the term, once a school: inside (the group), year, status."""
        rows = []
        for school, stays in self.trust.stays.groupby("School"):
            days = self.open_days.get((school, term))
            if days is None:
                continue
            here = stays[(stays["From"] <= days[-1]) & (stays["To"] > days[0])]
            lists = self._lists(str(school), year=year_of(term))
            spells = here[["Pupil", "School", "From", "To"]]
            if lists:
                both = spells.merge(self.listed, on="Pupil", suffixes=("", " listed"))
                both = both.assign(
                    From=both[["From", "From listed"]].max(axis=1), To=both[["To", "To listed"]].min(axis=1)
                )
                spells = both[both["From"] < both["To"]]
            opened = np.searchsorted(days, spells["To"].to_numpy()) - np.searchsorted(days, spells["From"].to_numpy())
            held = pd.Series(opened, index=spells["Pupil"].to_numpy()).groupby(level=0).sum()
            found = here.sort_values("From").drop_duplicates("Pupil", keep="last")
            enough = found["Pupil"].map(2 * held).fillna(0) >= len(days)
            rows.append(found.assign(inside=enough if lists else enough & self._send(found["Pupil"], year_of(term))))
        found = pd.concat(rows, ignore_index=True)
        return found.assign(
            status=self._status(found["Pupil"], year_of(term)),
            year=moved_up(found["Year group"], years=year_of(term) - schools_year(found["From"])),
        )

    def _lists(self, school: str, *, year: int) -> bool:
        """Whether a school lists a group of its own in a year: of a pupil who did not bring it along."""
        begins, ends = pd.Timestamp(year, 9, 1), pd.Timestamp(year + 1, 9, 1)
        stays = self.trust._file("enrolment", days=("From", "To"))
        stays = stays.assign(To=stays["To"].fillna(LAST_DAY), first=stays.groupby("Pupil")["From"].transform("min"))
        both = stays[stays["School"] == school].merge(self.listed, on="Pupil", suffixes=("", " listed"))
        brought = (both["From"] > both["first"]) & (both["From listed"] < both["From"])
        inside = (
            both[["From", "From listed"]].max(axis=1) < both[["To", "To listed"]].min(axis=1).clip(upper=ends)
        ) & (both[["To", "To listed"]].min(axis=1) > begins)
        return bool((inside & ~brought & (both[["From", "From listed"]].max(axis=1) < ends)).any())

    def _status(self, pupils: pd.Series, year: int) -> pd.Series:
        """The SEN provision on 1 September, or on the first day on roll after it."""
        return pupils.map(self._statuses(year))

    def _send(self, pupils: pd.Series, year: int) -> pd.Series:
        return self._status(pupils, year).isin(SEND)

    @cache  # noqa: B019
    def _statuses(self, year: int) -> pd.Series:
        september = pd.Timestamp(year, 9, 1)
        stays = self.trust._file("enrolment", days=("From", "To"))
        stays = stays.assign(To=stays["To"].fillna(LAST_DAY))
        stays = stays[stays["To"] > september]
        first = stays["From"].clip(lower=september).groupby(stays["Pupil"]).min().rename("first").reset_index()
        both = self.trust.statuses.merge(first, on="Pupil")
        return both[(both["From"] <= both["first"]) & (both["first"] < both["To"])].set_index("Pupil")["SEN provision"]

    @cache  # noqa: B019
    def year(self, year: str) -> pd.DataFrame:
        """A row a pupil and school of a year: inside and counted by season, status, year group, targets."""
        pupils: pd.DataFrame | None = None
        for season in SEASONS:
            term = self.in_term(f"{year}.{season}")
            counted = self.talks[self.talks["Term"] == f"{year}.{season}"].groupby(PUPIL)["counted"].sum()
            here = term.set_index(PUPIL)[["inside", "status", "year"]]
            here[f"counted_{season}"] = counted.reindex(here.index).fillna(0)
            here = here.rename(columns={"inside": f"in_{season}"})
            if pupils is None:
                pupils = here
                continue
            pupils = here.combine_first(pupils)
        assert pupils is not None
        flags = {f"in_{season}": pupils[f"in_{season}"].fillna(False).astype(bool) for season in SEASONS}
        sums = {f"counted_{season}": pupils[f"counted_{season}"].fillna(0) for season in SEASONS}
        return pupils.assign(**flags, **sums).join(self._agreed(year)).reset_index()

    def _agreed(self, year: str) -> pd.DataFrame:
        rows = self.targets[self.targets["year"] == year]
        kinds = rows[rows["counted"]].groupby([*PUPIL, "Scheduled"])["Kind"].nunique()
        complete = (kinds == 2).groupby(PUPIL).sum().rename("complete")
        sums = rows.groupby(PUPIL)[["met", "missed"]].sum()
        return sums.join(complete, how="outer")

    def group(self, rows: pd.DataFrame, *, group: str, terms: int) -> pd.DataFrame:
        """The pupils in the group in one of the first ``terms`` terms."""
        codes = GROUPS[group]
        inside = rows[[f"in_{season}" for season in SEASONS[:terms]]].any(axis=1)
        return rows[inside & (rows["status"].isin(codes) if codes else True)]
