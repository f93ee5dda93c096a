"""One definition, one function, one example on paper, one test by a second route: a metric has all four, by name."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.laws.source import functions, modules

METRICS = "dashboard/metrics/"
ON_PAPER = "tests/unit/dashboard/metrics/on_paper"
NO_EXAMPLE = (
    f'no worked example: add a line "name": Example(…) to the table of its strand in {ON_PAPER}, with a few pupils and '
    "what a pencil makes of them"
)
STRANDS = ("progress", "conversations", "wider_outcomes", "attendance", "roll")


def definitions(root: Path) -> dict[str, dict[str, Any]]:
    """What each definition file says, by the name of the file."""
    paths = sorted((root / METRICS / "definitions").glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}


def arithmetic(root: Path) -> Iterator[ast.Module]:
    """The modules of the arithmetic."""
    yield from (tree for path, tree in modules(root).items() if path.startswith(METRICS))


def metric_functions(root: Path) -> set[str]:
    """The public functions of a strand's modules that make a row of an answer: each is a metric. Those made by another
    for their name alone (``gain: Share = _share_of("gain")``) are functions too."""
    held = [
        node
        for path, tree in modules(root).items()
        if path.startswith(tuple(METRICS + strand for strand in STRANDS))
        for node in tree.body
    ]
    written = {
        node.name
        for node in held
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name) and node.returns.id == "Row"
    }
    return {name for name in written | {made(node) for node in held} if name and not name.startswith("_")}


def made(node: ast.stmt) -> str:
    """The name of a function that another makes for its name; ``""`` for everything else, and where the two names are
    not the same."""
    if not isinstance(node, ast.AnnAssign) or not isinstance(node.value, ast.Call):
        return ""
    if not isinstance(node.target, ast.Name) or not isinstance(node.annotation, ast.Name):
        return ""
    given = [each.value for each in node.value.args if isinstance(each, ast.Constant)]
    return node.target.id if node.annotation.id == "Share" and given == [node.target.id] else ""


def parameters_read(root: Path) -> set[str]:
    """The parameters that the arithmetic reads from a definition: ``….parameters["name"]``."""
    return {
        node.slice.value
        for tree in arithmetic(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "parameters"
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    }


def is_a_test(root: Path, *, named: str) -> bool:
    """Whether ``tests/path.py::test_name`` names a test that exists."""
    path, _, name = named.partition("::")
    file = root / path
    return file.is_file() and name in {function.name for function in functions(ast.parse(file.read_text("utf-8")))}


def on_paper(root: Path) -> set[str]:
    """The metrics worked out on paper: a line of a table, ``"name": Example(…, value=2.5, …)``, which ``test_on_paper``
    works out. A line without a number expected of it is none."""
    tables = [
        node
        for file in (root / ON_PAPER).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Dict)
    ]
    return {
        str(key.value)
        for table in tables
        for key, example in zip(table.keys, table.values, strict=True)
        if isinstance(key, ast.Constant) and _expects_a_number(example)
    }


def _expects_a_number(example: ast.expr) -> bool:
    if not isinstance(example, ast.Call) or not isinstance(example.func, ast.Name) or example.func.id != "Example":
        return False
    expected = [keyword.value for keyword in example.keywords if keyword.arg == "value"]
    bare = [each.operand if isinstance(each, ast.UnaryOp) else each for each in expected]
    return any(isinstance(each, ast.Constant) and isinstance(each.value, int | float) for each in bare)


def definition_faults(root: Path) -> list[str]:
    """Definitions without a function, a test by a second route, an example on paper or a use for a parameter;
    functions, examples and reads without a definition."""
    defined, worked, read, paper = definitions(root), metric_functions(root), parameters_read(root), on_paper(root)
    given = {(name, parameter) for name, text in defined.items() for parameter in text.get("parameters", {})}
    return [
        *(f"{name}: a definition without a function" for name in sorted(defined.keys() - worked)),
        *(f"{name}: a function without a definition" for name in sorted(worked - defined.keys())),
        *(
            f"{name}: there is no test {text.get('checked_by')}"
            for name, text in defined.items()
            if not is_a_test(root, named=str(text.get("checked_by", "")))
        ),
        *(f"{name}: {NO_EXAMPLE}" for name in sorted(defined.keys() - paper)),
        *(f"{name}: an example on paper without a definition" for name in sorted(paper - defined.keys())),
        *(f"{name}: nothing reads its {parameter}" for name, parameter in sorted(given) if parameter not in read),
        *(f"no definition gives {name}" for name in sorted(read - {parameter for _, parameter in given})),
    ]
