"""A second route to every figure of progress: from the files' own lines to the figure, with pandas and nothing else.

It is written from what the figures mean (``store/tables.py``, the definitions) and shares no code with the loaders, the
facts or the arithmetic. It knows single pupils where the product knows sums.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache, cached_property
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

SEND, SUPPORT, PLAN, OTHERS = ("K", "E", "S", "P", "A"), ("K", "P", "A"), ("E", "S"), ("N",)
GROUPS = {"send": SEND, "support": SUPPORT, "plan": PLAN}
YEAR_GROUPS = ("N1", "N2", "R", *map(str, range(1, 15)))
SEASONS = ("autumn", "spring", "summer")
LAST_DAY = pd.Timestamp(2200, 1, 1)
STEPS = ("age_standardised", "gcse_points", "age_related", "reading_age", "nc_levels")
"""The scales whose results are steps of progress."""
ONE, DAY = ["Pupil", "Subject", "Scale"], pd.Timedelta(days=1)


class Figure(NamedTuple):
    """A difference or a mean as the files give it: value and interval (NaN for none), and the pupils on each side."""

    value: float
    low: float
    high: float
    n: int
    n_other: int


def year_of(period: str) -> int:
    """The calendar year in which the period's academic year begins."""
    return int(period[:4])


def place_in_time(term: str) -> int:
    """Terms numbered in order."""
    return 3 * year_of(term) + SEASONS.index(term[8:])


def terms_of(period: str) -> list[str]:
    """The terms a period holds: itself, or the three of the year."""
    return [period] if "." in period else [f"{period}.{season}" for season in SEASONS]


def year_before(period: str) -> str:
    first = year_of(period) - 1
    return f"{first}-{(first + 1) % 100:02d}{period[7:]}"


def term_before(term: str) -> str:
    if term.endswith("autumn"):
        return year_before(term).replace("autumn", "summer")
    return term[:8] + SEASONS[SEASONS.index(term[8:]) - 1]


def schools_year(days: pd.Series) -> pd.Series:
    """The year of the last 1 September on or before each day."""
    return days.dt.year - (days.dt.month < 9)


def moved_up(groups: pd.Series, *, years: pd.Series | int) -> pd.Series:
    """Year groups so many years on; a school that follows none (X) follows none then."""
    at = groups.map({group: place for place, group in enumerate(YEAR_GROUPS)}) + years
    return at.map(dict(enumerate(YEAR_GROUPS))).fillna("X")


