"""How long the server works for every page at every level and role of the sample trust. The table is printed.

Time in which the machine did other things is not counted. A busy or a slow machine slows work down all the same: a
plain loop is timed beside every page, and where the loop takes longer than on the machine for which the limit was set,
the page's time is scaled by as much. What takes too long is measured again a little later; the lesser counts.
"""

from __future__ import annotations

import gc
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from dashboard.commands.serving import settle
from dashboard.components.elements import OURS
from tests.fixtures.visitor import Visitor

GOAL_SECONDS = 0.040
"""The median a page should take at every level; what takes more is measured again and told by the table."""
MOST_SECONDS = {"trust": 0.060, "primary": 0.070, "class": 0.060, "pupil": 0.070, "school": 0.040, "secondary": 0.090}
"""What no page may take, with room for a machine that does other things. An executive's list of the pupils of a large
school, by number and not by name, is not within the goal: see the table."""
MEDIAN_SECONDS = dict.fromkeys(("trust", "class", "pupil", "school"), GOAL_SECONDS) | {
    "primary": 0.050,
    "secondary": 0.050,
}
"""What the pages of a level, of each who asks, may take in the median: the goal. A primary (32 ms on a quiet machine)
and a secondary (38 ms) are within it by too little for a machine whose caches others fill, which the loop does not
feel: they have room for it."""
MOST_PIECES = 420
"""Of how many components the browser may make a page: each costs it as much as a row of a table that it draws."""
ROUNDS = 11
LOOP_SECONDS = 0.035
"""What the loop takes on the machine for which the limit was set: one core of a two-core server, otherwise idle."""
STRANDS = ("overview", "progress", "conversations", "wider_outcomes", "attendance")
PEOPLE = {
    "trust executive": (
        "trust_executive",
        {"trust": "trust", "primary": "school:100002", "secondary": "school:100009"},
    ),
    "headteacher": ("headteacher", {"secondary": "school:100009"}),
    "SENDCO": ("senco", {"primary": "school:100002"}),
    "class teacher": ("class_teacher", {"class": ""}),
    "governor": ("governor", {"school": ""}),
}
"""Who asks, and for which places by level; "" is where the person lands. What leads on from there is looked up."""
RECORDERS = ("headteacher", "senco", "class_teacher")
GOVERNORS = ("releases", *STRANDS[1:])


@pytest.fixture(scope="module", autouse=True)
def as_served() -> Iterator[None]:
    settle()
    yield
    gc.unfreeze()


def loop() -> float:
    """The seconds that counting to a million takes now."""
    began, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number
    assert total
    return time.process_time() - began


def worked(visitor: Visitor, *, address: str, rounds: int) -> float:
    """The median seconds the server worked for a page, on the machine for which the limit was set."""
    taken = []
    for _ in range(rounds):
        slower = max(1.0, loop() / LOOP_SECONDS)
        began = time.process_time()
        assert visitor.draw(address).status_code == 200
        taken.append((time.process_time() - began) / slower)
    return median(taken)


def quietest(visitor: Visitor, *, address: str) -> float:
    """The median of eleven after two that are not counted; the lesser of two where the first is too much."""
    for _ in range(2):
        assert visitor.draw(address).status_code == 200
    found = worked(visitor, address=address, rounds=ROUNDS)
    if found >= GOAL_SECONDS:
        time.sleep(1)
        found = min(found, worked(visitor, address=address, rounds=ROUNDS))
    return found


def places(visitor: Visitor, *, known: dict[str, str], landing: str) -> dict[str, str]:
    """The places by level, with the first class and pupil that the lowest of them leads to."""
    found = {level: place or landing.partition("place=")[2] for level, place in known.items()}
    *_, lowest = found.values()
    text = "".join(
        visitor.draw(f"/{page}?place={lowest}").get_data(as_text=True) for page in ("progress", "attendance")
    )
    for kind in ("class", "pupil"):
        below = re.search(rf"{kind}:[\w-]{{8,}}", text)
        if kind not in found and below is not None:
            found[kind] = below[0]
    return found


def addresses(visitor: Visitor, *, role: str, known: dict[str, str], landing: str) -> Iterator[tuple[str, str, str]]:
    """Level, page and address of everything that is measured for a role."""
    if role == "governor":
        yield from (("school", page, f"/{page}") for page in GOVERNORS)
        return
    pages = (*STRANDS, *(["recording"] if role in RECORDERS else []))
    for level, place in places(visitor, known=known, landing=landing).items():
        yield from ((level, page, f"/{page}?place={place}") for page in pages)


@pytest.mark.parametrize("words", PEOPLE)
def test_every_page_and_level(sample_app: Any, sample_home: Path, words: str) -> None:
    role, known = PEOPLE[words]
    people = json.loads((sample_home / "sample-sign-ins.json").read_text(encoding="utf-8"))
    whose = known.get("secondary", "") if role == "headteacher" else ""
    person = next(each for each in people if each["role"] == role and each["lands_on"].endswith(whose))
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in_as(person["username"], password=person["password"])
    found = {
        (page, level): 1000 * quietest(visitor, address=address)
        for level, page, address in addresses(visitor, role=role, known=known, landing=person["lands_on"])
    }
    print(*_table(found, words=words), sep="\n")
    for level in dict.fromkeys(level for _, level in found):
        assert median(taken for (_, at), taken in found.items() if at == level) < 1000 * MEDIAN_SECONDS[level], level
    assert not {asked: taken for asked, taken in found.items() if taken >= 1000 * MOST_SECONDS[asked[1]]}


def _table(found: dict[tuple[str, str], float], *, words: str) -> Iterator[str]:
    """A line a page, a column a level, in milliseconds."""
    levels = list(dict.fromkeys(level for _, level in found))
    yield f"\n{words}: the server works so many ms, the median of {ROUNDS}"
    yield f"{'':16}" + "".join(f"{level:>11}" for level in levels)
    for page in dict.fromkeys(page for page, _ in found):
        cells = (found.get((page, level)) for level in levels)
        yield f"{page:16}" + "".join(f"{'':>11}" if cell is None else f"{cell:11.1f}" for cell in cells)
    medians = (median(taken for (_, at), taken in found.items() if at == level) for level in levels)
    yield f"{'median':16}" + "".join(f"{each:11.1f}" for each in medians)


def test_a_page_is_made_of_few_pieces(sample_app: Any, sample_home: Path) -> None:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    _, known = PEOPLE["trust executive"]
    found = {
        address: sum(1 for _ in pieces(json.loads(visitor.draw(address).get_data())))
        for _, _, address in addresses(visitor, role="trust_executive", known=known, landing="")
    }
    print(*(f"{count:5} pieces  {address}" for address, count in found.items()), sep="\n")
    assert {address: count for address, count in found.items() if count > MOST_PIECES} == {}


def pieces(node: Any) -> Iterator[str]:
    """What the browser makes a component of: not what is within a piece that ``assets/elements.js`` draws."""
    if isinstance(node, list):
        for each in node:
            yield from pieces(each)
    elif isinstance(node, dict):
        if "namespace" in node:
            yield str(node["type"])
        if node.get("namespace") != OURS:
            yield from pieces(list(node.values()))
