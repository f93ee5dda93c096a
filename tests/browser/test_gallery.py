"""The look in a real browser: labels apart and uncut, charts within their cards, the address, focus, sorting, names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.components.data_table import KIND
from tests.attacker.reading import components
from tests.browser import axe, steps
from tests.browser.gallery import STRANDS, create_gallery, school_page, trust_page
from tests.fixtures.tables import spelled_out

pytestmark = pytest.mark.browser
TRUST, SCHOOL, PIECES = "/progress", "/progress?place=school:1", f"/overview?place={STRANDS}"
BOXES = """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => {
  const box = each => { const r = each.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
  const drawn = [...plot.querySelectorAll('.annotation-text, .xtick text, .ytick text')];
  const texts = drawn.filter(t => t.textContent.trim());
  return {plot: box(plot.querySelector('.main-svg')), card: box(plot.closest('figure')),
          texts: texts.map(t => [t.textContent, ...box(t), parseFloat(getComputedStyle(t).fontSize)])};
})"""


@pytest.fixture(scope="module")
def gallery(serve: Callable[[Any], str]) -> str:
    return serve(create_gallery())


def show(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#page .main-svg .trace", state="attached")
    page.evaluate("document.fonts.ready")
    steps.settle(page)


def overlapping(texts: list[list[Any]]) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes share more than a pixel each way."""
    found = []
    for place, (one, left, top, right, bottom, _) in enumerate(texts):
        for other, left2, top2, right2, bottom2, _ in texts[place + 1 :]:
            if min(right, right2) - max(left, left2) > 1 and min(bottom, bottom2) - max(top, top2) > 1:
                found.append((one, other))
    return found


def test_overlapping_boxes_are_found() -> None:
    one, other, third = ["one", 0, 0, 10, 10, 13], ["other", 8, 8, 20, 20, 13], ["third", 20, 20, 30, 30, 13]
    assert overlapping([one, other, third]) == [("one", "other")]


