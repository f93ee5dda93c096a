"""A data manager at a desk: a workbook nobody has described goes from the form to the figures, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser import axe, steps
from tests.small_trust import PASSWORD, SmallTrust, canary
from tests.unit.dashboard.callbacks.test_imports_described import titled

pytestmark = pytest.mark.browser
PATIENT = 120_000


def heading(page: Any, words: str) -> None:
    """Wait until the work is done and the page says so by itself."""
    page.get_by_role("heading", level=1, name=words, exact=True).wait_for(timeout=PATIENT)
    assert axe.violations(page) == []


def test_a_workbook_is_sent_described_looked_at_and_brought_in(
    page: Any, serve: Callable[[Any], str], small_trust: SmallTrust, tmp_path: Path
) -> None:
    file = tmp_path / "SEN list.xlsx"
    file.write_bytes(titled())
    page.goto(f"{serve(small_trust.app)}/files")
    steps.fill_in(page, username="data_manager", password=PASSWORD)
    page.get_by_role("link", name="Bring in files").click()
    heading(page, "Bring in files")
    page.set_input_files("#files", file)
    page.get_by_role("button", name="Send").click()
    heading(page, "What kind of file is it?")
    page.get_by_role("link", name="Describe this file").click()
    page.get_by_label("What is in the file?").select_option("sen_register")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Stage of support is read as").select_option("SEN provision")
    page.get_by_label("Main need is read as").select_option("Primary need")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", level=2, name="What it makes of the first rows").wait_for(timeout=PATIENT)
    assert axe.violations(page) == []
    page.get_by_role("button", name="Keep this layout and go on").click()
    page.get_by_label("The day from which provision holds").fill("2026-03-02")
    page.get_by_role("button", name="Show what would change").click()
    heading(page, "What would change")
    page.get_by_role("button", name="Bring it in").click()
    heading(page, "Brought in as import 2")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


MARKS = "UPN,Reading,Maths,Colour\n" + "".join(
    f"UPN{canary('100001', number=number)},{'ninety' if number < 3 else 100},{95 + number},x\n"
    for number in range(1, 9)
)
LOG = "Pupil name,Conversation date,Parent present\n" + "".join(
    f"FIRST{canary('100001', number=number)} {canary('100001', number=number)},{day:02d}/03/2026,Y\n"
    for number in range(1, 9)
    for day in (2, 3, 4)
)
GIVEN = ("Ash Primary", "Summer term 2025-26", "Standardised score", "A test")


def send(page: Any, base: str, file: Path, *, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    page.goto(f"{base}/files/bring-in")
    page.set_input_files("#files", file)
    page.get_by_role("button", name="Send").click()


def test_every_state_stands_at_each_width_and_on_paper(
    page: Any, serve: Callable[[Any], str], small_trust: SmallTrust, tmp_path: Path, artefacts: Path
) -> None:
    base = serve(small_trust.app)
    page.goto(f"{base}/files")
    steps.fill_in(page, username="data_manager", password=PASSWORD)
    send(page, base, tmp_path / "register.csv", text='UPN,Reading\nA1,"10')
    heading(page, "Not brought in")
    faults = steps.look(page, name="imports-refused", artefacts=artefacts)
    send(page, base, tmp_path / "log.csv", text=LOG)
    heading(page, "What kind of file is it?")
    faults += steps.look(page, name="imports-choose", artefacts=artefacts)
    page.locator("#given-school").select_option("100001")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("heading", name="Who is meant?").wait_for(timeout=PATIENT)
    assert page.get_by_role("button", name="Bring it in").count() == 0, "nothing could be brought in yet"
    faults += steps.look(page, name="imports-who-is-meant", artefacts=artefacts)
    send(page, base, tmp_path / "marks.csv", text=MARKS)
    heading(page, "What kind of file is it?")
    for name, words in zip(("school", "term", "scale", "kind"), GIVEN, strict=True):
        page.locator(f"#given-{name}").select_option(label=words)
    page.get_by_role("button", name="Show what would change").click()
    heading(page, "What would change")
    assert page.get_by_role("heading", level=2).first.inner_text() == "12 rows new, 4 held back"
    faults += steps.look(page, name="imports-preview", artefacts=artefacts)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Bring it in").click()
    heading(page, "Brought in as import 2")
    faults += steps.look(page, name="imports-done", artefacts=artefacts)
    page.goto(f"{base}/files/undo/2")
    faults += steps.look(page, name="imports-undo", artefacts=artefacts)
    page.goto(f"{base}/files/bring-in")
    faults += steps.look(page, name="imports-list", artefacts=artefacts)
    assert faults == []


def test_by_keyboard_alone_from_the_form_to_the_figures(
    page: Any, serve: Callable[[Any], str], small_trust: SmallTrust, tmp_path: Path
) -> None:
    page.goto(f"{serve(small_trust.app)}/files")
    steps.fill_in(page, username="data_manager", password=PASSWORD)
    steps.settle(page)
    steps.tab_to(page, "Bring in files")
    page.keyboard.press("Enter")
    heading(page, "Bring in files")
    steps.tab_to(page, "Send")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "files", "the browser asks for a file first"
    file = tmp_path / "marks.csv"
    file.write_text(MARKS.replace("ninety", "90"), encoding="utf-8")
    page.set_input_files("#files", file)
    steps.tab_to(page, "Send")
    page.keyboard.press("Enter")
    heading(page, "What kind of file is it?")
    assert page.evaluate("document.activeElement.id") == "page-title", "the focus goes to the heading"
    assert steps.unreached(page) == []
    page.evaluate("document.getElementById('page-title').focus()")
    for words in GIVEN:
        steps.tab_to(page, "Choose one")
        page.keyboard.type(words)
    steps.tab_to(page, "Show what would change")
    page.keyboard.press("Enter")
    heading(page, "What would change")
    assert page.evaluate("document.activeElement.id") == "page-title"
    assert steps.unreached(page) == []
    page.evaluate("document.getElementById('page-title').focus()")
    steps.tab_to(page, "Bring it in")
    page.keyboard.press("Enter")
    heading(page, "Brought in as import 2")
    assert page.evaluate("document.activeElement.id") == "page-title"
    assert steps.unreached(page) == []
