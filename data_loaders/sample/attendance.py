"""Registers of the sample: a row a pupil and week, ten marks. Absence comes in spells, at national levels by provision.

Each pupil has a rate of absence for the year, taken at the pupil's rank in the school and provision, so that the share
of persistent absentees follows the planted levels and not the luck of a draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaincinv

from data_loaders.sample.terms import YEARS, mondays, open_days
from data_loaders.sample.trust import BY_CODE, LINDEN, SCHOOLS, SORREL_WAY
from data_loaders.sample.world import Numbers, World

Marks = NDArray[np.int64]
CODES = ("/", "\\", "L", "U", "I", "M", "O", "G", "C", "C2", "E", "V", "D", "#")
_AM, _PM, _LATE, _AFTER, _ILL, _MEDICAL, _OTHER, _HOLIDAY, _LEAVE, _PART_TIME, _OUT, _VISIT, _DUAL, _SHUT = range(14)
_ABSENCE = {
    ("primary", "N"): (0.041, 3.4), ("primary", "K"): (0.069, 4.5), ("primary", "E"): (0.087, 3.5),
    ("secondary", "N"): (0.067, 3.2), ("secondary", "K"): (0.113, 2.8), ("secondary", "E"): (0.128, 2.5),
    ("special", "E"): (0.128, 2.8),
}  # fmt: skip
"""Mean rate of absence, and how alike the pupils are (the sum of a beta's two parameters), by phase and provision."""
PLANS_AT_LINDEN = {2023: (0.055, 4.0), 2024: (0.105, 4.5), 2025: (0.185, 5.0)}
"""The planted rise of absence among Linden's pupils with an EHC plan."""
NOT_SUPPLIED_FROM = date(2026, 1, 5)
"""Sorrel Way has supplied no registers from this Monday on."""
_YEAR_11_LEAVES = (6, 15)
_CODES_CHANGED = date(2024, 8, 19)
"""Before this day an agreed part-time timetable was marked C, since then C2."""


def registers(world: World, *, as_at: date, suspended: dict[date, Marks]) -> pd.DataFrame:
    """The weeks that have ended by the as-at date: pupil, school, Monday, grain and packed marks (see ``texts``)."""
    rng = world.random("attendance")
    spells = np.zeros(len(world.pupils), dtype=np.int64)
    found = []
    for year in YEARS:
        rates = _rates(world, year=year)
        part_time = _part_time(world, rng=rng, year=year)
        weeks = [monday for monday in mondays(year) if monday + timedelta(days=4) <= as_at]
        for number, monday in enumerate(weeks):
            week = _Week(monday, rates * _season(number), spells, part_time & (monday.month >= 9), suspended)
            found.append(_week(world, rng=rng, week=week))
    weeks_kept = pd.concat(found, ignore_index=True)
    return weeks_kept.assign(grain="week")


def _season(number: int) -> float:
    """Absence climbs towards the winter holiday, and again less."""
    return 0.84 + 0.4 * min(number, 15) / 15 - 0.2 * min(max(number - 15, 0), 10) / 10


def _rates(world: World, *, year: int) -> Numbers:
    """Each pupil's rate of absence in a year, by pupil number."""
    seats = world.in_year(year)
    seats = seats.assign(code=world.codes_from(seats), phase=seats["school"].map(lambda code: BY_CODE[code].phase))
    noise = world.random(f"presence {year}").normal(0, 0.5, len(world.pupils))
    latent = (world.pupils["presence"].to_numpy() + noise)[seats["pupil"]]
    groups = pd.Series(latent).groupby([seats["school"], seats["code"]])
    rank = (groups.rank(method="first") - 0.5) / groups.transform("size")
    pairs = [
        PLANS_AT_LINDEN[year] if (school, code) == (LINDEN.code, "E") else _ABSENCE[(phase, code)]
        for school, phase, code in zip(seats["school"], seats["phase"], seats["code"], strict=True)
    ]
    mean, alike = np.array(pairs).T
    rates = np.zeros(len(world.pupils))
    rates[seats["pupil"]] = betaincinv(mean * alike, (1 - mean) * alike, rank.to_numpy())
    return rates


def _part_time(world: World, *, rng: np.random.Generator, year: int) -> NDArray[np.bool_]:
    """A few pupils with a plan are in school in the mornings only for part of the year."""
    plans = world.codes(date(year, 9, 1)) == "E"
    chosen: NDArray[np.bool_] = plans & (rng.random(len(plans)) < 0.02)
    return chosen


def _roll(world: World, *, monday: date) -> pd.DataFrame:
    year = monday.year if monday.month >= 9 else monday.year - 1
    roll = world.on_roll(monday, year=year, main=False)
    if monday >= NOT_SUPPLIED_FROM:
        roll = roll[roll["school"] != SORREL_WAY.code]
    gone = (roll["stage"] == 11) & ((monday.month, monday.day) >= _YEAR_11_LEAVES) & (monday.month < 9)
    return roll[~gone].reset_index(drop=True)


@dataclass(frozen=True)
class _Week:
    """What decides a week's marks, each by pupil number: rates of absence, spells under way, part-time timetables."""

    monday: date
    rates: Numbers
    spells: Marks
    part_time: NDArray[np.bool_]
    suspended: dict[date, Marks]


def _week(world: World, *, rng: np.random.Generator, week: _Week) -> pd.DataFrame:
    roll = _roll(world, monday=week.monday)
    pupils = roll["pupil"].to_numpy()
    rates = np.clip(week.rates[pupils], 0.0, 0.9)
    marks = np.empty((len(roll), 10), dtype=np.int64)
    for weekday in range(5):
        today = week.monday + timedelta(days=weekday)
        day = _day(rng, rates=rates, pupils=pupils, spells=week.spells)
        _visits(day, rng=rng, roll=roll)
        day[week.part_time[pupils] & (day[:, 1] == _PM), 1] = _PART_TIME if today >= _CODES_CHANGED else _LEAVE
        day[np.isin(pupils, week.suspended.get(today, []))] = _OUT
        day[(roll["status"] == ("M" if weekday >= 3 else "S")).to_numpy()] = _DUAL
        day[_shut(roll["school"].to_numpy(), day=today)] = _SHUT
        marks[:, 2 * weekday : 2 * weekday + 2] = day
    return pd.DataFrame({
        "pupil": pupils, "school": roll["school"], "from_date": pd.Timestamp(week.monday), "marks": _packed(marks),
    })  # fmt: skip


def _day(rng: np.random.Generator, *, rates: Numbers, pupils: Marks, spells: Marks) -> Marks:
    """Morning and afternoon marks of a day. ``spells`` keeps each pupil's reason for absence from day to day."""
    draw, again = rng.random((2, len(pupils)))
    goes_on = 0.5 + 0.45 * rates
    begins = rates * (1 - goes_on) / (1 - rates)
    before = spells[pupils]
    away = draw < np.where(before > 0, np.where(before == _HOLIDAY, 0.8, goes_on), begins)
    reason = np.where(away, np.where(before > 0, before, _reasons(rng, rates=rates)), 0)
    spells[pupils] = np.where(reason == _MEDICAL, 0, reason)
    late = np.where(again < 0.018, _LATE, np.where(again < 0.0205, _AFTER, _AM))
    morning = np.where(away & ~((reason == _MEDICAL) & (again < 0.5)), reason, late)
    afternoon = np.where(away & ~((reason == _MEDICAL) & (again >= 0.5)), reason, _PM)
    return np.column_stack([morning, afternoon])


def _reasons(rng: np.random.Generator, *, rates: Numbers) -> Marks:
    """Why a pupil is away: illness first; the more absence, the more of it without a reason accepted."""
    draw = rng.random(len(rates))
    unknown = 0.08 + 0.9 * np.clip(rates, 0, 0.5)
    bounds = np.cumsum(np.column_stack([unknown, *np.full((3, len(rates)), [[0.14], [0.06], [0.04]])]), axis=1)
    which = (draw[:, None] >= bounds).sum(axis=1)
    found: Marks = np.array([_OTHER, _MEDICAL, _HOLIDAY, _LEAVE, _ILL])[which]
    return found


def _visits(day: Marks, *, rng: np.random.Generator, roll: pd.DataFrame) -> None:
    """A whole year group of a school goes out for the day, about three days in a year."""
    groups = roll.groupby(["school", "stage"]).ngroup().to_numpy()
    goes = rng.random(200)[groups] < 0.016
    here = ((day[:, 0] == _AM) | (day[:, 0] == _LATE)) & (day[:, 1] == _PM)
    day[goes & here] = _VISIT


def _shut(schools: NDArray[np.object_], *, day: date) -> NDArray[np.bool_]:
    closed = [school.code for school in SCHOOLS if day not in open_days(school)]
    return np.isin(schools.astype(str), closed)


def _packed(marks: Marks) -> Marks:
    """Ten marks in one number, five bits each; ``texts`` writes them out."""
    packed: Marks = marks @ (32 ** np.arange(10, dtype=np.int64))
    return packed


def texts(packed: Marks) -> NDArray[np.object_]:
    """Numbers of packed marks as text, ``/ \\ / \\ I I / \\ / \\``; each different week is written once."""
    weeks, places = np.unique(packed, return_inverse=True)
    digits = (weeks[:, None] // 32 ** np.arange(10, dtype=np.int64)) % 32
    words = np.array([" ".join(CODES[digit] for digit in week) for week in digits], dtype=object)
    written: NDArray[np.object_] = words[places]
    return written
