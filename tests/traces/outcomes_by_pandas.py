"""A second route to every figure of wider outcomes: from the files' own lines to the figure, with pandas alone.

It shares no code with the loaders, the facts or the arithmetic, and knows single pupils where the product knows sums.
"""

from __future__ import annotations

from functools import cache, cached_property
from math import sqrt

import numpy as np
import pandas as pd
from scipy import stats

from tests.traces.by_pandas import Figure, Trust, moved_up, schools_year, terms_of, year_of

AS_AT = pd.Timestamp(2026, 3, 20)
BULLYING = ("bullying", "racist", "disability", "discrimination")


class Outcomes(Trust):
    """A folder of canonical files, and who did what in which period."""

    @cached_property
    def ends_of_terms(self) -> pd.DataFrame:
        """Every school's terms by their last open day."""
        return self.term_dates.reset_index().rename(columns={"max": "day"}).sort_values("day")

    def term_on(self, rows: pd.DataFrame, day: str) -> pd.Series:
        """The term of each row's day at its school: the first that ends on that day or later."""
        asked = rows[["School", day]].rename(columns={day: "day"}).reset_index(drop=True)
        asked = asked.assign(row=asked.index).sort_values("day")
        found = pd.merge_asof(asked, self.ends_of_terms, on="day", by="School", direction="forward")
        return pd.Series(found.sort_values("row")["Term"].to_numpy(), index=rows.index)

    @cache  # noqa: B019 - one trust lives as long as the tests
    def roll(self, period: str) -> pd.DataFrame:
        """A row a pupil and school on roll there on a day of the period: year group, statuses, at the census or not."""
        parts = []
        for term in terms_of(period):
            dates = self.term_dates.xs(term, level="Term") if term in self.term_dates.index.levels[1] else None
            if dates is not None:
                here = self.stays.join(dates, on="School", how="inner")
                parts.append(here[(here["From"] <= here["max"]) & (here["To"] > here["min"])])
        stays = pd.concat(parts).sort_values("From").drop_duplicates(["Pupil", "School", "From"])
        begins = stays["min"] if "." in period else pd.Series(pd.Timestamp(year_of(period), 9, 1), index=stays.index)
        census = pd.Timestamp(year_of(period) + 1, 1, 15)
        census += pd.Timedelta(days=(3 - census.weekday()) % 7)
        stays = stays.reset_index(drop=True)
        january = stays["From"].clip(lower=census)  # or the nearest day on roll
        january = january.where(january < stays["To"], stays["To"] - pd.Timedelta(days=1))
        first = pd.concat([stays["From"], begins.reset_index(drop=True)], axis=1).max(axis=1)
        stays = stays.assign(
            start=self.status(stays["Pupil"], first),
            january=self.status(stays["Pupil"], january),
            at_census=(stays["From"] <= census) & (census < stays["To"]),
            year=moved_up(stays["Year group"], years=year_of(period) - schools_year(stays["From"])),
        )
        by = stays.groupby(["Pupil", "School"])
        return by.agg(start=("start", "first"), january=("january", "last"), year=("year", "last"),
                      at_census=("at_census", "any")).reset_index()  # fmt: skip

    def with_census_roll(self, rows: pd.DataFrame, *, period: str) -> pd.DataFrame:
        """The rows of a period, and of their schools whoever was on roll at the January census of its year and not in
        the period, with a count of nought: one census has one roll."""
        roll = self.roll(period[:7])
        roll = roll[roll["at_census"] & roll["School"].isin(rows["School"])]
        both = roll.merge(rows[["Pupil", "School"]], how="left", indicator=True)
        gone = both[both["_merge"] == "left_only"].drop(columns="_merge").assign(count=0.0)
        return pd.concat([rows, gone], ignore_index=True)

    def _counts(self, rows: pd.DataFrame, *, period: str) -> pd.Series:
        return rows[rows["term"].isin(terms_of(period))].groupby(["Pupil", "School"])["count"].sum()

    def counted(self, rows: pd.DataFrame, *, period: str) -> pd.DataFrame:
        """The pupils on roll with the sum of their ``count``, nought for those without rows."""
        counts = self._counts(rows, period=period).rename("count")
        return self.roll(period).join(counts, on=["Pupil", "School"]).fillna({"count": 0.0})

    @cached_property
    def clubs(self) -> pd.DataFrame:
        rows = self._file("activity_session", days=("From",)).merge(self._file("activity"), on=["School", "Club"])
        offered, attended = (rows[f"Sessions {name}"].astype(float) for name in ("offered", "attended"))
        return rows.assign(term=rows["Term"], offered=offered, count=attended)

    @cache  # noqa: B019
    def attended(self, period: str) -> pd.DataFrame:
        """Club sessions of the pupils on roll at the schools that sent registers for the period."""
        sent = self.clubs.loc[self.clubs["term"].isin(terms_of(period)), "School"].unique()
        counted = self.counted(self.clubs, period=period)
        return counted[counted["School"].isin(sent)]

    @cache  # noqa: B019
    def best(self, period: str) -> pd.DataFrame:
        """The pupils with the best share of a half term: every row of the sample is one half term."""
        rows = self.clubs[self.clubs["term"].isin(terms_of(period))]
        halves = rows.groupby(["Pupil", "School", "From"])[["offered", "count"]].sum()
        share = (halves["count"] / halves["offered"]).groupby(["Pupil", "School"]).max().rename("best")
        return self.attended(period).join(share, on=["Pupil", "School"]).fillna({"best": 0.0})

    @cache  # noqa: B019
    def incidents(self, period: str, *, kinds: tuple[str, ...], role: str) -> pd.DataFrame:
        rows = self._file("incident", days=("Date",))
        mine = rows["Kind"].isin(kinds) & (rows["Role"] == role)
        rows = rows.assign(term=self.term_on(rows, "Date"), count=mine.astype(float))
        first = rows.groupby("School")["Date"].min().map(lambda day: day.year - (day.month < 8))
        counted = self.counted(rows, period=period)
        return counted[counted["School"].map(first) <= year_of(period)]

    @cache  # noqa: B019
    def suspended(self, period: str, *, permanent: bool) -> pd.DataFrame:
        rows = self._file("suspension", days=("From",))
        mine = (rows["Kind"] == "PERM") == permanent
        rows = rows.assign(term=self.term_on(rows, "From"), count=mine.astype(float))
        first = rows.groupby("School")["From"].min().map(lambda day: day.year - (day.month < 8))
        counted = self.counted(rows, period=period)
        return counted[counted["School"].map(first) <= year_of(period)]

    @cache  # noqa: B019
    def lengths(self, period: str) -> pd.DataFrame:
        """The pupils suspended, with how often and for how many sessions as each suspension says."""
        rows = self._file("suspension", days=("From",))
        rows = rows[rows["Kind"] != "PERM"].astype({"Sessions": int})
        rows = rows.assign(term=self.term_on(rows, "From"))
        mine = rows[rows["term"].isin(terms_of(period))].groupby(["Pupil", "School"])["Sessions"]
        return self.roll(period).merge(mine.agg(times="size", sessions="sum").reset_index(), on=["Pupil", "School"])

    @cache  # noqa: B019
    def lost(self, period: str) -> pd.DataFrame:
        """Sessions marked E, week by week, at schools with registers for the period."""
        rows = self._file("attendance", days=("From",))
        rows = rows.assign(
            term=self.term_on(rows, "From"), count=rows["Marks"].str.split().map(lambda row: row.count("E"))
        )
        sent = rows.loc[rows["term"].isin(terms_of(period)), "School"].unique()
        counted = self.counted(rows, period=period)
        return counted[counted["School"].isin(sent)]

    @cache  # noqa: B019
    def evenings(self, period: str) -> pd.DataFrame:
        """The pupils invited, with how often somebody came."""
        rows = self._file("parents_evening", days=("Date",))
        rows = rows.assign(
            term=self.term_on(rows, "Date"), count=(rows["Parent or carer came"] == "true").astype(float)
        )
        invited = rows[rows["term"].isin(terms_of(period))].groupby(["Pupil", "School"]).size().rename("invited")
        counted = self.counted(rows, period=period).join(invited, on=["Pupil", "School"])
        return counted[counted["invited"].notna()]


