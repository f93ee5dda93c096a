"""Register codes: what each counts as, and the days on which it holds. A code is looked up by its date, never alone.

Sources: School Attendance (Pupil Registration) (England) Regulations 2024, regulation 10; *Working together to improve
school attendance*, August 2024; DfE's published counts of sessions by code, in which possible = attendance + absence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

REGULATIONS_2024 = date(2024, 8, 19)
"""The first day of the present codes; H, J and plain Y ended the day before."""
_F_ENDED = date(2014, 4, 21)


class CountsAs(StrEnum):
    """The statistical class of a mark. Possible sessions are the attending and the absent ones."""

    PRESENT = "present"
    ACTIVITY = "approved activity off site"
    AUTHORISED = "authorised absence"
    UNAUTHORISED = "unauthorised absence"
    NOT_POSSIBLE = "not a possible session"
    NO_MARK = "no mark"


ATTENDING = frozenset({CountsAs.PRESENT, CountsAs.ACTIVITY})
POSSIBLE = ATTENDING | {CountsAs.AUTHORISED, CountsAs.UNAUTHORISED}


@dataclass(frozen=True, kw_only=True)
class RegisterCode:
    """One register code between two days: ``first`` is its first day, ``until`` the first day it no longer holds."""

    code: str
    words: str
    counts_as: CountsAs
    late: bool = False
    first: date = date.min
    until: date = date.max

    def holds_on(self, day: date) -> bool:
        """Whether the code was in use on that day."""
        return self.first <= day < self.until


def _code(
    code: str,
    *,
    counts_as: CountsAs,
    words: str,
    late: bool = False,
    first: date = date.min,
    until: date = date.max,
) -> RegisterCode:
    return RegisterCode(code=code, words=words, counts_as=counts_as, late=late, first=first, until=until)


REGISTER_CODES: tuple[RegisterCode, ...] = (
    _code("/", counts_as=CountsAs.PRESENT, words="Present in the morning"),
    _code("\\", counts_as=CountsAs.PRESENT, words="Present in the afternoon"),
    _code("L", counts_as=CountsAs.PRESENT, words="Late, before the register closed", late=True),
    _code("K", counts_as=CountsAs.ACTIVITY, words="Education arranged by the local authority", first=REGULATIONS_2024),
    _code("V", counts_as=CountsAs.ACTIVITY, words="Educational visit or trip"),
    _code("P", counts_as=CountsAs.ACTIVITY, words="Sporting activity"),
    _code("W", counts_as=CountsAs.ACTIVITY, words="Work experience"),
    _code("B", counts_as=CountsAs.ACTIVITY, words="Other approved educational activity off site"),
    _code("J", counts_as=CountsAs.ACTIVITY, words="At an interview (to August 2024)", until=REGULATIONS_2024),
    _code("C", counts_as=CountsAs.AUTHORISED, words="Leave of absence, exceptional circumstances"),
    _code(
        "C1",
        counts_as=CountsAs.AUTHORISED,
        words="Leave for a regulated performance or employment abroad",
        first=REGULATIONS_2024,
    ),
    _code("C2", counts_as=CountsAs.AUTHORISED, words="Part-time timetable", first=REGULATIONS_2024),
    _code("E", counts_as=CountsAs.AUTHORISED, words="Suspended or excluded, no alternative provision made"),
    _code("F", counts_as=CountsAs.AUTHORISED, words="Extended family holiday, agreed (to spring 2014)", until=_F_ENDED),
    _code("H", counts_as=CountsAs.AUTHORISED, words="Holiday, agreed (to August 2024)", until=REGULATIONS_2024),
    _code("I", counts_as=CountsAs.AUTHORISED, words="Illness"),
    _code("J1", counts_as=CountsAs.AUTHORISED, words="Interview for a job or another school", first=REGULATIONS_2024),
    _code("M", counts_as=CountsAs.AUTHORISED, words="Medical or dental appointment"),
    _code("R", counts_as=CountsAs.AUTHORISED, words="Religious observance"),
    _code("S", counts_as=CountsAs.AUTHORISED, words="Study leave"),
    _code("T", counts_as=CountsAs.AUTHORISED, words="Parent travelling for work"),
    _code("G", counts_as=CountsAs.UNAUTHORISED, words="Holiday not granted"),
    _code("N", counts_as=CountsAs.UNAUTHORISED, words="Reason not yet established"),
    _code("O", counts_as=CountsAs.UNAUTHORISED, words="Absent, other or unknown reason"),
    _code("U", counts_as=CountsAs.UNAUTHORISED, words="Arrived after the register closed", late=True),
    _code("D", counts_as=CountsAs.NOT_POSSIBLE, words="Dual registered, at the other school"),
    _code("Q", counts_as=CountsAs.NOT_POSSIBLE, words="No access arrangements made", first=REGULATIONS_2024),
    _code("X", counts_as=CountsAs.NOT_POSSIBLE, words="Not of compulsory school age, not required"),
    _code("Y", counts_as=CountsAs.NOT_POSSIBLE, words="Unable to attend (to August 2024)", until=REGULATIONS_2024),
    _code("Y1", counts_as=CountsAs.NOT_POSSIBLE, words="Normal transport not available", first=REGULATIONS_2024),
    _code("Y2", counts_as=CountsAs.NOT_POSSIBLE, words="Widespread disruption to travel", first=REGULATIONS_2024),
    _code("Y3", counts_as=CountsAs.NOT_POSSIBLE, words="Part of the premises closed", first=REGULATIONS_2024),
    _code("Y4", counts_as=CountsAs.NOT_POSSIBLE, words="Whole site unexpectedly closed", first=REGULATIONS_2024),
    _code("Y5", counts_as=CountsAs.NOT_POSSIBLE, words="In the criminal justice system", first=REGULATIONS_2024),
    _code("Y6", counts_as=CountsAs.NOT_POSSIBLE, words="Public health guidance or law", first=REGULATIONS_2024),
    _code("Y7", counts_as=CountsAs.NOT_POSSIBLE, words="Other unavoidable cause", first=REGULATIONS_2024),
    _code("Z", counts_as=CountsAs.NOT_POSSIBLE, words="Prospective pupil, not on roll yet"),
    _code("#", counts_as=CountsAs.NOT_POSSIBLE, words="Planned closure"),
    _code("-", counts_as=CountsAs.NO_MARK, words="No mark"),
)
"""Every code, with the days on which it holds. A code missing here, or outside its days, is a fault of the file."""


class Sessions(NamedTuple):
    """Sessions counted: ``possible`` = ``attended`` + ``authorised`` + ``unauthorised``; ``late`` = L + U, in them."""

    possible: int = 0
    attended: int = 0
    authorised: int = 0
    unauthorised: int = 0
    late: int = 0


@cache
def _by_code() -> dict[str, tuple[RegisterCode, ...]]:
    return {one.code: tuple(each for each in REGISTER_CODES if each.code == one.code) for one in REGISTER_CODES}


@cache
def change_days() -> tuple[date, ...]:
    """The days on which a code began or ceased to hold, in order: between two of them every code means the same."""
    days = {one.first for one in REGISTER_CODES} | {one.until for one in REGISTER_CODES}
    return tuple(sorted(days - {date.min, date.max}))


@lru_cache(maxsize=10_000)
def code_on(code: str, *, day: date) -> RegisterCode | None:
    """What a code means on a day; None where there is no such code on that day."""
    return next((one for one in _by_code().get(code, ()) if one.holds_on(day)), None)


def sessions_of(marks: Iterable[tuple[str, int]], *, day: date) -> Sessions:
    """Sessions of marks given as (code, how often), by what the codes count as on ``day``.

    A code that does not hold on that day counts as no mark: it is in no sum. The rules report it when it is brought in.
    """
    tally = dict.fromkeys(CountsAs, 0)
    late = 0
    for code, often in marks:
        meaning = code_on(code, day=day)
        if meaning is not None:
            tally[meaning.counts_as] += often
            late += often * meaning.late
    return Sessions(
        possible=sum(tally[each] for each in POSSIBLE),
        attended=sum(tally[each] for each in ATTENDING),
        authorised=tally[CountsAs.AUTHORISED],
        unauthorised=tally[CountsAs.UNAUTHORISED],
        late=late,
    )
