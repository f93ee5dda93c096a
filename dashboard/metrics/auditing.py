"""The audit of a release: what could be proved of each protected count by whoever takes everything shown together.

Every number shown is a linear fact about whole numbers of pupils. An integer programme finds the least and greatest
value each protected count could have under all facts; no arithmetic can give a narrower range. The plain linear
relaxation would give wider ones and pass what an integer attacker breaks, so it is not used.

A pair of possible worlds that lie far enough apart proves that a count is safe, and goes on proving it until a new fact
rules one of them out: only then is the programme solved anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from dashboard.metrics.disclosure import Cell, Fact, Rules, Table

Vector = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Range:
    """Between which values a protected count could lie, for all that is shown."""

    cell: Cell
    low: int
    high: int

    @property
    def width(self) -> int:
        """How far apart the two ends are."""
        return self.high - self.low


class Contradiction(ValueError):
    """Facts that no pupils could meet: a fault of ours, never shown."""


@dataclass(kw_only=True)
class Audit:
    """The unknowns of some tables (pupils by atom, and of those with each outcome), and the facts taken so far.

    ``public`` are facts that others publish: they are known whatever is shown, so a count is safe where it can still
    be anything that they alone allow. Otherwise it must be able to reach ``hide_below`` and range over ``width``.
    """

    tables: Sequence[Table]
    rules: Rules
    public: Sequence[Fact] = ()
    facts: list[Fact] = field(default_factory=list)
    _worlds: dict[Cell, tuple[Vector, Vector]] = field(default_factory=dict)
    _before: dict[Cell, Range] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.narrowest = 0  # the narrowest range that the last trial was known to leave
        self._place: dict[tuple[str, str], int] = {}
        self._by_name = {table.name: table for table in self.tables}
        width = 0
        for table in self.tables:
            for outcome in ("", *table.outcomes):
                self._place[table.name, outcome] = width
                width += len(table.atoms)
        self._width = width
        self._nested = self._within()

    def fails(self, trial: Iterable[Fact], *, protected: Iterable[Cell]) -> Range | None:
        """The first protected count that these facts would give away beside those taken, with the range that would be
        left of it, or None; nothing is taken."""
        facts = [*self.public, *self.facts, *trial]
        rows = self._rows(facts)
        self.narrowest = int(self.rules.hide_below * 1_000)
        for cell in protected:
            found = self._left(cell, facts=facts, rows=rows)
            if not self._safe(found):
                return found
            self.narrowest = min(self.narrowest, found.width)
        return None

    def take(self, facts: Iterable[Fact]) -> None:
        """Count these facts among what is known from now on."""
        self.facts += list(facts)

    def range_of(self, cell: Cell) -> Range:
        """The least and greatest value of a count under the facts taken."""
        facts = [*self.public, *self.facts]
        worlds = self._extremes(cell, facts=facts, rows=self._rows(facts))
        return self._range(cell, worlds=worlds)

    def is_safe(self, cell: Cell) -> bool:
        """Whether the facts taken leave the count in doubt."""
        return self._safe(self.range_of(cell))

    def _left(self, cell: Cell, *, facts: Sequence[Fact], rows: csr_array) -> Range:
        """The range that is left, or one within it that is known to be safe still."""
        worlds = self._worlds.get(cell)
        if worlds is not None and all(self._possible(world, facts=facts, rows=rows) for world in worlds):
            known = self._range(cell, worlds=worlds)
            if self._safe(known):
                return known
        self._worlds[cell] = self._extremes(cell, facts=facts, rows=rows)
        return self._range(cell, worlds=self._worlds[cell])

    def _safe(self, found: Range) -> bool:
        if found.high >= self.rules.hide_below and found.width >= self.rules.width:
            return True
        if found.cell not in self._before:
            worlds = self._extremes(found.cell, facts=self.public, rows=self._rows(self.public))
            self._before[found.cell] = self._range(found.cell, worlds=worlds)
        return found == self._before[found.cell]

    def _range(self, cell: Cell, *, worlds: tuple[Vector, Vector]) -> Range:
        row = self._row(Fact(plus=(cell,), low=0, high=0))
        low, high = (round(float(row @ world)) for world in worlds)
        return Range(cell=cell, low=low, high=high)

    def _possible(self, world: Vector, *, facts: Sequence[Fact], rows: csr_array) -> bool:
        values = rows @ world
        low, high = self._limits(facts)
        return bool((values >= low - 1e-6).all() and (values <= high + 1e-6).all())

    def _extremes(self, cell: Cell, *, facts: Sequence[Fact], rows: csr_array) -> tuple[Vector, Vector]:
        aim = self._row(Fact(plus=(cell,), low=0, high=0))
        low, high = self._limits(facts)
        known = [self._nested] + ([LinearConstraint(rows, low, high)] if facts else [])
        return self._solved(aim, known=known), self._solved(-aim, known=known)

    def _solved(self, aim: Vector, *, known: Sequence[LinearConstraint]) -> Vector:
        most = float(self.rules.hide_below * 1_000)
        answer = milp(aim, integrality=np.ones(self._width, dtype=np.int8), bounds=Bounds(0, most), constraints=known)
        if answer.x is None:
            raise Contradiction(f"the facts of a release cannot all be true: {answer.message}")
        return np.asarray(np.round(answer.x), dtype=np.float64)

    def _rows(self, facts: Sequence[Fact]) -> csr_array:
        return csr_array(np.array([self._row(fact) for fact in facts]).reshape(len(facts), self._width))

    def _limits(self, facts: Sequence[Fact]) -> tuple[Vector, Vector]:
        return np.array([fact.low for fact in facts]), np.array([fact.high for fact in facts])

    def _row(self, fact: Fact) -> Vector:
        row = np.zeros(self._width)
        for cells, sign in ((fact.plus, 1.0), (fact.minus, -1.0)):
            for cell in cells:
                row[self._columns(cell)] += sign
        return row

    def _columns(self, cell: Cell) -> list[int]:
        table, start = self._by_name[cell.table], self._place[cell.table, cell.outcome]
        return [start + place for place, atom in enumerate(table.atoms) if table.holds(atom, where=cell.where)]

    def _within(self) -> LinearConstraint:
        """Nobody has an outcome who is not there: each outcome's pupils are among those it is counted in."""
        rows = []
        for table in self.tables:
            for outcome in table.outcomes:
                for place in range(len(table.atoms)):
                    row = np.zeros(self._width)
                    row[self._place[table.name, table.within.get(outcome, "")] + place] = 1.0
                    row[self._place[table.name, outcome] + place] = -1.0
                    rows.append(row)
        return LinearConstraint(csr_array(np.array(rows).reshape(len(rows), self._width)), 0, np.inf)
