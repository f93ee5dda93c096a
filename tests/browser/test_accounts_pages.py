"""Accounts with a browser: the pages at every width, what the filter leaves, and a screen that clears itself."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.access import accounts, invitations
from tests.browser import steps
from tests.small_trust import PASSWORD, SmallTrust, served

pytestmark = [pytest.mark.browser, pytest.mark.safety]
Serve = Callable[[Any], str]


def enter(page: Any, site: str, *, username: str, path: str = "/") -> None:
    page.goto(site + path)
    steps.fill_in(page, username=username, password=PASSWORD)
    page.wait_for_url(lambda address: not address.endswith("/sign-in"))
    steps.settle(page)


@pytest.fixture
def site(small_trust: SmallTrust, serve: Serve) -> str:
    """The small trust on a port, whose governor is a SENDCO elsewhere too."""
    given = {"username": "governor", "now": small_trust.clock(), "granted_by": "administrator"}
    small_trust.change(accounts.give, role="senco", school="100002", why="Maternity cover to July", **given)
    return serve(small_trust.app)


def test_choosing_a_role_and_changing_it(page: Any, site: str, artefacts: Path) -> None:
    page.goto(site)
    steps.fill_in(page, username="governor", password=PASSWORD)
    page.wait_for_url("**/sign-in/role")
    assert steps.look(page, name="choose-role", artefacts=artefacts) == []
    page.get_by_role("button", name="SENDCO").click()
    page.wait_for_url("**/overview*")
    steps.settle(page)
    page.locator("details.person summary").click()
    page.get_by_role("link", name="Change role").click()
    page.get_by_role("button", name="Local-committee SEND governor").click()
    page.wait_for_url("**/releases*")


@pytest.mark.parametrize("path", ["/accounts/5", "/accounts/new", "/my-account"])
def test_the_plain_pages_are_sound(page: Any, site: str, artefacts: Path, path: str) -> None:
    enter(page, site, username="administrator")
    page.goto(site + path)
    assert steps.look(page, name=f"plain{path.replace('/', '-')}", artefacts=artefacts) == []
    page.emulate_media(media="print")
    assert page.locator("button:visible, .plain-button:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_the_list_is_sound_and_filtered_in_the_browser(page: Any, site: str, artefacts: Path) -> None:
    enter(page, site, username="administrator", path="/accounts")
    assert steps.look(page, name="accounts", artefacts=artefacts) == []
    page.seen.forget()
    page.get_by_label("Show those with").fill("maternity")
    assert page.locator("table.filtered tbody tr:visible").count() == 1
    assert page.get_by_text("1 of 8 shown").is_visible()
    assert page.seen.requests == []


def test_a_link_is_used(page: Any, site: str, small_trust: SmallTrust, artefacts: Path) -> None:
    token = small_trust.change(invitations.invite_again, username="senco", now=small_trust.clock(), by="test")
    page.goto(f"{site}/invitation/{token}")
    assert steps.look(page, name="invitation", artefacts=artefacts) == []
    page.get_by_label("New password").fill("violet anchor thimble")
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/sign-in")


@pytest.mark.skipif(importlib.util.find_spec("cryptography") is None, reason="cryptography is not installed here")
def test_setting_up_an_app_is_sound(page: Any, small_trust: SmallTrust, serve: Serve, artefacts: Path) -> None:
    for asking in served(small_trust.settings.home, AFA_SECOND_FACTOR="on"):
        page.goto(serve(asking.app))
        steps.fill_in(page, username="headteacher", password=PASSWORD)
        page.wait_for_url("**/sign-in/second-factor*")
        assert steps.look(page, name="second-factor", artefacts=artefacts) == []


def test_names_are_taken_away_for_a_reason(page: Any, site: str, artefacts: Path) -> None:
    enter(page, site, username="senco")
    page.goto(f"{site}/export/csv/progress?place=school:100001")
    assert steps.look(page, name="take-names", artefacts=artefacts) == []
    page.get_by_label("What for").fill("To go through with the year's teachers")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Take the file").click()
    assert "CANARYASH1" in Path(coming.value.path()).read_text("utf-8-sig")


def test_S9_a_screen_that_nobody_uses_clears_itself_without_a_request(page: Any, site: str, artefacts: Path) -> None:
    page.clock.install()
    enter(page, site, username="senco", path="/progress?place=school:100001")
    assert page.get_by_text("CANARYASH1").count() > 0
    page.clock.fast_forward("18:30")
    page.get_by_role("button", name="Stay signed in").click()
    page.clock.run_for(3000)
    assert page.get_by_role("button", name="Stay signed in").count() == 0
    page.seen.forget()
    page.clock.fast_forward("20:03")
    page.get_by_role("heading", name="This screen has been cleared").wait_for()
    assert "CANARY" not in page.content()
    assert "20 minutes" in page.locator("main").inner_text()
    assert page.seen.requests == []
    assert steps.look(page, name="idle", artefacts=artefacts) == []
    again = page.get_by_role("link", name="Sign in again").get_attribute("href")
    assert again == "/sign-in?next=%2Fprogress%3Fplace%3Dschool%3A100001"


def test_S9_one_tab_in_use_keeps_the_other(page: Any, site: str) -> None:
    page.clock.install()
    enter(page, site, username="senco", path="/progress?place=school:100001")
    page.clock.fast_forward("15:00")
    page.evaluate("new BroadcastChannel('afa-used').postMessage(Date.now())")
    page.clock.fast_forward("15:00")
    assert page.get_by_text("CANARYASH1").count() > 0


def test_S9_signing_out_has_the_browser_forget(page: Any, site: str) -> None:
    enter(page, site, username="senco", path="/progress?place=school:100001")
    page.locator("details.person summary").click()
    with page.expect_response("**/sign-out") as answer:
        page.get_by_role("button", name="Sign out").click()
    assert answer.value.header_value("Clear-Site-Data") == '"cache", "storage"'
    page.wait_for_url("**/sign-in")
    page.go_back()
    page.wait_for_url(lambda address: "/sign-in?next=" in address)
    assert "CANARY" not in page.content()
