"""What stands under every figure of the sample trust: tables add up, and how it is worked out says so in numbers."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.attacker.reading import components, text
from tests.fixtures.visitor import Visitor
from tests.traces.reading import Table, look, numbers_in

PAGES = ("overview", "progress", "conversations", "wider_outcomes", "attendance")
PLACES = ("trust", "school:100002", "school:100009", "school:100012")
ROUNDED = 0.1 + 1e-9
"""A difference and its two sides are each shown to one decimal."""
NUMBERS = ("Worked out with the numbers of this view", "With the figures of this view")
AS_IT_IS = ("nothing is averaged", "Each mark is shown as the register has it")
WITHOUT = ("Pupils here have no scores",)
"""What the few cards say that have no figure to work out."""


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


def below(visitor: Visitor) -> Iterator[str]:
    """A class and a pupil of the first school."""
    page = visitor.draw("/progress?place=school:100002").get_data(as_text=True)
    for kind in ("class", "pupil"):
        found = re.search(rf"{kind}:[\w-]{{8,}}", page)
        assert found, f"no {kind} at Hazel Bank"
        yield found[0]


def apart(table: Table) -> Iterator[tuple[dict[str, str], str, str]]:
    """The rows of a table that has two sides and their difference, with the headings of the sides."""
    if table.rows and "Difference" in table.rows[0]:
        sides = [each for each in table.rows[0] if ", " in each and not each.endswith(", n")]
        if len(sides) == 2:
            yield from ((row, *sides) for row in table.rows if row["Difference"])


@pytest.mark.parametrize("place", PLACES)
def test_a_difference_is_the_one_side_less_the_other(executive: Visitor, place: str) -> None:
    checked = 0
    for page in PAGES:
        for table in look(executive, f"/{page}?place={place}").tables:
            for row, one, two in apart(table):
                first, second, difference = (numbers_in(row[name])[0] for name in (one, two, "Difference"))
                assert abs(difference - (first - second)) <= ROUNDED, (page, table.caption, row)
                checked += 1
    assert checked > 20 or place == "school:100012"


def test_reasons_and_bands_stand_beside_other_pupils(executive: Visitor) -> None:
    tables = look(executive, "/attendance?place=trust").tables
    for first in ("Illness", "under 5%"):
        rows = [row for table in tables for row in table.rows if next(iter(row.values())) == first]
        told = next(row for row in rows if "Other pupils, %" in row)
        assert list(told)[1:] == ["SEND pupils, n", "SEND pupils, %", "95% interval", "Other pupils, %"]
        low, high = numbers_in(told["95% interval"])
        assert low < numbers_in(told["SEND pupils, %"])[0] < high


def test_shares_are_in_per_cent_and_few_pupils_are_counted(executive: Visitor) -> None:
    tables = look(executive, "/wider_outcomes?place=school:100002").tables
    assert not [name for table in tables if table.rows for name in table.rows[0] if "pupils, percentage points" in name]
    tables = look(executive, "/conversations?place=school:100002").tables
    few = [row for table in tables for row in table.rows if row.get("Counted") and int(row["Pupils, n"]) < 10]
    assert few
    assert {row["Figure, %"] for row in few} == {""}


def test_how_it_is_worked_out_says_the_numbers_of_the_view(executive: Visitor) -> None:
    told = 0
    for place in (*PLACES, *below(executive)):
        for page in PAGES:
            answer = json.loads(executive.draw(f"/{page}?place={place}").get_data())
            for words, card in folded(answer):
                told += any(each in words for each in NUMBERS)
                assert any(each in f"{words} {card}" for each in (*NUMBERS, *AS_IT_IS, *WITHOUT)), (place, page, words)
    assert told > 100


def folded(answer: Any) -> Iterator[tuple[str, str]]:
    """How each figure of a page is worked out, with the words of the card it stands in."""
    for card in components(answer):
        if "card" in str(card["props"].get("className") or "").split():
            for part in components(card):
                words = text(part) if part["type"] == "Details" else ""
                if words.startswith("How this is worked out"):
                    yield words, text(card)


def test_a_week_a_reason_and_an_area_are_not_told_as_the_term(executive: Visitor) -> None:
    answer = json.loads(executive.draw("/attendance?place=school:100009").get_data())
    for words, _ in folded(answer):
        sentence = re.search(r"With the figures of this view: (.*?) Worked out", words)
        row = re.search(r"Worked out with the numbers of this view: ([^:÷]*): ", words)
        if sentence and row:
            assert not re.search(r", week \d|half of|Illness|not assigned|%", row[1]), (sentence[1], row[1])


def test_the_register_stands_beside_englands_of_the_same_phase(executive: Visitor) -> None:
    with (files("data_loaders") / "published" / "benchmark.csv").open(encoding="utf-8") as published:
        shares = {
            row["Phase"]: row["Value"]
            for row in csv.DictReader(published)
            if (row["Measure"], row["Group"], row["Period"]) == ("sen_share", "send", "2025-26")
        }
    for school, phase in (("school:100002", "primary"), ("school:100009", "secondary")):
        answer = json.loads(executive.draw(f"/overview?place={school}").get_data())
        page = text(answer["response"]["page"]["children"])
        assert f"England, pupils with SEN in {phase} schools, 2025/26: {float(shares[phase]):.1f}%." in page
