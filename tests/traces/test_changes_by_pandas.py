"""Every change of a rate on the whole sample trust, twice: as the product does, and with pandas from the files, pupil
by pupil. Trust and schools; groups; the term before, a year before and two; value, interval and n."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dashboard.metrics.answer import Row
from dashboard.reporting import questions
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from tests.traces.attendance_by_pandas import Registers
from tests.traces.by_pandas import GROUPS, OTHERS, term_before, year_before
from tests.traces.conversations_by_pandas import Conversations
from tests.traces.outcomes_by_pandas import Outcomes
from tests.traces.test_second_route import CLOSE

KEY = ["Pupil", "School"]
PERIOD = "2025-26.spring"
BEFORE = {"term": term_before(PERIOD), "year": year_before(PERIOD), "two_years": year_before(year_before(PERIOD))}
PLACES = ("", "100001", "100003", "100005", "100009", "100010", "100012")
Frames = Callable[[str], pd.DataFrame]
"""The pupils of a period by pupil and school: their part, their whole, and their status in it."""


@pytest.fixture(scope="module")
def folder(sample_home: Path) -> Path:
    return sample_home / "sample-files"


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> Outcomes:
    return Outcomes(folder)


@pytest.fixture(scope="module")
def sessions(folder: Path) -> Frames:
    registers = Registers(folder)

    def of(period: str) -> pd.DataFrame:
        rows = registers.enrolments(period).groupby(KEY)
        return rows.agg(part=("absent", "sum"), whole=("possible", "sum"), status=("sen", "max"))

    return cache(of)


@pytest.fixture(scope="module")
def absentees(sessions: Frames) -> Frames:
    def of(period: str) -> pd.DataFrame:
        rows = sessions(period).query("whole >= 20")
        return rows.assign(part=(10 * rows["part"] >= rows["whole"]).astype(int), whole=1)

    return cache(of)


@pytest.fixture(scope="module")
def clubs(outcomes: Outcomes) -> Frames:
    def of(period: str) -> pd.DataFrame:
        rows = outcomes.attended(period).set_index(KEY)
        return pd.DataFrame({"part": (rows["count"] > 0).astype(int), "whole": 1, "status": rows["start"].fillna("")})

    return cache(of)


@pytest.fixture(scope="module")
def talks(outcomes: Outcomes) -> Frames:
    known = Conversations(outcomes)

    def of(period: str) -> pd.DataFrame:
        rows = known.in_term(period).query("inside").set_index(KEY)
        held = known.talks[known.talks["Term"] == period].groupby(KEY)["counted"].any().reindex(rows.index)
        part = held.fillna(False).astype(int)
        return pd.DataFrame({"part": part, "whole": 1, "status": rows["status"].fillna("")})

    return cache(of)


def wherever(rows: pd.DataFrame) -> pd.DataFrame:
    """The pupils of a period, each once wherever they were: sessions are added up, 1 of 1 stays 1 of 1."""
    one_of_one = bool(rows["whole"].max() == 1)
    add = "max" if one_of_one else "sum"
    by = rows.reset_index().groupby("Pupil").agg(part=("part", add), whole=("whole", add), status=("status", "max"))
    return by.assign(School="").set_index("School", append=True)


def twice(frames: Frames, *, since: str, school: str, moved: bool = False) -> pd.DataFrame:
    """The pupils of both periods side by side; whoever is in one only has nought of nought in the other. ``moved``: a
    pupil is the same wherever in the trust."""
    now, then = frames(PERIOD), frames(BEFORE[since])
    now, then = (wherever(now), wherever(then)) if moved else (now, then)
    both = now.add_suffix("1").join(then.add_suffix("0"), how="outer").reset_index()
    both = both[both["School"] == school] if school else both
    statuses = {"status1": both["status1"].fillna("-"), "status0": both["status0"].fillna("-")}
    return both.fillna(dict.fromkeys(("part1", "whole1", "part0", "whole0"), 0)).assign(**statuses)


def pull(rows: pd.DataFrame, *, suffix: str, codes: tuple[str, ...]) -> tuple[float, pd.Series]:
    """A side's rate, and how each pupil pulls on it."""
    inside = rows[f"status{suffix}"].isin(codes)
    part, whole = rows[f"part{suffix}"].where(inside, 0), rows[f"whole{suffix}"].where(inside, 0)
    if not whole.sum():
        return np.nan, part
    rate = part.sum() / whole.sum()
    return rate, (part - rate * whole) / whole.sum()


