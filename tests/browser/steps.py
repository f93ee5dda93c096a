"""What a person does with the dashboard: sign in, go by keyboard, look at it on a phone and on paper."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from tests.browser import axe, paper

QUIET_MILLISECONDS = 150
WIDTHS = (1440, 820, 390)
DRAWN = """() => {
  const frame = document.getElementById("react-entry-point"), page = document.getElementById("page");
  const loaded = document.readyState === "complete" && document.fonts.status === "loaded";
  return loaded && (!frame || (page !== null && page.children.length > 0));
}"""
"""Whether a page is there: a plain page once it is loaded, a page of the dashboard once something is drawn in it."""


def sign_ins(home: Path) -> dict[str, dict[str, str]]:
    """The first sign-in of each role, as ``sample-sign-ins.json`` says them."""
    people = json.loads((home / "sample-sign-ins.json").read_text(encoding="utf-8"))
    return {person["role"]: person for person in reversed(people)}


def at_own(home: Path, *, role: str, page: str) -> str:
    """The address of a page at the place where a role's first sign-in lands."""
    return sign_ins(home)[role]["lands_on"].replace("overview", page)


def fill_in(page: Any, *, username: str, password: str) -> None:
    """Fill in the sign-in page and send it off."""
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_in(page: Any, *, base: str, home: Path, role: str, path: str = "/") -> None:
    """Ask for a page, sign in as a role of the sample trust, and wait until the page is drawn."""
    person = sign_ins(home)[role]
    page.goto(base + path)
    fill_in(page, username=person["username"], password=person["password"])
    page.wait_for_url(lambda address: "/sign-in" not in address)
    settle(page)


def settle(page: Any, *, seconds: float = 20) -> None:
    """Wait until what was asked for is answered and drawn.

    Not ``wait_for_function``: the content security policy refuses it. Not ``networkidle``: that is over once the first
    page of a tab is there.
    """
    end = time.monotonic() + seconds
    page.wait_for_timeout(QUIET_MILLISECONDS)
    while page.seen.quiet_for() * 1000 < QUIET_MILLISECONDS or not page.evaluate(DRAWN):
        page.seen.check()
        assert time.monotonic() < end, f"nothing is drawn at {page.url}"
        page.wait_for_timeout(25)


def tab_to(page: Any, name: str, *, most: int = 200, key: str = "Tab") -> None:
    """Press Tab (or ``Shift+Tab``) until the element whose words begin with ``name`` has the focus.

    Fails where it is never reached.
    """
    for _ in range(most):
        page.keyboard.press(key)
        words = page.evaluate("(document.activeElement.ariaLabel || document.activeElement.innerText || '').trim()")
        if words.startswith(name):
            return
    raise AssertionError(f"{name!r} cannot be reached with the Tab key")


def overflow(page: Any) -> int:
    """By how many pixels the page is wider than its window: more than 0 makes a phone scroll sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def look(page: Any, *, name: str, artefacts: Path) -> list[str]:
    """Picture the page at each width and on paper; what is wrong with it there: axe's findings, sideways scrolling."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        page.screenshot(path=artefacts / f"{name}-{width}.png", full_page=True)
        faults += [f"{name} at {width}: {fault}" for fault in axe.violations(page)]
        faults += [f"{name} at {width}: {overflow(page)} pixels too wide"] * (overflow(page) > 0)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return faults + [
        f"{name} on paper: {fault}" for fault in paper.faults(printed(page, file=artefacts / f"{name}.pdf"))
    ]


def printed(page: Any, *, file: Path) -> list[paper.Sheet]:
    """Print the page to a file; its sheets as they are seen."""
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)
    return paper.read(file)


def sheets(page: Any, *, file: Path) -> list[str]:
    """Print the page to a file; the words of each sheet."""
    return [sheet.text for sheet in printed(page, file=file)]


REACHABLE = """() => {
  const wanted = 'a[href], button, select, summary, input:not([type=hidden]), textarea, [tabindex="0"]';
  const seen = element => element.checkVisibility({visibilityProperty: true}) && !element.disabled;
  return [...document.querySelectorAll(wanted)].filter(seen).map((element, place) => {
    element.dataset.walked = place;
    return (element.ariaLabel || element.innerText || element.id || element.outerHTML).trim().slice(0, 60);
  });
}"""
"""What a mouse could use: everything that leads, opens or is chosen, as words; each is numbered where it stands."""


def unreached(page: Any) -> list[str]:
    """What the Tab key never reaches, or reaches without showing that it has, of all that a mouse could use."""
    names = page.evaluate(REACHABLE)
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
    reached: set[int] = set()
    unseen: list[str] = []
    dates = page.locator("input[type=date]").count()  # Tab stops at the day, the month and the year, and at the button
    for _ in range(len(names) + 3 * dates + 5):
        page.keyboard.press("Tab")
        at, shown = page.evaluate(
            "[document.activeElement.dataset.walked, getComputedStyle(document.activeElement).outlineStyle !== 'none' "
            "|| getComputedStyle(document.activeElement).boxShadow !== 'none']"
        )
        if at is not None:
            reached.add(int(at))
            unseen += [] if shown else [f"{names[int(at)]}: the focus is not seen"]
    return [name for place, name in enumerate(names) if place not in reached] + unseen
