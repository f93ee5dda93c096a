"""One pupil's story as people use it: on every width, on paper, by keyboard, and on a projector with names hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser


@pytest.fixture
def story(page: Any, sample_site: str, sample_home: Path) -> Any:
    """A headteacher's tab, on the story of the first SEND pupil of the school."""
    steps.sign_in(page, base=sample_site, home=sample_home, role="headteacher")
    school = page.url.partition("place=")[2].partition("&")[0]
    page.goto(f"{sample_site}/progress?place={school}")
    steps.settle(page)
    href = page.locator("#page table a[href*='place=pupil:']").first.get_attribute("href")
    page.goto(sample_site + href.replace("/progress", "/overview"))
    steps.settle(page)
    page.seen.forget()
    return page


def test_story_is_sound_on_every_width_and_on_paper(story: Any, artefacts: Path) -> None:
    assert steps.look(story, name="overview-pupil", artefacts=artefacts) == []


def test_lanes_become_a_list_of_dates_on_a_phone(story: Any) -> None:
    assert story.locator(".story .js-plotly-plot").is_visible()
    story.set_viewport_size({"width": 390, "height": 844})
    steps.settle(story)
    assert not story.locator(".story .js-plotly-plot").is_visible()
    first = story.locator("table.dated tbody tr").first
    assert first.is_visible()
    widths = story.evaluate("Array.from(document.querySelectorAll('table.dated tbody tr'), row => row.scrollWidth)")
    assert max(widths) <= 390


def test_keyboard_reaches_the_subject_the_names_and_the_parts_under_the_chart(story: Any) -> None:
    for name in ("Hide names", "How this is worked out", "Where these figures came from", "Take away"):
        steps.tab_to(story, name)
    story.get_by_label("Subject").focus()
    story.get_by_label("Subject").select_option("reading")
    steps.settle(story)
    assert len(story.seen.callbacks) == 1
    assert story.evaluate("document.activeElement.id") == "subject"
    story.locator(".story .annotation-text", has_text="Reading").wait_for()


def test_one_control_hides_the_name_in_the_page_and_the_title_never_holds_it(story: Any) -> None:
    name = story.locator("#page-title .pupil-name").inner_text()
    assert story.title() == "Pupil · Achievement for All"
    story.get_by_role("button", name="Hide names").click()
    assert name not in story.locator("body").inner_text()
    assert story.locator("#page-title").inner_text() == "Pupil"


def test_no_two_numbers_of_the_chart_lie_on_one_another(story: Any) -> None:
    """Of each lane, at the width of a tablet as well."""
    for width in (1440, 820):
        story.set_viewport_size({"width": width, "height": 900})
        steps.settle(story)
        assert story.evaluate(OVERLAPS) == []


OVERLAPS = """() => {
  const boxes = Array.from(document.querySelectorAll(".story .textpoint text, .story .bartext"))
    .map(each => [each.textContent, each.getBoundingClientRect()]).filter(pair => pair[0].trim() && pair[1].width);
  const faults = [];
  boxes.forEach((one, place) => boxes.slice(place + 1).forEach(other => {
    const [a, b] = [one[1], other[1]];
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 4) { faults.push(one[0] + " on " + other[0]); }
  }));
  return faults;
}"""
"""The texts of the chart whose boxes lie on one another."""
