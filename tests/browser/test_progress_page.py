"""The progress page as people use it: down from the trust to one pupil and back, by mouse, by keyboard, by address.

Every test also fails on a console error, a request to another host or a breach of the content security policy: the
``page`` fixture sees to that.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser
SCHOOL, SCHOOL_NAME = "100001", "Rowan Park Primary"
OTHER_SCHOOL = "100009"


@pytest.fixture
def executive(page: Any, sample_site: str, sample_home: Path) -> Any:
    """A trust executive's tab, on the progress page of the trust."""
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path="/progress")
    page.seen.forget()
    return page


@pytest.fixture
def headteacher(page: Any, sample_site: str, sample_home: Path) -> Any:
    """A headteacher's tab, on the progress page of the own school."""
    own = steps.at_own(sample_home, role="headteacher", page="progress")
    steps.sign_in(page, base=sample_site, home=sample_home, role="headteacher", path=own)
    page.seen.forget()
    return page


def title(page: Any) -> str:
    """The heading of the page as it is drawn."""
    steps.settle(page)
    return str(page.locator("#page-title").inner_text())


def arrive(page: Any, words: str) -> None:
    """Wait until the page whose heading holds these words is drawn."""
    page.locator("#page-title", has_text=words).wait_for()
    steps.settle(page)


def first_pupil(page: Any) -> Any:
    """The first pupil's link of a page; hers is the row it stands in."""
    return page.locator("#page table a[href*='place=pupil:']").first


def first_class(page: Any) -> Any:
    """The link of a class of a school's page in which there are SEND pupils."""
    return page.locator("#page table a[href*='place=class:']").nth(8)


def check_asked_once(page: Any) -> None:
    """The server has been asked exactly once since the last look; the next look starts here."""
    assert len(page.seen.callbacks) == 1, page.seen.callbacks
    page.seen.forget()


def test_mouse_goes_down_to_a_pupil_and_the_trail_climbs_back(executive: Any) -> None:
    trust = title(executive)
    executive.get_by_role("link", name=SCHOOL_NAME).first.click()
    arrive(executive, SCHOOL_NAME)
    check_asked_once(executive)
    class_name = first_class(executive).inner_text()
    first_class(executive).click()
    arrive(executive, class_name)
    check_asked_once(executive)
    pupil = first_pupil(executive).inner_text()
    first_pupil(executive).click()
    arrive(executive, pupil)
    check_asked_once(executive)
    trail = executive.get_by_role("navigation", name="Place")
    for above in (class_name, SCHOOL_NAME, trust):
        trail.get_by_role("link").last.click()
        arrive(executive, above)
        check_asked_once(executive)


def follow(page: Any, name: str, *, key: str = "Tab") -> None:
    """Go to a link by keyboard and follow it: the page it leads to is called the same and has the focus."""
    steps.tab_to(page, name, key=key)
    page.keyboard.press("Enter")
    arrive(page, name)
    assert page.evaluate("document.activeElement.id") == "page-title", "the focus goes to the new heading"


def test_keyboard_alone_goes_down_to_a_pupil_and_back(executive: Any) -> None:
    trust = title(executive)
    follow(executive, SCHOOL_NAME)
    class_name = first_class(executive).inner_text()
    follow(executive, class_name)
    follow(executive, first_pupil(executive).inner_text())
    for above in (class_name, SCHOOL_NAME, trust):
        follow(executive, above, key="Shift+Tab")


def test_skip_link_comes_first_and_leads_past_the_controls(executive: Any) -> None:
    executive.reload()
    steps.settle(executive)
    steps.tab_to(executive, "Skip to the page", most=1)
    executive.keyboard.press("Enter")
    assert executive.evaluate("document.activeElement.id") == "main"


def test_a_mark_leads_where_its_row_leads(executive: Any) -> None:
    row = executive.locator("#page tr", has=executive.get_by_role("link", name=SCHOOL_NAME)).first
    href = row.get_by_role("link", name=SCHOOL_NAME).get_attribute("href")
    row.locator("img").click()
    arrive(executive, SCHOOL_NAME)
    assert executive.url.endswith(href)
    check_asked_once(executive)


def test_back_forward_and_reload_show_the_same_view(executive: Any) -> None:
    executive.get_by_label("Group").select_option("plan")
    steps.settle(executive)
    assert "group=plan" in executive.url
    check_asked_once(executive)
    sentence = executive.locator("#page .sentence").first.inner_text()
    executive.get_by_role("link", name=SCHOOL_NAME).first.click()
    arrive(executive, SCHOOL_NAME)
    assert "group=plan" in executive.url
    executive.seen.forget()
    executive.go_back()
    steps.settle(executive)
    check_asked_once(executive)
    assert executive.locator("#page .sentence").first.inner_text() == sentence
    assert executive.get_by_label("Group").input_value() == "plan"
    executive.go_forward()
    arrive(executive, SCHOOL_NAME)
    check_asked_once(executive)
    executive.reload()
    arrive(executive, SCHOOL_NAME)
    check_asked_once(executive)


