"""Room on paper: between the columns of a wide table and between the cards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser
SHEET = {"width": 688, "height": 970}
"""A4 within its margins, in pixels."""
LEAST = 8
"""Pixels between the words of neighbours in a table: six tenths of the letters' size on paper, cut to whole pixels."""
TOUCHING = """least => {
  const box = cell => { const range = document.createRange(); range.selectNodeContents(cell); return range.getBoundingClientRect(); };
  const near = row => [...row.cells].slice(1).map((cell, at) => [row.cells[at], cell])
    .filter(([one, two]) => one.innerText.trim() && two.innerText.trim() && box(two).left - box(one).right < least);
  const rows = [...document.querySelectorAll("#page table:has(th:nth-child(8)) tr")];
  return rows.filter(row => row.checkVisibility()).flatMap(near)
    .map(pair => pair.map(cell => cell.innerText.trim()).join(" | "));
}"""  # noqa: E501
"""Neighbours in a table of eight columns or more whose words stand nearer to one another."""
JOINED = """() => {
  const pieces = [...document.querySelectorAll("#page .card, #page .sentence")].filter(e => e.getBoundingClientRect().height);
  const boxes = pieces.map(piece => [piece.innerText.slice(0, 40), piece.getBoundingClientRect()]);
  const under = (one, two) => two.top >= one.bottom - 1 && two.top - one.bottom < 5 && two.left < one.right && one.left < two.right;
  return boxes.flatMap(([name, one]) => boxes.filter(([, two]) => under(one, two)).map(([next]) => name + " | " + next));
}"""  # noqa: E501
"""What stands under something else without room between the two."""


def on_paper(page: Any, path: str) -> None:
    page.goto(path)
    steps.settle(page, seconds=60)
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)
    page.wait_for_timeout(200)


@pytest.mark.parametrize("path", ["overview", "attendance", "progress", "wider_outcomes", "conversations"])
def test_nothing_on_paper_touches(page: Any, sample_site: str, sample_home: Path, path: str) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="headteacher")
    on_paper(page, f"{sample_site}/{path}?place=school:100003")
    assert page.evaluate(TOUCHING, LEAST) == []
    assert page.evaluate(JOINED) == []


def test_nothing_of_the_trust_does(page: Any, sample_site: str, sample_home: Path) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive")
    on_paper(page, f"{sample_site}/overview?place=trust")
    assert page.evaluate(TOUCHING, LEAST) == []
    assert page.evaluate(JOINED) == []