class Ratings(Outcomes):
    """Teachers' questionnaires: who was rated twice in a year, and by how much the score moved."""

    @cache  # noqa: B019
    def rated(self, year: str, outcome: str) -> pd.DataFrame:
        """A row a pupil on roll in the year at a school that rated anybody: ``moved``, NaN without two ratings in
        different terms on one scale."""
        rows = self._file("questionnaire", days=("Date",)).query("`Outcome rated` == @outcome")
        rows = rows.assign(term=self.term_on(rows, "Date")).sort_values("Date")
        rows = rows[rows["term"].isin(terms_of(year))].astype({"Score": float, "Lowest": float, "Highest": float})
        by = rows.groupby(["Pupil", "School"])[["Score", "term", "Lowest", "Highest"]].agg(["first", "last"])
        by.columns = [f"{name}_{end}" for name, end in by.columns]
        pair = by["term_first"] != by["term_last"]
        for end in ("Lowest", "Highest"):
            pair &= by[f"{end}_first"] == by[f"{end}_last"]
        moved = (by["Score_last"] - by["Score_first"]).round(9).where(pair).rename("moved")
        roll = self.roll(year)
        return roll[roll["School"].isin(rows["School"].unique())].join(moved, on=["Pupil", "School"])


class Joined(Outcomes):
    """Who joined a school with SEN, and what its list says of them."""

    @cache  # noqa: B019
    def joined(self, year: str) -> pd.DataFrame:
        """A row a pupil and school whose first stay of the year begins the day after none: ``state``."""
        stays = self.stays.sort_values("From")
        gone = stays.groupby(["Pupil", "School"])["To"].shift()
        begun = stays[(gone.isna() | (gone < stays["From"])) & (stays["From"] <= AS_AT)]
        of_year = begun["From"].map(lambda day: day.year - (day.month < 8)) == year_of(year)
        first = begun[of_year].drop_duplicates(["Pupil", "School"]).reset_index(drop=True)
        rows = self._file("transition_information", days=("Received on",)).query("`Academic year` == @year")
        first = first[first["School"].isin(rows["School"].unique())]
        first = first.assign(start=self.status(first["Pupil"], first["From"]), year=first["Year group"])
        told = first.merge(rows, on=["Pupil", "School"], how="left")
        came, day = told["SEN information received"], told["Received on"]
        states = [came == "false", (came == "true") & (day <= told["From"]), (came == "true") & (day > told["From"])]
        return told.assign(state=np.select(states, ["none", "in_time", "late"], "unknown"))


