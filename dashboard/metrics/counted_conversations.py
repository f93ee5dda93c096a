"""Pupils counted by what came of their conversations: this term's coverage, the ladder, targets. Counts, no rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dashboard.metrics.cells_conversations import (
    ConversationCell,
    SetDay,
    TermCell,
    When,
    in_group,
    of_group,
    whose,
)

MOST = 3
"""The highest rung of the ladder: three conversations or more."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The pupils of a term and what came of their conversations.

    ``n`` pupils, of whom ``had`` a counted conversation; of the others ``to_come`` where the term still lasts at their
    school, ``overdue`` where it has ended. ``outcomes`` are all pupils by the furthest outcome; of those for whom a day
    is set, ``passed`` and ``ahead`` apart, ``scheduled`` only where that is not known. ``days`` are those of these
    three who are to come. ``offered``, ``held``, ``counted`` and ``declined`` count conversations.
    """

    n: int
    had: int
    to_come: int
    overdue: int
    outcomes: Mapping[str, int]
    days: Mapping[str, int]
    offered: int
    held: int
    counted: int
    declined: int


DAYS = ("passed", "ahead", "scheduled")
"""A day that is set: it has passed without an outcome, it is still ahead, or which of the two is not known."""


def coverage(
    cells: Sequence[TermCell],
    *,
    ended: Collection[str],
    days: Sequence[SetDay] = (),
    group: str = "send",
    who: str = "afa",
) -> Coverage:
    """The coverage of the pupils of the AfA group (those of ``group``), or of pupils outside it: ``send``, ``others``.

    ``ended`` are the schools at which the term has ended, ``days`` the days that are set for pupils of the group.
    """
    counted = [cell for cell in cells if whose(cell, inside=bool(cell.in_group)) == who]
    here = [cell for cell in counted if who != "afa" or of_group(cell.sen_year, group=group)]
    told = [day for day in days if who == "afa" and of_group(day.sen_year, group=group)]
    outcomes = _outcomes(here, days=told)
    lasting = _outcomes(
        [cell for cell in here if cell.school not in ended], days=[day for day in told if day.school not in ended]
    )
    to_come = lasting.total() - lasting["counted"]
    sums = {name: sum(getattr(cell, name) for cell in here) for name in ("offered", "held", "counted", "declined")}
    return Coverage(
        n=outcomes.total(), had=outcomes["counted"], to_come=to_come,
        overdue=outcomes.total() - outcomes["counted"] - to_come, outcomes=outcomes,
        days={kind: lasting[kind] for kind in DAYS if lasting[kind]}, **sums,
    )  # fmt: skip


def _outcomes(cells: Sequence[TermCell], *, days: Sequence[SetDay]) -> Counter[str]:
    """Pupils by outcome; those for whom a day is set by whether it has passed."""
    found: Counter[str] = Counter()
    for cell in cells:
        found[cell.outcome] += cell.n
    for day in days:
        found[day.outcome] -= day.n
        found["passed" if day.passed else "ahead"] += day.n
    return found


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """How many of ``n`` pupils had no, one, two, and three or more counted conversations in the year to date."""

    counts: tuple[int, ...]
    n: int


def ladder(cells: Sequence[ConversationCell], *, when: When, group: str = "send") -> Ladder:
    """The ladder of the pupils with a conversation due; before any term has ended, of those whose first is to come."""
    here = in_group(cells, group=group, when=when)
    due = [cell for cell in here if cell.due(when)] or here
    rungs: Counter[int] = Counter()
    for cell in due:
        rungs[min(cell.held(when), MOST)] += cell.n
    return Ladder(counts=tuple(rungs[rung] for rung in range(MOST + 1)), n=rungs.total())


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Targets of one kind agreed in a year: set, met, not met; the others are open."""

    set: int
    met: int
    missed: int

    @property
    def open(self) -> int:
        """Targets that nobody has closed."""
        return self.set - self.met - self.missed


def targets(cells: Sequence[ConversationCell], *, when: When, group: str = "send") -> dict[str, Targets]:
    """The targets of the group's pupils by kind: ``curricular`` and ``wider``."""
    here = in_group(cells, group=group, when=when)
    return {
        kind: Targets(**{name: sum(getattr(cell, f"{kind}_{name}") for cell in here) for name in _SUMS})
        for kind in ("curricular", "wider")
    }


_SUMS = ("set", "met", "missed")
