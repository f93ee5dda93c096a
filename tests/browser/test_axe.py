"""The accessibility checker runs here and finds what is planted: a checker that finds nothing proves nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import axe, steps

pytestmark = pytest.mark.browser
GOOD = "<main><h1>A heading</h1><p>Words.</p></main>"


def show(page: Any, *, body: str) -> None:
    page.set_content(f"<!doctype html><html lang='en-GB'><head><title>A page</title></head><body>{body}</body></html>")


def test_good_page_has_no_violation(page: Any) -> None:
    show(page, body=GOOD)
    assert axe.violations(page) == []


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ("<main><h1>A</h1><img src='data:,'></main>", "image-alt"),
        ("<main><h1>A</h1><input></main>", "label"),
        ("<main><h1>A</h1><p style='color:#bbb'>Faint words</p></main>", "color-contrast"),
        ("<p>Outside</p><main><h1>A</h1></main>", "region"),
    ],
)
def test_planted_violation_is_found(page: Any, planted: str, rule: str) -> None:
    show(page, body=planted)
    assert any(found.startswith(f"{rule} ") for found in axe.violations(page))


def test_page_that_is_too_wide_is_found(page: Any, tmp_path: Path) -> None:
    a4 = "<style>@page { size: A4; margin: 20mm }</style>"
    show(page, body=f"{a4}<main><h1>A</h1><div style='width:600px;height:9px'></div></main>")
    assert steps.look(page, name="wide", artefacts=tmp_path) == ["wide at 390: 218 pixels too wide"]
    assert {path.name for path in tmp_path.iterdir()} == {"wide-1440.png", "wide-820.png", "wide-390.png", "wide.pdf"}


def test_what_no_tab_reaches_is_found(page: Any) -> None:
    show(page, body="<main><h1>A</h1><a href='#x'>Reached</a><span>Not reached</span></main>")
    steps.tab_to(page, "Reached")
    with pytest.raises(AssertionError, match="Not reached"):
        steps.tab_to(page, "Not reached", most=5)
