"""A data manager at a desk: a workbook nobody has described goes from the form to the figures, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser import axe, steps
from tests.small_trust import PASSWORD, SmallTrust
from tests.unit.dashboard.callbacks.test_imports_described import titled

pytestmark = pytest.mark.browser
PATIENT = 120_000


def heading(page: Any, words: str) -> None:
    """Wait until the work is done and the page says so by itself."""
    page.get_by_role("heading", level=1, name=words).wait_for(timeout=PATIENT)
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
    heading(page, "What kind of file is it?")
    page.get_by_role("link", name="Describe this file").click()
    heading(page, "Describe this file")
    page.get_by_role("button", name="Keep this layout and go on").click()
    page.get_by_label("The day from which provision holds").fill("2026-03-02")
    page.get_by_role("button", name="Show what would change").click()
    heading(page, "What would change")
    page.get_by_role("button", name="Bring it in").click()
    heading(page, "Brought in as batch 2")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
