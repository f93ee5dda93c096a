"""How long the server works for the pages of conversations of the sample trust, at each level."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.test_progress_page import MOST_SECONDS, worked
from tests.fixtures.visitor import Visitor
from tests.traces.reading import look

SCHOOL = "/conversations?place=school:100001"


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


def address(visitor: Visitor, level: str) -> str:
    if level == "trust":
        return "/conversations?place=trust"
    if level == "school":
        return SCHOOL
    links = [link for table in look(visitor, SCHOOL).tables for link in table.links]
    return next(link for link in links if re.search(rf"place={level}:", link))


@pytest.mark.parametrize("level", ["trust", "school", "class", "pupil"])
def test_page_of_each_level(executive: Visitor, level: str) -> None:
    found = min(worked(executive, address=address(executive, level), rounds=10) for _ in range(3))
    print(f"\nConversations, {level}: the server works {1000 * found:.1f} ms, the quietest of three medians of 10")
    assert found < 2 * MOST_SECONDS
