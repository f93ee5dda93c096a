"""The law of the checks: every id that is wanted is the name of a test that ``pytest -m safety`` runs."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WANTED: dict[str, list[Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "safety_checks.toml").read_text(encoding="utf-8")
)
_NAME = re.compile(r"test((?:_[A-Z]\d+)+)_")
_FAULT = re.compile(r"_fault_(\d\d(?:_and_\d\d)*)_")


def check_faults(tests: Path, *, wanted: dict[str, list[Any]] = WANTED) -> list[str]:
    """Ids without a marked test, tests with an id that nobody knows, and tests with an id but without the mark."""
    named, faults = set(), []
    for path in sorted(tests.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        everywhere = any(_is_mark(node) for node in tree.body if isinstance(node, ast.Assign))
        for test, ids in _tests(tree):
            named |= ids
            if not everywhere and not any("mark.safety" in ast.unparse(each) for each in test.decorator_list):
                faults.append(f"{path.name}: {test.name} lacks the mark")
    needed = [*wanted["ids"], *(f"fault {number:02}" for number in wanted["faults"])]
    known = {*needed, *wanted["later"]}
    return [
        *(f"{each} has no test" for each in needed if each not in named),
        *(f"{each} is not in the list" for each in sorted(named - known)),
        *faults,
    ]


def _tests(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, set[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (ids := _ids(node.name)):
            yield node, ids


def _ids(name: str) -> set[str]:
    """The ids in a test's name: those of checks at its beginning, ``fault 04`` wherever the number stands."""
    check, fault = _NAME.match(name), _FAULT.search(name) if name.startswith("test_") else None
    return {
        *(check[1].strip("_").split("_") if check else ()),
        *(f"fault {number}" for number in (fault[1].split("_and_") if fault else ())),
    }


def _is_mark(node: ast.Assign) -> Any:
    return ast.unparse(node.targets[0]) == "pytestmark" and "mark.safety" in ast.unparse(node.value)
