"""On a wide screen the columns of a page end near one another: no half of a page is left empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser
MOST = 400
"""Pixels by which one column may be shorter than the one beside it: less than a card with a picture, which is some
500 high, so that no other place of one card would make them more even."""
ROWS = """() => {
  const rows = new Map();
  for (const piece of document.getElementById("page").children) {
    const box = piece.getBoundingClientRect();
    if (!box.height || box.width > 0.75 * window.innerWidth) { continue; }
    const last = piece.matches(".stack") ? piece.lastElementChild.getBoundingClientRect().bottom : box.bottom;
    const words = piece.querySelector(".card-title").textContent;
    rows.set(box.top, [...(rows.get(box.top) || []), [words, last]]);
  }
  return [...rows.values()];
}"""
"""What stands side by side: of each row of the page its columns, with the first card's title and where they end."""
LISTS = ("Close to 10%", "Recovering")
"""Two lists of pupils, each as long as there are pupils."""
STRANDS = ("overview", "progress", "conversations", "wider_outcomes", "attendance")
PRIMARY, SECONDARY, SPECIAL = "school:100003", "school:100009", "school:100012"


def uneven(page: Any, path: str) -> list[str]:
    page.goto(path)
    steps.settle(page, seconds=60)
    page.locator(".chart:not(:has(.main-svg))").first.wait_for(state="detached")  # a chart to come has no height yet
    found = []
    for row in page.evaluate(ROWS):
        ends = [end for words, end in row if not words.startswith(LISTS)]
        if ends and (len(row) == 1 or max(ends) - min(ends) > MOST):
            found.append(f"{path}: {row}")
    return found


@pytest.mark.parametrize("place", ["trust", PRIMARY, SECONDARY, SPECIAL])
def test_columns_of_a_trust_and_of_schools_end_together(
    page: Any, sample_site: str, sample_home: Path, place: str
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive")
    assert [fault for strand in STRANDS for fault in uneven(page, f"{sample_site}/{strand}?place={place}")] == []


def test_columns_of_a_class_end_together(page: Any, sample_site: str, sample_home: Path) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    steps.sign_in(page, base=sample_site, home=sample_home, role="class_teacher")
    place = page.url.partition("place=")[2]
    assert [fault for strand in STRANDS for fault in uneven(page, f"{sample_site}/{strand}?place={place}")] == []
