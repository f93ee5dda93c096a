"""A second route to every figure of attendance: from the files' own marks to the figure, pupil by pupil, with pandas.

It shares no code with the loaders, the facts or the arithmetic, and writes the codes of the sample's registers anew.
"""

from __future__ import annotations

from collections import Counter
from functools import cache, cached_property
from math import sqrt

import numpy as np
import pandas as pd
from scipy import stats

from tests.traces.by_pandas import DAY, LAST_DAY, Figure, Trust, moved_up, schools_year, terms_of, wilson, year_of

PRESENT, ACTIVITY = ("/", "\\", "L"), ("V",)
AUTHORISED, UNAUTHORISED = ("I", "M", "C", "C2", "E"), ("U", "O", "G")
CODES = (*PRESENT, *ACTIVITY, *AUTHORISED, *UNAUTHORISED, "D", "#")
AREAS = {
    "Communication and interaction": ("SLCN", "ASD"),
    "Cognition and learning": ("SPLD", "MLD", "SLD", "PMLD"),
    "Social, emotional and mental health": ("SEMH",),
    "Sensory and physical": ("HI", "VI", "MSI", "PD"),
}
FRACTIONS = {"persistent": (1, 10), "severe": (1, 2)}


def census_day(period: str) -> pd.Timestamp:
    """The Thursday of the census: first of October, third of January, third of May; a year's is January's."""
    year = year_of(period)
    first, week = {"autumn": ((year, 10, 1), 0), "summer": ((year + 1, 5, 1), 2)}.get(period[8:], ((year + 1, 1, 1), 2))
    days = pd.date_range(pd.Timestamp(*first), periods=28)
    return days[days.day_of_week == 3][week]


