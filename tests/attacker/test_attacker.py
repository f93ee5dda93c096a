"""The attacker signs in as a governor, reads everything, and proves nothing; and finds a leak that was planted."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from tests.attacker.conftest import ELDER_BROOK, FORGED, LINDEN, Attackers
from tests.attacker.reading import STRAND_PATHS, Said, numbers, rows
from tests.attacker.solving import ATOMS, GROUPS, HIDDEN_UNDER, SIZES, Puzzle


def truth(home: Path, *, school: str) -> dict[tuple[str, str], int]:
    """How many pupils of each support and sex were on roll at the January census, by SQL on the records."""
    with closing(sqlite3.connect(home / "pupils.db")) as connection, connection:
        found = connection.execute(
            "SELECT s.code, p.sex, COUNT(*) FROM enrolment e JOIN pupil p USING (pupil_id) JOIN sen_status s "
            "ON s.pupil_id = e.pupil_id AND s.from_date <= '2026-01-15' AND COALESCE(s.to_date, '9') > '2026-01-15' "
            "WHERE e.school = ? AND e.status IN ('C', 'M') AND e.from_date <= '2026-01-15' "
            "AND COALESCE(e.to_date, '9') > '2026-01-15' GROUP BY 1, 2",
            (school,),
        ).fetchall()
    sexes = {"F": "Girls", "M": "Boys"}
    return {(code, sexes[sex]): n for code, sex, n in found}


def subsets() -> Iterator[frozenset[tuple[str, str]]]:
    """Every group of support and sex that can be named or worked out."""
    for size in range(1, len(ATOMS)):
        yield from (frozenset(chosen) for chosen in combinations(ATOMS, size))


PUBLIC = ({("K", "Girls"), ("K", "Boys")}, {("E", "Girls"), ("E", "Boys")})
"""Groups whose size the department publishes."""


WIDTH = 4
"""Pupils between the least and the greatest: less is as good as known."""


def given_away(puzzle: Puzzle, *, sizes: dict[tuple[str, str], int]) -> list[str]:
    """What the figures prove: a small group's size, or more of its outcome than that it lies within the group."""
    proved = []
    measures = {said.measure for said in puzzle.figures if said.measure != SIZES}
    for atoms in subsets():
        n = sum(sizes.get(atom, 0) for atom in atoms)
        if not 0 < n < HIDDEN_UNDER:
            continue
        known = any(atoms <= group for group in PUBLIC)  # part of a published small group: it cannot be larger
        low, high = puzzle.limits(measure=SIZES, kind="among", atoms=atoms)
        if not known and high < HIDDEN_UNDER:
            proved.append(f"{sorted(atoms)}: {low} to {high} pupils")
        for measure in measures:
            least, most = puzzle.limits(measure=measure, kind="having", atoms=atoms)
            doubtful = most >= HIDDEN_UNDER and most - least >= WIDTH
            if not doubtful and (least > 0 or most < high):
                proved.append(f"{measure}, {sorted(atoms)}: {least} to {most} of {n}")
    return proved


def outcomes_of_groups(puzzle: Puzzle) -> dict[str, tuple[int, int]]:
    """How many could have each outcome, and how many could not, of every group of support and sex that can be named."""
    supports, sexes = (("N",), ("K",), ("E",), ("K", "E")), (("Girls",), ("Boys",), ("Girls", "Boys"))
    measures = {said.measure for said in puzzle.figures if said.measure != SIZES and "k" in (numbers(said) or {})}
    return {
        f"{measure}, {kinds}, {both}": puzzle.limits(measure=measure, kind="having", atoms=list(product(kinds, both)))
        for measure, kinds, both in product(sorted(measures), supports, sexes)
    }


def narrowest(puzzle: Puzzle) -> int:
    """The narrowest range left of how many of any nameable group have an outcome."""
    measures = {said.measure for said in puzzle.figures if said.measure != SIZES}
    groups = [{atom} for atom in ATOMS if atom[0] != "N"]
    ranges = [puzzle.limits(measure=each, kind="having", atoms=atoms) for each in measures for atoms in groups]
    return min(high - low for low, high in ranges)


@pytest.mark.safety
def test_attacker_proves_nothing_of_the_small_primary(figures: list[Said], released_home: Path) -> None:
    shown = [said for said in figures if numbers(said) is not None]
    assert len(shown) > 30
    puzzle = Puzzle(shown)
    assert given_away(puzzle, sizes=truth(released_home, school=ELDER_BROOK)) == []
    print(
        f"\nThe attacker: {puzzle.solved} programmes solved of the small primary, narrowest {narrowest(puzzle)} pupils"
    )
    for label, atoms in GROUPS.items():  # and what it works out holds: the truth lies within the limits
        low, high = puzzle.limits(measure=SIZES, kind="among", atoms=atoms)
        assert low <= sum(truth(released_home, school=ELDER_BROOK).get(atom, 0) for atom in atoms) <= high, label


