"""SEN provision of the sample pupils through time: national levels, and a planted handful of every kind of change."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np

from data_loaders.sample.seats import OPEN, QUIET, Seat, stage
from data_loaders.sample.terms import YEARS, mondays
from data_loaders.sample.trust import ASPEN_HOUSE, ELDER_BROOK, SMALL_PLANS, SMALL_SUPPORT, School

_START = date(YEARS[0], 9, 1)
_SUPPORT_BY_STAGE = {0: 0.55, 1: 0.78, 2: 0.92}
"""Of the school's later share, how much is identified by Reception, Year 1 and Year 2."""
_NEWLY_BY_STAGE = {0: 0.045, 1: 0.034, 2: 0.024}
_NEWLY_LATER, _OFF_REGISTER, _TO_PLAN = 0.0135, 0.05, 0.016

Changes = dict[int, list[tuple[date, str]]]
"""By pupil: the days on which the provision changes and to what; the first entry is where the pupil's record begins."""


def histories(rng: np.random.Generator, *, seats: list[Seat]) -> Changes:
    """Every pupil's provision through time. The first day of each is the pupil's first day on roll in the trust."""
    found = _beginnings(rng, seats=seats)
    for year in YEARS:
        _changes(rng, found=found, seats=seats, year=year)
    _small_primary(rng, found=found, seats=seats)
    for seat in seats:
        if seat.school == ASPEN_HOUSE:
            found[seat.pupil] = [(found[seat.pupil][0][0], "E")]
    return found


def intervals(found: Changes) -> list[tuple[int, date, date, str]]:
    """Histories as half-open intervals: pupil, first day, last day, code."""
    rows = []
    for pupil in sorted(found):
        days = [day for day, _ in found[pupil]]
        rows += [
            (pupil, first, last, code)
            for (first, code), last in zip(found[pupil], [*days[1:], OPEN], strict=True)
        ]  # fmt: skip
    return rows


def _beginnings(rng: np.random.Generator, *, seats: list[Seat]) -> Changes:
    """The first code of each pupil: shares met exactly over each school, cohort by cohort."""
    groups: dict[tuple[School, int], list[Seat]] = defaultdict(list)
    seen: set[int] = set()
    for seat in sorted(seats, key=lambda each: each.first):
        if seat.pupil not in seen:
            seen.add(seat.pupil)
            groups[(seat.school, seat.cohort)].append(seat)
    found: Changes = {}
    carry: dict[tuple[School, str], float] = defaultdict(float)
    for (school, cohort), members in sorted(groups.items(), key=lambda item: (item[0][0].code, item[0][1])):
        codes = _quota(members, school=school, cohort=cohort, carry=carry)
        for index, code in zip(rng.permutation(len(members)), codes, strict=True):
            found[members[index].pupil] = [(members[index].first, code)]
    return found


def _quota(members: list[Seat], *, school: School, cohort: int, carry: dict[tuple[School, str], float]) -> list[str]:
    now = max(stage(cohort, year=YEARS[0]), school.low)
    shares = {"E": school.plans, "K": school.support * _SUPPORT_BY_STAGE.get(now, 1.0)}
    codes: list[str] = []
    for code, share in shares.items():
        due = carry[(school, code)] + share * len(members)
        carry[(school, code)] = due - int(due)
        codes += [code] * int(due)
    return [*codes, *["N"] * len(members)][: len(members)]


def _changes(rng: np.random.Generator, *, found: Changes, seats: list[Seat], year: int) -> None:
    """A year's changes of provision, N→K, K→E and K→N, six in ten of them on 1 September."""
    start = date(year, 9, 1)
    for seat in seats:
        quiet = year == YEARS[-1] and (seat.school.code, seat.cohort) in QUIET
        if quiet or not seat.school.mainstream or seat.status == "S" or not seat.holds(start):
            continue
        code = _next(rng, code=found[seat.pupil][-1][1], now=stage(seat.cohort, year=year))
        weeks = [day for day in mondays(year)[3:] if seat.holds(day)]
        day = start if rng.random() < 0.6 or not weeks else weeks[int(rng.integers(0, len(weeks)))]
        if code and day > found[seat.pupil][0][0] and day > _START:
            found[seat.pupil].append((day, code))


def _next(rng: np.random.Generator, *, code: str, now: int) -> str:
    """The code a pupil changes to in a year, or nothing."""
    draw = rng.random()
    if code == "N":
        return "K" if draw < _NEWLY_BY_STAGE.get(now, _NEWLY_LATER) else ""
    if code == "K":
        return "N" if draw < _OFF_REGISTER else ("E" if draw < _OFF_REGISTER + _TO_PLAN else "")
    return ""


def _small_primary(rng: np.random.Generator, *, found: Changes, seats: list[Seat]) -> None:
    """Elder Brook in 2025/26: 34 on SEN support, 6 with a plan, all year; some of them identified the year before."""
    here = [seat for seat in seats if seat.school == ELDER_BROOK and seat.holds(date(YEARS[-1], 9, 1))]
    codes = ["E"] * SMALL_PLANS + ["K"] * SMALL_SUPPORT + ["N"] * (len(here) - SMALL_PLANS - SMALL_SUPPORT)
    for index, code in zip(rng.permutation(len(here)), codes, strict=True):
        pupil = here[index].pupil
        first = found[pupil][0][0]
        found[pupil] = [(first, code)]
    identified = date(YEARS[1], 11, 18)
    before = [seat.pupil for seat in here if found[seat.pupil][0][1] == "K" and seat.first < identified]
    for pupil in before[:4]:
        found[pupil] = [(found[pupil][0][0], "N"), (identified, "K")]
