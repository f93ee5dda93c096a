"""The audit of a release: what could be proved of each protected count by whoever takes everything shown together.

Every number shown is a linear fact about whole numbers of pupils. An integer programme finds the least and greatest
value each protected count could have under all facts; no arithmetic can give a narrower range. The plain linear
relaxation would give wider ones and pass what an integer attacker breaks, so it is not used.

A pair of possible worlds that lie far enough apart proves that a count is safe, and goes on proving it until a new fact
rules one of them out: only then is the programme solved anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from dashboard.metrics.disclosure import Cell, Fact, Rules, Table

Vector = NDArray[np.float64]
_WHOLE = 1e-6
_SOLVED, _INFEASIBLE = 0, 2
"""What the solver says of a question that it has answered, and of one without any answer."""
_LONGEST = 3_600.0
_WAITED = 20
"""How much longer than it works a solver may take on a busy machine: what is withheld must not hang on that."""


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


@dataclass(frozen=True, kw_only=True)
class Known:
    """Everything known as rows of sums with their limits."""

    rows: csr_array
    low: Vector
    high: Vector

    def allow(self, world: Vector) -> bool:
        """Whether the world is possible."""
        values = self.rows @ world
        return bool((values >= self.low - _WHOLE).all() and (values <= self.high + _WHOLE).all() and (world >= 0).all())


class Unproved(ValueError):
    """The audit did not come to an end: nothing it was asked about may be shown."""


class Contradiction(Unproved):
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
    _worlds: list[Vector] = field(default_factory=list)
    _before: dict[Cell, Range] = field(default_factory=dict)
    _cells: dict[Cell, Vector] = field(default_factory=dict)
    _ends: float = float("inf")

    def __post_init__(self) -> None:
        self.solved = 0  # integer programmes solved so far
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

    def fails(self, trial: Iterable[Fact], *, protected: Sequence[Cell]) -> Range | None:
        """The first protected count that these facts would give away beside those taken, with the range that would be
        left of it, or None; nothing is taken. Raises ``Unproved`` where that is not known in the seconds there are."""
        self._ends = time.process_time() + self.rules.seconds
        known = self._known([*self.public, *self.facts, *trial])
        worlds = [world for world in self._worlds if known.allow(world)]
        widths = []
        for cell in protected:
            found = self._left(cell, known=known, worlds=worlds)
            if not self._safe(found):
                return found
            widths.append(found.width)
        self.narrowest = min(widths, default=0)
        return None

    def take(self, facts: Iterable[Fact]) -> None:
        """Count these facts among what is known from now on."""
        self.facts += list(facts)

    def range_of(self, cell: Cell) -> Range:
        """The least and greatest value of a count under the facts taken, however long it takes."""
        self._ends = float("inf")
        return self._range(cell, worlds=self._extremes(cell, known=self._known([*self.public, *self.facts])))

    def is_safe(self, cell: Cell) -> bool:
        """Whether the facts taken leave the count in doubt."""
        return self._safe(self.range_of(cell))

    def _left(self, cell: Cell, *, known: Known, worlds: list[Vector]) -> Range:
        """The range that is left of a count, or as much of it as is known to be safe: the possible worlds met so far
        are tried first, and those that had to be found are added to them."""
        if worlds:
            found = self._range(cell, worlds=worlds)
            if self._safe(found):
                return found
        made = self._extremes(cell, known=known)
        worlds += made
        self._worlds += made
        return self._range(cell, worlds=made)

    def _safe(self, found: Range) -> bool:
        if found.high >= self.rules.hide_below and found.width >= self.rules.width:
            return True
        if found.cell not in self._before:
            self._before[found.cell] = self._range(
                found.cell, worlds=self._extremes(found.cell, known=self._known(self.public))
            )
        return found == self._before[found.cell]

    def _range(self, cell: Cell, *, worlds: Sequence[Vector]) -> Range:
        values = [round(float(self._cell(cell) @ world)) for world in worlds]
        return Range(cell=cell, low=min(values), high=max(values))

    def _extremes(self, cell: Cell, *, known: Known) -> list[Vector]:
        return [self._solved(sign * self._cell(cell), known=known) for sign in (1.0, -1.0)]

    def _solved(self, aim: Vector, *, known: Known) -> Vector:
        """The world in which the aim is least. The relaxation comes first: where its answer is whole, it is exact."""
        bounds = Bounds(0, float(self.rules.hide_below * 1_000))
        limits = LinearConstraint(known.rows, known.low, known.high)
        for whole in (0, 1):
            left = self._ends - time.process_time()
            if left <= 0:
                raise Unproved("the audit took too long")
            self.solved += 1
            answer = milp(
                aim, integrality=np.full(self._width, whole, dtype=np.int8), bounds=bounds, constraints=limits,
                options={"time_limit": min(_WAITED * left, _LONGEST)},
            )  # fmt: skip
            if answer.status == _INFEASIBLE:
                raise Contradiction(f"the facts of a release cannot all be true: {answer.message}")
            if answer.status != _SOLVED or answer.x is None:
                raise Unproved(f"the audit found no answer: {answer.message}")
            world = np.asarray(np.round(answer.x), dtype=np.float64)
            if known.allow(world) and abs(float(aim @ (world - answer.x))) < _WHOLE:
                return world
        raise Unproved("the solver found no whole numbers that meet the facts of a release")

    def _known(self, facts: Sequence[Fact]) -> Known:
        rows = np.vstack([self._nested, *(self._row(fact) for fact in facts)])
        nought, free = np.zeros(len(self._nested)), np.full(len(self._nested), np.inf)
        return Known(
            rows=csr_array(rows),
            low=np.concatenate([nought, [fact.low for fact in facts]]),
            high=np.concatenate([free, [fact.high for fact in facts]]),
        )

    def _row(self, fact: Fact) -> Vector:
        row = np.zeros(self._width)
        for cells, sign in ((fact.plus, 1.0), (fact.minus, -1.0)):
            for cell in cells:
                row += sign * self._cell(cell)
        return row

    def _cell(self, cell: Cell) -> Vector:
        if cell not in self._cells:
            row = np.zeros(self._width)
            row[self._columns(cell)] = 1.0
            self._cells[cell] = row
        return self._cells[cell]

    def _columns(self, cell: Cell) -> list[int]:
        table, start = self._by_name[cell.table], self._place[cell.table, cell.outcome]
        return [start + place for place, atom in enumerate(table.atoms) if table.holds(atom, where=cell.where)]

    def _within(self) -> Vector:
        """Nobody has an outcome who is not there: each outcome's pupils are among those it is counted in."""
        rows = []
        for table in self.tables:
            for outcome in table.outcomes:
                for place in range(len(table.atoms)):
                    row = np.zeros(self._width)
                    row[self._place[table.name, table.within.get(outcome, "")] + place] = 1.0
                    row[self._place[table.name, outcome] + place] = -1.0
                    rows.append(row)
        return np.array(rows).reshape(len(rows), self._width)
