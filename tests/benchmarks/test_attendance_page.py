"""How long the server takes for the attendance page of the sample trust at each level. The medians are printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.test_progress_page import MOST_SECONDS, worked
from tests.fixtures.visitor import Visitor

SCHOOL = "/attendance?place=school:100002"


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


def below(visitor: Visitor, kind: str) -> str:
    """The address of the first class or pupil that the school's page leads to."""
    found = re.search(rf"{kind}:[\w-]+", visitor.draw(SCHOOL).get_data(as_text=True))
    assert found is not None
    return f"/attendance?place={found[0]}"


@pytest.mark.parametrize(("level", "times"), [("trust", 1.25), ("school", 2), ("class", 1), ("pupil", 1)])
def test_attendance_page(executive: Visitor, level: str, times: float) -> None:
    """A school's page lists every SEND pupil, and the trust's has a row a school and week besides its tables."""
    known = {"trust": "/attendance", "school": SCHOOL}
    address = known.get(level) or below(executive, level)
    assert executive.draw(address).status_code == 200
    found = min(worked(executive, address=address, rounds=15) for _ in range(2))
    print(f"\nThe attendance page of a {level}: the server works {1000 * found:.1f} ms, the median of 15")
    assert found < times * MOST_SECONDS
