"""What a governor reads: every page and forged address, and each number in it as a statement about pupils."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from dashboard.components import data_table
from dashboard.components.elements import held
from tests.fixtures.tables import spelled_out

STRAND_PATHS = ("progress", "conversations", "wider_outcomes", "attendance")
PATHS = ("releases", *STRAND_PATHS, "certificate", "definitions")
WITH_PHASE = 4
"""Columns of a table that also shows the schools of the phase together: pupils, the school, its bar, the schools."""
_COUNTED = re.compile(r"(?:(?P<share>\d+)%, )?about (?P<k>[\d,]+) of (?P<n>[\d,]+)")
_MEAN = re.compile(r"([+−-]?\d+\.\d)%? \(about")
_BEHIND = re.compile(r"\(about (?P<n>[\d,]+) pupils?\)")


@dataclass(frozen=True)
class Said:
    """One row of a table as it stands on the page: the measure it is of, the group, and what is said of it."""

    measure: str
    group: str
    figure: str
    beside: str = ""
    bar: str = ""


def components(node: Any) -> Iterator[dict[str, Any]]:
    """Every component of an answer, the outer ones first."""
    if isinstance(node, dict):
        if "props" in node:
            yield node
        for value in node.values():
            yield from components(value)
    elif isinstance(node, list):
        for each in node:
            yield from components(each)


def text(node: Any) -> str:
    """Every word below a node, in order."""
    if isinstance(node, dict):
        return text(held(node)) if "props" in node else ""
    if isinstance(node, list):
        return " ".join(filter(None, (text(each) for each in node)))
    return "" if node is None else str(node).replace("\u00a0", " ")


def tables(answer: str) -> Iterator[list[dict[str, Any]]]:
    """Every table of an answer, as the browser spells it out: its parts."""
    for table in components(json.loads(answer)):
        if table.get("type") == data_table.KIND:
            yield list(components(spelled_out(table)["props"]["children"]))


def cells_of(line: dict[str, Any]) -> list[str]:
    """The words of a row's cells."""
    parts = components(line["props"]["children"])
    return [" ".join(text(cell).split()) for cell in parts if cell["type"] in {"Th", "Td"}]


def rows(answer: str) -> Iterator[Said]:
    """The rows of every table with a caption, the first column of figures: the school's own."""
    for parts in tables(answer):
        caption = next((text(part) for part in parts if part.get("type") == "Caption"), "")
        for line in (part for part in parts if part.get("type") == "Tr"):
            cells = cells_of(line)
            if len(cells) > 1:
                pictures = [part["props"]["src"] for part in components(line) if part.get("type") == "Img"]
                yield Said(caption, cells[0], cells[1], cells[3] if len(cells) == WITH_PHASE else "", *pictures[:1])


def numbers(said: Said) -> dict[str, int] | None:
    """The numbers of a figure: ``k`` of ``n``, or ``n`` alone; None where nothing is shown."""
    counted = _COUNTED.search(said.figure)
    if counted:
        return {name: int(counted[name].replace(",", "")) for name in ("k", "n")}
    behind = _BEHIND.search(said.figure)
    if behind:
        return {"n": int(behind["n"].replace(",", ""))}
    return {"n": int(said.figure.replace(",", ""))} if re.fullmatch(r"[\d,]+", said.figure) else None


def mean_of(said: Said) -> float | None:
    """The value of a figure that is a mean or a rate: ``8.2% (about 40 pupils)``; None where it is none."""
    found = _MEAN.match(said.figure)
    return float(found[1].replace("−", "-").replace("+", "")) if found else None


def bar_share(said: Said) -> float | None:
    """How long a row's bar is, as a percentage of its axis; None where there is none."""
    svg = unquote(said.bar)
    found = re.search(r'<rect x="([\d.]+)%" y="26%" width="([\d.]+)%"', svg)
    axis = re.search(r'<line x1="([\d.]+)%" x2="([\d.]+)%" y1="50%"', svg)
    return 100 * float(found[2]) / (float(axis[2]) - float(axis[1])) if found and axis else None
