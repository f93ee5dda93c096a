"""Data quality and setting up as their readers see them, at each width, on paper and with the checker's eyes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps
from tests.quality_trust import bring_faulty, plant
from tests.small_trust import PASSWORD, SmallTrust

pytestmark = pytest.mark.browser


@pytest.fixture
def base(small_trust: SmallTrust, serve: Callable[[Any], str], tmp_path: Path) -> str:
    plant(small_trust.settings.home)
    bring_faulty(small_trust.settings.home, folder=tmp_path)
    return serve(small_trust.app)


def opened(page: Any, address: str, *, base: str, role: str) -> None:
    page.goto(f"{base}/{address}")
    if "/sign-in" in page.url:
        steps.fill_in(page, username=role, password=PASSWORD)
        page.wait_for_url(lambda address: "/sign-in" not in address)
    steps.settle(page)


def test_an_executive_goes_from_all_schools_to_one(page: Any, base: str, artefacts: Path) -> None:
    opened(page, "quality", base=base, role="trust_executive")
    faults = steps.look(page, name="quality-trust", artefacts=artefacts)
    page.get_by_role("link", name="Ash Primary").click()
    page.wait_for_url("**/quality?place=school*")
    steps.settle(page)
    assert page.get_by_text("2 pupils cannot be counted in the gap").count() > 0
    assert page.get_by_text("CANARY").count() == 0
    faults += steps.look(page, name="quality-school", artefacts=artefacts)
    assert faults == []


def test_a_sendco_sees_the_list_for_the_office(page: Any, base: str, artefacts: Path) -> None:
    opened(page, "quality", base=base, role="senco")
    assert page.get_by_role("heading", name="The list for the school office").count() == 1
    assert page.get_by_text("FIRSTCANARYASH3").count() > 0
    assert page.get_by_text("CANARYBIRCH").count() == 0


def test_a_data_manager_sets_a_school_up(page: Any, base: str, artefacts: Path) -> None:
    opened(page, "setup", base=base, role="data_manager")
    faults = steps.look(page, name="setup", artefacts=artefacts)
    assert page.get_by_role("link", name="Send it here").first.get_attribute("href") == "/files/bring-in"
    page.get_by_role("link", name="Fill it in here").first.click()
    page.wait_for_url("**/setup/terms*")
    steps.settle(page)
    faults += steps.look(page, name="setup-terms", artefacts=artefacts)
    page.get_by_role("button", name="Save the term dates").click()
    page.wait_for_url("**/setup?place=*")
    steps.settle(page)
    assert page.get_by_text("not yet").count() > 0
    assert faults == []


def test_an_administrator_sees_how_far_it_has_come(page: Any, base: str) -> None:
    opened(page, "setup", base=base, role="administrator")
    page.get_by_role("link", name="Ash Primary").click()
    page.wait_for_url("**/setup?place=school*")
    steps.settle(page)
    assert page.get_by_role("link", name="Fill it in here").count() == 0
    assert page.get_by_text("afa template leads --school 100001").count() == 1
