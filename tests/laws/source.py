"""The project's own files, and what is defined in them."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CODE = ("dashboard", "data_loaders")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files(root: Path) -> tuple[Path, ...]:
    """Every file of the project: what git keeps or would keep; every file where the folder is no checkout."""
    if not (root / ".git").exists() or not shutil.which("git"):
        found = (path for path in root.rglob("*") if not set(path.parts) & {".git", ".venv", "__pycache__"})
        return tuple(sorted(path for path in found if path.is_file()))
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    return tuple(sorted(path for path in (root / name for name in names if name) if path.is_file()))


@cache
def modules(root: Path) -> dict[str, ast.Module]:
    """The parsed modules of ``dashboard`` and ``data_loaders`` by their path from the root, migrations left out.

    Parsed once a root: whoever changes a folder asks about another.
    """
    paths = [path.relative_to(root) for path in files(root) if path.suffix == ".py"]
    own = [path for path in paths if path.parts[0] in CODE and "migrations" not in path.parts]
    return {path.as_posix(): ast.parse((root / path).read_text(encoding="utf-8")) for path in own}


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function of a module, methods and nested functions too."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def decorators(function: Function) -> set[str]:
    """The last word of each decorator: ``@app.callback(…)`` is ``callback``."""
    calls = (item.func if isinstance(item, ast.Call) else item for item in function.decorator_list)
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def body(function: Function) -> list[ast.stmt]:
    """The statements of a function without its docstring."""
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def callbacks(tree: ast.Module) -> set[str]:
    """The functions of a module that answer the browser: ``@app.callback(…)``, or ``app.callback(…)(draw)``."""
    named = {function.name for function in functions(tree) if "callback" in decorators(function)}
    for node in ast.walk(tree):
        made = node.func if isinstance(node, ast.Call) else None
        if isinstance(made, ast.Call) and getattr(made.func, "attr", "") == "callback":
            named |= {argument.id for argument in node.args if isinstance(argument, ast.Name)}
    return named


def module_path(name: str, *, parsed: dict[str, ast.Module]) -> str:
    """The path of a dotted module, ``dashboard.access`` is ``dashboard/access/__init__.py``; empty where not ours."""
    stem = name.replace(".", "/")
    return next((path for path in (f"{stem}.py", f"{stem}/__init__.py") if path in parsed), "")


def imported(tree: ast.Module, *, parsed: dict[str, ast.Module]) -> dict[str, tuple[str, str]]:
    """What a module imports of ours, by the name it has there: the path, and what of it (empty is the module)."""
    found = {}
    for node in ast.walk(tree):
        for alias in node.names if isinstance(node, ast.ImportFrom) and node.module else []:
            whole = module_path(f"{node.module}.{alias.name}", parsed=parsed)
            part = (module_path(str(node.module), parsed=parsed), alias.name)
            found[alias.asname or alias.name] = (whole, "") if whole else part
    return found


def handed_over(parsed: dict[str, ast.Module]) -> set[tuple[str, str]]:
    """The functions, by path and name, that are somewhere used as a value and not called on the spot."""
    given = set()
    for path, tree in parsed.items():
        known = imported(tree, parsed=parsed)
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in (node for node in ast.walk(tree) if id(node) not in called):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                given.add(known.get(node.id, (path, node.id)))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
                given.add((known[node.value.id][0], node.attr))
    return given
