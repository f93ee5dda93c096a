"""The pages without a mouse: whatever leads, opens or is chosen is reached by the Tab key and shows that it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser
STRANDS = ("overview", "progress", "conversations", "wider_outcomes", "attendance")
SCHOOL = "place=school:100002"
ALSO = (f"/recording?{SCHOOL}", "/quality", "/definitions", "/evidence")


def reached(page: Any, path: str) -> None:
    page.goto(path)
    steps.settle(page, seconds=60)
    assert steps.unreached(page) == [], path


def places_below(page: Any) -> Iterator[str]:
    """The first class of the page shown, and the first pupil of that class."""
    for kind in ("class", "pupil"):
        link = page.locator(f"#page a[href*='place={kind}:']").first
        place = str(link.get_attribute("href")).partition("place=")[2].partition("&")[0]
        yield place
        link.click()
        page.wait_for_url(f"**place={kind}:*")
        steps.settle(page)


def test_everything_of_a_school_is_reached_by_the_tab_key(page: Any, sample_site: str, sample_home: Path) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="senco")
    for path in (*(f"/{strand}?{SCHOOL}" for strand in STRANDS), *ALSO):
        reached(page, sample_site + path)


def test_everything_of_a_class_and_a_pupil_is(page: Any, sample_site: str, sample_home: Path) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="senco", path=f"/progress?{SCHOOL}")
    for place in list(places_below(page)):
        for strand in STRANDS:
            reached(page, f"{sample_site}/{strand}?place={place}")


def test_everything_of_the_trust_is(page: Any, sample_site: str, sample_home: Path) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive")
    for strand in STRANDS:
        reached(page, f"{sample_site}/{strand}?place=trust")