def change(rows: pd.DataFrame, *, group: str) -> tuple[float, float, int]:
    """The same pupils' change, the half-width of its interval, and how many they are."""
    same = rows[rows["status0"].isin(GROUPS[group]) & (rows["status1"] != "-")].copy()
    same["status1"] = same["status0"]
    (now, late), (then, early) = (pull(same, suffix=each, codes=GROUPS[group]) for each in "10")
    n = len(same)
    if n < 2:
        return now - then, np.nan, n
    se = sqrt(((late - early) ** 2).sum() * n / (n - 1))
    return now - then, stats.t.ppf(0.975, n - 1) * se, n


def gap_change(rows: pd.DataFrame, *, group: str) -> tuple[float, float, int]:
    """The change of the difference, the half-width of its interval, and the group's pupils now."""
    sides = [(codes, suffix) for suffix in "10" for codes in (GROUPS[group], OTHERS)]
    (g1, u1), (o1, v1), (g0, u0), (o0, v0) = (pull(rows, suffix=suffix, codes=codes) for codes, suffix in sides)
    pulls = u1 - v1 - u0 + v0
    ever = rows["status1"].isin(GROUPS[group]) | rows["status0"].isin(GROUPS[group])
    counted = rows["status1"].isin((*GROUPS[group], *OTHERS)) | rows["status0"].isin((*GROUPS[group], *OTHERS))
    parts = [pulls[counted & where] for where in (ever, ~ever)]
    spread = [(each**2).sum() * len(each) / (len(each) - 1) if len(each) > 1 else 0.0 for each in parts]
    df = sum(spread) ** 2 / sum(v**2 / (len(p) - 1) for v, p in zip(spread, parts, strict=True) if len(p) > 1)
    half = stats.t.ppf(0.975, df) * sqrt(sum(spread))
    return (g1 - o1) - (g0 - o0), half, int(rows["status1"].isin(GROUPS[group]).sum())


def asked(ask: Ask, *, metric: str, school: str, group: str, since: str) -> Row:
    place = f"school:{school}" if school else "trust"
    strands = {"club": "wider_outcomes", "conversations": "conversations"}
    strand = strands.get(metric.partition("_")[0], "attendance")
    selection = Selection(place=place, period=PERIOD, group=group, compare=since)
    return questions.value(view_of(ask, selection=selection, strand=strand), metric=metric).rows[0]


def compare(ask: Ask, *, metric: str, frames: Frames, work: Callable[..., tuple[float, float, int]]) -> None:
    """Fails where the two routes differ anywhere, and where hardly anything was compared."""
    told = 0
    for since in BEFORE:
        for school in PLACES:
            rows = twice(frames, since=since, school=school, moved=work is change and not school)
            for group in GROUPS:
                row = asked(ask, metric=metric, school=school, group=group, since=since)
                where = (metric, since, school, group, row)
                if row.value is None:
                    inside = [rows[f"status{suffix}"].isin(GROUPS[group]).sum() for suffix in "10"]
                    assert min(inside) == 0 or "100012" in school or "100005" in school, where
                    continue
                value, half, n = work(rows, group=group)
                assert row.value == pytest.approx(100 * value, abs=CLOSE * 100), where
                assert row.n == n, where
                if row.low is None:
                    assert not half > 1e-9, where
                    continue
                assert (row.low, row.high) == pytest.approx((100 * (value - half), 100 * (value + half)), abs=1e-6), (
                    where
                )
                told += 1
    assert told > 20, (metric, told)


def test_absence_change_same_pupils(ask: Ask, sessions: Frames) -> None:
    compare(ask, metric="absence_change_same_pupils", frames=sessions, work=change)


def test_absence_gap_change(ask: Ask, sessions: Frames) -> None:
    compare(ask, metric="absence_gap_change", frames=sessions, work=gap_change)


def test_persistent_absence_gap_change(ask: Ask, absentees: Frames) -> None:
    compare(ask, metric="persistent_absence_gap_change", frames=absentees, work=gap_change)


def test_club_change_same_pupils(ask: Ask, clubs: Frames) -> None:
    compare(ask, metric="club_change_same_pupils", frames=clubs, work=change)


def test_club_gap_change(ask: Ask, clubs: Frames) -> None:
    compare(ask, metric="club_gap_change", frames=clubs, work=gap_change)


def test_conversations_change_same_pupils(ask: Ask, talks: Frames) -> None:
    compare(ask, metric="conversations_change_same_pupils", frames=talks, work=change)
