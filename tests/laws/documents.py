"""What the documents say is so: commands, variables, paths, dependencies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

from tests.laws.source import files

CODE_SPAN = re.compile(r"```.*?```|``[^`]+``|`[^`]+`", re.DOTALL)
VARIABLE = re.compile(r"\bAFA_[A-Z]+(?:_[A-Z]+)*\b")
READ = re.compile(r"""["'](AFA_[A-Z_]+)["']|\$\{?(AFA_[A-Z_]+)""")
PLACE = re.compile(r"(?:dashboard|data_loaders|tests|assets|\.ci)(?:/[\w.*-]+)+/?")
LINK = re.compile(r"\]\(([^)#:\s]+)\)")
WRITTEN = {".py", ".toml", ".html", ".js", ".css", ""}
"""Endings of the files in which a variable of the environment may be named ("" is .ci/run)."""


def spans(text: str) -> str:
    """All that a document sets as code."""
    return "\n".join(CODE_SPAN.findall(text))


def commands(group: click.Group, *, before: str = "afa") -> Iterator[tuple[str, click.Command]]:
    """Every command under a group by its whole name: ``afa user add``."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, before=f"{before} {name}")
        else:
            yield f"{before} {name}", command


def commands_written(text: str, *, known: set[str]) -> set[str]:
    """The commands a document names in code, as long as the longest known one that fits: else their first word."""
    found = re.findall(r"\bafa((?: [a-z][a-z-]*)+)", spans(text))
    names = set()
    for words in (item.split() for item in found):
        fits = [" ".join(["afa", *words[:count]]) for count in range(len(words), 0, -1)]
        names.add(next((name for name in fits if name in known), fits[-1]))
    return names


def command_faults(text: str, *, group: click.Group) -> list[str]:
    """Commands that the document leaves out, or names though there are none; options that its commands do not take."""
    known = dict(commands(group))
    written = commands_written(text, known=set(known))
    options = {option for command in known.values() for parameter in command.params for option in parameter.opts}
    said = {option for line in re.findall(r"\bafa [^\n`]*", spans(text)) for option in re.findall(r"--[a-z-]+", line)}
    return [
        *(f"not written: {name}" for name in sorted(known.keys() - written)),
        *(f"no such command: {name}" for name in sorted(written - known.keys())),
        *(f"no such option: {option}" for option in sorted(said - options)),
    ]


def variable_faults(text: str, *, root: Path) -> list[str]:
    """Variables of the environment that the document leaves out, or names though nothing reads them."""
    own = [path for path in files(root) if path.suffix in WRITTEN and path.name != "LICENSE"]
    found = (pair for path in own for pair in READ.findall(path.read_text(encoding="utf-8")))
    read = {quoted or shell for quoted, shell in found}
    written = set(VARIABLE.findall(spans(text)))
    return [
        *(f"not written: {name}" for name in sorted(read - written)),
        *(f"nothing reads: {name}" for name in sorted(written - read)),
    ]


def place_faults(text: str, *, root: Path) -> list[str]:
    """Files and folders that the document names, or links to, though they are not there."""
    named = {*PLACE.findall(spans(text)), *LINK.findall(text)}
    return [f"not there: {place}" for place in sorted(named) if not [*root.glob(place)]]


def dependency_faults(text: str, *, root: Path) -> list[str]:
    """Dependencies of the project for which the document gives no reason."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in wanted}
    reasons = {name for line in text.splitlines() if line.startswith("| `") for name in re.findall(r"`([\w-]+)`", line)}
    return [f"no reason given for {name}" for name in sorted(names - reasons)]


def map_faults(text: str, *, root: Path) -> list[str]:
    """Rooms of the house that its map leaves out."""
    rooms = [path.parent.name for path in (root / "dashboard").glob("*/__init__.py")]
    return [f"not on the map: {room}" for room in sorted(rooms) if not re.search(rf"\b{room}\b", text)]
