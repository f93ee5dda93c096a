"""How long released pages take on the server, what they ask the database, and how long a large release takes."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.benchmarks.test_pages import MOST_SECONDS, worked
from tests.fixtures.visitor import Visitor
from tests.unit.dashboard.releases.test_building import released, school

PAGES = ("releases", "progress", "conversations", "wider_outcomes", "attendance", "certificate")
BUILDING_SECONDS = 60


@pytest.fixture(scope="module")
def governor(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """The sample's governor, whose school and phase have been released."""
    from dashboard.app import create_app
    from dashboard.commands.releases import build_releases
    from dashboard.settings import Settings

    folder = tmp_path_factory.mktemp("released pages")
    kept = {name: shutil.copy(sample_home / f"{name}.db", folder) for name in ("accounts", "releases")}
    environ = {f"AFA_{name.upper()}_URL": f"sqlite:///{path}" for name, path in kept.items()}
    settings = Settings.from_environment({"AFA_HOME": str(sample_home), **environ})
    build_releases(settings, codes=("100003",), by="test")
    visitor = Visitor(create_app(settings), home=sample_home)
    visitor.sign_in("governor")
    return visitor


@pytest.fixture(scope="module")
def walls(governor: Visitor) -> sa.Engine:
    """The engine of the releases behind the pages."""
    found: sa.Engine = governor.client.application.extensions["afa"].released
    return found


@pytest.mark.parametrize("page", PAGES)
def test_released_page(governor: Visitor, page: str) -> None:
    assert governor.draw(f"/{page}").status_code == 200
    found = worked(governor, address=f"/{page}", rounds=20)
    print(f"\nThe released page {page}: the server works {1000 * found:.1f} ms, the median of 20")
    assert found < MOST_SECONDS["school"]


@pytest.mark.parametrize("page", PAGES)
def test_released_page_is_one_select(governor: Visitor, walls: sa.Engine, page: str) -> None:
    asked: list[str] = []
    sa.event.listen(walls, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert governor.draw(f"/{page}").status_code == 200
    assert len([statement for statement in asked if statement.lstrip().upper().startswith("SELECT")]) == 1, asked


def test_release_of_a_thousand_pupils_over_four_strands() -> None:
    """Counted in seconds of work, all views and the certificate, of a school of 1,000 pupils, 250 of them SEND."""
    pupils = school(1_000, send=0.25, seed=1)
    began = time.process_time()
    _, built = released(pupils)
    took = time.process_time() - began
    strands = {view.strand for view in built.views}
    print(f"\nA release of {len(pupils):,} pupils: {took:.1f} s, {len(built.views)} views of {len(strands)} strands")
    assert {"progress", "conversations", "wider_outcomes", "attendance"} <= strands
    assert took < BUILDING_SECONDS
