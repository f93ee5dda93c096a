"""The attacker on schools of every kind: invented ones of 5 to 400 pupils, and ones with what is most telling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dashboard.metrics.words_releases import figure
from dashboard.releases.counting import Outcome, Pupil
from dashboard.releases.views import Built, as_plain
from tests.attacker.reading import Said, numbers
from tests.attacker.solving import HIDDEN_UNDER, PUBLISHED, SEX, SIZES, SUPPORT, Puzzle
from tests.unit.dashboard.releases.test_building import RULES, TERM, released, school

pytestmark = pytest.mark.safety
WIDTH = 4
Atom = tuple[str, str]
SEXES = {"F": "Girls", "M": "Boys"}


def nameable() -> Iterator[tuple[str, frozenset[Atom]]]:
    """Every group that can be named: a kind of support or all of SEND, girls or boys or both."""
    supports = {"N": ("N",), "K": ("K",), "E": ("E",), "SEND": ("K", "E"), "": SUPPORT}
    sexes = {"Girls": ("Girls",), "Boys": ("Boys",), "": SEX}
    for (one, kinds), (two, both) in product(supports.items(), sexes.items()):
        if one or two:
            yield f"{one} {two}".strip(), frozenset(product(kinds, both))


def read(built: Built) -> list[Said]:
    """A release as a governor reads it."""
    rules = RULES.model_dump()
    found = []
    for view in built.views:
        kept = as_plain(view)
        measure = SIZES if view.kind == "sizes" else view.words
        found += [Said(measure, line["label"], figure(line, view=kept, rules=rules)) for line in kept["lines"]]
    return [said for said in found if numbers(said) is not None]


def atom(pupil: Pupil) -> Atom:
    return pupil.support, SEXES[pupil.row.sex or ""]


def having(pupils: Sequence[Pupil], outcome: Outcome) -> tuple[Counter[Atom], Counter[Atom]]:
    """Among whom an outcome is counted, and who has it, atom by atom."""
    among = [pupil for pupil in pupils if outcome.counted(pupil)]
    return Counter(map(atom, among)), Counter(atom(pupil) for pupil in among if outcome.has(pupil))


def proved(puzzle: Puzzle, *, pupils: Sequence[Pupil], outcomes: Sequence[Outcome]) -> list[str]:
    """What is given away of any nameable group: its size where it is small and the published numbers do not tell it, an
    outcome that few or all but few have."""
    sizes = Counter(map(atom, pupils))
    shown = {said.measure for said in puzzle.figures}
    published = (said for said in puzzle.figures if said.measure == SIZES and said.group in PUBLISHED)
    public = Puzzle(published, years=1)
    found = []
    for words, atoms in nameable():
        n = sum(sizes[each] for each in atoms)
        most_known, most_there = (each.limits(measure=SIZES, kind="among", atoms=atoms)[1] for each in (public, puzzle))
        if 0 < n < HIDDEN_UNDER and most_there < min(HIDDEN_UNDER, most_known):
            found.append(f"{words}: at most {most_there} pupils")
        for outcome in (each for each in outcomes if each.words in shown and n):
            among, have = (sum(counts[each] for each in atoms) for counts in having(pupils, outcome))
            if min(have, among - have) < HIDDEN_UNDER:
                low, high = puzzle.limits(measure=outcome.words, kind="having", atoms=atoms)
                doubtful = high >= HIDDEN_UNDER and high - low >= WIDTH
                if not doubtful and (low > 0 or high < most_there):
                    found.append(f"{outcome.words}, {words}: {low} to {high}")
    return found


def planted(pupils: Sequence[Pupil], *, outcomes: Sequence[Outcome], figures: Sequence[Said]) -> Puzzle | None:
    """The figures with one more: a count under eight of girls or boys on SEN support, shown as it is."""
    shown = {said.measure for said in figures}
    for outcome, sex in product(outcomes, SEX):
        k = having(pupils, outcome)[1]["K", sex]
        if outcome.words in shown and 0 < k < HIDDEN_UNDER:
            puzzle = Puzzle(figures, years=1)
            puzzle.say({(f"{outcome.words}/0", "having", ("K", sex)): 1}, k, k)
            return puzzle
    return None


def outcomes_now() -> list[Outcome]:
    from dashboard.releases import catalogue

    return catalogue.outcomes_of(term=TERM, subjects=["mathematics"])


CAUGHT: list[bool] = []
"""Of each school in which a leak could be planted, whether it was found."""


@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate])  # a smaller school is no clearer
@given(n=st.integers(5, 400), send=st.floats(0.05, 0.5), seed=st.integers(0, 10_000))
def test_3_7_attacker_proves_nothing_of_any_school(n: int, send: float, seed: int) -> None:
    pupils, outcomes = school(n, send=send, seed=seed), outcomes_now()
    builder, built = released(pupils)
    assert all(builder.audit.is_safe(cell) for cell in builder.guarded)
    figures = read(built)
    assert proved(Puzzle(figures, years=1), pupils=pupils, outcomes=outcomes) == []
    leaking = planted(pupils, outcomes=outcomes, figures=figures)
    if leaking is not None:
        CAUGHT.append(bool(proved(leaking, pupils=pupils, outcomes=outcomes)))
        assert CAUGHT[-1], "the planted count was not found"


def test_3_7_a_cell_shown_at_seven_is_caught() -> None:
    """A school of 200 with a leak planted: it is there, and found."""
    pupils, outcomes = school(200, send=0.2, seed=11), outcomes_now()
    leaking = planted(pupils, outcomes=outcomes, figures=read(released(pupils)[1]))
    assert leaking is not None
    assert proved(leaking, pupils=pupils, outcomes=outcomes) != []


def changed(pupils: Sequence[Pupil], *, support: str = "", **values: object) -> list[Pupil]:
    """The pupils, those of a kind of support (all SEND where none is named) with other values."""
    kinds = {support} if support else {"K", "E"}
    return [replace(pupil, row=pupil.row._replace(**values)) if pupil.support in kinds else pupil for pupil in pupils]


def lines(built: Built, key: str) -> dict[str, tuple[str, int | None, int | None]]:
    """The lines of a view: state and both counts."""
    view = next(view for view in built.views if view.key == key)
    return {line.key: (line.state, line.n, line.k) for line in view.lines}


@pytest.mark.parametrize("counted", [0, 1])
def test_classic_nobody_and_everybody_of_a_group_are_hidden_alike(counted: int) -> None:
    """None or all of the SEND pupils had a conversation: the most telling of all, and neither is shown."""
    _, built = released(changed(school(150, send=0.3, seed=7), counted=counted))
    assert lines(built, f"conversations.held@{TERM}")["send"] == ("c", None, None)


def test_classic_no_records_of_a_part_and_few_of_it_look_alike() -> None:
    """Pupils with a plan have no club registers, or one of them came: one mark, whichever it is."""
    pupils = school(200, send=0.3, seed=8)
    key = f"wider_outcomes.club@{TERM}.support"
    nothing = released(changed(pupils, support="E", club_sessions=None))[1]
    nobody = released(changed(pupils, support="E", club_sessions=0))[1]
    assert lines(nothing, key)["E"] == lines(nobody, key)["E"] == ("c", None, None)


def test_classic_exactly_one_pupil_with_a_need() -> None:
    """The one pupil with a physical disability is in a category with others, whoever counts."""
    pupils = changed(school(200, send=0.3, seed=9), need="SLCN")
    first = next(place for place, pupil in enumerate(pupils) if pupil.support == "K")
    one = replace(pupils[first], row=pupils[first].row._replace(need="PD"))
    _, built = released([*pupils[:first], one, *pupils[first + 1 :]])
    groups = lines(built, "sizes.area")
    assert "Sensory and physical" not in groups
    assert [key for key in groups if "Sensory and physical" in key] == [
        "Communication and interaction; Sensory and physical"
    ]
