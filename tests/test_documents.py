"""The README and the map say what is so: a command, a variable, a path or a dependency cannot drift from the code."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

import dashboard
from tests.laws import documents

PLANTED, GONE = (f"AFA_{name}" for name in ("PLANTED", "GONE"))
INSTALL_AND_RUN = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/afa demo"
INSTALL_AND_TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/python -m pytest"


@pytest.fixture
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def afa() -> click.Group:
    from dashboard import __main__

    return next(value for value in vars(__main__).values() if isinstance(value, click.Group))


def test_two_commands_stand_at_the_top(readme: str) -> None:
    top = readme.splitlines()[:30]
    assert INSTALL_AND_RUN in top
    assert INSTALL_AND_TEST in top


def test_every_command_is_written(readme: str) -> None:
    assert documents.command_faults(readme, group=afa()) == []


def test_every_variable_is_written(readme: str, root: Path) -> None:
    assert documents.variable_faults(readme, root=root) == []


def test_every_path_is_there(readme: str, root: Path) -> None:
    assert documents.place_faults(readme, root=root) == []
    assert documents.place_faults(dashboard.__doc__ or "", root=root) == []


def test_every_dependency_has_a_reason(readme: str, root: Path) -> None:
    assert documents.dependency_faults(readme, root=root) == []


def test_every_room_is_on_the_map(root: Path) -> None:
    assert documents.map_faults(dashboard.__doc__ or "", root=root) == []


@pytest.fixture
def small_group() -> click.Group:
    """``afa serve --port`` and ``afa user add``."""
    serve = click.Command("serve", params=[click.Option(["--port"])])
    user = click.Group("user", commands={"add": click.Command("add")})
    return click.Group("afa", commands={"serve": serve, "user": user})


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("`afa serve --port N` and `afa user add`", []),
        ("```\n$ afa user add NAME\n$ afa serve\n```", []),
        ("`afa serve`; afa user add, not as code", ["not written: afa user add"]),
        ("`afa serve`, `afa user add`, `afa fly`", ["no such command: afa fly"]),
        ("`afa serve --fast`, `afa user add`", ["no such option: --fast"]),
    ],
)
def test_command_law(small_group: click.Group, text: str, faults: list[str]) -> None:
    assert documents.command_faults(text, group=small_group) == faults


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """A folder whose code reads one variable and whose project wants one package."""
    (tmp_path / "dashboard" / "pages").mkdir(parents=True)
    (tmp_path / "dashboard" / "pages" / "__init__.py").touch()
    (tmp_path / "dashboard" / "settings.py").write_text(f"environ['{PLANTED}']; {GONE} = 2")
    (tmp_path / "pyproject.toml").write_text(
        "[project]\ndependencies = ['planted[fast]>=2']\n[project.optional-dependencies]\ntest = []"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("law", "text", "faults"),
    [
        (documents.variable_faults, f"`{PLANTED}`", []),
        (documents.variable_faults, "nothing", [f"not written: {PLANTED}"]),
        (documents.variable_faults, f"`{PLANTED}`, `{GONE}`", [f"nothing reads: {GONE}"]),
        (documents.place_faults, "`dashboard/settings.py`", []),
        (documents.place_faults, "`dashboard/gone.py`", ["not there: dashboard/gone.py"]),
        (documents.place_faults, "![a picture](gone.png) [a site](https://example.org)", ["not there: gone.png"]),
        (documents.dependency_faults, "| `planted` | because |", []),
        (documents.dependency_faults, "`planted`", ["no reason given for planted"]),
        (documents.map_faults, "pages", []),
        (documents.map_faults, "rooms", ["not on the map: pages"]),
    ],
)
def test_other_laws(small_project: Path, law: object, text: str, faults: list[str]) -> None:
    assert callable(law)
    assert law(text, root=small_project) == faults
