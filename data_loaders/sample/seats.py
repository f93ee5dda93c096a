"""Who sits where, when: the simulated rolls of the trust, from before 2023 to July 2026. A seat becomes an enrolment.

Every leaver of a mainstream school is followed by a joiner, and movers change places, so that rolls keep their size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from data_loaders.sample.terms import YEARS, mondays
from data_loaders.sample.trust import (
    ASPEN_HOUSE,
    ELDER_BROOK,
    HAZEL_BANK,
    LINDEN,
    MAINSTREAM,
    SCHOOLS,
    School,
)  # fmt: skip

OPEN = date(2099, 1, 1)
"""The last day of what has no end."""
TURNOVER = 0.028
SWAPS = 11
STAYS_IN_TRUST = 0.72
QUIET = {(ELDER_BROOK.code, cohort) for cohort in range(-2, 7)} | {(HAZEL_BANK.code, 0), (HAZEL_BANK.code, 3)}
"""Schools and cohorts in which nobody comes or goes in 2025/26: their planted sizes hold whatever the as-at date."""


@dataclass
class Seat:
    """A pupil on roll at a school in ``[first, last)``. ``cohort`` is the pupil's year in 2023/24, 0 Reception."""

    pupil: int
    school: School
    cohort: int
    first: date
    last: date
    status: str = "C"

    def holds(self, day: date) -> bool:
        return self.first <= day < self.last


@dataclass
class Rolls:
    """The seats so far, and the generator that fills them."""

    rng: np.random.Generator
    seats: list[Seat] = field(default_factory=list)
    pupils: int = 0

    def admit(self, school: School, *, cohort: int, first: date, last: date) -> Seat:
        """A new pupil takes a seat."""
        self.pupils += 1
        return self.move(self.pupils - 1, school=school, cohort=cohort, first=first, last=last)

    def move(self, pupil: int, *, school: School, cohort: int, first: date, last: date) -> Seat:
        """A pupil the trust knows takes a seat."""
        seat = Seat(pupil, school, cohort, first, last)
        self.seats.append(seat)
        return seat

    def pick(self, seats: list[Seat], *, count: int) -> list[Seat]:
        chosen = self.rng.permutation(len(seats))[:count]
        return [seats[index] for index in chosen]

    def any_day(self, days: Iterable[date]) -> date:
        every = list(days)
        return every[int(self.rng.integers(0, len(every)))]


def fill(rng: np.random.Generator) -> list[Seat]:
    """All seats of the three years, the world that the files are cut from."""
    rolls = Rolls(rng)
    for school in SCHOOLS:
        for cohort in range(school.low, school.high + 1):
            _fill_cohort(rolls, school=school, cohort=cohort)
    for year in YEARS:
        if year > YEARS[0]:
            _intake(rolls, year=year)
        _turnover(rolls, year=year)
        _swap(rolls, year=year)
        _to_special(rolls, year=year)
    _dual(rolls)
    return rolls.seats


def stage(cohort: int, *, year: int) -> int:
    """The year a cohort is in: 0 Reception, 11 Year 11."""
    return cohort + year - YEARS[0]


def _entry(school: School, *, cohort: int) -> date:
    return date(YEARS[0] + school.low - cohort, 9, 1)


def _exit(school: School, *, cohort: int) -> date:
    leaves = YEARS[0] + school.high + 1 - cohort
    return date(leaves, 9, 1) if leaves <= YEARS[-1] else OPEN


def _size(rolls: Rolls, *, school: School) -> int:
    exact = school in (ELDER_BROOK, ASPEN_HOUSE)
    return school.intake - (0 if exact else int(rolls.rng.integers(0, 3)))