class Trust:
    """A folder of canonical files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _file(self, name: str, *, days: Sequence[str] = ()) -> pd.DataFrame:
        whole = pd.read_csv(self.folder / f"{name}.csv", dtype=str, keep_default_na=False)
        for heading in days:
            whole[heading] = pd.to_datetime(whole[heading].replace("", None), format="%Y-%m-%d")
        return whole

    @cached_property
    def schools(self) -> list[str]:
        return list(self._file("school")["School"])

    @cached_property
    def phases(self) -> pd.Series:
        """The phase of each school."""
        return self._file("school").set_index("School")["Phase"]

    @cached_property
    def stays(self) -> pd.DataFrame:
        """Main registrations; a stay without an end ends on a day far ahead."""
        stays = self._file("enrolment", days=("From", "To"))
        stays = stays[stays["Enrolment status"].isin(["C", "M"])].assign(To=lambda rows: rows["To"].fillna(LAST_DAY))
        return stays.assign(joined=stays.groupby(["Pupil", "School"])["From"].transform("min"))

    @cached_property
    def statuses(self) -> pd.DataFrame:
        return self._file("sen_status", days=("From", "To")).assign(To=lambda rows: rows["To"].fillna(LAST_DAY))

    @cached_property
    def results(self) -> pd.DataFrame:
        """Results in order of term and day; of one day a test comes last, so that the last is the one that counts.

        Those of national tests and examinations are no steps of progress. A band's value is its place, 1 for the
        lowest."""
        results = self._file("assessment", days=("Date",))
        results = results[results["Scale"].isin(STEPS)]
        places = results["Raw mark"].where(results["Scale"] == "age_related").map(self.bands)
        results = results.assign(Value=pd.to_numeric(results["Value"].replace("", None)).fillna(places))
        results = results.assign(at=results["Term"].map(place_in_time), test=results["Kind"] == "test")
        return results.sort_values(["at", "Date", "test"], na_position="first")

    @cached_property
    def bands(self) -> dict[str, int]:
        """The place of each band of a teacher's assessment by the letters that are written, the lowest first."""
        said = self._file("scale").set_index("Scale").loc["age_related", "Bands"]
        return {part.split("=")[1]: place for place, part in enumerate(said.split("; "), start=1)}

    @cached_property
    def expectations(self) -> pd.Series:
        scales = self._file("scale").set_index("Scale")
        return pd.to_numeric(scales["Expected gain a year"].replace("", None))

    @cached_property
    def term_dates(self) -> pd.DataFrame:
        """By school and term: its first and last open day."""
        calendar = self._file("calendar", days=("Date",))
        return calendar[calendar["Open"] == "true"].groupby(["School", "Term"])["Date"].agg(["min", "max"])

    def ends(self, period: str) -> pd.Series:
        """The last open day of the period by school (of a year, of its summer); none before the calendars begin."""
        last = pd.MultiIndex.from_product([self.schools, [terms_of(period)[-1]]])
        return pd.Series(self.term_dates["max"].reindex(last).to_numpy(), index=self.schools)

    @cache  # noqa: B019 - one trust lives as long as the tests
    def on_roll(self, period: str) -> pd.DataFrame:
        """Where each pupil is at the end of the period: School, year (group then), joined. Of two, the later joined."""
        ends = self.stays["School"].map(self.ends(period))
        here = self.stays[(self.stays["From"] <= ends) & (ends < self.stays["To"])].sort_values("From")
        here = here.drop_duplicates("Pupil", keep="last")
        moved = year_of(period) - schools_year(here["From"])
        here = here.assign(year=moved_up(here["Year group"], years=moved))
        return here.set_index("Pupil")[["School", "year", "joined"]]

    def status(self, pupils: pd.Series, days: pd.Series) -> pd.Series:
        """SEN provision of each pupil on a day of their own; "" where unknown. Indexed as the days are."""
        asked = pd.DataFrame({"Pupil": pupils.to_numpy(), "day": days.to_numpy(), "row": range(len(pupils))})
        found = asked.merge(self.statuses, on="Pupil")
        found = found[(found["From"] <= found["day"]) & (found["day"] < found["To"])].sort_values("From")
        codes = found.drop_duplicates("row", keep="last").set_index("row")["SEN provision"]
        return pd.Series(codes.reindex(asked["row"]).fillna("").to_numpy(), index=days.index)

    def first_day_on_roll(self, pupils: pd.Series, days: pd.Series) -> pd.Series:
        """The day itself for a pupil on roll anywhere in the trust then, else the next day on which the pupil is."""
        asked = pd.DataFrame({"Pupil": pupils.to_numpy(), "day": days.to_numpy(), "row": range(len(pupils))})
        found = asked.merge(self.stays[["Pupil", "From", "To"]], on="Pupil")
        found = found[found["To"] > found["day"]]
        first = found[["From", "day"]].max(axis=1).groupby(found["row"]).min()
        return pd.Series(first.reindex(asked["row"]).fillna(LAST_DAY).to_numpy(), index=days.index)

    def status_of_year(self, pupils: pd.Index, period: str) -> pd.Series:
        """SEN provision on 1 September of the period's academic year, or on the first day on roll after it."""
        days = pd.Series(pd.Timestamp(year_of(period), 9, 1), index=pupils)
        whose = pd.Series(pupils, index=pupils)
        return self.status(whose, self.first_day_on_roll(whose, days))

    @cache  # noqa: B019
    def taken_at(self) -> pd.DataFrame:
        """Each result with the school and year group of the main registration on its day."""
        taken = self.results.merge(self.stays, on="Pupil", suffixes=("", " of stay"))
        taken = taken[(taken["From"] <= taken["Date"]) & (taken["Date"] < taken["To"])]
        up = taken["Term"].map(year_of) - schools_year(taken["From"])
        return taken.assign(year=moved_up(taken["Year group"], years=up))[[*ONE, "School", "year", "Term", "at"]]

    def windows(self, period: str, *, subject: str, scale: str) -> pd.DataFrame:
        """By pupil with a result in the period: first and last value and the terms they are of; NaN without a first."""
        mine = self.results[(self.results["Subject"] == subject) & (self.results["Scale"] == scale)]
        in_year = mine[mine["Term"].str.startswith(period[:7])]
        lasts = mine[mine["Term"].isin(terms_of(period))].groupby("Pupil").tail(1).set_index("Pupil")
        if period.endswith("autumn"):
            firsts = mine[mine["Term"].str.startswith(year_before(period)[:7])].groupby("Pupil").tail(1)
        else:
            firsts = in_year.groupby("Pupil").head(1)
        firsts = firsts.set_index("Pupil").reindex(lasts.index)
        pair = firsts["at"].notna() & ((firsts["at"] != lasts["at"]) | (firsts["Date"] != lasts["Date"]))
        firsts = firsts.where(pair)
        return pd.DataFrame(
            {
                "first": firsts["Value"], "first_term": firsts["Term"], "last": lasts["Value"],
                "last_term": lasts["Term"], "terms": lasts["at"] - firsts["at"],
            }
        )  # fmt: skip

    @cache  # noqa: B019
    def counted(self, period: str, *, subject: str, scale: str) -> pd.DataFrame:
        """The eligible pupils of a subject and scale, by pupil: where, window, gain, state, statuses."""
        roll, windows = self.on_roll(period), self.windows(period, subject=subject, scale=scale)
        taken = self.taken_at()
        taken = taken[(taken["Subject"] == subject) & (taken["Scale"] == scale)]
        taken = taken[taken["Term"].str.startswith(period[:7])]
        groups = pd.MultiIndex.from_frame(taken[["School", "year"]].drop_duplicates())
        there = pd.MultiIndex.from_frame(roll[["School", "year"]]).isin(groups)
        there &= roll["School"].isin(taken.loc[taken["Term"].isin(terms_of(period)), "School"])
        pupils = roll[there | roll.index.isin(windows.index)].join(windows)
        pupils = pupils.assign(gain=pupils["last"] - pupils["first"])
        pupils = pupils.assign(state=self._states(pupils, period=period, subject=subject, scale=scale))
        whose = pd.Series(pupils.index, index=pupils.index)
        return pupils.assign(
            sen_year=self.status_of_year(pupils.index, period),
            sen_start=self.status(whose, self._starts(pupils, period=period)),
            met=pupils["gain"] >= self.expectations[scale] * pupils["terms"] / 3 - 1e-9,
        )

    def _starts(self, pupils: pd.DataFrame, *, period: str) -> pd.Series:
        """The day on which the status is frozen: the first day of the term of the first result, or on roll."""
        whose, dates = pd.Series(pupils.index, index=pupils.index), self.term_dates["min"]
        first_days = dates.reindex(pd.MultiIndex.from_frame(pupils[["School", "first_term"]]))
        days = pd.Series(first_days.to_numpy(), index=pupils.index).fillna(pd.Timestamp(year_of(period), 9, 1))
        return self.first_day_on_roll(whose, days)

    def _states(self, pupils: pd.DataFrame, *, period: str, subject: str, scale: str) -> pd.Series:
        begins = term_before(period) if period.endswith("autumn") else f"{period[:7]}.autumn"
        joined_late = pupils["joined"] > pupils["School"].map(self.ends(begins))
        mine = self.results[self.results["Subject"] == subject]
        in_year = mine[(mine["Scale"] == scale) & mine["Term"].str.startswith(period[:7])]
        any_scale = mine[mine["Term"].isin(terms_of(period))]
        elsewhere = pupils.index.isin(any_scale["Pupil"]) & ~pupils.index.isin(in_year["Pupil"])
        states = pd.Series("no_result", index=pupils.index).mask(elsewhere, "other_scale")
        states = states.mask(pupils["last"].notna(), "no_first")
        states = states.mask(pupils["last"].notna() & joined_late, "joined_after")
        return states.mask(pupils["first"].notna(), "matched")

    def standing_in(self, term: str, *, subject: str, scale: str) -> pd.DataFrame:
        """The pupils with a result in the term who are on roll at its end: School, year, last, sen_year."""
        pupils = self.counted(term, subject=subject, scale=scale)
        return pupils.loc[pupils["last"].notna(), ["School", "year", "last", "sen_year"]]

    def latest_term(self, period: str, *, subject: str, scale: str) -> str:
        """The last term of the period with results in the subject and scale."""
        held = self.results[(self.results["Subject"] == subject) & (self.results["Scale"] == scale)]
        return max((term for term in terms_of(period) if term in set(held["Term"])), key=place_in_time)

    @cache  # noqa: B019
    def standings(self, period: str, *, subject: str, smallest: int = 30) -> pd.DataFrame:
        """Matched pupils, each once: z at the last result minus z at the first, NaN where a cohort is too small.

        Where a school's year group is matched on two scales, the one on which more are, else the later by name.
        """
        scales = sorted(self.results.loc[self.results["Subject"] == subject, "Scale"].unique())
        found = {
            scale: self.counted(period, subject=subject, scale=scale).query("state == 'matched'") for scale in scales
        }
        both = pd.concat([rows.assign(scale=scale) for scale, rows in found.items()])
        sizes = both.groupby(["School", "year", "scale"]).size().reset_index(name="n").sort_values(["n", "scale"])
        chosen = sizes.drop_duplicates(["School", "year"], keep="last").set_index(["School", "year"])["scale"]
        wanted = chosen.reindex(pd.MultiIndex.from_frame(both[["School", "year"]])).to_numpy()
        both = both[both["scale"] == wanted]
        asked = {"subject": subject, "period": period, "smallest": smallest}
        return both.assign(change=self._z(both, end="last", **asked) - self._z(both, end="first", **asked))

    def _z(self, rows: pd.DataFrame, *, end: str, subject: str, period: str, smallest: int) -> np.ndarray:
        """Each pupil's distance from the mean of the trust's cohort, in its standard deviations."""
        found = pd.Series(np.nan, index=range(len(rows)))
        for (scale, term), places in rows.reset_index().groupby(["scale", f"{end}_term"]).groups.items():
            cohort = (
                self.standing_in(term, subject=subject, scale=scale)
                .groupby("year")["last"]
                .agg(["size", "mean", "std"])
            )
            cohort = cohort[cohort["size"] >= smallest]
            back = year_of(period) - year_of(term)
            about = cohort.reindex(moved_up(rows["year"].iloc[places], years=-back))
            found[places] = (rows[end].iloc[places].to_numpy() - about["mean"].to_numpy()) / about["std"].to_numpy()
        return found.to_numpy()

    def of_both(self, period: str, *, before: str, subject: str, scale: str) -> pd.DataFrame:
        """The pupils with a result in both periods, where they are now, with their status in the earlier year."""
        now, then = (self.counted(each, subject=subject, scale=scale) for each in (period, before))
        both = now[["School", "year", "last"]].join(
            then[["last", "sen_year"]].rename(columns={"last": "then"}), how="inner"
        )
        return both.dropna(subset=["last", "then"])

    def overlap(
        self, period: str, *, before: str, subject: str, scale: str, school: str = "", codes: Collection[str] = SEND
    ) -> dict[str, int]:
        """This period's pupils of the group with a result and the earlier one's: how many are in both, and where the
        rest are.

        Here are the pupils on roll at the end of the other period, in the school where one is given.
        """
        group, rolls = {}, {}
        for when in (period, before):
            counted, roll = self.counted(when, subject=subject, scale=scale), self.on_roll(when)
            mine = counted[counted["sen_year"].isin(codes) & counted["last"].notna()]
            rolls[when] = roll[roll["School"] == school].index if school else roll.index
            group[when] = mine[mine["School"] == school].index if school else mine.index
        now, then = group[period], group[before]
        new, gone = now.difference(then), then.difference(now)
        new_here, gone_here = new.intersection(rolls[before]), gone.intersection(rolls[period])
        had = self.status_of_year(new_here, before).isin(codes).sum()
        have = self.status_of_year(gone_here, period).isin(codes).sum()
        return {
            "now": len(now), "before": len(then), "same": len(now.intersection(then)),
            "came_off": len(gone_here) - have, "no_result": have, "left": len(gone) - len(gone_here),
            "identified": len(new_here) - had, "no_result_then": had, "joined": len(new) - len(new_here),
        }  # fmt: skip


