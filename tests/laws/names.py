"""How things are called, and how they are called upon."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.laws.source import Function, callbacks, decorators, functions, handed_over, modules

FORBIDDEN = frozenset(
    ["data", "util", "utils", "helper", "helpers", "manager", "process", "processor", "handler", "misc"]
)
FIELD_WORDS = ("data_loaders", "data_manager", "data_protection", "data_table")
"""Words of the field that hold a forbidden one: two roles, the loaders, the table of a figure's data."""
OWN_DECORATORS = frozenset({"cache", "lru_cache", "classmethod", "contextmanager", "property", "staticmethod"})
"""A function under any other decorator is called by a framework, which chooses how."""
TABLE_LIKE = {
    "data_loaders/store/columns.py": "a column is declared in one line: name, heading, kind",
    "data_loaders/attendance_codes.py": "a code is declared in one line: code, class, words",
}


def words(name: str) -> set[str]:
    """The words of a name: ``read_TheFile`` is read, the, file."""
    for known in FIELD_WORDS:
        name = name.replace(known, "").replace(known.title().replace("_", ""), "")
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


def defined(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of each class and function of a module."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.name


def name_faults(root: Path) -> list[str]:
    """Modules, classes and functions whose names say nothing."""
    faults = []
    for path, tree in modules(root).items():
        named = [(1, path.removesuffix(".py")), *defined(tree)]
        faults += [f"{path}:{line} {name}" for line, name in named if words(name) & FORBIDDEN]
    return faults


def positional(function: Function) -> int:
    """How many arguments may be given without their name, self and cls left out."""
    arguments = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len([name for name in arguments if name not in {"self", "cls"}])


def two_alike(function: Function) -> bool:
    """Whether the arguments without a name are two of one kind, where a name would say nothing: ``of(4, 8)``,
    ``interval(low, high)``, the two sides of ``welch(a, b)``."""
    arguments = [each for each in (*function.args.posonlyargs, *function.args.args) if each.arg not in {"self", "cls"}]
    kinds = {ast.unparse(each.annotation) for each in arguments if each.annotation}
    return len(arguments) == 2 and len(kinds) == 1


def keyword_faults(root: Path) -> list[str]:
    """Functions that take more than their first argument without a name.

    Not those whose caller is somebody else, who chooses how: a framework (by a decorator), or whoever was handed the
    function as a value.
    """
    parsed = modules(root)
    given_away = handed_over(parsed)
    return [
        f"{path}:{function.lineno} {function.name}"
        for path, tree in parsed.items()
        if path not in TABLE_LIKE
        for function in functions(tree)
        if positional(function) > 1
        and not two_alike(function)
        and not function.name.startswith("__")
        and decorators(function) <= OWN_DECORATORS
        and function.name not in callbacks(tree)
        and (path, function.name) not in given_away
    ]


def literal_ids(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of each id written out: ``id="…"``, ``Output("…", …)``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [keyword.value for keyword in node.keywords if keyword.arg in {"id", "component_id"}]
        given += node.args[:1] if called in {"Input", "Output", "State"} else []
        for value in given:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield node.lineno, value.value


def id_faults(root: Path) -> list[str]:
    """Component ids written out anywhere but in the module of ids."""
    return [
        f"{path}:{line} {text}"
        for path, tree in modules(root).items()
        if path.startswith("dashboard/") and path != "dashboard/components/ids.py"
        for line, text in literal_ids(tree)
    ]
