"""Closing an ended term on the page: from this term's line to the appointment, and nothing lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import axe, steps
from tests.browser.test_recording_page import block, field, opened, said
from tests.recording_trust import Recorder, served, token
from tests.small_trust import SmallTrust
from tests.unit.dashboard.callbacks.test_recording_ended_terms import AUTUMN, OPEN

pytestmark = pytest.mark.browser
SLOT = "2025-11-17"


@pytest.fixture
def trust(tmp_path: Path, sqlite_url: str) -> Iterator[SmallTrust]:
    yield from served(tmp_path / "home", url=sqlite_url, more={"conversation": [OPEN]})


def test_an_appointment_of_an_ended_term_is_closed_by_the_keyboard_alone(
    page: Any, serve: Callable[[Any], str], trust: SmallTrust, artefacts: Path
) -> None:
    opened(page, base=serve(trust.app), role="class_teacher", place="class:tokenclass0101")
    steps.tab_to(page, "1 pupil in the autumn term 2025")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "period=2025-26.autumn" in address)
    steps.settle(page)
    assert "For 1 the day has passed without an outcome." in page.inner_text("#page")
    status = field(block(page, 2, slot=SLOT), "status")
    status.focus()
    page.keyboard.type("H")
    assert field(block(page, 2, slot=SLOT), "held").input_value() == SLOT  # the day it was offered for
    field(block(page, 2, slot=SLOT), "parent_present").focus()
    page.keyboard.type("Y")
    steps.tab_to(page, "Save 1 row")
    page.keyboard.press("Enter")
    steps.settle(page)
    assert said(page) == "Saved 1 row."
    now = Recorder(trust, place=f"pupil:{token(2)}", term=AUTUMN).blocks()[token(2), SLOT]
    assert (now["status"], now["held"]) == ("held", SLOT)
    assert axe.violations(page) == []
    assert steps.look(page, name="recording-ended-term", artefacts=artefacts) == []


def test_another_term_is_chosen_above_the_list_and_asks_before_it_loses_what_is_not_saved(
    page: Any, serve: Callable[[Any], str], trust: SmallTrust
) -> None:
    opened(page, base=serve(trust.app))
    period = page.get_by_label("Period", exact=True)
    assert period.input_value() == "2025-26.spring"
    offered = [words for words in period.locator("option").all_inner_texts() if words]
    assert offered == ["Spring term 2026", "Autumn term 2025, earlier this year"]
    changed = field(block(page, 2, slot="2026-03-03"), "status")
    changed.select_option("declined")
    asked: list[str] = []
    page.once("dialog", lambda dialog: dialog.dismiss() or asked.append(dialog.message))
    period.select_option(AUTUMN)
    steps.settle(page)
    assert asked == ["1 row changed and not saved. Leave without saving?"]
    assert (period.input_value(), changed.input_value()) == ("2025-26.spring", "declined")
    assert "autumn" not in page.url
    page.once("dialog", lambda dialog: dialog.accept())
    period.select_option(AUTUMN)
    page.wait_for_url(lambda address: "period=2025-26.autumn" in address)
    steps.settle(page)
    assert block(page, 2, slot=SLOT).count() == 1
    assert block(page, 2, slot="2026-03-03").count() == 0
