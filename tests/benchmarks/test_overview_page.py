"""How long the server takes for the overview of the sample trust: at the trust, a school and a class."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.test_progress_page import MOST_SECONDS, worked
from tests.fixtures.visitor import Visitor


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


def test_overview_at_every_level(executive: Visitor) -> None:
    """The median of each level is printed; none may take longer than a page may."""
    school = executive.draw("/progress?place=school:100002").get_data(as_text=True)
    a_class = re.search(r"class:[\w-]{8,}", school)
    assert a_class is not None
    for level, place, times in (
        ("trust", "", 1), ("school", "?place=school:100002", 2), ("class", f"?place={a_class[0]}", 1)
    ):  # fmt: skip
        address = f"/overview{place}"
        assert executive.draw(address).status_code == 200
        found = worked(executive, address=address, rounds=30)
        print(f"\nThe overview of a {level}: the server works {1000 * found:.1f} ms, the median of 30")
        assert found < times * MOST_SECONDS, level