def welch(one: pd.Series, two: pd.Series) -> Figure:
    """m1 − m2, se = √(s1²/n1 + s2²/n2), Welch's degrees of freedom, Student's t. NaN ends where there is no spread."""
    value, sizes = one.mean() - two.mean(), (len(one), len(two))
    if min(sizes) < 2:
        return Figure(value, np.nan, np.nan, *sizes)
    parts = one.var(ddof=1) / len(one), two.var(ddof=1) / len(two)
    if sum(parts) == 0:
        return Figure(value, np.nan, np.nan, *sizes)
    df = sum(parts) ** 2 / (parts[0] ** 2 / (len(one) - 1) + parts[1] ** 2 / (len(two) - 1))
    half = stats.t.ppf(0.975, df) * sqrt(sum(parts))
    return Figure(value, value - half, value + half, *sizes)


def hedges(one: pd.Series, two: pd.Series) -> Figure:
    """g = J(m1 − m2)/s, s pooled, J = 1 − 3/(4·df − 1); its variance is J²·se²/s² + g²/(2·df), Welch's se and t."""
    apart, df, sizes = welch(one, two), len(one) + len(two) - 2, (len(one), len(two))
    pooled = sqrt(((one - one.mean()).pow(2).sum() + (two - two.mean()).pow(2).sum()) / df)
    g = (1 - 3 / (4 * df - 1)) * apart.value / pooled
    parts = one.var(ddof=1) / len(one), two.var(ddof=1) / len(two)
    t = stats.t.ppf(0.975, sum(parts) ** 2 / (parts[0] ** 2 / (sizes[0] - 1) + parts[1] ** 2 / (sizes[1] - 1)))
    half = t * sqrt(sum(parts) * (1 - 3 / (4 * df - 1)) ** 2 / pooled**2 + g**2 / (2 * df))
    return Figure(g, g - half, g + half, *sizes)


