"""The tools that read the code, run as a newcomer runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool that stands beside this Python in a folder, that folder's packages first."""
    environ = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [str(Path(sys.executable).with_name(arguments[0])), *arguments[1:]]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=300)


def broken_contracts(folder: Path) -> list[str]:
    """The names of the import contracts that a folder's code breaks."""
    done = run("lint-imports", "--no-cache", "--no-logo", folder=folder)
    kept_or_broken = re.findall(r"^(.+) (KEPT|BROKEN)$", done.stdout, flags=re.MULTILINE)
    assert kept_or_broken, f"import-linter did not run: {done.stdout}{done.stderr}"
    return [name for name, outcome in kept_or_broken if outcome == "BROKEN"]