def rates(one: tuple[pd.Series, int], two: tuple[pd.Series, int]) -> Figure:
    """The difference of two rates per 100: counts of whoever they are of, over so many pupils on roll.

    Each side's interval solves (k − m)² = z² φ m for the expected count m; the two are squared and added. φ is by how
    much all counts together are more spread than chance. Fewer than five events have no interval.
    """
    counts, n = pd.concat([one[0], two[0]]), one[1] + two[1]
    events = counts.sum()
    value = 100 * (one[0].sum() / one[1] - two[0].sum() / two[1])
    if events < 5:
        return Figure(value, np.nan, np.nan, one[1], two[1])
    spread = max(1.0, (counts**2).sum() / events - events / n)
    (k1, l1, u1), (k2, l2, u2) = (_expected(side.sum(), of, spread) for side, of in (one, two))
    low, high = -sqrt((k1 - l1) ** 2 + (u2 - k2) ** 2), sqrt((u1 - k1) ** 2 + (k2 - l2) ** 2)
    return Figure(value, value + low, value + high, one[1], two[1])


def _expected(k: float, n: int, spread: float) -> tuple[float, float, float]:
    z2 = stats.norm.ppf(0.975) ** 2 * spread
    low, high = sorted(np.roots([1, -(2 * k + z2), k * k]).real)
    return 100 * k / n, 100 * max(low, 0.0) / n, 100 * high / n