def mean(one: pd.Series, *, n_other: int) -> Figure:
    """The mean with Student's interval."""
    if len(one) < 2 or one.std(ddof=1) == 0:
        return Figure(one.mean(), np.nan, np.nan, len(one), n_other)
    half = stats.t.ppf(0.975, len(one) - 1) * one.std(ddof=1) / sqrt(len(one))
    return Figure(one.mean(), one.mean() - half, one.mean() + half, len(one), n_other)


def wilson(k: int, n: int) -> tuple[float, float, float]:
    z = stats.norm.ppf(0.975)
    p = k / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return p, centre - half, centre + half


def newcombe(one: pd.Series, two: pd.Series) -> Figure:
    """The difference of two shares in percentage points, from their Wilson limits by squaring and adding."""
    p1, l1, u1 = wilson(int(one.sum()), len(one))
    p2, l2, u2 = wilson(int(two.sum()), len(two))
    d = p1 - p2
    low, high = d - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), d + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return Figure(100 * d, 100 * low, 100 * high, len(one), len(two))


def disjoint(now: tuple[pd.Series, pd.Series], before: tuple[pd.Series, pd.Series]) -> Figure:
    """The distance now minus the distance before, of different pupils: se² added, normal distribution."""
    change = (now[0].mean() - now[1].mean()) - (before[0].mean() - before[1].mean())
    four = (*now, *before)
    sizes = len(now[0]), len(now[1])
    if min(map(len, four)) < 2:
        return Figure(change, np.nan, np.nan, *sizes)
    half = stats.norm.ppf(0.975) * sqrt(sum(side.var(ddof=1) / len(side) for side in four))
    return Figure(change, change - half, change + half, *sizes)
