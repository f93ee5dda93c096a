"""Wider outcomes as people see the page: every level at every width and on paper, without a fault.

Every test also fails on a console error, a request to another host or a breach of the content security policy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser
OAKMERE, NAME = "100010", "Oakmere Academy"


@pytest.fixture
def executive(page: Any, sample_site: str, sample_home: Path) -> Any:
    """A trust executive's tab, on the page of the trust."""
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path="/wider_outcomes")
    page.seen.forget()
    return page


def arrive(page: Any, words: str) -> None:
    page.locator("#page-title", has_text=words).wait_for()
    steps.settle(page)


def test_every_level_looks_right_at_every_width(executive: Any, sample_site: str, artefacts: Path) -> None:
    faults = steps.look(executive, name="wider-outcomes-trust", artefacts=artefacts)
    executive.goto(f"{sample_site}/wider_outcomes?place=school:{OAKMERE}&period=2025-26")
    arrive(executive, NAME)
    faults += steps.look(executive, name="wider-outcomes-school", artefacts=artefacts)
    executive.goto(f"{sample_site}/progress?place=school:{OAKMERE}")
    arrive(executive, NAME)
    tutor_group = executive.locator("#page table a[href*='place=class:']").first.get_attribute("href")
    executive.goto(sample_site + str(tutor_group).replace("/progress", "/wider_outcomes"))
    steps.settle(executive)
    faults += steps.look(executive, name="wider-outcomes-class", artefacts=artefacts)
    executive.locator("#page table a[href*='place=pupil:']").first.click()
    arrive(executive, "Pupil")
    faults += steps.look(executive, name="wider-outcomes-pupil", artefacts=artefacts)
    assert faults == []
