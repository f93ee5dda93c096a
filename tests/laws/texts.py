"""What no file of the project may hold: another machine's addresses, a path of this one, a stray place at the top."""

from __future__ import annotations

import re
from pathlib import Path

from tests.laws.source import files

TOP = frozenset(
    [".ci", ".gitignore", "LICENSE", "README.md", "assets", "dashboard", "data_loaders", "pyproject.toml", "tests"]
)
HOSTS = ("pypi", "npmjs", "pythonhosted", "yarnpkg", "deb.debian", "archive.ubuntu", "unpkg", "jsdelivr", "cdnjs")
REGISTRY = re.compile(rb"https?://[\w.-]*(%s)[\w-]*\.\w" % "|".join(map(re.escape, HOSTS)).encode())
MACHINE = re.compile(rb"(?<![\w./-])/(?:work|root|home|Users|opt)/\w+|[A-Z]:\\\\?Users")


def top_level_faults(root: Path) -> list[str]:
    """Files and folders at the top that are not part of the layout, and parts of it that are missing."""
    there = {path.relative_to(root).parts[0] for path in files(root)}
    return [*(f"stray: {name}" for name in sorted(there - TOP)), *(f"missing: {name}" for name in sorted(TOP - there))]


def text_faults(root: Path) -> list[str]:
    """Files that name a package registry's host or a path of somebody's machine."""
    faults = []
    for path in files(root):
        text = path.read_bytes()
        for pattern, words in ((REGISTRY, "a registry's host"), (MACHINE, "a path of one machine")):
            for found in pattern.finditer(text):
                line = text.count(b"\n", 0, found.start()) + 1
                faults.append(f"{path.relative_to(root)}:{line} {words}: {found.group().decode()}")
    return faults
