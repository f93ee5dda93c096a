"""Signing in with a browser: by keyboard alone, on every width, saying what is wrong, and coming back where one was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser


def test_sign_in_page_is_sound_on_every_width_and_on_paper(page: Any, bare_site: str, artefacts: Path) -> None:
    page.goto(f"{bare_site}/sign-in")
    assert steps.look(page, name="sign-in", artefacts=artefacts) == []


def test_wrong_password_is_said_without_saying_which_part_is_wrong(page: Any, bare_site: str, bare_home: Path) -> None:
    page.seen.forgive("401")
    username = steps.sign_ins(bare_home)["headteacher"]["username"]
    page.goto(f"{bare_site}/sign-in")
    steps.fill_in(page, username=username, password="not the password")
    words = page.get_by_role("alert").inner_text()
    steps.fill_in(page, username="nobody@nowhere.example", password="not the password")
    assert page.get_by_role("alert").inner_text() == words


def test_keyboard_alone_signs_in(page: Any, bare_site: str, bare_home: Path) -> None:
    person = steps.sign_ins(bare_home)["headteacher"]
    page.goto(f"{bare_site}/sign-in")
    page.locator("input[name=username]:focus").wait_for()  # the page gives it the focus; keys typed before are lost
    page.keyboard.type(person["username"])
    page.keyboard.press("Tab")
    page.keyboard.type(person["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)


def test_stranger_comes_back_to_the_page_asked_for(page: Any, bare_site: str, bare_home: Path) -> None:
    page.goto(f"{bare_site}/progress?place=trust&group=plan")
    assert "/sign-in?next=" in page.url
    person = steps.sign_ins(bare_home)["trust_executive"]
    steps.fill_in(page, username=person["username"], password=person["password"])
    page.wait_for_url(f"{bare_site}/progress?place=trust&group=plan")


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/", "/%5Cevil.example", "javascript:1"])
def test_hostile_link_leads_nowhere_else(page: Any, bare_site: str, bare_home: Path, elsewhere: str) -> None:
    person = steps.sign_ins(bare_home)["trust_executive"]
    page.goto(f"{bare_site}/sign-in?next={elsewhere}")
    steps.fill_in(page, username=person["username"], password=person["password"])
    page.wait_for_url(lambda address: "/sign-in" not in address)
    assert page.url.startswith(bare_site)