class Registers(Trust):
    """A folder of canonical files, and what its registers add up to."""

    @cached_property
    def marks(self) -> pd.DataFrame:
        """A row a pupil-week: the stay it belongs to, its term, and how often each code stands in it."""
        weeks = self._file("attendance", days=("From",)).rename(columns={"From": "Monday"})
        stays = self.stays.reset_index(names="stay")
        held = weeks.merge(stays[["stay", "Pupil", "School", "From", "To"]], on=["Pupil", "School"])
        held = held[(held["From"] <= held["Monday"] + 6 * DAY) & (held["To"] > held["Monday"])]
        held = held.sort_values("From").drop_duplicates(["Pupil", "School", "Monday"], keep="last")
        places, texts = pd.factorize(held["Marks"])
        counted = [Counter(text.split()) for text in texts]
        assert not {code for each in counted for code in each} - set(CODES)
        table = np.array([[each[code] for code in CODES] for each in counted])[places]
        codes = pd.DataFrame(table, columns=list(CODES), index=held.index)
        return held[["stay", "School", "Monday"]].assign(Term=self._terms(held)).join(codes)

    def _terms(self, weeks: pd.DataFrame) -> pd.Series:
        """The first term that ends on the Monday or later, by the school's own dates."""
        ends = self.term_dates["max"].reset_index().sort_values("max")
        pairs = weeks[["School", "Monday"]].drop_duplicates().sort_values("Monday")
        found = pd.merge_asof(pairs, ends, left_on="Monday", right_on="max", by="School", direction="forward")
        keyed = found.set_index(["School", "Monday"])["Term"]
        return pd.Series(keyed.reindex(pd.MultiIndex.from_frame(weeks[["School", "Monday"]])).to_numpy(), weeks.index)

    @cache  # noqa: B019 - one trust lives as long as the tests
    def enrolments(self, period: str) -> pd.DataFrame:
        """A row an enrolment with a possible session: where, year, sen, need, and its sessions by class and code."""
        mine = self.marks[self.marks["Term"].isin(terms_of(period))]
        sums = mine.groupby("stay")[list(CODES)].sum()
        stays = self.stays.loc[sums.index]
        rows = stays[["Pupil", "School"]].assign(
            year=moved_up(stays["Year group"], years=year_of(period) - schools_year(stays["From"]))
        )
        days = self._days(stays, period=period)
        rows = rows.assign(sen=self.status(stays["Pupil"], days), need=self.need(stays["Pupil"], days)).join(sums)
        rows = rows.assign(
            authorised=rows[list(AUTHORISED)].sum(axis=1), unauthorised=rows[list(UNAUTHORISED)].sum(axis=1),
            late=rows["L"] + rows["U"], arrived=rows[[*PRESENT, "U"]].sum(axis=1),
        )  # fmt: skip
        rows = rows.assign(absent=rows["authorised"] + rows["unauthorised"])
        rows = rows.assign(possible=rows["absent"] + rows[[*PRESENT, *ACTIVITY]].sum(axis=1))
        rows = rows[rows["possible"] > 0]
        return rows.assign(**{name: k * rows["absent"] >= n * rows["possible"] for name, (n, k) in FRACTIONS.items()})

    @cache  # noqa: B019
    def half_terms(self, year: str) -> pd.DataFrame:
        """A row an enrolment and half term of a year, with the status of the year: which ``half`` it is, possible and
        absent sessions. A week belongs to the half term whose last open day is the first on its Monday or later."""
        opened = self._file("calendar", days=("Date",)).query("Open == 'true'")
        ends = opened.groupby(["School", "Term", "Half term"])["Date"].max().reset_index()
        ends = ends.assign(half=ends["Term"] + "." + ends["Half term"].str[-1]).sort_values("Date")
        weeks = self.marks[self.marks["Term"].isin(terms_of(year))].sort_values("Monday")
        dated = ends.drop(columns="Half term")
        held = pd.merge_asof(
            weeks, dated, left_on="Monday", right_on="Date", by=["School", "Term"], direction="forward"
        )
        absent = held[[*AUTHORISED, *UNAUTHORISED]].sum(axis=1)
        held = held.assign(absent=absent, possible=absent + held[[*PRESENT, *ACTIVITY]].sum(axis=1))
        sums = held.groupby(["stay", "half"], as_index=False)[["absent", "possible"]].sum().query("possible > 0")
        return sums.join(self.enrolments(year)[["School", "year", "sen"]], on="stay")

    @cache  # noqa: B019
    def pupils(self, period: str, *, school: str = "") -> pd.DataFrame:
        """A row a pupil with a possible session at the school (or anywhere), all stays together: sen on the census day,
        on the first day where the pupil joined later, or on the last where the pupil had left."""
        rows = self.enrolments(period)
        rows = rows[rows["School"] == school] if school else rows
        both = rows.join(self.stays[["From", "To"]]).groupby("Pupil").agg(
            possible=("possible", "sum"), absent=("absent", "sum"), joined=("From", "min"), until=("To", "max")
        )  # fmt: skip
        day = both["joined"].clip(lower=census_day(period))
        day = day.where(day < both["until"], both["until"] - DAY)
        sen = self.status(pd.Series(both.index, index=both.index), day)
        return both.assign(sen=sen, persistent=10 * both["absent"] >= both["possible"])

    def _days(self, stays: pd.DataFrame, *, period: str) -> pd.Series:
        """The census day, or the nearest day of the stay within the period."""
        terms = terms_of(period)
        firsts = self.term_dates["min"].reindex(pd.MultiIndex.from_product([self.schools, [terms[0]]])).to_numpy()
        starts = pd.Series(firsts, index=self.schools) if "." in period else None
        year_starts = pd.Timestamp(year_of(period), 9, 1)
        begin = stays["School"].map(starts) if starts is not None else pd.Series(year_starts, index=stays.index)
        first = begin.where(begin > stays["From"], stays["From"])
        end = stays["School"].map(self.ends(period))
        last = end.where(end < stays["To"] - DAY, stays["To"] - DAY)
        census = pd.Series(census_day(period), index=stays.index)
        census = census.where(census < last, last)
        return census.where(census > first, first)

    def need(self, pupils: pd.Series, days: pd.Series) -> pd.Series:
        """The primary need of each pupil on a day of their own; "" where none is recorded."""
        needs = self._file("sen_need", days=("From", "To")).assign(To=lambda rows: rows["To"].fillna(LAST_DAY))
        asked = pd.DataFrame({"Pupil": pupils.to_numpy(), "day": days.to_numpy(), "row": range(len(pupils))})
        found = asked.merge(needs.astype({"Rank": int}), on="Pupil")
        found = found[(found["From"] <= found["day"]) & (found["day"] < found["To"])]
        first = found.sort_values(["Rank", "From"], ascending=[True, False]).drop_duplicates("row").set_index("row")
        return pd.Series(first["Type of need"].reindex(asked["row"]).fillna("").to_numpy(), index=days.index)


