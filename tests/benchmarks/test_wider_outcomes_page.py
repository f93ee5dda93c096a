"""How long the server takes for the page of wider outcomes of the sample trust, at every level."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.test_progress_page import MOST_SECONDS, worked
from tests.fixtures.visitor import Visitor

SCHOOL = "100002"


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


def test_wider_outcomes_at_every_level(executive: Visitor) -> None:
    """The median of each level is printed; none may take longer than a page may, a school that lists pupils twice."""
    progress = executive.draw(f"/progress?place=school:{SCHOOL}").get_data(as_text=True)
    found = {kind: re.search(rf"{kind}:[\w-]{{8,}}", progress) for kind in ("class", "pupil")}
    places = {"trust": "", "school": f"?place=school:{SCHOOL}"}
    places |= {kind: f"?place={match[0]}" for kind, match in found.items() if match}
    assert set(places) == {"trust", "school", "class", "pupil"}
    slow = []
    for level, place in places.items():
        address = f"/wider_outcomes{place}"
        assert executive.draw(address).status_code == 200
        seconds = worked(executive, address=address, rounds=30)
        print(f"\nWider outcomes of a {level}: the server works {1000 * seconds:.1f} ms, the median of 30")
        slow += [level] * (seconds >= (2 if level == "school" else 1) * MOST_SECONDS)
    assert not slow
