"""What governors read and what others read about it, in a browser: every page of a small primary's and a secondary's
release, and the pages of heads, of the officer and of the executive, at three widths, on paper, and by the rules of
accessibility."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.commands.releases import build_releases
from dashboard.settings import Settings
from data_loaders.sample.sign_ins import sign_ins
from tests.browser import steps
from tests.browser.test_columns import uneven

pytestmark = pytest.mark.browser
ELDER_BROOK, LINDEN = "100003", "100009"
STRANDS = ("releases", "progress", "conversations", "wider_outcomes", "attendance")


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample trust with a release of the small primary and of a secondary."""
    home = Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("released") / "home"))
    build_releases(Settings.from_environment({"AFA_HOME": str(home)}), codes=(ELDER_BROOK, LINDEN), by="test")
    return home


@pytest.fixture(scope="module")
def site(home: Path, serve: Callable[[Any], str]) -> Iterator[str]:
    app = create_app(Settings.from_environment({"AFA_HOME": str(home)}))
    yield serve(app)
    walls = app.server.extensions["afa"]
    walls.accounts.close()
    walls.pupils.dispose()


def enter(page: Any, *, site: str, home: Path, role: str, school: str = "") -> None:
    """Sign in as the first person of the role at that school, or in the trust."""
    username = next(each.username for each in sign_ins() if (each.role, each.school) == (role, school))
    people = json.loads((home / "sample-sign-ins.json").read_text(encoding="utf-8"))
    page.goto(site)
    steps.fill_in(page, username=username, password=next(p["password"] for p in people if p["username"] == username))
    page.wait_for_url(lambda address: "/sign-in" not in address)
    steps.settle(page)


def test_columns_of_a_governors_page_end_together_and_paper_has_no_link(page: Any, site: str, home: Path) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    enter(page, site=site, home=home, role="governor", school=ELDER_BROOK)
    assert [fault for path in STRANDS for fault in uneven(page, f"{site}/{path}")] == []
    page.goto(f"{site}/releases")
    steps.settle(page)
    assert page.get_by_text("Progress in full").is_visible()
    page.emulate_media(media="print")
    assert page.locator("#page a:visible").all_inner_texts() == []


@pytest.mark.parametrize("school", [ELDER_BROOK, LINDEN])
def test_a_governors_pages_are_sound_and_say_their_release(
    page: Any, site: str, home: Path, artefacts: Path, school: str
) -> None:
    enter(page, site=site, home=home, role="governor", school=school)
    for path in STRANDS:
        page.goto(f"{site}/{path}")
        steps.settle(page)
        assert page.get_by_text("Release 1").first.is_visible()
        assert steps.look(page, name=f"governor-{school}-{path}", artefacts=artefacts) == []


READERS = {
    ("headteacher", LINDEN): (f"governors_see?place=school:{LINDEN}", f"certificate?place=school:{LINDEN}"),
    ("trust_executive", ""): ("papers", f"certificate?place=school:{ELDER_BROOK}"),
    ("data_protection_officer", ""): ("certificate",),
}


@pytest.mark.parametrize("reader", READERS)
def test_what_others_read_about_a_release_is_sound(
    page: Any, site: str, home: Path, artefacts: Path, reader: tuple[str, str]
) -> None:
    role, school = reader
    enter(page, site=site, home=home, role=role, school=school)
    for path in READERS[reader]:
        page.goto(f"{site}/{path}")
        steps.settle(page)
        assert page.locator("#page .card").count() > 0
        assert steps.look(page, name=f"{role}-{path.partition('?')[0]}", artefacts=artefacts) == []


def test_a_strand_answers_first_and_says_once_what_its_marks_mean(page: Any, site: str, home: Path) -> None:
    enter(page, site=site, home=home, role="governor", school=ELDER_BROOK)
    for path in STRANDS[1:]:
        page.goto(f"{site}/{path}")
        steps.settle(page)
        assert "SEND pupils" in page.locator("#page .sentence").inner_text()
        for words in ("striped: so few pupils", "The reason is the same for every hidden figure"):
            assert page.get_by_text(words).count() == 1, (path, words)
    page.goto(f"{site}/progress")
    steps.settle(page)
    hidden = page.get_by_text("Not shown here, too few pupils or protected: SEN support").first
    row = page.locator(".fold tbody tr", has_text="SEN support").first
    assert not row.is_visible()
    hidden.click()
    assert row.is_visible()
    assert "not shown" in row.inner_text()


def test_a_governors_progress_and_home_are_two_sheets_with_no_dead_links(
    page: Any, site: str, home: Path, artefacts: Path
) -> None:
    """On paper the rows kept from view stand in the tables, and nothing leads where paper cannot."""
    enter(page, site=site, home=home, role="governor", school=ELDER_BROOK)
    for path in ("releases", "progress"):
        page.goto(f"{site}/{path}")
        steps.settle(page)
        sheets = steps.sheets(page, file=artefacts / f"released-{path}.pdf")
        assert len(sheets) == 2, path
        assert "in full" not in "".join(sheets)
        assert "what the check does not cover" not in "".join(sheets)
    assert "not shown" in sheets[0]
    assert "Not shown here" not in sheets[0]


def test_no_sheet_of_a_released_page_ends_before_it_is_filled(
    page: Any, site: str, home: Path, artefacts: Path
) -> None:
    """Cards follow one another on paper: a note at the end of one does not hold it to the next."""
    enter(page, site=site, home=home, role="governor", school=ELDER_BROOK)
    page.goto(f"{site}/attendance")
    steps.settle(page)
    sheets = steps.sheets(page, file=artefacts / "released-attendance.pdf")
    assert len(sheets) == 2
    assert "persistently absent, year to date" in sheets[0]
    assert "Questions to ask" in sheets[1]