@pytest.mark.safety
def test_attacker_proves_nothing_of_a_school_of_150_send_pupils(
    linden: list[Said], released_home: Path, attackers: Attackers
) -> None:
    shown = [said for said in linden if numbers(said) is not None]
    sizes = truth(released_home, school=LINDEN)
    assert sum(n for (support, _), n in sizes.items() if support != "N") >= 150
    puzzle = Puzzle(shown)
    assert given_away(puzzle, sizes=sizes) == []
    ranges = outcomes_of_groups(puzzle)
    small = {words: found for words, found in ranges.items() if found[0] < HIDDEN_UNDER}  # what could be small at all
    assert small
    assert [words for words, (low, high) in small.items() if high < HIDDEN_UNDER or high - low < WIDTH] == []
    print(
        f"\nThe attacker: {attackers.asked} addresses read, {puzzle.solved} programmes solved of the secondary, "
        f"narrowest range of what could be small {min(high - low for low, high in small.values())} pupils"
    )


@pytest.mark.safety
def test_attacker_finds_a_planted_leak(figures: list[Said], released_home: Path) -> None:
    """One hidden figure shown all the same: how many of the six with a plan came to a club."""
    hidden = next(said for said in figures if said.group == "SEN support" and "club" in said.measure)
    assert numbers(hidden) is None
    total = next(said for said in figures if said.group == "SEND pupils" and said.measure == hidden.measure)
    leak = Said(hidden.measure, "SEN support", f"about {(numbers(total) or {})['k']} of 35")
    shown = [*(said for said in figures if numbers(said) is not None), leak]
    assert given_away(Puzzle(shown), sizes=truth(released_home, school=ELDER_BROOK)) != []


@pytest.mark.safety
def test_Z9_governors_are_served_from_releases_alone(everything: dict[str, str], released_home: Path) -> None:
    """No forged address gives another school's page, a class or a pupil: each is the school's own page or refused."""
    with closing(sqlite3.connect(released_home / "pupils.db")) as connection, connection:
        names = {" ".join(row) for row in connection.execute("SELECT forename, surname FROM pupil")}
        schools = [row[0] for row in connection.execute("SELECT name FROM school WHERE school <> ?", (ELDER_BROOK,))]
    for address, answer in everything.items():
        assert not [name for name in schools if name in answer], address
        assert not [name for name in names if name in answer], address


@pytest.mark.safety
def test_3_7_same_question_same_bytes_whoever_forges_it(everything: dict[str, str]) -> None:
    """Nothing of an address moves a figure: filters do not exist here."""
    for path in STRAND_PATHS:
        bodies = {json.dumps(list(map(repr, rows(everything[f"/{path}{query}"])))) for query in FORGED}
        assert len(bodies) == 1, path


@pytest.mark.safety
def test_3_7_utility_floor(figures: list[Said]) -> None:
    """A release that hides everything would be safe too: totals and sizes by support and sex are shown."""
    said = {(each.measure, each.group): numbers(each) for each in figures}
    for group in ("SEN support", "EHC plan", "Girls", "Boys"):
        assert said[SIZES, group] is not None
    totals = [told for (measure, group), told in said.items() if group == "SEND pupils" and measure != SIZES]
    assert sum(told is not None for told in totals) >= 6


def test_release_is_frozen(released_home: Path) -> None:
    with closing(sqlite3.connect(released_home / "releases.db")) as connection, connection:
        for statement in ("UPDATE release SET words = 'x'", "DELETE FROM release_view"):
            with pytest.raises(sqlite3.IntegrityError, match="frozen"):
                connection.execute(statement)


def test_built_again_in_the_same_term_shows_the_same(released_home: Path, tmp_path: Path) -> None:
    from dashboard.commands.releases import build_releases
    from dashboard.settings import Settings

    again = tmp_path / "releases.db"
    shutil.copy(released_home / "releases.db", again)

    def views() -> dict[int, list[Any]]:
        with closing(sqlite3.connect(again)) as connection, connection:
            found = connection.execute(
                "SELECT r.number, v.key, v.body FROM release r JOIN release_view v USING (release_id) "
                "WHERE r.place = 'school:100003' ORDER BY v.position"
            ).fetchall()
        return {number: [row[1:] for row in found if row[0] == number] for number in {row[0] for row in found}}

    before = views()
    environ = {"AFA_HOME": str(released_home), "AFA_RELEASES_URL": f"sqlite:///{again}"}
    build_releases(Settings.from_environment(environ), codes=(ELDER_BROOK,), by="test")
    after = views()
    assert after[max(after)] == before[max(before)]
    assert max(after) == max(before) + 1
