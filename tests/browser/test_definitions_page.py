"""The pages about the figures as people see them: each measure and the evidence, at every width and on paper.

Every test also fails on a console error, a request to another host or a breach of the content security policy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser
CUT = """() => [...document.querySelectorAll(".table-room")]
  .filter(room => room.checkVisibility() && room.scrollWidth > room.clientWidth + 1)
  .map(room => room.querySelector("caption").textContent)"""
"""Tables that are wider than their card: a reader would not see that there is more."""


@pytest.mark.parametrize("path", ["definitions", "evidence"])
def test_page_is_sound_at_every_width_and_on_paper(
    page: Any, sample_site: str, sample_home: Path, artefacts: Path, path: str
) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="senco", path=f"/{path}")
    assert steps.look(page, name=path, artefacts=artefacts) == []


@pytest.mark.parametrize(
    "path",
    [
        "evidence",
        "overview?place=school:100002",
        "attendance?place=school:100002",
        "wider_outcomes?place=school:100002",
    ],
)
def test_no_table_is_wider_than_its_card(page: Any, sample_site: str, sample_home: Path, path: str) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="senco", path=f"/{path}")
    for width in steps.WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        steps.settle(page)
        assert page.evaluate(CUT) == [], width


def test_on_paper_a_measure_says_what_to_keep_in_mind(page: Any, sample_site: str, sample_home: Path) -> None:
    """What is folded on the screen is written out, and what only a screen can open is not there."""
    steps.sign_in(page, base=sample_site, home=sample_home, role="senco", path="/definitions")
    more = page.locator(".definition-more").first
    assert not more.locator("dl").is_visible()
    page.emulate_media(media="print")
    assert more.locator("dl").is_visible()
    assert not more.locator("summary").is_visible()
