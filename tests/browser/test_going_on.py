"""From page to page by the tabs: how many questions the browser asks the server, and how long a reader waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser
MOST_SECONDS = 2.0
"""What a reader waits for at most, on a machine that does other things too; the quieter of two rounds is judged."""
TABS = ("Progress", "Conversations", "Wider outcomes", "Attendance", "Overview")
QUESTION = "/_dash-update-component"
PRESSED = """async tab => {
  const before = document.querySelector("#page .card"), began = performance.now();
  [...document.querySelectorAll("#tabs a")].find(a => a.textContent.trim() === tab).click();
  const frame = () => new Promise(requestAnimationFrame);
  while (document.querySelector("#page .card") === before) { await frame(); }
  await frame(); await frame();
  return performance.now() - began;
}"""
"""Presses a tab and gives back the milliseconds until the page it leads to stands on the screen."""


@pytest.mark.parametrize("place", ["trust", "school:100002", "school:100009"])
def test_every_tab_is_one_question_and_soon_drawn(page: Any, sample_site: str, sample_home: Path, place: str) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path=f"/overview?place={place}")
    waited: dict[str, list[float]] = {tab: [] for tab in TABS}
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for tab in (*TABS, *TABS):
        asked.clear()
        waited[tab].append(page.evaluate(PRESSED, tab) / 1000)
        steps.settle(page)
        assert sum(QUESTION in url for url in asked) == 1, (tab, asked)
    print(place, *(f"{tab} {min(seconds):.2f} s" for tab, seconds in waited.items()), sep="\n  ")
    assert {tab: seconds for tab, seconds in waited.items() if min(seconds) > MOST_SECONDS} == {}
