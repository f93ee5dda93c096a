"""The page of conversations in a real browser: every level on every width and on paper, by keyboard, labels apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps
from tests.browser.test_gallery import BOXES, overlapping

pytestmark = pytest.mark.browser
HAZEL_BANK, JUNIPER_HILL = "100002", "100006"


@pytest.fixture
def senco(page: Any, sample_site: str, sample_home: Path) -> Any:
    """The tab of Hazel Bank's SENDCO, on the conversations of the school."""
    path = f"/conversations?place=school:{HAZEL_BANK}"
    steps.sign_in(page, base=sample_site, home=sample_home, role="senco", path=path)
    page.goto(sample_site + path)
    steps.settle(page)
    page.seen.forget()
    return page


def first(page: Any, kind: str) -> str:
    return str(page.locator(f"#page table a[href*='place={kind}:']").first.get_attribute("href"))


@pytest.mark.parametrize("level", ["school", "class", "pupil"])
def test_page_is_sound_on_every_width_and_on_paper(senco: Any, sample_site: str, level: str, artefacts: Path) -> None:
    if level != "school":
        senco.goto(sample_site + first(senco, level))
        steps.settle(senco)
    assert steps.look(senco, name=f"conversations-{level}", artefacts=artefacts) == []


def test_page_of_the_trust_is_sound(page: Any, sample_site: str, sample_home: Path, artefacts: Path) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path="/conversations")
    page.goto(f"{sample_site}/conversations?place=trust")
    steps.settle(page)
    assert steps.look(page, name="conversations-trust", artefacts=artefacts) == []


TOUCHING = """() => [...document.querySelectorAll(".rate-rows tbody tr:has(td.note)")].flatMap(row => {
  const boxes = [...row.children].map(cell => {
    const words = document.createRange();
    words.selectNodeContents(cell);
    return [cell.innerText, words.getBoundingClientRect()];
  });
  return boxes.flatMap(([one, a], at) => boxes.slice(at + 1).filter(([, b]) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
  ).map(([other]) => [one, other]));
})"""
"""The cells of the schools' rows whose words lie over each other."""


@pytest.mark.parametrize("width", steps.WIDTHS)
def test_who_leads_now_lies_over_nothing(page: Any, sample_site: str, sample_home: Path, width: int) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path="/conversations")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{sample_site}/conversations?place=trust")
    steps.settle(page)
    assert page.locator(".rate-rows td.note").count() == 12
    assert page.evaluate(TOUCHING) == []
    rows = page.locator(".rate-rows tr:has(td.note) .interval")
    assert {rows.nth(at).evaluate("each => each.getClientRects().length") for at in range(rows.count())} == {1}


@pytest.mark.parametrize("width", steps.WIDTHS)
def test_who_led_stands_over_the_line_and_no_label_is_cut(
    page: Any, sample_site: str, sample_home: Path, width: int
) -> None:
    path = f"/conversations?place=school:{JUNIPER_HILL}"
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path=path)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(sample_site + path)
    steps.settle(page)
    (chart,) = page.evaluate(BOXES)
    assert {"Class teacher", "Headteacher"} <= {text[0] for text in chart["texts"]}
    assert overlapping(chart["texts"]) == []
    left, top, right, bottom = chart["plot"]
    assert [text[0] for text in chart["texts"] if text[1] < left - 1 or text[3] > right + 1] == []
    assert [text[0] for text in chart["texts"] if text[2] < top - 1 or text[4] > bottom + 1] == []


def test_keyboard_alone_goes_from_the_list_to_a_pupil_and_back(senco: Any) -> None:
    name = senco.locator("#page table a[href*='place=pupil:']").first.inner_text()
    steps.tab_to(senco, name)
    senco.keyboard.press("Enter")
    senco.locator("#page-title", has_text=name).wait_for()
    steps.settle(senco)
    assert "The year 2025/26" in senco.locator("#page").inner_text()
    steps.tab_to(senco, "Class ", key="Shift+Tab")
    senco.keyboard.press("Enter")
    senco.locator("#page-title", has_text="Class ").wait_for()
    assert name in senco.locator("#page table").first.inner_text()
