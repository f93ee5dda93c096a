"""What the queries hand to the arithmetic of conversations: pupils by their year, and by what came of a term.

A cell holds pupils of one school, year group, class and status with the same pattern: in which terms they were in the
Achievement for All group, and how many conversations of each term counted (held, with a parent or carer). Rates and
their intervals follow from the numbers of pupils exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from dashboard.metrics.cells import codes_of
from data_loaders.vocabulary import OTHERS, SEND_CODES


class Terms(NamedTuple):
    """How many terms of an academic year have ended at a school on the day asked for, and how many have begun."""

    ended: int
    begun: int


When = Mapping[str, Terms]
"""The terms of the year by school; "" for schools that are not told apart. A school left out has begun none."""
NOT_BEGUN = Terms(ended=0, begun=0)
YEAR = 3
"""The terms of an academic year."""


class ConversationCell(NamedTuple):
    """Pupils on roll in a year with one pattern of the group and of counted conversations, and their targets.

    The sums of squares and products are over pupils: ``met`` and ``closed`` are the targets of both kinds that were met
    and that are no longer open, ``complete`` the counted conversations with one target of each kind.
    """

    school: str
    academic_year: str
    year_group: str
    class_id: int
    sen_year: str
    in_autumn: int
    in_spring: int
    in_summer: int
    counted_autumn: int
    counted_spring: int
    counted_summer: int
    n: int
    complete: int
    curricular_set: int
    curricular_met: int
    curricular_missed: int
    wider_set: int
    wider_met: int
    wider_missed: int
    with_closed: int
    complete_squared: int
    met_squared: int
    closed_squared: int
    met_closed: int
    complete_counted: int

    @property
    def inside(self) -> tuple[int, int, int]:
        """For each term 1 where the pupils were in the group for half of its open days, else 0."""
        return self.in_autumn, self.in_spring, self.in_summer

    @property
    def counted(self) -> tuple[int, int, int]:
        """How many conversations of each term counted, a pupil."""
        return self.counted_autumn, self.counted_spring, self.counted_summer

    def held(self, when: When) -> int:
        """How many conversations of the terms that have begun counted, a pupil."""
        return sum(self.counted[: when.get(self.school, NOT_BEGUN).begun])

    @property
    def targets(self) -> tuple[int, int, int]:
        """Targets of both kinds set, met, and closed (met or not)."""
        met, missed = self.curricular_met + self.wider_met, self.curricular_missed + self.wider_missed
        return self.curricular_set + self.wider_set, met, met + missed

    def due(self, when: When) -> tuple[int, ...]:
        """The places of the terms for which a conversation is due: in the group, and the term has ended."""
        return tuple(term for term in range(when.get(self.school, NOT_BEGUN).ended) if self.inside[term])

    def been_in(self, when: When) -> bool:
        """Whether the pupils have been in the group in any term that has begun."""
        return any(self.inside[: when.get(self.school, NOT_BEGUN).begun])


class TermCell(NamedTuple):
    """Pupils on roll in a term with the same outcome of its conversations, and how many conversations those were."""

    school: str
    term: str
    year_group: str
    class_id: int
    sen_year: str
    in_group: int
    outcome: str
    n: int
    offered: int
    held: int
    counted: int
    declined: int


class SetDay(NamedTuple):
    """Pupils of the group without a counted conversation of a term for whom a day is set that has passed, or is still
    ahead. ``outcome`` is the one under which their cells count them."""

    school: str
    year_group: str
    sen_year: str
    outcome: str
    passed: bool
    n: int


C = TypeVar("C", ConversationCell, TermCell)
_SUMMED = {ConversationCell: ConversationCell._fields[11:], TermCell: TermCell._fields[7:]}


def merged(cells: Sequence[C], *, alike: Mapping[str, str]) -> list[C]:
    """The cells added up over year groups, classes, and schools whose terms begin and end alike: fewer of them, the
    same pupils. ``alike`` is the school that stands for each."""
    held: dict[C, list[C]] = {}
    for cell in cells:
        alone: dict[str, Any] = dict.fromkeys(_SUMMED[type(cell)], 0)
        alone |= {"school": alike[cell.school], "year_group": "", "class_id": 0}
        held.setdefault(cell._replace(**alone), []).append(cell)
    return [
        key._replace(**{name: sum(getattr(cell, name) for cell in found) for name in _SUMMED[type(key)]})
        for key, found in held.items()
    ]


class LeadDays(NamedTuple):
    """One lead of a school in an academic year: from when to when, in which role, on how many open school days."""

    school: str
    academic_year: str
    from_date: date
    to_date: date | None
    role: str
    open_days: int


def of_group(status: str, *, group: str) -> bool:
    """Whether a pupil of the Achievement for All group with this status belongs to the group looked at.

    ``send`` is the whole group, whatever the status: a school may list whom it likes.
    """
    return group == "send" or status in codes_of(group)


def in_group(cells: Iterable[ConversationCell], *, group: str, when: When) -> list[ConversationCell]:
    """The cells of pupils who have been in the group in a term that has begun."""
    return [cell for cell in cells if of_group(cell.sen_year, group=group) and cell.been_in(when)]


def whose(cell: ConversationCell | TermCell, *, inside: bool) -> str:
    """Whom the pupils are counted with: ``afa`` (in the group), else ``send``, ``others`` or "" (status not known)."""
    if inside:
        return "afa"
    return "send" if cell.sen_year in SEND_CODES else "others" if cell.sen_year in OTHERS else ""
