"""The house stands as its map says: who imports whom, how long things are, what they are called, what lies where.

Each law is run on the project and, with a planted fault, on a folder made for it: a law that finds nothing is no law.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.laws import names, sizes, texts, tools
from tests.laws.source import CODE, modules

Law = Callable[[Path], list[str]]
LAWS: list[Law] = [
    sizes.size_faults,
    names.name_faults,
    names.keyword_faults,
    names.id_faults,
    texts.top_level_faults,
    texts.text_faults,
]


def plant(folder: Path, *, path: str, text: str) -> Path:
    """A folder with one file."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law_holds(root: Path, law: Law) -> None:
    assert law(root) == []


LONG = "def f():\n" + "    x = 1\n" * 50
MIDDLING = "\n".join(f"def f{n}():\n" + "    x = 1\n" * 11 for n in range(3))
CALLBACK = "@app.callback(OUT)\ndef draw():\n    '''Doc.'''\n" + "    x = 1\n" * 9
HANDED_OVER = "def draw():\n" + "    x = 1\n" * 9 + "app.callback(OUT)(draw)"
REGISTRY_HOST = "https://py" + "pi.org/simple"
MACHINE_PATH = "/wo" + "rk/main"


@pytest.mark.parametrize(
    ("law", "path", "text", "fault"),
    [
        (sizes.size_faults, "dashboard/a.py", LONG, "f: 51 lines"),
        (sizes.size_faults, "dashboard/a.py", MIDDLING, "functions: 50% reach 12 lines, at most 10"),
        (sizes.size_faults, "dashboard/a.py", "x = 1\n" * 301, "dashboard/a.py: 301 lines"),
        (sizes.size_faults, "dashboard/a.py", "x = 1\n" * 201, "files: 90% reach 201 lines"),
        (sizes.size_faults, "dashboard/a.py", CALLBACK, "draw: 9 lines"),
        (sizes.size_faults, "dashboard/a.py", HANDED_OVER, "draw: 9 lines"),
        (names.name_faults, "dashboard/utils.py", "", "dashboard/utils.py:1"),
        (names.name_faults, "dashboard/a.py", "class RowManager: ...", "RowManager"),
        (names.name_faults, "dashboard/a.py", "def get_data(): ...", "get_data"),
        (names.keyword_faults, "dashboard/a.py", "def f(a, b): ...", "dashboard/a.py:1 f"),
        (names.keyword_faults, "dashboard/a.py", "class C:\n    def f(self, a, b): ...", "dashboard/a.py:2 f"),
        (names.id_faults, "dashboard/a.py", "html.Div(id='page')", "dashboard/a.py:1 page"),
        (names.id_faults, "dashboard/a.py", "Output('page', 'children')", "dashboard/a.py:1 page"),
        (texts.top_level_faults, "notes.txt", "", "stray: notes.txt"),
        (texts.top_level_faults, "tests/a.py", "", "missing: README.md"),
        (texts.text_faults, "a.txt", f"\nsee {REGISTRY_HOST}", "a.txt:2 a registry's host"),
        (texts.text_faults, "a.txt", f"cd {MACHINE_PATH}", "a.txt:1 a path of one machine"),
    ],
)
def test_law_finds_a_planted_fault(tmp_path: Path, law: Law, path: str, text: str, fault: str) -> None:
    faults = law(plant(tmp_path, path=path, text=text))
    assert any(fault in found for found in faults), faults


@pytest.mark.parametrize(
    ("law", "path", "text"),
    [
        (sizes.size_faults, "dashboard/a.py", "def f():\n" + "    x = 1\n" * 9),
        (names.name_faults, "dashboard/a.py", "class DataManagerRow: ...\ndef data_protection_officer(): ..."),
        (names.keyword_faults, "dashboard/a.py", "def f(a, *, b): ...\n@event.listens_for(e)\ndef g(a, b): ..."),
        (names.keyword_faults, "dashboard/a.py", "def f(a, b): ...\nRULES = [f]"),
        (names.id_faults, "dashboard/a.py", "html.Div(id=ids.PAGE)"),
        (names.id_faults, "dashboard/components/ids.py", "State('page', 'children')"),
        (texts.text_faults, "a.txt", "see https://www.example.org/work/main and 3/home/4"),
    ],
)
def test_law_leaves_the_good_alone(tmp_path: Path, law: Law, path: str, text: str) -> None:
    assert law(plant(tmp_path, path=path, text=text)) == []


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the code and the tools' settings that a test may spoil."""
    for package in CODE:
        shutil.copytree(root / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return Path(shutil.copy(root / "pyproject.toml", tmp_path)).parent


def test_import_contracts_hold(root: Path) -> None:
    assert tools.broken_contracts(root) == []


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("dashboard/metrics/progress.py", "import dashboard.reporting", "Each layer looks down only"),
        ("dashboard/figures/__init__.py", "import dashboard.queries", "Each layer looks down only"),
        ("dashboard/figures/__init__.py", "import dash", "Metrics and figures know nothing of Dash, Flask or SQL"),
        (
            "data_loaders/vocabulary.py",
            "import flask",
            "Metrics and figures know nothing of Dash, Flask or SQL",
        ),
        ("dashboard/components/ids.py", "import sqlalchemy", "Only queries, releases, access and the store write SQL"),
        ("data_loaders/vocabulary.py", "import dashboard.selection", "What loads never imports what shows"),
        ("dashboard/pages/__init__.py", "import pandas", "Callbacks and pages touch neither frames, charts nor SQL"),
        (
            "dashboard/metrics/progress.py",
            "import dashboard.access.policy",
            "Only the top of the house opens its doors",
        ),
        ("dashboard/pages/__init__.py", "import data_loaders.pipeline", "Only commands and callbacks bring files in"),
    ],
)
def test_import_contract_breaks_on_a_planted_import(copy: Path, module: str, line: str, contract: str) -> None:
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert contract in tools.broken_contracts(copy)


def test_every_room_has_its_place_in_the_contracts(root: Path) -> None:
    """A new package or module stands in a layer, or is named here with who may import it."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contracts = {contract["id"]: contract for contract in settings["contracts"]}
    layers = {name.strip(" ()") for layer in contracts["layers"]["layers"] for name in layer.split("|")}
    paths = [Path(path) for path in modules(root) if path.startswith("dashboard/")]
    rooms = {f"dashboard.{path.with_suffix('').parts[1]}" for path in paths}
    doors = {f"dashboard.access.{path.stem}" for path in paths if path.parts[1] == "access"}
    assert rooms - layers == {"dashboard.__init__", "dashboard.access", "dashboard.settings"}
    assert doors - set(contracts["doors"]["protected_modules"]) == {
        "dashboard.access.__init__",
        "dashboard.access.scope",
    }


def test_ruff_is_content(root: Path) -> None:
    for arguments in (("check",), ("format", "--check")):
        done = tools.run("ruff", *arguments, "--no-cache", ".", folder=root)
        assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_a_planted_fault(copy: Path) -> None:
    plant(copy, path="dashboard/planted.py", text="import os\n")
    done = tools.run("ruff", "check", "--no-cache", ".", folder=copy)
    assert "F401" in done.stdout


def test_types_hold(root: Path) -> None:
    done = tools.run("mypy", folder=root)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_break_on_a_planted_fault(copy: Path) -> None:
    plant(copy, path="dashboard/planted.py", text="def f(a: int) -> str:\n    return a\ndef g(a): ...\n")
    done = tools.run("mypy", "dashboard/planted.py", "--cache-dir", str(copy / "cache"), folder=copy)
    assert "return-value" in done.stdout
    assert "no-untyped-def" in done.stdout
