"""How long the server takes for the progress page of the sample trust. The medians are printed at the end of a run."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.visitor import Visitor

MOST_SECONDS = 0.040
"""The median a page of the whole trust may take, from the request's first byte to the answer's last."""


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


def test_progress_page_of_the_trust(executive: Visitor, benchmark: Any) -> None:
    answer = executive.draw("/progress")
    assert answer.status_code == 200
    assert "SEND" in answer.get_data(as_text=True)
    benchmark.pedantic(executive.draw, args=("/progress",), rounds=30, warmup_rounds=3)
    assert benchmark.stats.stats.median < MOST_SECONDS


def test_progress_page_of_a_school(executive: Visitor, benchmark: Any) -> None:
    assert executive.draw("/progress?place=school:100001").status_code == 200
    benchmark.pedantic(executive.draw, args=("/progress?place=school:100001",), rounds=20, warmup_rounds=2)
    assert benchmark.stats.stats.median < 4 * MOST_SECONDS


def test_server_starts_soon(benchmark: Any) -> None:
    """Importing the application in a fresh Python, all its packages with it."""
    command = [sys.executable, "-c", "import dashboard.app"]
    benchmark.pedantic(subprocess.run, args=(command,), kwargs={"check": True}, rounds=2)
    assert benchmark.stats.stats.min < 15


def test_first_page_comes_soon(sample_home: Path, tmp_path: Path) -> None:
    """The first page after a start: nothing is built on the first visitor's time that could be built before."""
    import shutil

    from dashboard.app import create_app
    from dashboard.settings import Settings

    accounts = shutil.copy(sample_home / "accounts.db", tmp_path)
    settings = Settings.from_environment({"AFA_HOME": str(sample_home), "AFA_ACCOUNTS_URL": f"sqlite:///{accounts}"})
    visitor = Visitor(create_app(settings), home=sample_home)
    visitor.sign_in("trust_executive")
    began = time.perf_counter()
    assert visitor.draw("/progress").status_code == 200
    assert time.perf_counter() - began < 1
