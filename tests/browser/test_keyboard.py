"""Every page without a mouse: whatever leads, opens or is chosen is reached by the Tab key and shows that it is, and
each kind of control does by key what it does by mouse. The pages of words are looked at here too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser
SCHOOL = "place=school:100002"
PAGES = (
    f"/overview?{SCHOOL}", f"/progress?{SCHOOL}", f"/conversations?{SCHOOL}", f"/recording?{SCHOOL}",
    f"/wider_outcomes?{SCHOOL}", f"/attendance?{SCHOOL}", "/definitions", "/evidence",
)  # fmt: skip


@pytest.fixture
def senco(page: Any, sample_site: str, sample_home: Path) -> Any:
    """A SENDCO's tab, on the wider outcomes of the own school."""
    steps.sign_in(page, base=sample_site, home=sample_home, role="senco", path=f"/wider_outcomes?{SCHOOL}")
    return page


@pytest.mark.parametrize("path", PAGES)
def test_everything_is_reached_by_the_tab_key(senco: Any, sample_site: str, path: str) -> None:
    senco.goto(sample_site + path)
    steps.settle(senco)
    assert steps.unreached(senco) == []


def test_a_class_and_a_pupil_are_walked_by_the_tab_key(senco: Any, sample_site: str) -> None:
    senco.goto(f"{sample_site}/attendance?{SCHOOL}")
    steps.settle(senco)
    a_class = senco.locator("#page a[href*='place=class:']").first.get_attribute("href").partition("?")[2]
    for path in ("overview", "wider_outcomes"):
        senco.goto(f"{sample_site}/{path}?{a_class}")
        steps.settle(senco)
        assert steps.unreached(senco) == []
    senco.locator("#page table a[href*='place=pupil:']").first.press("Enter")
    senco.wait_for_url("**place=pupil:**")
    steps.settle(senco)
    assert steps.unreached(senco) == []


def test_wider_outcomes_are_used_by_keyboard_alone(senco: Any) -> None:
    """A control is changed, a part under a chart opened, a table sorted, a link followed, and the trail climbed."""
    senco.get_by_label("Group").focus()
    senco.keyboard.press("ArrowDown")
    senco.wait_for_url("**group=support**")
    steps.settle(senco)
    assert senco.evaluate("document.activeElement.id") == "group"
    steps.tab_to(senco, "How this is worked out")
    senco.keyboard.press("Enter")
    fold = senco.locator("details:has(> summary:focus)")
    assert fold.evaluate("each => each.open")
    heading = senco.locator("#page .sort:visible").first
    heading.focus()
    senco.keyboard.press("Enter")
    assert heading.locator("xpath=ancestor::th").get_attribute("aria-sort") in {"ascending", "descending"}
    steps.tab_to(senco, "Attendance", key="Shift+Tab")
    senco.keyboard.press("Enter")
    senco.wait_for_url("**/attendance**")
    steps.settle(senco)
    assert "group=support" in senco.url


def test_what_the_overview_is_set_beside_is_chosen_by_keyboard(senco: Any, sample_site: str) -> None:
    senco.goto(f"{sample_site}/overview?{SCHOOL}")
    steps.settle(senco)
    senco.seen.forget()
    senco.get_by_label("Compared with").focus()
    senco.keyboard.press("ArrowDown")
    senco.wait_for_url("**compare=phase**")
    steps.settle(senco)
    assert senco.get_by_text("The trust's primary schools", exact=True).count() > 1
    assert len(senco.seen.callbacks) == 1
    assert senco.evaluate("document.activeElement.id") == "compare"


@pytest.mark.parametrize("path", ["definitions", "evidence"])
def test_pages_of_words_are_sound_on_every_width_and_on_paper(
    senco: Any, sample_site: str, artefacts: Path, path: str
) -> None:
    senco.goto(f"{sample_site}/{path}")
    steps.settle(senco)
    assert steps.look(senco, name=path, artefacts=artefacts) == []
