"""The trail with a browser: who has seen a child is found, a head presents, and nothing stays in the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps
from tests.small_trust import PASSWORD, SmallTrust, canary, class_place, pupil_place

pytestmark = [pytest.mark.browser, pytest.mark.safety]
KEPT = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


@pytest.fixture
def site(small_trust: SmallTrust, serve: Callable[[Any], str]) -> str:
    return serve(small_trust.app)


def enter(page: Any, site: str, *, username: str, path: str = "/") -> None:
    page.goto(site + path)
    steps.fill_in(page, username=username, password=PASSWORD)
    page.wait_for_url(lambda address: "/sign-in" not in address)
    steps.settle(page)


def leave(page: Any) -> None:
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


def test_B5_L2_nothing_stays_behind_and_the_officer_finds_who_looked(page: Any, site: str, artefacts: Path) -> None:
    own = pupil_place("100001", number=1)
    enter(page, site, username="senco", path=f"/progress?place={own}")
    for place in ("school:100001", class_place("100001", number=1), own):
        page.goto(f"{site}/overview?place={place}")
        steps.settle(page)
        kept = page.evaluate(KEPT)
        assert "CANARY" not in kept
        assert "tokenpupil" not in kept
    leave(page)
    enter(page, site, username="data_protection_officer", path="/audit")
    assert steps.look(page, name="audit", artefacts=artefacts) == []
    page.get_by_label("UPN or admission number").fill(f"UPN{canary('100001', number=1)}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit?place=pupil:tokenpupil0001")
    steps.settle(page)
    assert page.get_by_role("link", name="A senco").is_visible()
    assert steps.look(page, name="audit-child", artefacts=artefacts) == []
    page.get_by_role("link", name="A senco").click()
    page.wait_for_url("**/audit?account=*")
    steps.settle(page)
    assert "What A senco has seen" in page.get_by_role("heading", level=1).inner_text()
    assert steps.look(page, name="audit-account", artefacts=artefacts) == []


def test_Z4_a_head_presents_with_one_control(page: Any, site: str, artefacts: Path) -> None:
    enter(page, site, username="headteacher", path="/progress?place=school:100001")
    assert "CANARYASH1" in page.content()
    page.get_by_role("button", name="Present").click()
    page.wait_for_url("**/overview*")
    steps.settle(page)
    assert page.get_by_text("Presenting: totals only, no names").is_visible()
    page.get_by_role("link", name="Progress").first.click()
    page.wait_for_url("**/progress*")
    steps.settle(page)
    assert "CANARYASH" not in page.content()
    assert steps.look(page, name="presenting", artefacts=artefacts) == []
    page.get_by_role("button", name="Stop presenting").click()
    page.wait_for_url("**/sign-in*")