@pytest.mark.parametrize("width", steps.WIDTHS)
@pytest.mark.parametrize("path", [TRUST, SCHOOL, PIECES])
def test_labels_stand_apart_and_uncut_at_every_width(page: Any, gallery: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    show(page, gallery + path)
    charts = page.evaluate(BOXES)
    assert charts
    for chart in charts:
        assert overlapping(chart["texts"]) == []
        left, top, right, bottom = chart["plot"]
        cut = [
            text[0]
            for text in chart["texts"]
            if text[1] < left - 1 or text[2] < top - 1 or text[3] > right + 1 or text[4] > bottom + 1
        ]
        assert cut == []
        assert chart["card"][0] <= left
        assert right <= chart["card"][2]
        assert min([text[5] for text in chart["texts"]], default=13) >= 13
    assert steps.overflow(page) <= 0
    assert axe.violations(page) == []


def test_page_at_twice_its_size_needs_no_sideways_scrolling(page: Any, gallery: str) -> None:
    page.set_viewport_size({"width": 640, "height": 450})
    show(page, gallery + TRUST)
    assert steps.overflow(page) <= 0


def test_at_most_three_charts_and_small_pictures_beside(page: Any, gallery: str) -> None:
    show(page, gallery + TRUST)
    assert page.locator(".js-plotly-plot").count() <= 3
    assert page.locator("img.rail-picture").count() == 6
    assert page.evaluate("[...document.querySelectorAll('img.rail-picture')].every(i => i.alt && i.complete)")


def test_control_writes_the_address_once_and_keeps_the_focus(page: Any, gallery: str) -> None:
    show(page, gallery + SCHOOL)
    page.seen.forget()
    page.locator("#subject").focus()
    page.locator("#subject").select_option("reading")
    page.wait_for_url(re.compile(r"subject=reading"))
    steps.settle(page)
    assert len(page.seen.callbacks) == 1
    assert page.url.endswith("/progress?place=school:1&subject=reading")
    assert page.evaluate("document.activeElement.id") == "subject"


def test_control_set_back_to_its_default_leaves_the_address(page: Any, gallery: str) -> None:
    show(page, gallery + "/progress?compare=term")
    page.locator("#compare").select_option("year")
    page.wait_for_url(re.compile(r"/progress$"))


def test_back_shows_what_was_there(page: Any, gallery: str) -> None:
    show(page, gallery + TRUST)
    page.locator("#group").select_option("plan")
    page.wait_for_url(re.compile(r"group=plan"))
    steps.settle(page)
    page.go_back()
    page.wait_for_function("document.getElementById('group').value === 'send'")
    steps.settle(page)
    assert page.url == gallery + TRUST


def test_row_link_by_keyboard_leads_on_and_the_focus_goes_to_the_heading(page: Any, gallery: str) -> None:
    show(page, gallery + TRUST)
    page.seen.forget()
    page.get_by_role("link", name="Rowan Park Primary School").press("Enter")
    page.wait_for_url(re.compile("school:0"))
    page.wait_for_function("document.activeElement.id === 'page-title'")
    steps.settle(page)
    assert len(page.seen.callbacks) == 1
    assert page.title() == "Hazel Bank Primary School · Achievement for All"


def test_mark_leads_where_it_says(page: Any, gallery: str) -> None:
    show(page, gallery + TRUST)
    page.seen.forget()
    point = page.locator(".js-plotly-plot").first.locator(".points path").last
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(re.compile(r"period=2025-26\.spring"))
    steps.settle(page)
    assert len(page.seen.callbacks) == 1


COLUMN = """([caption, place]) => {
  const table = [...document.querySelectorAll('table')].find(each => each.caption.textContent === caption);
  return [...table.tBodies[0].rows].map(row => row.children[place].innerText.trim());
}"""


def column(page: Any, caption: str, place: int) -> list[str]:
    found: list[str] = page.evaluate(COLUMN, [caption, place])
    return found


def test_table_sorts_both_ways_with_nothing_last(page: Any, gallery: str) -> None:
    show(page, gallery + SCHOOL)
    caption, score = "SEND pupils of Hazel Bank Primary School", 4
    button = page.get_by_role("button", name="Latest score")
    button.press("Enter")
    assert column(page, caption, score) == ["91", "92", "94", "95", "97", "98", *["no result"] * 3]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    button.press("Enter")
    assert column(page, caption, score) == ["98", "97", "95", "94", "92", "91", *["no result"] * 3]


DRAWN = """() => [...document.querySelectorAll('table')].map(table => {
  const told = each => each.nodeType === Node.TEXT_NODE ? each.textContent : [each.localName,
    Object.fromEntries([...each.attributes].filter(a => a.value).map(a => [a.name, a.value])),
    ...[...each.childNodes].map(told)];
  return told(table);
})"""


def told(node: Any) -> Any:
    """An element as ``DRAWN`` tells it: its tag, what it is known by, what it holds."""
    if not isinstance(node, dict):
        return node
    props = {"class": "className", **{name: name for name in node["props"] if name not in {"className", "children"}}}
    known = {name: node["props"][prop] for name, prop in props.items() if node["props"].get(prop)}
    held = node["props"].get("children")
    inner = [told(each) for each in (held if isinstance(held, list) else [held]) if each not in (None, "")]
    return [{"Link": "a"}.get(node["type"], node["type"].lower()), known, *inner]


@pytest.mark.parametrize("path", [TRUST, SCHOOL])
def test_tables_are_drawn_as_they_are_spelled_out(page: Any, gallery: str, path: str) -> None:
    drawn_by = {TRUST: trust_page, SCHOOL: school_page}[path]
    sent = json.loads(json.dumps(drawn_by(), cls=PlotlyJSONEncoder))
    tables = [spelled_out(each) for each in components(sent) if each["type"] == KIND]
    show(page, gallery + path)
    assert tables
    assert page.evaluate(DRAWN) == [told(table) for table in tables]


FIRST = "table:has-text('Latest score'):not([data-old]) >> tbody tr:first-child td:has-text('{}')"


def test_table_stays_sorted_when_a_control_changes_and_not_on_another_page(page: Any, gallery: str) -> None:
    show(page, gallery + SCHOOL)
    page.get_by_role("button", name="Gain").press("Enter")
    page.get_by_role("button", name="Gain").press("Enter")
    page.evaluate("[...document.querySelectorAll('table')].at(-1).dataset.old = 'true'")
    page.locator("#subject").select_option("reading")
    page.wait_for_selector(FIRST.format("+4"))
    page.get_by_role("link", name="3H", exact=True).click()
    page.wait_for_selector(FIRST.format("−4"))
    page.wait_for_function("!document.querySelector('th[aria-sort]')")


def test_names_go_out_of_sight_and_stay_so(page: Any, gallery: str) -> None:
    show(page, gallery + SCHOOL)
    assert page.get_by_text("Brzęczyszczykiewicz 0").is_visible()
    page.get_by_role("button", name="Hide names").click()
    assert not page.get_by_text("Brzęczyszczykiewicz 0").is_visible()
    assert page.get_by_role("button", name="Hide names").get_attribute("aria-pressed") == "true"
    page.reload()
    page.wait_for_selector("#page .main-svg")
    steps.settle(page)
    assert not page.get_by_text("Brzęczyszczykiewicz 0").is_visible()


def test_what_stands_under_a_chart_opens_in_place(page: Any, gallery: str) -> None:
    show(page, gallery + TRUST)
    page.locator("summary", has_text="How this is worked out").first.press("Enter")
    assert page.get_by_text("Keep in mind").first.is_visible()
    assert axe.violations(page) == []


def test_controls_fold_on_a_phone(page: Any, gallery: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, gallery + TRUST)
    assert not page.locator("#period").is_visible()
    page.get_by_text("Change what is shown").click()
    assert page.locator("#period").is_visible()


SHOWN = """tab => { const row = tab.closest("ul").getBoundingClientRect(), box = tab.getBoundingClientRect();
  return row.left <= box.left && box.right <= row.right }"""


def test_pages_are_one_row_on_a_phone_with_the_one_shown_in_view(page: Any, gallery: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, gallery + "/attendance")
    tabs = page.get_by_role("navigation", name="Pages")
    assert tabs.bounding_box()["height"] < 90
    assert tabs.locator("[aria-current=page]").evaluate(SHOWN)
    assert not tabs.get_by_role("link", name="Overview").evaluate(SHOWN)


@pytest.mark.parametrize("width", [390, 820])
def test_pages_about_the_figures_open_by_keyboard_and_close_when_one_is_shown(
    page: Any, gallery: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    show(page, gallery + TRUST)
    definitions, more = page.get_by_role("link", name="Definitions", exact=True), page.locator(".tabs-more summary")
    assert not definitions.is_visible()
    more.press("Enter")
    assert axe.violations(page) == []
    definitions.press("Enter")
    steps.settle(page)
    assert not definitions.is_visible()
    assert more.inner_text().strip() == "More: Definitions"


def test_pages_about_the_figures_stand_in_the_row_where_there_is_room(page: Any, gallery: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    show(page, gallery + "/definitions")
    assert page.get_by_role("link", name="Definitions", exact=True).is_visible()
    assert not page.locator(".tabs-more summary").is_visible()
    assert page.get_by_role("navigation", name="Pages").bounding_box()["height"] < 60


def test_controls_follow_a_phone_that_is_turned(page: Any, gallery: str) -> None:
    for width, seen in ((390, False), (844, True), (390, False)):
        page.set_viewport_size({"width": width, "height": 844})
        if page.url == "about:blank":
            show(page, gallery + TRUST)
        page.wait_for_timeout(100)
        assert page.locator("#period").is_visible() == seen, width


def test_person_menu_signs_out_by_post(page: Any, gallery: str) -> None:
    show(page, gallery + TRUST)
    page.locator("details.person summary").click()
    with page.expect_request(re.compile("/sign-out")) as asked:
        page.get_by_role("button", name="Sign out").click()
    assert asked.value.method == "POST"
    page.seen.forgive("405|404")


def test_paper_shows_what_was_chosen_and_no_controls(page: Any, gallery: str, artefacts: Path) -> None:
    show(page, gallery + TRUST)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 688, "height": 900})
    assert page.get_by_text("Spring term 2026 · A year ago").is_visible()
    assert not page.locator("#period").is_visible()
    assert not page.locator("nav.tabs").is_visible()
    for chart in page.evaluate(BOXES):
        assert chart["plot"][2] <= chart["card"][2]
    page.pdf(path=artefacts / "gallery.pdf", prefer_css_page_size=True)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_chart_has_no_buttons_of_its_library(page: Any, gallery: str) -> None:
    show(page, gallery + TRUST)
    assert page.locator(".modebar-btn").count() == 0
    assert page.evaluate("Plotly.version").startswith("4.")
