"""The attendance page as people use it: down from the trust to a pupil's calendar, by mouse and by keyboard, at three
widths and on paper. Every test also fails on a console error, a request to another host or a breach of the policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import axe, steps
from tests.browser.test_gallery import BOXES, overlapping

pytestmark = pytest.mark.browser
HAZEL_BANK = "/attendance?place=school:100002"


@pytest.fixture
def senco(page: Any, sample_site: str, sample_home: Path) -> Any:
    """A SENDCO's tab, on the attendance page of the own school."""
    steps.sign_in(page, base=sample_site, home=sample_home, role="senco", path=HAZEL_BANK)
    return page


@pytest.fixture
def executive(page: Any, sample_site: str, sample_home: Path) -> Any:
    """A trust executive's tab, on the attendance page of the trust."""
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path="/attendance")
    return page


def arrive(page: Any, words: str) -> None:
    page.locator("#page-title", has_text=words).wait_for()
    steps.settle(page)


def test_the_trust_is_looked_at(executive: Any, artefacts: Path) -> None:
    assert steps.look(executive, name="attendance-trust", artefacts=artefacts) == []
    assert executive.locator(".js-plotly-plot").count() <= 3


def test_from_the_school_to_a_class_and_a_pupils_calendar(senco: Any, artefacts: Path) -> None:
    assert steps.look(senco, name="attendance-school", artefacts=artefacts) == []
    senco.get_by_role("link", name="Class 2A").click()
    arrive(senco, "Class 2A")
    assert steps.look(senco, name="attendance-class", artefacts=artefacts) == []
    senco.locator("#page table a[href*='place=pupil:']").first.click()
    senco.locator("table.sessions").first.wait_for()
    steps.settle(senco)
    assert steps.look(senco, name="attendance-pupil", artefacts=artefacts) == []
    cells = senco.locator("table.sessions tbody tr").first.locator("td")
    assert cells.count() == 10


def test_a_pupil_is_reached_by_keyboard(senco: Any) -> None:
    senco.get_by_role("link", name="Class 2A").focus()
    senco.keyboard.press("Enter")
    arrive(senco, "Class 2A")
    first = senco.locator("#page table a[href*='place=pupil:']").first
    name = first.inner_text()
    first.focus()
    senco.keyboard.press("Enter")
    arrive(senco, name)
    assert axe.violations(senco) == []


@pytest.mark.parametrize("width", steps.WIDTHS)
def test_no_label_of_the_weeks_lies_on_another_or_is_cut(executive: Any, width: int) -> None:
    executive.set_viewport_size({"width": width, "height": 900})
    steps.settle(executive)
    (chart,) = executive.evaluate(BOXES)
    assert {"Autumn", "Spring", "Summer"} <= {text[0] for text in chart["texts"]}
    assert overlapping(chart["texts"]) == []
    left, top, right, bottom = chart["plot"]
    assert [text[0] for text in chart["texts"] if text[1] < left - 1 or text[3] > right + 1] == []
    assert [text[0] for text in chart["texts"] if text[2] < top - 1 or text[4] > bottom + 1] == []
