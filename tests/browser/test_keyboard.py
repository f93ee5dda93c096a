"""The pages without a mouse: whatever leads, opens or is chosen is reached by the Tab key and shows that it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser
SCHOOL = "place=school:100002"
PAGES = (
    f"/overview?{SCHOOL}", f"/conversations?{SCHOOL}", f"/wider_outcomes?{SCHOOL}", f"/attendance?{SCHOOL}",
    "/definitions", "/evidence",
)  # fmt: skip


def test_everything_is_reached_by_the_tab_key(page: Any, sample_site: str, sample_home: Path) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="senco")
    for path in PAGES:
        page.goto(sample_site + path)
        steps.settle(page, seconds=60)
        assert steps.unreached(page) == [], path