def test_a_control_keeps_the_focus(executive: Any) -> None:
    executive.get_by_label("Group").focus()
    executive.get_by_label("Group").select_option("support")
    steps.settle(executive)
    assert executive.evaluate("document.activeElement.id") == "group"


def test_sent_address_opens_the_same_view_after_signing_in(page: Any, sample_site: str, sample_home: Path) -> None:
    path = f"/progress?place=school:{SCHOOL}&group=support"
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path=path)
    arrive(page, SCHOOL_NAME)
    assert page.url == sample_site + path
    assert page.get_by_label("Group").input_value() == "support"


@pytest.mark.parametrize(
    "query",
    [
        f"place=school:{OTHER_SCHOOL}",
        "place=class:AAAAAAAAAAAAAAAA",
        "place=pupil:AAAAAAAAAAAAAAAA",
        "place=trust&period=2031-32.spring",
        "place=%3Cscript%3Ealert(1)%3C/script%3E",
        "place=school:1'%20OR%201=1--&group=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
        "subject=%00&scale=..%2F..%2Fetc&compare=__proto__",
    ],
)
def test_hostile_address_shows_nothing_of_another_school(headteacher: Any, sample_site: str, query: str) -> None:
    said: list[str] = []
    headteacher.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    headteacher.goto(f"{sample_site}/progress?{query}")
    steps.settle(headteacher)
    assert "Linden" not in headteacher.locator("body").inner_text()
    assert said == []
    check_asked_once(headteacher)


def test_expired_session_goes_to_sign_in_and_comes_back(executive: Any, sample_site: str, sample_home: Path) -> None:
    executive.seen.forgive("401")
    executive.seen.forgive("Callback error|sign in first|body stream already read")  # Dash on a refused callback
    executive.goto(f"{sample_site}/progress?place=school:{SCHOOL}")
    arrive(executive, SCHOOL_NAME)
    executive.context.clear_cookies()
    executive.get_by_label("Group").select_option("plan")
    executive.wait_for_url("**/sign-in?next=*")
    person = steps.sign_ins(sample_home)["trust_executive"]
    steps.fill_in(executive, username=person["username"], password=person["password"])
    executive.wait_for_url(f"{sample_site}/progress?*")
    arrive(executive, SCHOOL_NAME)
    assert executive.get_by_label("Group").input_value() == "plan"


def test_pupils_are_called_by_a_label_until_a_reason_is_given(
    executive: Any, sample_site: str, sample_home: Path
) -> None:
    executive.goto(f"{sample_site}/progress?place=school:{SCHOOL}")
    arrive(executive, SCHOOL_NAME)
    with (sample_home / "sample-files" / "pupil.csv").open(encoding="utf-8", newline="") as file:
        surnames = {row["Surname"] for row in csv.DictReader(file)}
    words = set(executive.locator("#main").inner_text().split())
    assert first_pupil(executive).inner_text().startswith("Pupil ")
    assert words & surnames == set()


def test_a_pupils_name_is_in_no_title_of_a_window(headteacher: Any) -> None:
    name = first_pupil(headteacher).inner_text()
    first_pupil(headteacher).click()
    arrive(headteacher, name)
    assert headteacher.title() == "Pupil · Achievement for All"


def places(page: Any, *, base: str) -> dict[str, str]:
    """An address for each level, as a reader would come to it."""
    page.goto(f"{base}/progress?place=school:{SCHOOL}")
    steps.settle(page)
    class_link = first_class(page).get_attribute("href")
    pupil_link = first_pupil(page).get_attribute("href")
    return {
        "trust": "/progress",
        "school": f"/progress?place=school:{SCHOOL}",
        "secondary": f"/progress?place=school:{OTHER_SCHOOL}",
        "special": "/progress?place=school:100012",
        "class": class_link,
        "pupil": pupil_link,
    }


@pytest.mark.parametrize("level", ["trust", "school", "secondary", "special", "class", "pupil"])
def test_page_is_sound_on_every_width_and_on_paper(
    executive: Any, sample_site: str, artefacts: Path, level: str
) -> None:
    executive.goto(sample_site + places(executive, base=sample_site)[level])
    steps.settle(executive)
    assert steps.look(executive, name=f"progress-{level}", artefacts=artefacts) == []


@pytest.mark.parametrize("role", ["senco", "class_teacher", "governor", "data_manager", "administrator"])
def test_every_role_lands_on_a_page_that_is_sound(
    page: Any, sample_site: str, sample_home: Path, artefacts: Path, role: str
) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role=role)
    assert title(page)
    assert steps.look(page, name=f"landing-{role}", artefacts=artefacts) == []
