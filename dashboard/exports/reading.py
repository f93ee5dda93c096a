"""A page as drawn read back: its tables, cell by cell, as the reader sees them.

A cell that holds an interval or a remark on its reliability beside its value becomes two columns, and an interval two
numbers, so that numbers stay numbers. Of a card whose
figure has a table beneath it, that table is taken, not the picture made of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from dash.development.base_component import Component

Node: TypeAlias = Component | dict[str, Any]

_NUMBER = re.compile(r"([+−-]?)([\d,]+)(?:\.(\d+))?(%?)")
_BESIDE = {"interval": "95% interval", "reliability": "reliability"}
"""What stands beside a value in one cell, by its class → the heading of a column of its own."""
_BETWEEN = re.compile(rf"({_NUMBER.pattern}) to ({_NUMBER.pattern})")
_BLOCKS = frozenset({"P", "Div", "Li", "Dt", "Dd", "Tr", "Td", "Th", "H2", "H3", "Summary", "Caption"})
_LINES = _BLOCKS - {"Div", "Summary"}
_NOT_TOLD = frozenset({"under", "take-away", "no-print", "sentence", "key"})
"""What stands in a card and is not what it says: what is opened under it, its key, its buttons."""
PICTURE = "Img"
TABLES = ("DataTable", "Table")
"""A table on its way to the browser, with its columns and what the cells of its rows hold; or one spelled out."""
_FORMS = frozenset({"Form", "Details", "Fieldset", "Button"})
"""What is opened or filled in: no words of the page."""
IN_WORDS = "In words"
_CARDS = frozenset({"Figure", "Section"})


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number as it is shown: rounded, with its decimals, and whether it is a percentage."""

    value: float
    decimals: int = 0
    percent: bool = False


