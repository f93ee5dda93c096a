"""What a release may show: rounding, hiding, merging, and the audit that takes every shown count together."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.metrics.auditing import Audit, Contradiction
from dashboard.metrics.disclosure import (
    Cell,
    Fact,
    Rules,
    Table,
    count_of,
    facts_of,
    lattice,
    may_show,
    merged,
    protected,
)

RULES = Rules()
SEND = frozenset({"K", "E"})
UNIONS = {"support": [SEND]}
DIMS = {"support": ("N", "K", "E"), "sex": ("F", "M")}
ATOMS = list(product(*DIMS.values()))


def school(*counts: int, held: tuple[int, ...] = ()) -> Table:
    """A table of six atoms: N, K and E, girls and boys; ``held`` of each have the outcome."""
    outcomes = {"held": dict(zip(ATOMS, held, strict=True))} if held else {}
    return Table(name="t", dims=DIMS, counts=dict(zip(ATOMS, counts, strict=True)), outcomes=outcomes)


def shows(table: Table, cell: Cell) -> bool:
    return may_show({"t": table}, cells=[cell], rules=RULES, public={})


def told(table: Table, cell: Cell, *, public: dict[Cell, int] | None = None) -> list[Fact]:
    return facts_of({"t": table}, cells=[cell], rules=RULES, public=public or {})


def count(table: Table, cell: Cell) -> int:
    return count_of({"t": table}, cells=[cell])


def where(**chosen: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((dim, SEND if value == "SEND" else frozenset({value})) for dim, value in chosen.items())


def size(**chosen: str) -> Cell:
    return Cell(table="t", where=where(**chosen))


def outcome(**chosen: str) -> Cell:
    return Cell(table="t", outcome="held", where=where(**chosen))


ELDER = school(118, 122, 13, 21, 2, 4, held=(60, 60, 8, 9, 1, 1))
"""A small primary: 280 pupils, 34 on SEN support, 6 with a plan."""
PUBLIC = {size(support="E"): 6, size(support="K"): 34}


@pytest.mark.parametrize(
    ("n", "shown", "low", "high"), [(8, 10, 8, 12), (12, 10, 8, 12), (13, 15, 13, 17), (40, 40, 38, 42)]
)
def test_count_is_rounded_and_tells_no_more_than_its_round(n: int, shown: int, low: int, high: int) -> None:
    assert (RULES.rounded(n), RULES.told(n)) == (shown, (low, high))


def test_small_categories_join_their_neighbours() -> None:
    into = merged({"a": 3, "b": 20, "c": 9}, neighbours={"a": "c"}, words={"a": "A", "b": "B", "c": "C"}, least=8)
    assert into == {"a": "A; C", "b": "B", "c": "A; C"}


def test_one_category_is_left_where_all_are_small() -> None:
    into = merged({"a": 1, "b": 2}, neighbours={}, words={"a": "A", "b": "B"}, least=8)
    assert set(into.values()) == {"A; B"}


def test_lattice_names_every_group_once() -> None:
    groups = lattice(ELDER, unions=UNIONS)
    assert len(groups) == len(set(groups)) == 5 * 3


def test_none_and_all_are_hidden() -> None:
    table = school(50, 50, 20, 20, 9, 9, held=(25, 25, 0, 20, 5, 4))
    assert not shows(table, outcome(support="K", sex="F"))
    assert not shows(table, outcome(support="K", sex="M"))
    assert shows(table, outcome(support="SEND"))


def taken(table: Table, *cells: Cell, public: dict[Cell, int] | None = None) -> Audit:
    """An audit that knows what these cells tell."""
    known = [Fact(plus=(cell,), low=n, high=n) for cell, n in (public or {}).items()]
    audit = Audit(tables=[table], rules=RULES, public=known)
    for cell in cells:
        audit.take(told(table, cell, public=public))
    return audit


def guarded(table: Table, public: dict[Cell, int] | None = None) -> list[Cell]:
    return protected({"t": table}, unions=UNIONS, rules=RULES, public=public or {})


def test_small_primary_may_show_its_total() -> None:
    """About 15 of 40 with a conversation: of the six with a plan it proves nothing."""
    audit = taken(ELDER, public=PUBLIC)
    shown = told(ELDER, outcome(support="SEND"), public=PUBLIC)
    assert count(ELDER, outcome(support="SEND")) == 19
    assert audit.fails(shown, protected=guarded(ELDER, PUBLIC)) is None


def test_support_beside_the_total_would_tell_of_the_six() -> None:
    audit = taken(ELDER, outcome(support="SEND"), public=PUBLIC)
    shown = told(ELDER, outcome(support="K"), public=PUBLIC)
    failed = audit.fails(shown, protected=guarded(ELDER, PUBLIC))
    assert failed is not None
    assert count(ELDER, ELDER.group_of(failed.cell)) <= 6


def test_difference_of_two_shown_counts_is_found() -> None:
    """All minus boys: the girls are seven, and both counts shown exactly would say so."""
    table = school(90, 90, 5, 40, 2, 10)
    cells = (size(support="SEND"), size(support="SEND", sex="M"))
    exact = [Fact(plus=(cell,), low=n, high=n) for cell in cells for n in [count(table, cell)]]
    failed = Audit(tables=[table], rules=RULES).fails(exact, protected=guarded(table))
    assert failed is not None


def test_planted_leak_of_one_cell_shown_at_seven_is_found() -> None:
    table = school(90, 90, 30, 30, 3, 4)
    leak = [Fact(plus=(size(support="E"),), low=5, high=7)]
    assert Audit(tables=[table], rules=RULES).fails(leak, protected=guarded(table)) is not None


def test_facts_that_cannot_be_true_are_a_fault() -> None:
    audit = taken(ELDER, size())
    audit.take([Fact(plus=(size(),), low=0, high=1)])
    with pytest.raises(Contradiction):
        audit.range_of(guarded(ELDER)[0])


counts = st.lists(st.integers(0, 70), min_size=6, max_size=6)


@settings(max_examples=12, deadline=None)
@given(counts, st.lists(st.floats(0, 1), min_size=6, max_size=6))
def test_what_passes_leaves_every_protected_count_in_doubt(sizes: list[int], shares: list[float]) -> None:
    table = school(*sizes, held=tuple(round(n * share) for n, share in zip(sizes, shares, strict=True)))
    audit, secret = Audit(tables=[table], rules=RULES), guarded(table)
    for chosen in lattice(table, unions=UNIONS):
        for cell in (Cell(table="t", where=chosen), Cell(table="t", outcome="held", where=chosen)):
            if not shows(table, cell):
                continue
            facts = told(table, cell)
            if audit.fails(facts, protected=secret) is None:
                audit.take(facts)
    for each in secret:
        found = audit.range_of(each)
        assert found.low <= count(table, each) <= found.high
        assert found.high >= RULES.hide_below
        assert found.width >= RULES.width