def _ratio(rows: pd.DataFrame, *, part: str, whole: str) -> tuple[float, float]:
    """Σ part / Σ whole and its variance over pupils."""
    a, p, n = rows[part].astype(float), rows[whole].astype(float), len(rows)
    rate = a.sum() / p.sum()
    around = ((a - rate * p) ** 2).sum()
    return rate, (n / (n - 1) * around / p.sum() ** 2 if n > 1 and around > 1e-18 else np.nan)


def rate(rows: pd.DataFrame, *, part: str = "absent", whole: str = "possible") -> Figure:
    """A rate of sessions with Student's interval on the ratio estimator's error."""
    value, variance = _ratio(rows, part=part, whole=whole)
    half = stats.t.ppf(0.975, len(rows) - 1) * sqrt(variance) if variance > 0 else np.nan
    return Figure(100 * value, 100 * (value - half), 100 * (value + half), len(rows), 0)


def rate_gap(
    one: pd.DataFrame, two: pd.DataFrame, *, wider: float = 0.0, part: str = "absent", whole: str = "possible"
) -> Figure:
    """The difference of two rates with Welch's degrees of freedom, no narrower than ``wider`` either way."""
    (r1, v1), (r2, v2) = (_ratio(rows, part=part, whole=whole) for rows in (one, two))
    if not (v1 > 0 and v2 > 0):
        return Figure(100 * (r1 - r2), np.nan, np.nan, len(one), len(two))
    df = (v1 + v2) ** 2 / (v1**2 / (len(one) - 1) + v2**2 / (len(two) - 1))
    half = max(100 * stats.t.ppf(0.975, df) * sqrt(v1 + v2), wider)
    value = 100 * (r1 - r2)
    return Figure(value, value - half, value + half, len(one), len(two))


def share(rows: pd.Series) -> Figure:
    """A share of pupils with Wilson's interval."""
    value, low, high = wilson(int(rows.sum()), len(rows))
    return Figure(100 * value, 100 * low, 100 * high, len(rows), 0)


def usual(trust: Registers, period: str, *, school: str, codes: tuple[str, ...]) -> float:
    """The distance between the highest and lowest rate of the same weeks of up to three earlier years."""
    rates = []
    last = _numbered(trust, period, school=school)["number"].max()
    for back in (1, 2, 3):
        first = year_of(period) - back
        term = f"{first}-{(first + 1) % 100:02d}{period[7:]}"
        weeks = _numbered(trust, term, school=school)
        weeks = weeks[weeks["number"] <= last]
        year = trust.enrolments(term[:7])["sen"] if len(weeks) else pd.Series(dtype=object)
        weeks = weeks[weeks["stay"].map(year).isin(codes)]
        absent = weeks[[*AUTHORISED, *UNAUTHORISED]].to_numpy().sum()
        possible = absent + weeks[[*PRESENT, *ACTIVITY]].to_numpy().sum()
        rates += [100 * absent / possible] if possible else []
    return max(rates) - min(rates) if len(rates) > 1 else 0.0


def _numbered(trust: Registers, term: str, *, school: str) -> pd.DataFrame:
    """The pupil-weeks of a term with the number of the week among the school's weeks with an open day."""
    weeks = trust.marks[trust.marks["Term"] == term]
    weeks = weeks[weeks["School"] == school] if school else weeks
    calendar = trust._file("calendar", days=("Date",))
    opened = calendar[(calendar["Term"] == term) & (calendar["Open"] == "true")]
    mondays = opened["Date"] - pd.to_timedelta(opened["Date"].dt.day_of_week, unit="D")
    pairs = opened[["School"]].assign(Monday=mondays).drop_duplicates().sort_values(["School", "Monday"])
    pairs = pairs.assign(number=pairs.groupby("School").cumcount() + 1)
    return weeks.merge(pairs, on=["School", "Monday"])
