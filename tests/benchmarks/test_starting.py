"""How soon the server starts, and how soon the first page comes after that."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.fixtures.visitor import Visitor


def test_server_starts_soon() -> None:
    """Importing the application in a fresh Python, all its packages with it."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import dashboard.app"], check=True)
    print(f"\nthe application is imported in {time.perf_counter() - began:.1f} s")
    assert time.perf_counter() - began < 15


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
