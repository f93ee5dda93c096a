"""What a governor reads: every page and forged address, and each number in it as a statement about pupils."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dashboard.components import data_table
from tests.fixtures.tables import spelled_out

PATHS = ("releases", "progress", "conversations", "wider_outcomes", "attendance", "definitions")
_COUNTED = re.compile(r"(?:(?P<share>\d+)%, )?about (?P<k>[\d,]+) of (?P<n>[\d,]+)")
_BEHIND = re.compile(r"\(about (?P<n>[\d,]+) pupils?\)")


@dataclass(frozen=True)
class Said:
    """One row of a table as it stands on the page: the measure it is of, the group, and what is said of it."""

    measure: str
    group: str
    figure: str


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
        return text(node.get("props", {}).get("children"))
    if isinstance(node, list):
        return " ".join(filter(None, (text(each) for each in node)))
    return "" if node is None else str(node)


def rows(answer: str) -> Iterator[Said]:
    """The rows of every table with a caption, the first column of figures: the school's own."""
    for table in components(json.loads(answer)):
        if table.get("type") != data_table.KIND:
            continue
        parts = list(components(spelled_out(table)["props"]["children"]))
        caption = next((text(part) for part in parts if part.get("type") == "Caption"), "")
        for line in (part for part in parts if part.get("type") == "Tr"):
            cells = [
                text(cell).strip() for cell in components(line["props"]["children"]) if cell["type"] in {"Th", "Td"}
            ]
            if len(cells) > 1:
                yield Said(caption, cells[0], cells[1])


def numbers(said: Said) -> dict[str, int] | None:
    """The numbers of a figure: ``k`` of ``n``, or ``n`` alone; None where nothing is shown."""
    counted = _COUNTED.search(said.figure)
    if counted:
        return {name: int(counted[name].replace(",", "")) for name in ("k", "n")}
    behind = _BEHIND.search(said.figure)
    if behind:
        return {"n": int(behind["n"].replace(",", ""))}
    return {"n": int(said.figure.replace(",", ""))} if re.fullmatch(r"[\d,]+", said.figure) else None
