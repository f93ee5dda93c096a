"""The overview as people use it: from sign-in to the pupil to discuss, by mouse and by keyboard, on every width and on
paper; no label lies on another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser
SCHOOL, SCHOOL_NAME = "100001", "Rowan Park Primary"
BOXES = """() => [...document.querySelectorAll('.shared-plot')].map(plot => {
  const box = each => { const r = each.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
  const texts = [...plot.querySelectorAll('.shared-label, .shared-tick')];
  return {card: box(plot.closest('figure')), texts: texts.map(t => [t.textContent, ...box(t)])};
})"""


@pytest.fixture
def executive(page: Any, sample_site: str, sample_home: Path) -> Any:
    """A trust executive's tab, where signing in leads."""
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive")
    page.seen.forget()
    return page


def arrive(page: Any, words: str) -> None:
    """Wait until the page whose heading holds these words is drawn."""
    page.locator("#page-title", has_text=words).wait_for()
    steps.settle(page)


HIDDEN = """() => [...document.querySelectorAll('#page .table td')]
  .filter(cell => cell.textContent.trim() && getComputedStyle(cell).display === 'none').map(cell => cell.textContent)"""


def test_a_phone_hides_no_words_of_a_table(executive: Any, sample_site: str) -> None:
    """Few pupils are counted in words and have nothing to be sorted by: on a phone too they are told."""
    executive.set_viewport_size({"width": 390, "height": 900})
    executive.goto(f"{sample_site}/overview?place=school:100002")
    arrive(executive, "Hazel Bank Primary")
    assert executive.locator("#page .table td[data-none]:visible").count()
    assert executive.evaluate(HIDDEN) == []


@pytest.mark.parametrize("width", steps.WIDTHS)
def test_labels_of_the_picture_of_schools_stand_apart_and_inside(executive: Any, width: int) -> None:
    executive.set_viewport_size({"width": width, "height": 900})
    steps.settle(executive)
    pictures = executive.evaluate(BOXES)
    assert pictures
    for picture in pictures:
        left, _, right, _ = picture["card"]
        texts = picture["texts"]
        assert [text[0] for text in texts if text[1] < left - 1 or text[3] > right + 1] == []
        for place, (one, x1, y1, x2, y2) in enumerate(texts):
            for other, u1, v1, u2, v2 in texts[place + 1 :]:
                apart = min(x2, u2) - max(x1, u1) <= 1 or min(y2, v2) - max(y1, v1) <= 1
                assert apart, (one, other)


def test_a_mark_of_the_picture_leads_to_its_school(executive: Any) -> None:
    executive.locator(".shared-mark", has_text=SCHOOL_NAME).press("Enter")
    arrive(executive, SCHOOL_NAME)
    assert len(executive.seen.callbacks) == 1
    assert "/overview?place=school:100001" in executive.url


def test_keyboard_alone_goes_from_a_finding_to_what_it_rests_on(executive: Any) -> None:
    steps.tab_to(executive, f"Progress at {SCHOOL_NAME}")
    executive.keyboard.press("Enter")
    arrive(executive, SCHOOL_NAME)
    assert len(executive.seen.callbacks) == 1
    assert "/progress?place=school:100001" in executive.url


def test_a_head_reaches_the_pupil_to_discuss_in_few_clicks(page: Any, sample_site: str, sample_home: Path) -> None:
    """Signed in, sorted by sessions missed, the most first, and on to that pupil's story: three clicks."""
    steps.sign_in(page, base=sample_site, home=sample_home, role="headteacher")
    heading = page.get_by_role("button", name="Sessions missed this year")
    heading.click()
    heading.click()
    pupil = page.locator("table", has=heading).locator("tbody tr").first.locator("th a")
    name = pupil.inner_text()
    page.seen.forget()
    pupil.click()
    arrive(page, name)
    assert len(page.seen.callbacks) == 1


def test_names_go_off_by_one_control(page: Any, sample_site: str, sample_home: Path) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="senco")
    name = page.locator(".pupil-name").first
    assert name.is_visible()
    page.get_by_role("button", name="Hide names").click()
    assert not name.is_visible()


@pytest.mark.parametrize("level", ["trust", "school", "special", "class"])
def test_page_is_sound_on_every_width_and_on_paper(
    executive: Any, sample_site: str, artefacts: Path, level: str
) -> None:
    places = {"trust": "", "school": f"?place=school:{SCHOOL}", "special": "?place=school:100012"}
    if level == "class":
        executive.goto(f"{sample_site}/progress?place=school:{SCHOOL}")
        steps.settle(executive)
        href = executive.locator("#page a[href*='place=class:']").first.get_attribute("href")
        places["class"] = f"?{href.partition('?')[2]}"
    executive.goto(f"{sample_site}/overview{places[level]}")
    steps.settle(executive)
    assert steps.look(executive, name=f"overview-{level}", artefacts=artefacts) == []
    assert executive.locator(".js-plotly-plot").count() <= 3
