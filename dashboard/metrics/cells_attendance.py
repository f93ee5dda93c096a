"""What attendance is counted from: sums of sessions over enrolments, and how many enrolments missed how many.

Unknown SEN provision is ``""``; so is no need. A sum is None where the registers of any enrolment of the cell do not
say it: never nought for a hole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple

from dashboard.metrics.cells import codes_of
from dashboard.metrics.uncertainty import RatioSums

EVERYONE = "all"
"""In the place of a group: every pupil whose cell is handed over, whatever the provision."""


class AbsenceCell(NamedTuple):
    """Enrolments of one school, year group, SEN provision and primary need in one period, with at least one possible
    session: ``n``, their sums of sessions, of squares and of products. ``without`` have none known. ``arrived`` counts
    the sessions at which somebody came, on time or late."""

    school: str
    year_group: str
    sen: str
    need: str
    n: int
    without: int
    possible: int
    possible_squared: int
    absent: int
    absent_squared: int
    absent_possible: int
    authorised: int | None
    authorised_squared: int | None
    authorised_possible: int | None
    unauthorised: int | None
    unauthorised_squared: int | None
    unauthorised_possible: int | None
    late: int | None
    late_squared: int | None
    late_possible: int | None
    arrived: int | None
    arrived_squared: int | None
    late_arrived: int | None


class ReasonCell(NamedTuple):
    """Sessions of one register code of absence of one school and SEN provision in one period."""

    school: str
    sen: str
    code: str
    sessions: int
    sessions_squared: int
    sessions_possible: int


class SpreadCell(NamedTuple):
    """How many enrolments of one school, year group, provision and need missed ``absent`` of ``possible`` sessions."""

    school: str
    year_group: str
    sen: str
    need: str
    possible: int
    absent: int
    n: int


class AbsenteeCell(NamedTuple):
    """Enrolments of one school, year group, provision and need counted against the thresholds: ``n`` with enough
    possible sessions, how many of them missed at least a tenth, at least a half, and how many lie in each band;
    ``short`` have too few sessions to be counted."""

    school: str
    year_group: str
    sen: str
    need: str
    n: int
    short: int
    persistent: int
    severe: int
    bands: tuple[int, ...]


class WeekCell(NamedTuple):
    """Enrolments of one school and SEN provision in one week: ``number`` in its ``term``, ``half`` of it (None where
    the calendar does not say), the most sessions that were open, and their sums."""

    school: str
    sen: str
    term: str
    number: int
    half: int | None
    open_sessions: int
    n: int
    possible: int
    possible_squared: int
    absent: int
    absent_squared: int
    absent_possible: int


NOTHING = RatioSums(n=0, part=0, whole=0, part_squared=0, product=0, whole_squared=0)
PARTS = ("absent", "authorised", "unauthorised", "late")
"""What is counted against the possible sessions."""
_KEYS = ("school", "year_group", "sen", "need")


def rolled(cells: Iterable[AbsenceCell], *names: str) -> list[AbsenceCell]:
    """The cells added up over every key but the ``names``; the others are empty."""
    found: dict[tuple[str, ...], list[AbsenceCell]] = {}
    for cell in cells:
        found.setdefault(tuple(getattr(cell, name) if name in names else "" for name in _KEYS), []).append(cell)
    return [AbsenceCell._make((*key, *_added([cell[4:] for cell in held]))) for key, held in found.items()]


def rolled_absentees(cells: Iterable[AbsenteeCell], *names: str) -> list[AbsenteeCell]:
    """The same of absentees."""
    found: dict[tuple[str, ...], list[AbsenteeCell]] = {}
    for cell in cells:
        found.setdefault(tuple(getattr(cell, name) if name in names else "" for name in _KEYS), []).append(cell)
    return [
        AbsenteeCell._make((*key, *_added([cell[4:8] for cell in held]), _added([cell.bands for cell in held])))
        for key, held in found.items()
    ]


def _added(rows: Sequence[Sequence[int | None]]) -> tuple[int | None, ...]:
    """Column by column; None where any row has none."""
    return tuple(None if None in column else sum(column) for column in zip(*rows, strict=True))


def of_group(cells: Iterable[AbsenceCell], *, group: str) -> list[AbsenceCell]:
    """The cells of a group of the vocabulary, of ``others``, or of everyone. Raises ``KeyError`` for another word."""
    return [cell for cell in cells if group == EVERYONE or cell.sen in codes_of(group)]


def absentees_of_group(cells: Iterable[AbsenteeCell], *, group: str) -> list[AbsenteeCell]:
    """The absentees of a group."""
    return [cell for cell in cells if group == EVERYONE or cell.sen in codes_of(group)]


def rate_sums(cells: Sequence[AbsenceCell], *, part: str = "absent") -> RatioSums | None:
    """The sums of one part of the possible sessions; None where the registers do not say it."""
    sums = [_added([(getattr(cell, part), getattr(cell, f"{part}_squared"), getattr(cell, f"{part}_possible"))])
            for cell in cells]  # fmt: skip
    total = _added(sums) if sums else (0, 0, 0)
    if None in total:
        return None
    one, squared, product = (each or 0 for each in total)
    return RatioSums(
        n=sum(cell.n for cell in cells), part=one, whole=sum(cell.possible for cell in cells),
        part_squared=squared, product=product, whole_squared=sum(cell.possible_squared for cell in cells),
    )  # fmt: skip


def arrival_sums(cells: Sequence[AbsenceCell]) -> RatioSums | None:
    """Arrivals on time of all arrivals; None where the registers do not say who was late, or who came."""
    named = ("late", "late_squared", "arrived", "arrived_squared", "late_arrived")
    total = _added([tuple(getattr(cell, name) for name in named) for cell in cells]) if cells else (0,) * 5
    if None in total:
        return None
    late, late_squared, came, came_squared, product = (each or 0 for each in total)
    return RatioSums(
        n=sum(cell.n for cell in cells), part=came - late, whole=came,
        part_squared=came_squared - 2 * product + late_squared, product=came_squared - product,
        whole_squared=came_squared,
    )  # fmt: skip


def reason_sums(reasons: Iterable[ReasonCell], *, cells: Sequence[AbsenceCell], code: str, group: str) -> RatioSums:
    """The sessions of one code, against the possible sessions of every enrolment of the group."""
    mine = [cell for cell in reasons if cell.code == code and (group == EVERYONE or cell.sen in codes_of(group))]
    here = of_group(cells, group=group)
    return RatioSums(
        n=sum(cell.n for cell in here), part=sum(cell.sessions for cell in mine),
        whole=sum(cell.possible for cell in here),
        part_squared=sum(cell.sessions_squared for cell in mine),
        product=sum(cell.sessions_possible for cell in mine),
        whole_squared=sum(cell.possible_squared for cell in here),
    )  # fmt: skip


def week_sums(cells: Iterable[WeekCell]) -> RatioSums:
    """The sums of the sessions missed in weeks."""
    return reduce(_both, (_week(cell) for cell in cells), NOTHING)


def _week(cell: WeekCell) -> RatioSums:
    return RatioSums(
        n=cell.n, part=cell.absent, whole=cell.possible, part_squared=cell.absent_squared,
        product=cell.absent_possible, whole_squared=cell.possible_squared,
    )  # fmt: skip


def _both(one: RatioSums, two: RatioSums) -> RatioSums:
    return RatioSums(
        n=one.n + two.n, part=one.part + two.part, whole=one.whole + two.whole,
        part_squared=one.part_squared + two.part_squared, product=one.product + two.product,
        whole_squared=one.whole_squared + two.whole_squared,
    )  # fmt: skip