Value: TypeAlias = str | Number


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a page: the card it stands in (its name, where it has one, and title), its caption, its rows."""

    card: str
    title: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def tables_of(body: Sequence[Node], *, names: bool = True, of: str = "") -> list[Table]:
    """Every table of a page, in order, and last what its cards without a table say in words.

    ``of`` is the name or title of the one card that is asked for. Without ``names`` pupils are called as on a page
    whose names are hidden.
    """
    cards = [card for card in _cards(body) if of in {"", _property(card, name="data-card"), _title(card, names=names)}]
    found = _tables(cards, names=names)
    told = [row for card in cards if not _tables_in(card) for row in _told(card, names=names)]
    if told:
        found.append(Table(card="", title=IN_WORDS, caption="", headings=("About", "What it says"), rows=tuple(told)))
    return found


def _tables(cards: Sequence[Node], *, names: bool) -> list[Table]:
    found = []
    for card in cards:
        behind = [node for node in _all(card, kind="Details") if "fold" not in _classes(node)]
        beneath = [node for details in behind for node in _tables_in(details)]
        found += [_table(node, card=card, names=names) for node in beneath or _tables_in(card)]
    return found


def words_of(body: Sequence[Node], *, names: bool = True) -> list[str]:
    """The sentences that a page opens with."""
    said = [node for part in body for node in _walk(part) if "sentence" in _classes(node)]
    return [text_of(part, names=names) for node in said for part in _children(node)]


def text_of(node: Any, *, names: bool = True) -> str:
    """What a part of a page says, on one line; a picture says its description."""
    return " ".join("".join(_texts(node, names=names)).split())


def _cards(body: Sequence[Node]) -> Iterator[Node]:
    """The cards of a page, and what stands outside of any."""
    for node in body:
        if _kind(node) in _CARDS or not any(_kind(each) in _CARDS for each in _walk(node)):
            yield node
        else:
            yield from _cards(_children(node))


def _table(node: Node, *, card: Node, names: bool) -> Table:
    columns, lines = _spelled(node) if _kind(node) == "Table" else _sent(node)
    headings = [text_of(heading, names=names) for heading, _ in columns]
    numeric = ["numeric" in classes for _, classes in columns]
    rows = [[_cell(cell, names=names) for cell in line] for line in lines]
    beside = [[kind for kind in _BESIDE if any(kind in row[place] for row in rows)] for place in range(len(columns))]
    values = [list(_values(row, numeric=numeric, beside=beside)) for row in rows]
    named, apart = _ends_apart(list(_spread(headings, beside=beside)), rows=values)
    return Table(
        card=_property(card, name="data-card"),
        title=_title(card, names=names),
        caption=_caption(node, names=names),
        headings=tuple(named),
        rows=tuple(tuple(row) for row in apart),
    )


Columns: TypeAlias = list[tuple[Any, frozenset[str]]]
"""The columns of a table: the heading, and the classes it has."""


def _sent(node: Node) -> tuple[Columns, list[list[Node]]]:
    """Columns and lines of cells of a table that the browser spells out."""
    columns = [(each["heading"], frozenset(each["className"].split())) for each in _property(node, name="columns")]
    lines = [line["cells"] for line in _property(node, name="rows")]
    return columns, [[{"type": "Td", "props": {"children": words}} for words in line] for line in lines]


def _spelled(node: Node) -> tuple[Columns, list[list[Node]]]:
    """Columns and lines of cells of a table that is spelled out already: a calendar."""
    columns = [(each, _classes(each)) for head in _all(node, kind="Thead") for each in _all(head, kind="Th")]
    return columns, [_children(line) for body in _all(node, kind="Tbody") for line in _children(body)]


def _caption(node: Node, *, names: bool) -> str:
    held = _property(node, name="caption")
    return text_of(held or [each for each in _walk(node) if _kind(each) == "Caption"], names=names)


def _title(card: Node, *, names: bool) -> str:
    return next((text_of(each, names=names) for each in _walk(card) if "card-title" in _classes(each)), "")


def _told(card: Node, *, names: bool) -> list[tuple[Value, ...]]:
    """What a card says, a row for each of its paragraphs, terms and entries; nothing of what is opened under it."""
    if _classes(card) & _NOT_TOLD:
        return []
    title = _title(card, names=names)
    blocks = [text_of(node, names=names) for node in _leaves(card)]
    return [(title, words) for words in blocks if words and words != title]


def _leaves(node: Node) -> Iterator[Node]:
    """The smallest parts that stand on lines of their own, forms and what is opened left out."""
    if _classes(node) & _NOT_TOLD or _kind(node) in _FORMS:
        return
    apart = _LINES | _FORMS
    if _kind(node) in _LINES or not any(_kind(each) in apart for child in _children(node) for each in _walk(child)):
        yield node
    else:
        for child in _children(node):
            yield from _leaves(child)


def _ends_apart(headings: list[str], *, rows: list[list[Value]]) -> tuple[list[str], list[list[Value]]]:
    """Columns of intervals (``−11.4 to −3.2``) as two columns of numbers each."""
    named: list[str] = []
    out: list[list[Value]] = [[] for _ in rows]
    for place, heading in enumerate(headings):
        values = [row[place] for row in rows]
        apart = "interval" in heading and all(isinstance(value, str) and _is_between(value) for value in values)
        named += [f"{heading}, from", f"{heading}, to"] if apart else [heading]
        for made, value in zip(out, values, strict=True):
            made.extend(_ends(str(value)) if apart else [value])
    return named, out


def _is_between(words: str) -> bool:
    return not words or _BETWEEN.fullmatch(words) is not None


def _ends(words: str) -> list[Value]:
    low, _, high = words.partition(" to ")
    return [number_of(low), number_of(high)]


def _cell(cell: Node, *, names: bool) -> dict[str, str]:
    """The words of a cell under ``""``, and of what stands beside them under its class."""
    said: dict[str, str] = {}
    for node in _walk(cell):
        for kind in _BESIDE:
            if kind in _classes(node):
                said[kind] = text_of(node, names=names)
    seen = [_text(cell, names=names, pictures=pictures) for pictures in (False, True)]
    said[""] = seen[0] or seen[1]
    return said


def _text(cell: Node, *, names: bool, pictures: bool) -> str:
    """The words of a cell but for what stands beside them; what a picture says only where there is nothing else."""
    without = frozenset(_BESIDE) if pictures else frozenset({*_BESIDE, PICTURE})
    return " ".join("".join(_texts(cell, names=names, without=without)).split())


def _spread(headings: Sequence[str], *, beside: Sequence[Sequence[str]]) -> Iterator[str]:
    for heading, kinds in zip(headings, beside, strict=True):
        yield heading
        yield from (f"{heading}: {_BESIDE[kind]}" for kind in kinds)


def _values(
    row: Sequence[dict[str, str]], *, numeric: Sequence[bool], beside: Sequence[Sequence[str]]
) -> Iterator[Value]:
    for cell, is_number, kinds in zip(row, numeric, beside, strict=True):
        yield number_of(cell[""]) if is_number else cell[""]
        yield from (cell.get(kind, "") for kind in kinds)


def number_of(words: str) -> Value:
    """``"−1,204.50"`` → the number −1204.5 with two decimals; words that are no number stay as they are."""
    found = _NUMBER.fullmatch(words)
    if found is None or not found[2].strip(","):
        return words
    sign, whole, part, percent = found.groups()
    value = float(f"{whole.replace(',', '')}.{part or '0'}")
    return Number(value=-value if sign in {"−", "-"} else value, decimals=len(part or ""), percent=bool(percent))


def _texts(node: Any, *, names: bool, without: frozenset[str] = frozenset()) -> Iterator[str]:
    if node is None:
        return
    if isinstance(node, (list, tuple)):
        yield from _side_by_side(node, names=names, without=without)
    elif not isinstance(node, (Component, dict)):
        yield str(node)
    elif _is_seen(node, names=names) and not without & {*_classes(node), _kind(node)}:
        around = " " if _kind(node) in _BLOCKS else ""
        yield around + _property(node, name="alt")
        yield from _texts(_held(node), names=names, without=without)
        yield around


def _side_by_side(nodes: Sequence[Any], *, names: bool, without: frozenset[str]) -> Iterator[str]:
    """Parts one after the other; two elements that touch are two words."""
    before = False
    for each in nodes:
        words = "".join(_texts(each, names=names, without=without))
        element = isinstance(each, (Component, dict))
        if words:
            yield f" {words}" if before and element else words
            before = element


def _is_seen(node: Node, *, names: bool) -> bool:
    """A name and what is said in its place stand side by side in the page: one of the two is seen."""
    return ("pupil-hidden" if names else "pupil-name") not in _classes(node)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node):
        yield from _walk(child)


def _tables_in(node: Node) -> list[Node]:
    return [each for each in _walk(node) if _kind(each) in TABLES]


def _all(node: Node, *, kind: str) -> list[Node]:
    return [each for each in _walk(node) if _kind(each) == kind]


def _children(node: Node) -> list[Node]:
    inner = _held(node)
    some = inner if isinstance(inner, (list, tuple)) else [inner]
    return [each for each in some if isinstance(each, (Component, dict))]


def _held(node: Node) -> Any:
    """What a node holds: its children, or the ``parts`` of a piece that the browser draws with all that is in it."""
    if isinstance(node, dict):
        return node["props"].get("parts", node["props"].get("children"))
    return getattr(node, "children", None)


def _kind(node: Node) -> str:
    return str(node["type"]) if isinstance(node, dict) else type(node).__name__


def _classes(node: Node) -> frozenset[str]:
    return frozenset(str(_property(node, name="className") or "").split())


def _property(node: Node, *, name: str, default: Any = "") -> Any:
    return node["props"].get(name, default) if isinstance(node, dict) else getattr(node, name, default)