def _fill_cohort(rolls: Rolls, *, school: School, cohort: int) -> None:
    """The seats of a cohort that began before the first of the three years, one in ten taken up later than at entry."""
    entry, ends = _entry(school, cohort=cohort), _exit(school, cohort=cohort)
    weeks = max((date(YEARS[0], 7, 1) - entry).days // 7, 0)
    for _ in range(_size(rolls, school=school)):
        late = weeks > 0 and rolls.rng.random() < 0.1
        monday = (
            entry
            - timedelta(days=entry.weekday())
            + timedelta(weeks=int(rolls.rng.integers(1, weeks + 1)) if late else 0)
        )
        first = monday if late and monday.month != 8 else entry
        rolls.admit(school, cohort=cohort, first=first, last=ends)


def _intake(rolls: Rolls, *, year: int) -> None:
    """September: a new Reception, and a Year 7 of our own Year 6 first and others after."""
    for school in SCHOOLS:
        cohort = school.low - (year - YEARS[0])
        size = _size(rolls, school=school)
        own = _own_leavers(rolls, school=school, year=year) if school.phase == "secondary" else []
        for leaver in rolls.pick(own, count=min(size - 12, round(STAYS_IN_TRUST * len(own)))):
            rolls.move(leaver.pupil, school=school, cohort=cohort, first=date(year, 9, 1), last=OPEN)
            size -= 1
        for _ in range(size):
            rolls.admit(school, cohort=cohort, first=date(year, 9, 1), last=OPEN)


def _own_leavers(rolls: Rolls, *, school: School, year: int) -> list[Seat]:
    ends = date(year, 9, 1)
    return [
        seat for seat in rolls.seats
        if seat.last == ends and seat.school.feeds == school.code and stage(seat.cohort, year=year) == 7
    ]  # fmt: skip


def _movable(rolls: Rolls, *, school: School, year: int) -> list[Seat]:
    """Seats held all through the autumn's first weeks and due to last beyond the summer."""
    first, ends = date(year, 9, 10), date(year + 1, 8, 31)
    return [
        seat for seat in rolls.seats
        if seat.school == school and seat.first < first and seat.last > ends and stage(seat.cohort, year=year) < 11
        and not (year == YEARS[-1] and (school.code, seat.cohort) in QUIET)
    ]  # fmt: skip


def _turnover(rolls: Rolls, *, year: int) -> None:
    """Pupils leave the trust in the course of the year; others take their seats some weeks later."""
    weeks = mondays(year)
    for school in MAINSTREAM:
        seats = _movable(rolls, school=school, year=year)
        for seat in rolls.pick(seats, count=round(TURNOVER * len(seats))):
            week = int(rolls.rng.integers(3, len(weeks) - 6))
            ends, seat.last = seat.last, weeks[week]
            back = weeks[week + int(rolls.rng.integers(0, 6))]
            rolls.admit(school, cohort=seat.cohort, first=back, last=ends)


def _swap(rolls: Rolls, *, year: int) -> None:
    """Pairs of pupils of one year group change schools within the trust on one Monday."""
    for phase in ("primary", "secondary"):
        schools = [school for school in MAINSTREAM if school.phase == phase]
        for _ in range(SWAPS):
            one, other = (schools[index] for index in rolls.rng.permutation(len(schools))[:2])
            _change_places(rolls, one=one, other=other, year=year)


def _change_places(rolls: Rolls, *, one: School, other: School, year: int) -> None:
    mine, theirs = (_movable(rolls, school=school, year=year) for school in (one, other))
    if not mine:
        return
    first = rolls.pick(mine, count=1)[0]
    match = [seat for seat in theirs if seat.cohort == first.cohort]
    monday = rolls.any_day(mondays(year)[3:-4])
    for second in rolls.pick(match, count=1):
        for seat, school in ((first, other), (second, one)):
            rolls.move(seat.pupil, school=school, cohort=seat.cohort, first=monday, last=seat.last)
        first.last = second.last = monday


def _to_special(rolls: Rolls, *, year: int) -> None:
    """Two pupils a year move from a mainstream school to the special school."""
    schools = [school for school in MAINSTREAM if school != ELDER_BROOK]
    for index in rolls.rng.permutation(len(schools))[:2]:
        seats = [
            seat for seat in _movable(rolls, school=schools[index], year=year) if stage(seat.cohort, year=year) > 1
        ]
        for seat in rolls.pick(seats, count=1):
            monday = rolls.any_day(mondays(year)[3:-4])
            ends = _exit(ASPEN_HOUSE, cohort=seat.cohort)
            rolls.move(seat.pupil, school=ASPEN_HOUSE, cohort=seat.cohort, first=monday, last=ends)
            seat.last = monday


def _dual(rolls: Rolls) -> None:
    """Four pupils of the special school are also registered at a secondary, from September 2025."""
    start = date(YEARS[-1], 9, 1)
    seats = [seat for seat in rolls.seats if seat.school == ASPEN_HOUSE and seat.holds(start)]
    for seat in rolls.pick([seat for seat in seats if 5 <= seat.cohort <= 7], count=4):
        seat.status = "M"
        second = rolls.move(seat.pupil, school=LINDEN, cohort=seat.cohort, first=start, last=seat.last)
        second.status = "S"


def in_order(seats: Iterable[Seat]) -> list[Seat]:
    """Seats by school, cohort, first day and pupil."""
    return sorted(seats, key=lambda seat: (seat.school.code, seat.cohort, seat.first, seat.pupil))
