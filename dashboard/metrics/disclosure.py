"""What a release may show, in counts: merged categories, hidden and rounded counts, and what a shown count tells.

A release is for readers who may see aggregates only. A *table* holds the pupils of a school at one date by every
combination of its merged categories, and for each outcome how many of them have it. A *cell* is a sum over a table.
Whoever reads a shown cell learns a *fact*: between which two whole numbers the sum lies. The audit takes all facts
together (``auditing``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

JOIN = "; "
"""What stands between the categories that are shown as one."""
Atom = tuple[str, ...]
"""One combination of categories, a category a dimension, in the order of the table's dimensions."""
Where = tuple[tuple[str, frozenset[str]], ...]
"""Which categories of which dimensions a cell adds up; a dimension left out is added up whole."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The parameters of a release. Counts below ``hide_below`` are hidden, others rounded to ``round_to``; what is
    protected may not be bounded more tightly than ``width``; a mean or a rate rests on ``mean_from`` pupils; one audit
    takes no longer than ``seconds``."""

    hide_below: int = 8
    round_to: int = 5
    width: int = 4
    mean_from: int = 10
    seconds: float = 30.0

    def rounded(self, n: int) -> int:
        """The count as it is shown: to the nearest multiple of ``round_to``, halves up."""
        return self.round_to * ((2 * n + self.round_to) // (2 * self.round_to))

    def told(self, n: int) -> tuple[int, int]:
        """The least and greatest count that is shown as this one is, knowing that counts below the limit are not."""
        shown = self.rounded(n)
        return max(self.hide_below, shown - self.round_to // 2), shown + (self.round_to - 1) // 2


@dataclass(frozen=True, kw_only=True)
class Table:
    """Pupils at one date. ``name`` is unlike any other table's; ``outcomes`` count the pupils who have each outcome.

    Every atom of the dimensions may stand in ``counts``; those left out have nobody. ``within`` says of an outcome
    among whom it is counted, where that is not every pupil: those with registers, those with a conversation due.
    """

    name: str
    dims: Mapping[str, tuple[str, ...]]
    counts: Mapping[Atom, int]
    outcomes: Mapping[str, Mapping[Atom, int]] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)

    @property
    def atoms(self) -> list[Atom]:
        """Every combination of categories, in order."""
        return list(product(*self.dims.values()))

    def group_of(self, cell: Cell) -> Cell:
        """The pupils among whom a cell's outcome is counted."""
        return Cell(table=self.name, outcome=self.within.get(cell.outcome, ""), where=cell.where)

    def holds(self, atom: Atom, *, where: Where) -> bool:
        """Whether the atom lies in the cell."""
        names = list(self.dims)
        return all(atom[names.index(dim)] in categories for dim, categories in where)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A sum over a table: its pupils where they lie, or those of them with an outcome."""

    table: str
    outcome: str = ""
    where: Where = ()


@dataclass(frozen=True, kw_only=True)
class Fact:
    """``low`` ≤ the sum of ``plus`` less the sum of ``minus`` ≤ ``high``, in whole pupils."""

    plus: tuple[Cell, ...]
    minus: tuple[Cell, ...] = ()
    low: float
    high: float


Tables = Mapping[str, Table]
"""Tables by name."""


def count_of(tables: Tables, *, cells: Iterable[Cell]) -> int:
    """The true count of a cell, or of several added up, as of the same group in three years."""
    return sum(_count(tables[cell.table], cell=cell) for cell in cells)


def _count(table: Table, *, cell: Cell) -> int:
    held = table.outcomes[cell.outcome] if cell.outcome else table.counts
    return sum(n for atom, n in held.items() if table.holds(atom, where=cell.where))


def groups_of(tables: Tables, *, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """The pupils among whom the cells' outcome is counted."""
    return tuple(tables[cell.table].group_of(cell) for cell in cells)


def may_show(tables: Tables, *, cells: Sequence[Cell], rules: Rules, public: Mapping[Cell, int]) -> bool:
    """Whether the count is large enough to be shown: itself, and of an outcome also those who do not have it.

    The size of a group that others publish is a fact already and may always be shown.
    """
    having = count_of(tables, cells=cells)
    if not cells[0].outcome or cells[0].outcome in tables[cells[0].table].within.values():
        return (len(cells) == 1 and cells[0] in public) or having >= rules.hide_below
    return min(having, count_of(tables, cells=groups_of(tables, cells=cells)) - having) >= rules.hide_below


def facts_of(tables: Tables, *, cells: Sequence[Cell], rules: Rules, public: Mapping[Cell, int]) -> list[Fact]:
    """What a shown count tells: its rounded value; of an outcome also that those without it are not few; of a group
    whose size is published elsewhere that size."""
    if len(cells) == 1 and cells[0] in public:
        return [Fact(plus=tuple(cells), low=public[cells[0]], high=public[cells[0]])]
    low, high = rules.told(count_of(tables, cells=cells))
    shown = Fact(plus=tuple(cells), low=low, high=high)
    if not cells[0].outcome or cells[0].outcome in tables[cells[0].table].within.values():
        return [shown]
    rest = Fact(plus=groups_of(tables, cells=cells), minus=tuple(cells), low=rules.hide_below, high=float("inf"))
    return [shown, rest]


def merged(
    counts: Mapping[str, int], *, neighbours: Mapping[str, str], words: Mapping[str, str], least: int
) -> dict[str, str]:
    """Which category each one is shown in: the smallest joins its declared neighbour until none is below ``least``,
    or one is left. The merged category is called by its words, one after the other."""
    held = Counter(dict(counts))
    into = {category: category for category in counts}
    while len(held) > 1 and min(held.values()) < least:
        small = min(held, key=lambda category: (held[category], category))
        target = into[neighbours[small]] if into.get(neighbours.get(small, ""), small) != small else ""
        target = target or min((other for other in held if other != small), key=lambda other: (held[other], other))
        held[target] += held.pop(small)
        into = {category: target if shown == small else shown for category, shown in into.items()}
    return {category: _name(into, shown=shown, words=words) for category, shown in into.items()}


def _name(into: Mapping[str, str], *, shown: str, words: Mapping[str, str]) -> str:
    return JOIN.join(words[category] for category, target in into.items() if target == shown)


def lattice(table: Table, *, unions: Mapping[str, Sequence[frozenset[str]]]) -> list[Where]:
    """Every group that can be named: each dimension left whole, at one category, or at one of its named unions."""
    choices: list[list[frozenset[str]]] = []
    for dim, categories in table.dims.items():
        apart = [frozenset({category}) for category in categories] if len(categories) > 1 else []
        choices.append([frozenset(), *apart, *unions.get(dim, ())])
    return [
        tuple((dim, chosen) for dim, chosen in zip(table.dims, combination, strict=True) if chosen)
        for combination in product(*choices)
    ]


def protected(
    tables: Tables, *, unions: Mapping[str, Sequence[frozenset[str]]], rules: Rules, public: Mapping[Cell, int]
) -> list[Cell]:
    """What may not be proved: every group of one to ``hide_below`` − 1 pupils that others do not publish, and every
    outcome that few of a group, or all but few of it, have: none and all are the most telling of all. For whom there
    are registers, or a conversation is due, is no secret of a child's."""
    found = []
    for name, table in tables.items():
        for where in lattice(table, unions=unions):
            group = Cell(table=name, where=where)
            size = count_of(tables, cells=[group])
            if 0 < size < rules.hide_below and group not in public:
                found.append(group)
            told = [outcome for outcome in table.outcomes if outcome not in table.within.values() and size]
            outcomes = (Cell(table=name, outcome=outcome, where=where) for outcome in told)
            found += [cell for cell in outcomes if not may_show(tables, cells=[cell], rules=rules, public=public)]
    return found
