"""The law of the checks: every id that is wanted is the name of a test that ``pytest -m safety`` runs."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WANTED: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parents[1] / "safety_checks.toml").read_text(encoding="utf-8")
)
_NAME = re.compile(r"test((?:_[A-Z]\d+)+)_")


def check_faults(tests: Path, *, wanted: dict[str, list[str]] = WANTED) -> list[str]:
    """Ids without a marked test, tests with an id that nobody knows, and tests with an id but without the mark."""
    named, faults = set(), []
    for path in sorted(tests.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        everywhere = any(_is_mark(node) for node in tree.body if isinstance(node, ast.Assign))
        for test, ids in _tests(tree):
            named |= ids
            if not everywhere and not any("mark.safety" in ast.unparse(each) for each in test.decorator_list):
                faults.append(f"{path.name}: {test.name} lacks the mark")
    known = {*wanted["ids"], *wanted["later"]}
    return [
        *(f"{each} has no test" for each in wanted["ids"] if each not in named),
        *(f"{each} is not in the list" for each in sorted(named - known)),
        *faults,
    ]


def _tests(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, set[str]]]:
    for node in ast.walk(tree):
        found = _NAME.match(node.name) if isinstance(node, ast.FunctionDef) else None
        if found and isinstance(node, ast.FunctionDef):
            yield node, set(found[1].strip("_").split("_"))


def _is_mark(node: ast.Assign) -> Any:
    return ast.unparse(node.targets[0]) == "pytestmark" and "mark.safety" in ast.unparse(node.value)
