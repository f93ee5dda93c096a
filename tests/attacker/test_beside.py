"""What heads see of a release: beside the exact figures, with the reason for each difference; and the certificate."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.attacker.conftest import ELDER_BROOK, Attackers
from tests.attacker.reading import Said, cells_of, tables
from tests.attacker.solving import GROUPS
from tests.attacker.test_attacker import truth
from tests.fixtures.visitor import Visitor

REFUSED = "There is nothing here for you to see"
HIDDEN = "Hidden: small itself, or something small could be worked out from it."


@pytest.fixture(scope="module")
def head(attackers: Attackers) -> Visitor:
    """The head of the small primary, signed in."""
    return signed_in(attackers, "headteacher")


def signed_in(attackers: Attackers, role: str) -> Visitor:
    visitor = Visitor(attackers.app, home=attackers.home)
    visitor.sign_in(role)
    return visitor


def lines(answer: str) -> Iterator[tuple[str, str, str, str]]:
    """The rows of every table: what it is, what governors see, the exact figure, why they differ."""
    for parts in tables(answer):
        for line in (part for part in parts if part.get("type") == "Tr"):
            cells = cells_of(line)
            if len(cells) == 4 and cells[0] != "Pupils":
                yield (cells[0], cells[1], cells[2], cells[3])


@pytest.mark.safety
def test_heads_read_what_governors_read_beside_the_exact_figure(
    head: Visitor, figures: list[Said], attackers: Attackers
) -> None:
    found = list(lines(head.draw("/governors_see").get_data(as_text=True)))
    assert len(found) > 50
    governors = {said.figure for said in figures}
    assert {released for _, released, _, _ in found} <= governors
    assert all(why for *_, why in found)
    assert {why for _, released, _, why in found if released == "not shown"} == {HIDDEN}
    sizes = truth(attackers.home, school=ELDER_BROOK)
    exact = {label: exact for label, _, exact, _ in found}
    for group in ("SEN support", "EHC plan", "Girls", "Boys"):
        n = re.match(r"\d+", exact[group])
        assert n is not None
        assert int(n[0]) == sum(sizes.get(atom, 0) for atom in GROUPS[group])
    assert exact["EHC plan"] == "6 small group: do not circulate"


@pytest.mark.safety
def test_rounding_is_the_reason_where_nothing_else_differs(head: Visitor) -> None:
    """Nobody has come or gone since the census: every shown figure of one year is the exact one, rounded or not."""
    for label, released, exact, why in lines(head.draw("/governors_see").get_data(as_text=True)):
        counted = re.search(r"about (\d+) of (\d+)", released)
        if counted and "years" not in label:
            k, n = map(int, re.findall(r"\d+", exact)[:2])
            assert (k, n) == tuple(map(int, counted.groups())) or why == "Rounded."
            assert max(abs(k - int(counted[1])), abs(n - int(counted[2]))) <= 2


@pytest.mark.safety
@pytest.mark.parametrize("role", ["governor", "class_teacher", "data_manager", "administrator"])
def test_Z3_exact_figures_beside_a_release_are_for_heads_alone(attackers: Attackers, role: str) -> None:
    assert REFUSED in signed_in(attackers, role).draw("/governors_see").get_data(as_text=True)


@pytest.mark.safety
def test_Z3_a_head_sees_no_other_schools_release(head: Visitor) -> None:
    for place in ("school:100001", "school:100009", "school:999999"):
        assert REFUSED in head.draw(f"/governors_see?place={place}").get_data(as_text=True)


def test_executive_chooses_a_school(attackers: Attackers) -> None:
    visitor = signed_in(attackers, "trust_executive")
    assert "Choose a school" in visitor.draw("/governors_see").get_data(as_text=True)
    found = list(lines(visitor.draw("/governors_see?place=school:100009").get_data(as_text=True)))
    assert len(found) > 50


@pytest.mark.safety
@pytest.mark.parametrize("role", ["governor", "headteacher", "data_protection_officer", "trust_executive"])
def test_certificate_lists_what_the_audit_does_not_cover(attackers: Attackers, role: str) -> None:
    answer = signed_in(attackers, role).draw("/certificate").get_data(as_text=True)
    for words in ("Guesses short of proof", "already knows most of a group", "Other documents", "a member of staff"):
        assert words in answer
    with closing(sqlite3.connect(attackers.home / "releases.db")) as connection, connection:
        kept = dict(connection.execute("SELECT place, certificate FROM release WHERE number = 1").fetchall())
    own = json.loads(kept[f"school:{ELDER_BROOK}"])
    assert (
        f"{own['shown']} tables are shown, {own['partly']} of them in part, and {own['withheld']} withheld." in answer
    )
    assert f"a range of at least {own['narrowest']} pupils" in answer
    assert ("Linden Academy" in answer) == (role in {"data_protection_officer", "trust_executive"})


@pytest.mark.safety
def test_3_6_committee_papers_hold_released_figures_alone(
    attackers: Attackers, figures: list[Said], linden: list[Said]
) -> None:
    """Every figure of a school on the page, and in its file, is one that the school's own governors read; the release
    is named."""
    visitor = signed_in(attackers, "trust_executive")
    found = list(lines(visitor.draw("/papers").get_data(as_text=True)))
    for name, own in (("Elder Brook Primary", figures), ("Linden Academy", linden)):
        read = {(said.group, said.figure) for said in own}
        rows = [row for row in found if row[0] == name]
        assert len(rows) >= 6
        assert {("SEND pupils", row[1]) for row in rows} | {("Other pupils", row[2]) for row in rows} <= read
    file = visitor.client.get("/export/csv/papers").get_data(as_text=True)
    assert "Live figures, not for committee papers" not in file
    assert "Elder Brook Primary,1,spring term 2026,15 January 2026,20 March 2026" in file


@pytest.mark.safety
def test_3_6_live_figures_of_an_executive_say_that_they_are_not_for_papers(attackers: Attackers, head: Visitor) -> None:
    visitor = signed_in(attackers, "trust_executive")
    words = "Live figures, not for committee papers"
    for page in ("overview", "progress", "governors_see"):
        assert words in visitor.draw(f"/{page}?place=school:{ELDER_BROOK}").get_data(as_text=True)
    assert words in visitor.client.get(f"/export/csv/progress?place=school:{ELDER_BROOK}").get_data(as_text=True)
    assert words not in head.draw("/progress").get_data(as_text=True)
    assert REFUSED in head.draw("/papers").get_data(as_text=True)


@pytest.mark.safety
def test_3_6_groups_under_eight_are_marked_for_executives(attackers: Attackers, head: Visitor) -> None:
    """A row that rests on fewer than eight pupils has the mark, and only an executive's page shows it."""
    address = f"/progress?place=school:{ELDER_BROOK}"
    answer = signed_in(attackers, "trust_executive").draw(address).get_data(as_text=True)
    assert "marks-few" in answer
    cells = [part["props"] for parts in tables(answer) for part in parts if part.get("type") == "Td"]
    counts = [
        (cell, int(cell["data-value"]))
        for cell in cells
        if "pupils" in cell.get("className", "") and "data-value" in cell
    ]
    assert counts
    assert all(("few" in cell["className"].split()) == (0 < n < 8) for cell, n in counts)
    assert "marks-few" not in head.draw(address).get_data(as_text=True)
